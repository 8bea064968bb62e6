/**
 * The register's rows: authorities handed in with their papers, vehicles people declared as theirs, stolen vehicles,
 * operations. Everything here is promised in the journal before it is answered.
 */
import type { DeclaredInterest } from '../../contract/authority-answers.ts';
import type { StolenRecord } from '../../contract/register.ts';
import { type AuthorityRecord, authorityRecord, type User, user } from '../../core/model/domain.ts';
import { type ApprovalStatement, approvalStatement } from '../../core/policy/approval-statement.ts';
import type { JournalledTable } from '../store/journal-record.ts';
import type { Store } from '../store/open-store.ts';
import { putRow } from '../store/replay.ts';
import type { Database, Db, Tx } from '../store/schema.ts';

/** Puts a row, or changes it, and promises it. */
export async function keepRow<T extends JournalledTable>(
  store: Pick<Store, 'promise'>,
  tx: Tx,
  table: T,
  row: Database[T],
): Promise<void> {
  await putRow(tx, table, row);
  await store.promise(tx, { kind: 'row', table, row });
}

export type HeldAuthority = {
  readonly record: AuthorityRecord;
  readonly ownerId: string;
  readonly caseName: string;
  readonly recordSha256: string;
  readonly statement: ApprovalStatement;
  readonly withdrawnMs: number | null;
};

export async function findAuthority(db: Db, id: string): Promise<HeldAuthority | null> {
  const row = await db.selectFrom('authorities').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : heldOf(row);
}

/** Handed in, not withdrawn, and nobody has decided. Oldest first. */
export async function undecidedAuthorities(db: Db, limit: number): Promise<HeldAuthority[]> {
  const rows = await db
    .selectFrom('authorities')
    .selectAll()
    .where('state', '=', 'submitted')
    .where('withdrawn_ms', 'is', null)
    .orderBy('submitted_ms')
    .limit(limit)
    .execute();
  return rows.map(heldOf);
}

/** Newest first. */
export async function authoritiesOfOwner(db: Db, ownerId: string, limit: number): Promise<HeldAuthority[]> {
  const rows = await db
    .selectFrom('authorities')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('submitted_ms', 'desc')
    .limit(limit)
    .execute();
  return rows.map(heldOf);
}

/** Somebody approved them, withdrawn or not. Newest first. */
export async function approvedAuthorities(db: Db, limit: number): Promise<HeldAuthority[]> {
  const rows = await db
    .selectFrom('authorities')
    .selectAll()
    .where('state', '=', 'approved')
    .orderBy('submitted_ms', 'desc')
    .limit(limit)
    .execute();
  return rows.map(heldOf);
}

/** Emergency powers that were approved or asked for, of anybody: what must not be restarted. */
export async function emergencies(db: Db): Promise<AuthorityRecord[]> {
  const rows = await db
    .selectFrom('authorities')
    .selectAll()
    .where('kind', '=', 'emergency')
    .where('state', '!=', 'refused')
    .orderBy('submitted_ms')
    .execute();
  return rows.map((row) => heldOf(row).record);
}

export function authorityRow(held: HeldAuthority): Database['authorities'] {
  return {
    id: held.record.id,
    owner_id: held.ownerId,
    kind: held.record.kind,
    case_name: held.caseName,
    record: JSON.stringify(held.record),
    record_sha256: held.recordSha256,
    state: held.statement.body.state,
    statement: JSON.stringify(held.statement),
    submitted_ms: held.statement.body.submittedMs,
    withdrawn_ms: held.withdrawnMs,
  };
}

/** The record as it stands: with what was decided, not with what was sent. */
function heldOf(row: Database['authorities']): HeldAuthority {
  const statement = approvalStatement.parse(JSON.parse(row.statement));
  const { state, submittedMs, by, atMs, note } = statement.body;
  const sent = authorityRecord.parse(JSON.parse(row.record));
  return {
    record: { ...sent, withdrawnMs: row.withdrawn_ms, approval: { state, submittedMs, by, atMs, note } },
    ownerId: row.owner_id,
    caseName: row.case_name,
    recordSha256: row.record_sha256,
    statement,
    withdrawnMs: row.withdrawn_ms,
  };
}

