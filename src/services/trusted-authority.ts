/**
 * Whether the approval that a record speaks of is one that the server gave, and its papers those that were judged.
 * Runs in the services worker. Always: the engine is never handed an approval that this workspace alone claims. A record
 * or a paper that was changed after its approval counts as one that nobody has approved.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { type ApprovalStatement, statementHolds } from '../core/policy/approval-statement.ts';
import { approvalStatementOf, authoritiesOf, getAuthority, getAuthorityDocument } from '../workspace/index.ts';
import type { OpenSession } from './desk.ts';

/** The record as the engine may see it. */
export function trusted(session: OpenSession, record: AuthorityRecord): AuthorityRecord {
  if (record.approval === null || record.approval.state === 'draft') return record;
  const statement = approvalStatementOf(session.workspace.read, record.id);
  if (statement === null || !holds(session, statement, record) || !papersHold(session, record)) {
    return { ...record, approval: { ...record.approval, state: 'submitted', by: null, atMs: null } };
  }
  return { ...record, approval: approvalIn(statement) };
}

/** null where there is none of this id. */
export function trustedAuthority(session: OpenSession, id: string): AuthorityRecord | null {
  const record = getAuthority(session.workspace.read, id);
  return record === null ? null : trusted(session, record);
}

/** All of the signed-in person, in whatever case. */
export function ownAuthorities(session: OpenSession): AuthorityRecord[] {
  return authoritiesOf(session.workspace.read, session.user.id).map((record) => trusted(session, record));
}

/** Those of the signed-in person that somebody approved for plates they name. */
export function trackingAuthorities(session: OpenSession): AuthorityRecord[] {
  return authoritiesOf(session.workspace.read, session.user.id)
    .filter(({ approval, scope }) => approval?.state === 'approved' && scope.plates.length > 0)
    .map((record) => trusted(session, record));
}

/** Whether the server this workstation was enrolled with signed it, for exactly this record. */
export function holds(session: OpenSession, statement: ApprovalStatement, record: AuthorityRecord): boolean {
  const { serverId, serverPublicKeyHex: publicKeyHex } = session.device;
  return statementHolds(statement, record, { serverId, publicKeyHex });
}

export function approvalIn({ body }: ApprovalStatement): NonNullable<AuthorityRecord['approval']> {
  return { state: body.state, submittedMs: body.submittedMs, by: body.by, atMs: body.atMs, note: body.note };
}

/** Every paper is held, and its bytes are those whose hash the record names. */
export function papersHold(session: OpenSession, record: AuthorityRecord): boolean {
  return record.documents.every((named) => {
    const held = getAuthorityDocument(session.workspace.read, record.id, named.id);
    return held !== null && digestOfPaper(held.bytes) === named.sha256;
  });
}

export function digestOfPaper(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
