// What others answer to the same questions over the same plates in the same run, and how much of the answer they find.
// A ratio without the recall means nothing: an index that misses most of the matches is quick too.

import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { distance } from 'fastest-levenshtein';
import MiniSearch from 'minisearch';
import pg from 'pg';
import { CAMERA_MODEL } from '../../../src/core/match/cost-model.ts';
import type { PlateFinder } from '../../../src/core/match/plate-finder.ts';
import { testDatabases } from '../../fixtures/postgresql.ts';
import type { Report } from '../report.ts';
import { elapsedMs, mean, median, round, timesUs } from '../timing.ts';

export type Asked = {
  readonly size: number;
  readonly plates: readonly string[];
  readonly finder: PlateFinder;
  readonly queries: readonly string[];
  readonly patterns: readonly string[];
};

/** Our own medians and means, µs, taken over the same questions as the peers'. */
type Own = { readonly t8: number; readonly t16: number; readonly wildcardMean: number; readonly exact: number };

/** A scan answers in a fifth of a second at best: so few of its queries are enough for a median. */
const SCANNED = 5;
const INDEXED = 60;
const RUNS = 3;

export async function measurePeers(report: Report, asked: Asked): Promise<void> {
  const own = ownTimes(asked);
  measureLevenshtein(report, asked, own);
  measureSqlite(report, asked, own);
  measureMiniSearch(report, asked, own);
  await measureDuckDb(report, asked, own);
  await measurePostgres(report, asked, own);
}

function ownTimes({ finder, queries, patterns }: Asked): Own {
  const repeat = <T>(items: readonly T[], work: (item: T) => unknown): number[][] =>
    Array.from({ length: RUNS }, () => timesUs(items, work));
  const best = (runs: number[][], of: (times: number[]) => number): number => median(runs.map(of));
  return {
    t8: best(
      repeat(queries, (query) => finder.fuzzy(CAMERA_MODEL, query, 8)),
      median,
    ),
    t16: best(
      repeat(queries, (query) => finder.fuzzy(CAMERA_MODEL, query, 16)),
      median,
    ),
    wildcardMean: best(
      repeat(patterns, (pattern) => finder.wildcard(pattern)),
      mean,
    ),
    exact: exactUs(queries, (query) => finder.find(query)),
  };
}

/** One look-up is too short to time: the mean over all the questions in a row, which are all different; best of ten rows. */
function exactUs(queries: readonly string[], find: (query: string) => unknown): number {
  const rows = Array.from({ length: 10 }, () =>
    elapsedMs(() => {
      for (const query of queries) find(query);
    }),
  );
  return (Math.min(...rows) * 1000) / queries.length;
}

/** Share of what is within a cost that a peer found. */
function recallOf({ finder }: Asked, query: string, maxCost: number, found: ReadonlySet<string>): number {
  const { ids } = finder.fuzzy(CAMERA_MODEL, query, maxCost);
  if (ids.length === 0) return 1;
  return Array.from(ids, (id) => finder.textAt(id)).filter((text) => found.has(text)).length / ids.length;
}

function tell(report: Report, size: number, peer: string, peerUs: number, ownUs: number, atLeast: number | null): void {
  report({ metric: `${peer}: peer`, size, value: round(peerUs), unit: 'µs' });
  const bar = atLeast === null ? {} : { bar: { atLeast } };
  report({ metric: `${peer}: times faster`, size, value: round(peerUs / ownUs), unit: 'times', ...bar });
}

function tellRecall(
  report: Report,
  asked: Asked,
  peer: string,
  maxCost: number,
  found: Map<string, Set<string>>,
): void {
  const shares = [...found].map(([query, texts]) => recallOf(asked, query, maxCost, texts));
  report({ metric: `${peer}: peer's recall`, size: asked.size, value: round(mean(shares)), unit: 'of our matches' });
}

function measureLevenshtein(report: Report, asked: Asked, own: Own): void {
  const queries = asked.queries.slice(0, SCANNED);
  for (const [maxCost, edits, bar, ownUs] of [
    [8, 1, 10_000, own.t8],
    [16, 2, 500, own.t16],
  ] as const) {
    const found = new Map<string, Set<string>>();
    const times = timesUs(queries, (query) => {
      const near = new Set<string>();
      for (const plate of asked.plates) if (distance(query, plate) <= edits) near.add(plate);
      found.set(query, near);
    });
    const name = `T=${maxCost} against fastest-levenshtein`;
    tell(report, asked.size, name, median(times), ownUs, bar);
    tellRecall(report, asked, name, maxCost, found);
  }
}

