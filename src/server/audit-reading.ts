/**
 * What the auditor may ask of the query logs the server witnesses, and what everybody may ask: the keys to seal with.
 * Only the role auditor reads; an administrator is refused like anybody else. Every reading, and every try, is kept
 * before it is answered. IN41, IN42.
 */
import { ORPCError } from '@orpc/server';
import type { Caller, ServerParts } from './context.ts';
import { listAuditKeys } from './tables/audit-keys.ts';
import { keepReading } from './tables/audit-readings.ts';
import { chainHeads, countRecords, listForks, recordsAfter } from './tables/audit-records.ts';

type Session = Extract<Caller, { kind: 'session' }>;

/** Public keys for everybody; what opens them, sealed, for an auditor alone. */
export async function auditKeys(parts: ServerParts, caller: Session) {
  const keys = await listAuditKeys(parts.store.db);
  const forAuditor = caller.user.role === 'auditor';
  if (forAuditor && keys.length > 0) {
    await keepReading(parts, caller, { method: 'key', outcome: 'answered', details: { keys: keys.length } });
  }
  return {
    keys: keys.map(({ publicKey, sealedPrivate, createdMs, retiredMs }) => ({
      ...publicKey,
      createdMs,
      retiredMs,
      sealedPrivate: forAuditor ? sealedPrivate : null,
    })),
  };
}

export async function readAudit(parts: ServerParts, caller: Session, asked: { after: number; limit: number }) {
  await onlyAuditor(parts, caller, 'read');
  const { db } = parts.store;
  const records = await recordsAfter(db, asked.after, asked.limit);
  const total = await countRecords(db);
  const next = records.at(-1)?.ordinal ?? asked.after;
  // Asking in vain every round would drown the record in nothing.
  if (records.length > 0) {
    await keepReading(parts, caller, {
      method: 'read',
      outcome: 'answered',
      details: { after: asked.after, to: next, records: records.length },
    });
  }
  return { records, next, more: records.length === asked.limit, total };
}

export async function auditHeads(parts: ServerParts, caller: Session) {
  await onlyAuditor(parts, caller, 'heads');
  return {
    heads: await chainHeads(parts.store.db),
    witnesses: parts.witness === null ? [] : [parts.witness.verifierKey],
  };
}

export async function auditConflicts(parts: ServerParts, caller: Session) {
  await onlyAuditor(parts, caller, 'conflicts');
  const conflicts = await listForks(parts.store.db);
  if (conflicts.length > 0) {
    await keepReading(parts, caller, {
      method: 'conflicts',
      outcome: 'answered',
      details: { conflicts: conflicts.length },
    });
  }
  return { conflicts };
}

async function onlyAuditor(parts: ServerParts, caller: Session, method: string): Promise<void> {
  if (caller.user.role === 'auditor') return;
  await keepReading(parts, caller, { method, outcome: 'refused', details: {} });
  throw new ORPCError('FORBIDDEN', {
    status: 403,
    message: 'Only an auditor reads the query logs. This try was recorded.',
  });
}
