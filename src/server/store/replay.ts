/** Does journal records again. Idempotent: what the database still holds is left as it is. */
import { type Kysely, sql } from 'kysely';
import { growChain, readChain } from '../tables/audit-chains.ts';
import { storeAuditEntries } from '../tables/audit-log.ts';
import { storeCameras } from '../tables/cameras.ts';
import { storeDetections } from '../tables/detections.ts';
import { raiseFeedHead, readFeedHead } from '../tables/feed-head.ts';
import { storeImage } from '../tables/images.ts';
import { storeQuarantine } from '../tables/quarantine.ts';
import { type JournalRecord, journalledTables } from './journal-record.ts';
import type { Database, Tx } from './schema.ts';

/** Places that may have been given out after the last acknowledged record and before the cut. */
const SKIPPED_AFTER_LOSS = 100_000;

export async function replayRecords(db: Kysely<Database>, records: readonly JournalRecord[]): Promise<void> {
  const given = Math.max(0, ...records.map((record) => record.headSeq));
  const { seq } = await readFeedHead(db);
  // IN31: a workstation may have pulled up to here already; what is stored again must come after it.
  if (seq < given) await db.transaction().execute((tx) => raiseFeedHead(tx, given + SKIPPED_AFTER_LOSS));
  for (const { what } of records) await db.transaction().execute((tx) => redo(tx, what));
}

async function redo(tx: Tx, what: JournalRecord['what']): Promise<void> {
  if (what.kind === 'detections') await storeDetections(tx, what.rows, what.receivedMs);
  else if (what.kind === 'cameras') await storeCameras(tx, what.rows);
  else if (what.kind === 'quarantine') await storeQuarantine(tx, what.rows);
  else if (what.kind === 'audit') await storeAuditEntries(tx, what, what.entries, what.receivedMs);
  else if (what.kind === 'audit-records') await replayRecordsOf(tx, what);
  else if (what.kind === 'image') {
    await storeImage(tx, { ...what, bytes: Buffer.from(what.base64, 'base64') }, what.receivedMs);
  } else await putRow(tx, what.table, what.row);
}

/** What the database still holds of a push is left; the rest gets the very places it was given. */
async function replayRecordsOf(tx: Tx, what: Extract<JournalRecord['what'], { kind: 'audit-records' }>): Promise<void> {
  const chain = await readChain(tx, what);
  const first = what.records[0]?.leaf.deviceSeq ?? 1;
  const held = Math.max(0, chain.frontier.size - first + 1);
  if (held >= what.records.length) return;
  await growChain(tx, what, chain, {
    records: what.records.slice(held),
    firstOrdinal: what.firstOrdinal + held,
    checkpoint: what.checkpoint,
    receivedMs: what.receivedMs,
  });
}

/** Puts a row in, or over the one with the same key. */
export async function putRow(tx: Tx, table: keyof typeof journalledTables, row: object): Promise<void> {
  const columns = Object.keys(row);
  const values = sql.join(Object.values(row).map((value) => sql`${value}`));
  const updates = sql.join(columns.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`));
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values (${values})
    on conflict (${sql.ref(journalledTables[table])}) do update set ${updates}`.execute(tx);
}