function measureSqlite(report: Report, asked: Asked, own: Own): void {
  const database = new Database(':memory:');
  try {
    database.exec('create table plate (text text primary key) without rowid');
    const insert = database.prepare('insert into plate values (?)');
    database.transaction(() => {
      for (const plate of asked.plates) insert.run(plate);
    })();
    const exact = database.prepare('select 1 from plate where text = ?');
    const peerUs = exactUs(asked.queries, (query) => exact.get(query));
    tell(report, asked.size, 'exact against an indexed SQLite look-up', peerUs, own.exact, 5);
    const glob = database.prepare('select text from plate where text glob ?').pluck();
    const patterns = asked.patterns.slice(0, 40);
    for (const pattern of patterns) assertSame(asked, pattern, glob.all(pattern) as string[]);
    const globUs = timesUs(patterns, (pattern) => glob.all(pattern));
    tell(report, asked.size, 'wildcard mean against SQLite GLOB', mean(globUs), own.wildcardMean, 500);
  } finally {
    database.close();
  }
}

function assertSame({ finder }: Asked, pattern: string, peer: readonly string[]): void {
  const ours = Array.from(finder.wildcard(pattern), (id) => finder.textAt(id) as string).sort();
  if (ours.join() !== [...peer].sort().join()) throw new Error(`The finder and SQLite disagree on a pattern.`);
}

function measureMiniSearch(report: Report, asked: Asked, own: Own): void {
  const search = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    tokenize: (text) => [text],
    processTerm: (term) => term,
  });
  const buildMs = elapsedMs(() => {
    for (const [id, text] of asked.plates.entries()) search.add({ id, text });
  });
  report({ metric: 'minisearch: build', size: asked.size, value: round(buildMs), unit: 'ms' });
  const queries = asked.queries.slice(0, INDEXED);
  const found = new Map<string, Set<string>>();
  const ask = (query: string) => search.search(query, { fuzzy: 1, maxFuzzy: 1 });
  for (const query of queries) found.set(query, new Set(ask(query).map(({ id }) => asked.plates[id as number] ?? '')));
  const name = 'T=8 against minisearch';
  tell(report, asked.size, name, median(timesUs(queries, ask)), own.t8, 60);
  tellRecall(report, asked, name, 8, found);
}

async function measureDuckDb(report: Report, asked: Asked, own: Own): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('create table plate (text varchar)');
    const appender = await connection.createAppender('plate');
    for (const plate of asked.plates) {
      appender.appendVarchar(plate);
      appender.endRow();
    }
    appender.closeSync();
    const found = new Map<string, Set<string>>();
    const times: number[] = [];
    for (const query of asked.queries.slice(0, SCANNED)) {
      const started = performance.now();
      const answer = await connection.runAndReadAll(
        'select text from plate where abs(length(text) - length($1)) <= 1 and damerau_levenshtein(text, $1) <= 1',
        [query],
      );
      times.push((performance.now() - started) * 1000);
      found.set(query, new Set(answer.getRows().map(([text]) => String(text))));
    }
    tell(report, asked.size, 'T=8 against DuckDB', median(times), own.t8, null);
    tellRecall(report, asked, 'T=8 against DuckDB', 8, found);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function measurePostgres(report: Report, asked: Asked, own: Own): Promise<void> {
  if (!process.env.WAYMARK_TEST_DATABASE_URL) {
    console.error('pg_trgm: not run (WAYMARK_TEST_DATABASE_URL names no PostgreSQL server)');
    return;
  }
  const databases = testDatabases();
  const client = new pg.Client({ connectionString: await databases.create() });
  try {
    await client.connect();
    await client.query('create extension pg_trgm; create table plate (text text)');
    for (let from = 0; from < asked.plates.length; from += 100_000) {
      await client.query('insert into plate select unnest($1::text[])', [asked.plates.slice(from, from + 100_000)]);
    }
    await client.query('create index on plate using gin (text gin_trgm_ops)');
    await client.query('vacuum analyze plate');
    await client.query('set pg_trgm.similarity_threshold = 0.3');
    const statement = { name: 'near', text: 'select text from plate where text % $1' };
    const found = new Map<string, Set<string>>();
    const times: number[] = [];
    for (const query of asked.queries.slice(0, INDEXED)) {
      const started = performance.now();
      const { rows } = await client.query<{ text: string }>({ ...statement, values: [query] });
      times.push((performance.now() - started) * 1000);
      found.set(query, new Set(rows.map(({ text }) => text)));
    }
    tell(report, asked.size, 'T=8 against pg_trgm', median(times), own.t8, 200);
    tellRecall(report, asked, 'T=8 against pg_trgm', 8, found);
  } finally {
    await client.end();
    await databases.drop();
  }
}
