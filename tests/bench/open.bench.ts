// Opening a workspace: detections from segments against the same detections row by row, in the same run, and the time
// from the key to the first answer. 1 million detections; WAYMARK_BENCH_ROWS=10000000 for more (about 4 GB of disk).

import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Detection } from '../../src/core/model/domain.ts';
import { WorkerMatcher } from '../../src/match/index.ts';
import { CHUNK_ROWS, chunksOfColumns } from '../../src/services/match-chunks.ts';
import { createMatchFeed } from '../../src/services/match-feed.ts';
import { createSegmentWriter } from '../../src/services/match-segment-writer.ts';
import { openConnection } from '../../src/workspace/cipher.ts';
import { DATABASE_FILE } from '../../src/workspace/data-dir.ts';
import {
  lastOrdinal,
  streamHeldColumns,
  streamMatchColumns,
  upsertDetections,
  type Workspace,
} from '../../src/workspace/index.ts';
import {
  detection,
  freshWorkspace,
  type OpenedFixture,
  remove,
  reopen,
} from '../../src/workspace/workspace.fixture.ts';
import type { Report } from './report.ts';

const SIZE = Number(process.env.WAYMARK_BENCH_ROWS ?? 1_000_000);
const BATCH = 5000;
const ROUNDS = 3;
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
  for (let from = 0; from < SIZE; from += BATCH) {
    fixture.workspace.write((tx) =>
      upsertDetections(
        tx,
        Array.from({ length: BATCH }, (_, n) => row(from + n)),
      ),
    );
  }
  const file = join(fixture.dir, DATABASE_FILE);
  fixture.workspace.close();
  const bytesBefore = statSync(file).size;

  const first = reopen(fixture);
  const rowsMs = median(rounds(() => expectRows(countRows(first))));
  report({ metric: 'row by row', size: SIZE, value: round(rowsMs), unit: 'ms' });

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
  const segmentsMs = median(rounds(() => expectRows(countHeld(second))));
  second.close();
  report({ metric: 'from segments', size: SIZE, value: round(segmentsMs), unit: 'ms' });
  report({
    metric: 'row by row / from segments',
    size: SIZE,
    value: round(rowsMs / segmentsMs),
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

function rounds(work: () => void): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  });
}

function plate(n: number): string {
  const letter = (at: number): string => String.fromCharCode(65 + (Math.floor(n / at) % 26));
  return `${letter(26_000)}${letter(676_000)}${letter(1000)}${String(n % 1000).padStart(3, '0')}`;
}

/** A first reading and one other candidate, as readers give. */
function row(n: number): Detection {
  const read = plate((n * 7919) % PLATES);
  const uuid = `${((n * 2_654_435_761) % 4_294_967_296).toString(36)}-${n.toString(36)}`;
  return detection(n, {
    id: `p:${uuid}`,
    uuid,
    cameraId: `NZ-${String((n * 31) % 546).padStart(4, '0')}`,
    timeMs: 1_800_000_000_000 + n * 250,
    read,
    candidates: [
      { text: read, confidence: 0.9 },
      { text: `${read.slice(0, 5)}${(n * 13) % 10}`, confidence: 0.4 },
    ],
    make: ['toyota', 'mazda', 'ford', 'nissan'][n % 4] ?? null,
    colour: ['white', 'silver', 'black'][n % 3] ?? null,
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
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
