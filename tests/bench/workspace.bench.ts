// The encrypted workspace against the same rows, schema and transactions in a plaintext database, in the same run.
// The peer runs the workspace's own code on its own schema, so the ratio is the price of the cipher and nothing else.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { Detection } from '../../src/core/model/domain.ts';
import { applySettings, openConnection } from '../../src/workspace/cipher.ts';
import { createHandles } from '../../src/workspace/database.ts';
import { streamMatchColumns, upsertDetections } from '../../src/workspace/index.ts';
import { migrate } from '../../src/workspace/migrations/migrate.ts';
import {
  detection,
  draft,
  freshWorkspace,
  remove,
  startMs,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';
import type { Report } from './report.ts';
import { median } from './timing.ts';

const ROWS = 100_000;
/** As many as sync takes in one transaction. */
const BATCH = 5000;
const ROUNDS = 3;
const APPENDS = 200;

export async function run(report: Report): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, n) => row(n));
  const plain: number[] = [];
  const encrypted: number[] = [];
  // Alternating, so that a slow moment of the machine does not fall on one side alone.
  for (let round = 0; round < ROUNDS; round += 1) {
    plain.push(insertRate(rows, false));
    encrypted.push(insertRate(rows, true));
  }
  report({ metric: 'plain insert', size: ROWS, value: Math.round(median(plain)), unit: 'rows/s' });
  report({ metric: 'encrypted insert', size: ROWS, value: Math.round(median(encrypted)), unit: 'rows/s' });
  const ratio = median(encrypted) / median(plain);
  report({ metric: 'encrypted / plain insert', size: ROWS, value: round2(ratio), unit: '×', bar: { atLeast: 0.6 } });

  const fixture = await freshWorkspace();
  for (let from = 0; from < ROWS; from += BATCH) {
    fixture.workspace.write((tx) => upsertDetections(tx, rows.slice(from, from + BATCH)));
  }
  const streamMs = elapsedMs(() => {
    let count = 0;
    for (const columns of streamMatchColumns(fixture.workspace.read, { chunkSize: 20_000 })) count += columns.count;
    if (count !== ROWS) throw new Error(`streamed ${count} of ${ROWS} rows`);
  });
  report({ metric: 'match columns', size: ROWS, value: Math.round((ROWS / streamMs) * 1000), unit: 'rows/s' });
  const appendMs = Array.from({ length: APPENDS }, (_, n) =>
    elapsedMs(() => fixture.workspace.audit.append(draft({ n, plateKey: 'KJT417' }))),
  );
  report({
    metric: 'log entry on disk',
    size: APPENDS,
    value: round2(median(appendMs)),
    unit: 'ms',
    bar: { atMost: 5 },
  });
  remove(fixture);
}

function insertRate(rows: readonly Detection[], encrypted: boolean): number {
  const folder = temporaryFolder();
  const path = join(folder, 'insert.db');
  const connection = encrypted
    ? openConnection(path, Buffer.alloc(32, 7), { readonly: false, create: true })
    : new SqliteDatabase(path);
  connection.pragma('temp_store=2');
  applySettings(connection);
  migrate(connection, startMs);
  const handles = createHandles(connection);
  const ms = elapsedMs(() => {
    for (let from = 0; from < rows.length; from += BATCH) {
      const { tx, end } = handles.begin();
      connection.exec('BEGIN IMMEDIATE');
      upsertDetections(tx, rows.slice(from, from + BATCH));
      connection.exec('COMMIT');
      end();
    }
  });
  connection.close();
  rmSync(folder, { recursive: true, force: true });
  return (rows.length / ms) * 1000;
}

/** Uuids as engines make them: without order, which is what makes the index costly. */
function row(n: number): Detection {
  const uuid = `${((n * 2_654_435_761) % 4_294_967_296).toString(36)}-${(n * 40_503) % 65_536}`;
  return detection(n, { id: `p:${uuid}`, uuid, cameraId: `NZ-${String(n % 546).padStart(4, '0')}` });
}

function elapsedMs(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
