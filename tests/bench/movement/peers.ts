// The peers of the movement bench: the same questions in SQL, to SQLite in memory with covering indexes and to DuckDB.
// Each answers rows as sorted text, so that rows that differ by one number differ.

import { DOUBLE, DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import type { Traffic } from './traffic.ts';

export type ConvoyCase = { readonly plate: number; readonly gapMs: number; readonly minShared: number };
export type SceneCase = {
  readonly scenes: readonly { readonly cameras: readonly number[]; readonly fromMs: number; readonly toMs: number }[];
  readonly atLeast: number;
};

export type Peer = {
  convoy(question: ConvoyCase): Promise<string[]>;
  colocation(question: SceneCase): Promise<string[]>;
  close(): void;
};

const CONVOY = `SELECT b.plate || ' ' || COUNT(DISTINCT a.id) || ' ' || COUNT(DISTINCT a.camera) AS line
  FROM d a JOIN d b ON b.camera = a.camera AND b.t BETWEEN a.t - $gap AND a.t + $gap
  WHERE a.plate = $plate AND b.plate <> $plate
  GROUP BY b.plate HAVING COUNT(DISTINCT a.id) >= $min`;

const sceneSql = ({ scenes, atLeast }: SceneCase): string => {
  const one = scenes.map(
    ({ cameras, fromMs, toMs }, nth) =>
      `SELECT ${nth} AS scene, plate, id FROM d WHERE camera IN (${cameras.join(',')}) AND t BETWEEN ${fromMs} AND ${toMs}`,
  );
  return `SELECT plate || ' ' || COUNT(DISTINCT scene) || ' ' || COUNT(DISTINCT id) AS line
    FROM (${one.join(' UNION ALL ')}) GROUP BY plate HAVING COUNT(DISTINCT scene) >= ${atLeast}`;
};

export function sqlite({ timesMs, cameras, plates }: Traffic): Peer {
  const db = new Database(':memory:');
  db.pragma('journal_mode = OFF');
  db.pragma('cache_size = -4000000');
  db.exec('CREATE TABLE d (id INTEGER PRIMARY KEY, plate INTEGER, camera INTEGER, t REAL)');
  const insert = db.prepare('INSERT INTO d VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (let at = 0; at < timesMs.length; at++) insert.run(at, plates[at], cameras[at], timesMs[at]);
  })();
  // Covering: both hold the row's id beside their columns, so that no question goes back to the table.
  db.exec('CREATE INDEX by_plate ON d (plate, camera, t); CREATE INDEX by_camera ON d (camera, t, plate); ANALYZE');
  const convoy = db.prepare(CONVOY);
  const lines = (rows: unknown[]): string[] => (rows as { line: string }[]).map(({ line }) => line).sort();
  return {
    convoy: async ({ plate, gapMs, minShared }) => lines(convoy.all({ plate, gap: gapMs, min: minShared })),
    colocation: async (question) => lines(db.prepare(sceneSql(question)).all()),
    close: () => db.close(),
  };
}

const CHUNK_ROWS = 2048;

export async function duckdb({ timesMs, cameras, plates }: Traffic): Promise<Peer> {
  const connection = await DuckDBConnection.create();
  await connection.run('CREATE TABLE d (id INTEGER, plate INTEGER, camera INTEGER, t DOUBLE)');
  const appender = await connection.createAppender('d');
  for (let from = 0; from < timesMs.length; from += CHUNK_ROWS) {
    const to = Math.min(timesMs.length, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER, DOUBLE], to - from);
    chunk.setColumns([
      Array.from({ length: to - from }, (_, at) => from + at),
      Array.from(plates.subarray(from, to)),
      Array.from(cameras.subarray(from, to)),
      Array.from(timesMs.subarray(from, to)),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const ask = async (sql: string): Promise<string[]> => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getColumns()[0]?.map(String).sort() ?? [];
  };
  return {
    convoy: ({ plate, gapMs, minShared }) =>
      ask(
        CONVOY.replaceAll('$plate', String(plate))
          .replaceAll('$gap', String(gapMs))
          .replaceAll('$min', String(minShared)),
      ),
    colocation: (question) => ask(sceneSql(question)),
    close: () => connection.closeSync(),
  };
}
