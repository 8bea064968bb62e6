/**
 * Brings a database to the newest migration. Each migration and its ledger row are one transaction; a database that
 * knows a migration this program does not is refused untouched.
 */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { AppError } from '../../core/errors.ts';
import { type ServerMigration, serverMigrations } from './migrations.ts';
import type { Database } from './schema.ts';

/** Any number: two servers that start at once must not migrate at once. */
const MIGRATION_LOCK = 723_001;

/** Names the schema, so that a prepared data folder of another one is never taken. */
export function schemaHash(migrations: readonly ServerMigration[] = serverMigrations): string {
  return createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
}

export async function migrate(
  db: Kysely<Database>,
  nowMs: number,
  migrations: readonly ServerMigration[] = serverMigrations,
): Promise<void> {
  const newest = await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
    const there = await sql<{ name: string | null }>`select to_regclass('schema_ledger')::text as name`.execute(tx);
    if (there.rows[0]?.name === null) {
      await sql`create table schema_ledger (id int primary key, name text not null, applied_ms bigint not null)`.execute(
        tx,
      );
    }
    const held = await sql<{ id: number }>`select coalesce(max(id), 0)::int as id from schema_ledger`.execute(tx);
    return held.rows[0]?.id ?? 0;
  });
  const last = migrations.at(-1)?.id ?? 0;
  if (newest > last) {
    throw new AppError('FROM_THE_FUTURE', {
      tip: 'Start the version of Waymark that last served this data, or a newer one.',
      details: { held: newest, known: last },
    });
  }
  for (const migration of migrations) {
    if (migration.id <= newest) continue;
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
      const done = await sql`select 1 from schema_ledger where id = ${migration.id}`.execute(tx);
      if (done.rows.length > 0) return;
      for (const statement of migration.statements) await sql.raw(statement).execute(tx);
      await sql`insert into schema_ledger (id, name, applied_ms) values (${migration.id}, ${migration.name}, ${nowMs})`.execute(
        tx,
      );
    });
  }
}
