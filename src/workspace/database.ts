/**
 * The two kinds of handle on the database. Node only.
 * Outside this ring both are opaque: no SQL crosses the door. A `WriteDb` exists inside one transaction and is dead
 * after it, so that nothing can be written that is not committed with its log entry and its head.
 */
import type { Database, Statement } from 'better-sqlite3';
import { withDiskErrors } from './disk-errors.ts';

declare const readBrand: unique symbol;
declare const writeBrand: unique symbol;
export type ReadDb = { readonly [readBrand]: true };
export type WriteDb = ReadDb & { readonly [writeBrand]: true };

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Statements are prepared once per text: use constant SQL. */
export type SqlReader = {
  get<R>(sql: string, ...values: SqlValue[]): R | undefined;
  all<R>(sql: string, ...values: SqlValue[]): R[];
  /** Rows as arrays, in the order of the columns: for many rows. */
  rows<R extends unknown[]>(sql: string, ...values: SqlValue[]): R[];
};
export type SqlWriter = SqlReader & {
  /** Returns how many rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Exactly one row must change; anything else is a broken invariant. */
  runOne(sql: string, ...values: SqlValue[]): void;
};

/** The SQL behind a handle; for the files of this folder alone. */
export function reader(db: ReadDb): SqlReader {
  return db as unknown as SqlReader;
}
export function writer(tx: WriteDb): SqlWriter {
  return tx as unknown as SqlWriter;
}

export type Handles = {
  read: ReadDb;
  /** A handle for one transaction; `end` kills it. */
  begin(): { tx: WriteDb; end(): void };
};

export function createHandles(connection: Database): Handles {
  const plain = new Map<string, Statement<SqlValue[], unknown>>();
  const raw = new Map<string, Statement<SqlValue[], unknown>>();
  const prepared = (cache: typeof plain, sql: string): Statement<SqlValue[], unknown> => {
    let statement = cache.get(sql);
    if (statement === undefined) {
      statement = connection.prepare<SqlValue[], unknown>(sql);
      if (cache === raw) statement.raw(true);
      cache.set(sql, statement);
    }
    return statement;
  };
  const sqlReader: SqlReader = {
    get: <R>(sql: string, ...values: SqlValue[]) =>
      withDiskErrors(() => prepared(plain, sql).get(...values) as R | undefined),
    all: <R>(sql: string, ...values: SqlValue[]) => withDiskErrors(() => prepared(plain, sql).all(...values) as R[]),
    rows: <R extends unknown[]>(sql: string, ...values: SqlValue[]) =>
      withDiskErrors(() => prepared(raw, sql).all(...values) as R[]),
  };
  return {
    read: sqlReader as unknown as ReadDb,
    begin() {
      let alive = true;
      const run = (sql: string, values: SqlValue[]): number => {
        if (!alive) throw new TypeError('this transaction has ended; write inside workspace.write');
        return prepared(plain, sql).run(...values).changes;
      };
      const sqlWriter: SqlWriter = {
        ...sqlReader,
        run: (sql, ...values) => run(sql, values),
        runOne(sql, ...values) {
          const changes = run(sql, values);
          if (changes !== 1) throw new RangeError(`expected to change 1 row, changed ${changes}`);
        },
      };
      return {
        tx: sqlWriter as unknown as WriteDb,
        end() {
          alive = false;
        },
      };
    },
  };
}
