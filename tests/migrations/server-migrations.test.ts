/** The migrations of the intel server's database: each whole or not at all, and never over a database from the future. */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, schemaHash } from '../../src/server/store/migrate.ts';
import { serverMigrations } from '../../src/server/store/migrations.ts';
import type { Database } from '../../src/server/store/schema.ts';

let db: Kysely<Database>;
beforeAll(async () => {
  db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) });
  await migrate(db, 1);
});
afterAll(() => db.destroy());

const ledger = async () => (await sql<{ id: number }>`select id from schema_ledger order by id`.execute(db)).rows;

test('from nothing to the newest; again is nothing', async () => {
  expect((await ledger()).map((row) => row.id)).toEqual(serverMigrations.map((migration) => migration.id));
  await migrate(db, 2);
  expect(await ledger()).toHaveLength(serverMigrations.length);
  expect(serverMigrations.map((migration) => migration.id)).toEqual(serverMigrations.map((_, at) => at + 1));
});

test('one that fails leaves nothing behind, neither table nor ledger row', async () => {
  const next = (serverMigrations.at(-1)?.id ?? 0) + 1;
  const broken = { id: next, name: 'broken', statements: ['create table half (a int)', 'create table half (a int)'] };
  await expect(migrate(db, 3, [...serverMigrations, broken])).rejects.toThrow();
  expect(await ledger()).toHaveLength(serverMigrations.length);
  const there = await sql<{ name: string | null }>`select to_regclass('half')::text as name`.execute(db);
  expect(there.rows[0]?.name).toBeNull();
});

test('a database from the future is refused untouched', async () => {
  await sql`insert into schema_ledger (id, name, applied_ms) values (999, 'later', 1)`.execute(db);
  await expect(migrate(db, 4)).rejects.toMatchObject({ code: 'FROM_THE_FUTURE' });
  await sql`delete from schema_ledger where id = 999`.execute(db);
});

test('another schema has another name, so that no prepared folder of it is taken', () => {
  expect(schemaHash(serverMigrations.slice(0, -1))).not.toBe(schemaHash());
});
