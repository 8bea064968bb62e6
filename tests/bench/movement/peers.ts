// The peers of the movement bench: the same questions in SQL, to SQLite in memory with covering indexes and to DuckDB over
// a table sorted for it. Each question is put in every way known that gives its rows, prepared beforehand, and the way
// that was fastest over the first questions is the one that is measured. Rows are what is answered: turning them into text
// to compare them is not in the time.

import { BIGINT, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import type { Traffic } from './traffic.ts';

export type ConvoyCase = { readonly plate: number; readonly gapMs: number; readonly minShared: number };
export type SceneCase = {
  readonly scenes: readonly { readonly cameras: readonly number[]; readonly fromMs: number; readonly toMs: number }[];
  readonly atLeast: number;
};

/** Vehicle, shared passes and cameras; or vehicle, scenes and reads. */
export type Row = readonly (number | bigint)[];

/** Asks one question. Nothing but asking is in it: statements are prepared when it is made. */
export type Asking = () => Promise<{ rows(): Iterable<Row> }>;

export type Peer = {
  /** Ways to ask it, each with the same rows. */
  convoy(question: ConvoyCase): Promise<Asking[]>;
  colocation(question: SceneCase): Promise<Asking[]>;
  close(): void;
};

function convoySql({ plate, gapMs, minShared }: ConvoyCase): string[] {
  const near = (join: string): string => `FROM d a ${join} d b
    ON b.camera = a.camera AND b.t BETWEEN a.t - ${gapMs} AND a.t + ${gapMs}
    WHERE a.plate = ${plate} AND b.plate <> ${plate}`;
  return [
    `SELECT b.plate, COUNT(DISTINCT a.id), COUNT(DISTINCT a.camera) ${near('JOIN')}
     GROUP BY b.plate HAVING COUNT(DISTINCT a.id) >= ${minShared}`,
    `SELECT plate, COUNT(*), COUNT(DISTINCT camera) FROM (SELECT DISTINCT b.plate, a.id, a.camera ${near('JOIN')}) n
     GROUP BY plate HAVING COUNT(*) >= ${minShared}`,
    `SELECT plate, SUM(n), COUNT(*) FROM
       (SELECT b.plate, a.camera, COUNT(DISTINCT a.id) AS n ${near('JOIN')} GROUP BY b.plate, a.camera) c
     GROUP BY plate HAVING SUM(n) >= ${minShared}`,
  ];
}

/** Scenes of one question do not overlap, so that reads may be added up over them. */
function sceneSql({ scenes, atLeast }: SceneCase): string[] {
  const where = scenes.map(
    ({ cameras, fromMs, toMs }) => `FROM d WHERE camera IN (${cameras.join(',')}) AND t BETWEEN ${fromMs} AND ${toMs}`,
  );
  const each = where.map((from, nth) => `SELECT ${nth} AS scene, plate, id ${from}`).join(' UNION ALL ');
  const counted = where.map((from) => `SELECT plate, COUNT(*) AS n ${from} GROUP BY plate`).join(' UNION ALL ');
  return [
    `SELECT plate, COUNT(DISTINCT scene), COUNT(DISTINCT id) FROM (${each}) s
     GROUP BY plate HAVING COUNT(DISTINCT scene) >= ${atLeast}`,
    `SELECT plate, COUNT(DISTINCT scene), COUNT(*) FROM (${each}) s GROUP BY plate HAVING COUNT(DISTINCT scene) >= ${atLeast}`,
    `SELECT plate, COUNT(*), SUM(n) FROM (${counted}) s GROUP BY plate HAVING COUNT(*) >= ${atLeast}`,
  ];
}

export async function sqlite({ timesMs, cameras, plates }: Traffic): Promise<Peer> {
  const db = new Database(':memory:');
  db.pragma('journal_mode = OFF');
  db.pragma('cache_size = -4000000');
  db.exec('CREATE TABLE d (id INTEGER PRIMARY KEY, plate INTEGER, camera INTEGER, t INTEGER)');
  const insert = db.prepare('INSERT INTO d VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (let at = 0; at < timesMs.length; at++) insert.run(at, plates[at], cameras[at], timesMs[at]);
  })();
  // Covering: both hold the row's id beside their columns, so that no question goes back to the table.
  db.exec('CREATE INDEX by_plate ON d (plate, camera, t); CREATE INDEX by_camera ON d (camera, t, plate); ANALYZE');
  const asking = (sql: string): Asking => {
    const statement = db.prepare(sql).raw();
    return async () => {
      const rows = statement.all() as Row[];
      return { rows: () => rows };
    };
  };
  return {
    convoy: async (question) => convoySql(question).map(asking),
    colocation: async (question) => sceneSql(question).map(asking),
    close: () => db.close(),
  };
}

const CHUNK_ROWS = 2048;

export async function duckdb({ timesMs, cameras, plates }: Traffic): Promise<Peer> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('CREATE TABLE raw (id INTEGER, plate INTEGER, camera INTEGER, t BIGINT)');
  const appender = await connection.createAppender('raw');
  for (let from = 0; from < timesMs.length; from += CHUNK_ROWS) {
    const to = Math.min(timesMs.length, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER, BIGINT], to - from);
    chunk.setColumns([
      Array.from({ length: to - from }, (_, at) => from + at),
      Array.from(plates.subarray(from, to)),
      Array.from(cameras.subarray(from, to)),
      Array.from(timesMs.subarray(from, to), BigInt),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  // Sorted, so that what its blocks hold at least and at most rules most of them out; the plate's reads by an index.
  await connection.run('CREATE TABLE d AS SELECT * FROM raw ORDER BY camera, t; DROP TABLE raw');
  await connection.run('CREATE INDEX by_plate ON d (plate)');
  const askings = (ways: readonly string[]): Promise<Asking[]> =>
    Promise.all(ways.map((sql) => prepared(connection, sql)));
  return {
    convoy: (question) => askings(convoySql(question)),
    colocation: (question) => askings(sceneSql(question)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function prepared(connection: DuckDBConnection, sql: string): Promise<Asking> {
  const statement = await connection.prepare(sql);
  return async () => {
    const reader = await statement.runAndReadAll();
    return { rows: () => reader.getRows() as Row[] };
  };
}
