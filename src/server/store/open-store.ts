/**
 * Opens the server's database: PGlite in a folder, or PostgreSQL by URL; the same SQL runs on both.
 * PGlite syncs nothing to disk, so it comes with a journal of what was acknowledged; PostgreSQL needs none.
 * A folder is used by one process at a time, and holds the data of one space.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { AppError } from '../../core/errors.ts';
import type { Space } from '../../core/model/domain.ts';
import { readFeedHead } from '../tables/feed-head.ts';
import { lockFolder } from './folder-lock.ts';
import { openJournal, readJournal, syncTree } from './journal.ts';
import type { JournalRecord } from './journal-record.ts';
import { migrate } from './migrate.ts';
import { replayRecords } from './replay.ts';
import type { Database, Tx } from './schema.ts';
import { defaultTemplateDir, dropTemplate, keepTemplate, readTemplate } from './template.ts';

export type Store = {
  readonly kind: 'pglite' | 'postgresql';
  readonly db: Kysely<Database>;
  /**
   * Puts what this transaction does into the journal, synced. Called last in the transaction: where the journal cannot
   * be written it throws, and the transaction is undone, so that nothing stands in the database without its promise.
   */
  readonly promise: (tx: Tx, what: JournalRecord['what']) => Promise<void>;
  /** Called after a commit: empties a journal that has grown large, once the database's own files are synced. */
  readonly settle: () => Promise<void>;
  /** How many journal records were done again on opening. */
  readonly replayed: number;
  readonly close: () => Promise<void>;
};

export type StoreOptions = {
  /** Folder of keys, lock and (for PGlite) database and journal. Made if missing. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly space: Space;
  readonly nowMs: number;
  readonly templateDir?: string;
  /** Only to prove that the journal is what keeps the promise. */
  readonly withoutJournal?: boolean;
  readonly log?: (message: string) => void;
  /** Journal size in bytes at which it is emptied; default 256 MiB. */
  readonly journalLimitBytes?: number;
};

/** Journal size at which the database's files are synced and the journal is emptied. */
const JOURNAL_LIMIT_BYTES = 256 * 1024 * 1024;

export async function openStore(options: StoreOptions): Promise<Store> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  return options.databaseUrl === null ? openEmbedded(options) : openPostgres(options, options.databaseUrl);
}

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const unlock = lockFolder(options.dataDir);
  try {
    return await openEmbeddedLocked(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openEmbeddedLocked(options: StoreOptions, unlock: () => void): Promise<Store> {
  const folder = join(options.dataDir, 'pgdata');
  const journalPath = join(options.dataDir, 'journal.ndjson');
  const { records, wholeBytes } = options.withoutJournal ? { records: [], wholeBytes: 0 } : readJournal(journalPath);
  const { database, db } = await openFolder(folder, options);
  await claimSpace(db, options.space);
  await replayRecords(db, records);
  if (records.length > 0) options.log?.(`did ${records.length} acknowledged journal records again`);
  const journal = options.withoutJournal ? null : openJournal(journalPath, wholeBytes);
  return {
    kind: 'pglite',
    db,
    replayed: records.length,
    promise: async (tx, what) => {
      if (journal !== null) journal.append({ headSeq: (await readFeedHead(tx)).seq, what });
    },
    settle: async () => {
      if (journal === null || journal.bytes() < (options.journalLimitBytes ?? JOURNAL_LIMIT_BYTES)) return;
      // The one connection is held throughout: nobody can promise anything between the checkpoint and the emptying.
      await db.connection().execute(async (held) => {
        await sql`checkpoint`.execute(held);
        syncTree(folder);
        journal.empty();
      });
    },
    close: async () => {
      if (!database.closed) await database.close();
      // Only when the database's own files are on disk may the journal forget.
      syncTree(folder);
      journal?.empty();
      journal?.close();
      unlock();
    },
  };
}

async function openFolder(folder: string, options: StoreOptions): Promise<{ database: PGlite; db: Kysely<Database> }> {
  // Written once the folder is whole: a server killed while it made the folder has left one that nothing was put in.
  const readyMark = `${folder}.ready`;
  const isNew = !existsSync(readyMark);
  if (isNew && existsSync(folder)) {
    // Set aside, never erased: a mark can be lost too.
    renameSync(folder, `${folder}.unfinished-${options.nowMs}`);
    options.log?.('a database folder that was never finished was set aside, and a new one is made');
  }
  const opened = isNew ? await makeFolder(folder, options) : await openDatabase(folder);
  await migrate(opened.db, options.nowMs);
  if (isNew) {
    await keepTemplate(options.templateDir ?? defaultTemplateDir, opened.database);
    syncTree(folder);
    writeFileSync(readyMark, '', { mode: 0o600 });
  }
  return opened;
}

async function makeFolder(folder: string, options: StoreOptions): Promise<{ database: PGlite; db: Kysely<Database> }> {
  const templateDir = options.templateDir ?? defaultTemplateDir;
  const template = readTemplate(templateDir);
  if (template === null) return openDatabase(folder);
  try {
    const database = await PGlite.create({ dataDir: folder, loadDataDir: template });
    return { database, db: over(database) };
  } catch (error) {
    options.log?.(`the prepared database is damaged and is made anew: ${String(error).slice(0, 200)}`);
    dropTemplate(templateDir);
    rmSync(folder, { recursive: true, force: true });
    return openDatabase(folder);
  }
}

async function openDatabase(folder: string): Promise<{ database: PGlite; db: Kysely<Database> }> {
  const database = await PGlite.create({ dataDir: folder }).catch((error: unknown) => {
    throw new AppError('IO_FAILED', {
      message: 'The database folder of the intel server cannot be opened.',
      tip: `Nothing was changed. Keep ${folder} and journal.ndjson beside it, and restore the folder from a backup.`,
      cause: error,
    });
  });
  return { database, db: over(database) };
}

const over = (database: PGlite): Kysely<Database> =>
  new Kysely<Database>({ dialect: new PGliteDialect({ pglite: database }) });

async function openPostgres(options: StoreOptions, url: string): Promise<Store> {
  const INT8 = 20;
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    types: {
      // bigint columns hold epoch milliseconds and counters: all far below 2^53. PGlite reads them so too.
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  pool.on('error', (error) => options.log?.(`database connection lost: ${error.message}`));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, options.nowMs);
    await claimSpace(db, options.space);
  } catch (error) {
    await db.destroy();
    if (error instanceof AppError) throw error;
    throw new AppError('IO_FAILED', {
      message: 'The PostgreSQL database cannot be used.',
      tip: 'Check --database-url: host, database, user and password, and that the user may create tables.',
      cause: error,
    });
  }
  return {
    kind: 'postgresql',
    db,
    replayed: 0,
    promise: async () => {},
    settle: async () => {},
    close: () => db.destroy(),
  };
}

/** Training data never gets into a live database, nor the other way round. */
async function claimSpace(db: Kysely<Database>, space: Space): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: 'space', value: space })
    .onConflict((on) => on.doNothing())
    .execute();
  const held = await db.selectFrom('meta').select('value').where('key', '=', 'space').executeTakeFirstOrThrow();
  if (held.value === space) return;
  throw new AppError('BAD_INPUT', {
    message: `This database holds the ${held.value} space and was asked to serve the ${space} space.`,
    tip: 'Choose another data folder or database. Nothing was changed.',
  });
}
