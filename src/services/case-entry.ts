/** An entry of a case that sync writes, not the call of a person. Runs in the services worker, inside a transaction. */
import type { AuditDraft } from '../core/audit/entry.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import type { WriteDb } from '../workspace/index.ts';
import type { Desk, OpenSession } from './desk.ts';

export function caseEntry(
  desk: Pick<Desk, 'clock'>,
  session: OpenSession,
  tx: WriteDb,
  authority: AuthorityRecord,
  entry: Pick<AuditDraft, 'action' | 'outcome' | 'details'>,
): void {
  const { id, kind, number, purpose, narrative, assignment } = authority;
  session.workspace.audit.appendIn(tx, {
    space: session.device.space,
    log: `case:${authority.caseId}`,
    timeMs: desk.clock.nowMs(),
    actor: session.user,
    phase: 'event',
    of: null,
    authority: { id, kind, number, purpose, narrative, assignment },
    ...entry,
  });
}