export async function findDocument(
  db: Db,
  authorityId: string,
  documentId: string,
): Promise<Database['authority_documents'] | null> {
  const row = await db
    .selectFrom('authority_documents')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return row ?? null;
}

export async function ownVehicles(db: Db, userId: string): Promise<Database['own_vehicles'][]> {
  return db.selectFrom('own_vehicles').selectAll().where('user_id', '=', userId).orderBy('id').execute();
}

export async function interestsOf(db: Db, userId: string): Promise<DeclaredInterest[]> {
  const rows = await db
    .selectFrom('interests')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('declared_ms')
    .execute();
  return rows.map(interestOf);
}

export async function undecidedInterests(db: Db): Promise<DeclaredInterest[]> {
  const rows = await db
    .selectFrom('interests')
    .selectAll()
    .where('state', '=', 'submitted')
    .orderBy('declared_ms')
    .execute();
  return rows.map(interestOf);
}

export async function findInterest(db: Db, id: string): Promise<DeclaredInterest | null> {
  const row = await db.selectFrom('interests').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : interestOf(row);
}

export function interestRow(interest: DeclaredInterest): Database['interests'] {
  return {
    id: interest.id,
    user_id: interest.by.id,
    by_user: JSON.stringify(interest.by),
    plate: interest.plate,
    relation: interest.relation,
    reason: interest.reason,
    state: interest.state,
    declared_ms: interest.declaredMs,
    decided_by: interest.decidedBy === null ? null : JSON.stringify(interest.decidedBy),
    decided_ms: interest.decidedMs,
    note: interest.note,
  };
}

function interestOf(row: Database['interests']): DeclaredInterest {
  return {
    id: row.id,
    by: userOf(row.by_user),
    relation: row.relation,
    plate: row.plate,
    reason: row.reason,
    state: row.state,
    declaredMs: row.declared_ms,
    decidedBy: row.decided_by === null ? null : userOf(row.decided_by),
    decidedMs: row.decided_ms,
    note: row.note,
  };
}

/** Of all vehicles, by plate. */
export async function stolenRecords(db: Db): Promise<StolenRecord[]> {
  const rows = await db.selectFrom('stolen_records').selectAll().orderBy('plate').orderBy('id').execute();
  return rows.map(toStolenRecord);
}

export function toStolenRecord(row: Database['stolen_records']): StolenRecord {
  return {
    id: row.id,
    plate: row.plate,
    complaint: row.complaint,
    complainant: row.complainant,
    stolenMs: row.stolen_ms,
    setBy: userOf(row.set_by),
    setMs: row.set_ms,
    recoveredMs: row.recovered_ms,
  };
}

/** When this person last handed in an authority that names this plate, whatever came of it; null: never. */
export async function lastFollowedMs(db: Db, userId: string, plate: string): Promise<number | null> {
  const rows = await db
    .selectFrom('authorities')
    .select(['record', 'submitted_ms'])
    .where('owner_id', '=', userId)
    .orderBy('submitted_ms', 'desc')
    .execute();
  const named = rows.find((row) => authorityRecord.parse(JSON.parse(row.record)).scope.plates.includes(plate));
  return named?.submitted_ms ?? null;
}

export async function findOperation(db: Db, name: string): Promise<Database['operations'] | null> {
  const key = operationKey(name);
  return (await db.selectFrom('operations').selectAll().where('key', '=', key).executeTakeFirst()) ?? null;
}

/** Operations are known by name, whatever its case and spacing. */
export function operationKey(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function userOf(text: string): User {
  return user.parse(JSON.parse(text));
}
