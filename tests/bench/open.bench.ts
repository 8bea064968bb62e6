// Opening a workspace: detections from segments against the same detections row by row, in the same run, and the time
// from the key to the first answer. 1 million detections; WAYMARK_BENCH_ROWS=10000000 for more (about 4 GB of disk).

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerMatcher } from '../../src/match/index.ts';
import { CHUNK_ROWS, chunksOfColumns } from '../../src/services/match-chunks.ts';
import { createMatchFeed } from '../../src/services/match-feed.ts';
import { createSegmentWriter } from '../../src/services/match-segment-writer.ts';
import { applySettings, openConnection } from '../../src/workspace/cipher.ts';
import { DATABASE_FILE } from '../../src/workspace/data-dir.ts';
import { lastOrdinal, streamHeldColumns, streamMatchColumns, type Workspace } from '../../src/workspace/index.ts';
import { freshWorkspace, type OpenedFixture, remove, reopen, startMs } from '../../src/workspace/workspace.fixture.ts';
import type { Report } from './report.ts';
import { median } from './timing.ts';

const SIZE = Number(process.env.WAYMARK_BENCH_ROWS ?? 1_000_000);
const BATCH = 200_000;
const ROUNDS = SIZE > 2_000_000 ? 1 : 3;
/** Distinct plates: each is seen about ten times, as on roads. */
const PLATES = Math.max(1000, SIZE / 10);

export async function run(report: Report): Promise<void> {
  const fixture = await freshWorkspace();
  try {
    await measure(fixture, report);
  } finally {
    remove(fixture);
  }
}

async function measure(fixture: OpenedFixture, report: Report): Promise<void> {
  fixture.workspace.close();
  fill(fixture);
  const file = join(fixture.dir, DATABASE_FILE);
  const bytesBefore = statSync(file).size;

  const first = reopen(fixture);
  const byRows = rounds(() => expectRows(countRows(first)));
  report({ metric: 'row by row', size: SIZE, value: round(byRows.wallMs), unit: 'ms' });
  report({ metric: 'row by row, processor', size: SIZE, value: round(byRows.cpuMs), unit: 'ms' });

  const writer = createSegmentWriter(first, 0);
  const writingFrom = performance.now();
  writer.wake();
  // The writer keeps no process alive by itself.
  const alive = setInterval(() => undefined, 1000);
  await writer.settled();
  clearInterval(alive);
  const writingMs = performance.now() - writingFrom;
  await writer.close();
  const { written, failed, longestStepMs } = writer.counts;
  if (failed > 0) throw new Error('a segment could not be written');
  report({ metric: 'segments written', size: SIZE, value: written, unit: 'segments' });
  report({ metric: 'writing in the background', size: SIZE, value: round(writingMs), unit: 'ms' });
  report({
    metric: 'longest step of writing',
    size: SIZE,
    value: round(longestStepMs),
    unit: 'ms',
    bar: { atMost: 100 },
  });
  first.close();
  report({
    metric: 'segments on disk',
    size: SIZE,
    value: round((statSync(file).size - bytesBefore) / SIZE),
    unit: 'B/detection',
  });

  const second = reopen(fixture);
  const bySegments = rounds(() => expectRows(countHeld(second)));
  second.close();
  report({ metric: 'from segments', size: SIZE, value: round(bySegments.wallMs), unit: 'ms' });
  report({ metric: 'from segments, processor', size: SIZE, value: round(bySegments.cpuMs), unit: 'ms' });
  report({
    metric: 'row by row / from segments',
    size: SIZE,
    value: round(byRows.cpuMs / bySegments.cpuMs),
    unit: '×',
    bar: { atLeast: 8 },
  });

  for (const cache of ['with segments', 'without']) {
    if (cache === 'without') rmSegments(fixture);
    const openedFrom = performance.now();
    const workspace = reopen(fixture);
    const feed = createMatchFeed(workspace, () => WorkerMatcher.start(), { quietMs: 3_600_000 });
    const matcher = await feed.ready();
    const loadedMs = performance.now() - openedFrom;
    const outcome = await matcher.search({ query: plate(7), limit: 50 });
    const answeredMs = performance.now() - openedFrom;
    if (outcome.outcome !== 'ran' || outcome.answer.columns.count === 0) throw new Error('nothing was found');
    const { fromSegments, fromRows } = feed.loadCounts;
    if (fromSegments + fromRows !== SIZE) throw new Error(`loaded ${fromSegments + fromRows} of ${SIZE}`);
    report({ metric: `key to index, ${cache}`, size: SIZE, value: round(loadedMs), unit: 'ms' });
    report({ metric: `key to first answer, ${cache}`, size: SIZE, value: round(answeredMs), unit: 'ms' });
    await feed.close();
    workspace.close();
  }
}

