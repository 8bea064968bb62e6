/** What ingest set aside. The same bad message sent again is counted, not stored again. */
import { sql } from 'kysely';
import type { Database, Db, Tx } from '../store/schema.ts';

export type QuarantineRow = Omit<Database['quarantine'], 'times'>;

export async function storeQuarantine(tx: Tx, rows: readonly QuarantineRow[]): Promise<void> {
  for (const row of rows) {
    await tx
      .insertInto('quarantine')
      .values({ ...row, times: 1 })
      .onConflict((on) => on.column('digest').doUpdateSet({ times: sql`quarantine.times + 1`, at_ms: row.at_ms }))
      .execute();
  }
}

/** The newest first; `total` counts different messages. */
export async function readQuarantine(
  db: Db,
  limit: number,
): Promise<{ total: number; items: Database['quarantine'][] }> {
  const items = await db
    .selectFrom('quarantine')
    .selectAll()
    .orderBy('at_ms', 'desc')
    .orderBy('digest')
    .limit(limit)
    .execute();
  const count = await db
    .selectFrom('quarantine')
    .select((each) => each.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { total: Number(count.total), items };
}