function countRows(workspace: Workspace): number {
  let count = 0;
  const pages = streamMatchColumns(workspace.read, { chunkSize: CHUNK_ROWS });
  for (const chunk of chunksOfColumns(pages)) count += chunk.detectionIds.length;
  return count;
}

function countHeld(workspace: Workspace): number {
  let count = 0;
  const pieces = streamHeldColumns(workspace.read, {
    chunkSize: CHUNK_ROWS,
    toOrdinal: lastOrdinal(workspace.read),
    onFault(range, fault) {
      throw new Error(`segment ${range} is ${fault}`);
    },
    onUse: () => undefined,
  });
  for (const piece of pieces) {
    const chunks = piece.from === 'segment' ? [piece.chunk] : chunksOfColumns([piece.columns]);
    for (const chunk of chunks) count += chunk.detectionIds.length;
  }
  return count;
}

function expectRows(count: number): void {
  if (count !== SIZE) throw new Error(`read ${count} of ${SIZE} rows`);
}

/** Medians. The processor time of this thread is what other programs on the machine do not change. */
function rounds(work: () => void): { wallMs: number; cpuMs: number } {
  const each = Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return { wallMs: performance.now() - from, cpuMs: (user + system) / 1000 };
  });
  return { wallMs: median(each.map(({ wallMs }) => wallMs)), cpuMs: median(each.map(({ cpuMs }) => cpuMs)) };
}

function plate(n: number): string {
  const letter = (at: number): string => String.fromCharCode(65 + (Math.floor(n / at) % 26));
  return `${letter(26_000)}${letter(676_000)}${letter(1000)}${String(n % 1000).padStart(3, '0')}`;
}

/** Rows with a first reading and one other candidate, as readers give; past the functions of the workspace, to be quick. */
function fill(fixture: OpenedFixture): void {
  const connection = openConnection(join(fixture.dir, DATABASE_FILE), fixture.key, { readonly: false, create: false });
  applySettings(connection);
  connection.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 546)
    INSERT INTO camera_ordinals SELECT i, printf('NZ-%04d', i) FROM n`);
  const insert = connection.prepare(`
    WITH RECURSIVE n(i) AS (SELECT @from UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @to),
      p AS (SELECT i, i * 7919 % ${PLATES} AS plate FROM n),
      q AS (SELECT i, char(65 + plate / 26000 % 26, 65 + plate / 676000 % 26, 65 + plate / 1000 % 26) ||
        printf('%03d', plate % 1000) AS read FROM p)
    INSERT INTO detections SELECT i + 1, ${startMs} + i * 250, 1 + i * 31 % 546, read, 0.9,
      '["' || read || '",0.9,"' || substr(read, 1, 5) || char(65 + i * 13 % 26) || '",0.4]', 'p',
      printf('%08x-4c1d-4b7e-9a52-%012x', i * 2654435761 % 4294967296, i), '2027-01-15T20:00:00.123+13:00', '+13:00', -12, 0,
      NULL, CASE i % 4 WHEN 0 THEN 'toyota' WHEN 1 THEN 'mazda' WHEN 2 THEN 'ford' END,
      CASE i % 3 WHEN 0 THEN 'white' WHEN 1 THEN 'silver' ELSE 'black' END, NULL
    FROM q`);
  for (let from = 0; from < SIZE; from += BATCH) insert.run({ from, to: Math.min(SIZE, from + BATCH) });
  connection.exec(`UPDATE counters SET value = ${SIZE} WHERE name IN ('detections', 'last-ordinal')`);
  connection.close();
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** All segments out, with the triggers left in place. */
function rmSegments(fixture: OpenedFixture): void {
  const connection = openConnection(join(fixture.dir, DATABASE_FILE), fixture.key, { readonly: false, create: false });
  connection.exec('DELETE FROM match_segments');
  connection.close();
}
