/**
 * Asks the register of the intel server whether a declared file number exists and is this person's. Runs in the
 * services worker. Offline it stays provisional; sync asks again. A rejected one makes no further query lawful.
 */
import { intelContract } from '../contract/intel.ts';
import type { AuditDraft } from '../core/audit/entry.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { answerSchemaOf, reach } from '../sync/index.ts';
import { provisionalAuthorities, setAssignment } from '../workspace/index.ts';
import type { Desk, OpenSession } from './desk.ts';
import type { Ctx } from './method.ts';

const answerSchema = answerSchemaOf(intelContract.register.fileNumber);
/** A person waits for this answer; the register is asked again at the next sync. */
const ASK_MS = 3000;

/** The record with the register's answer, or unchanged where it could not be asked. */
export async function assignmentOf(ctx: Ctx, record: AuthorityRecord): Promise<AuthorityRecord> {
  const timeout = AbortSignal.timeout(ASK_MS);
  try {
    return await settle(ctx.desk, ctx.session, record, AbortSignal.any([timeout, ctx.session.ended]));
  } catch (error) {
    if (timeout.aborted || ctx.session.ended.aborted) return record;
    throw error;
  }
}

/** All provisional ones; called by each round of sync. */
export async function settleAuthorities(input: {
  desk: Desk;
  session: OpenSession;
  signal: AbortSignal;
}): Promise<void> {
  for (const record of provisionalAuthorities(input.session.workspace.read)) {
    await settle(input.desk, input.session, record, input.signal);
  }
}

async function settle(
  desk: Desk,
  session: OpenSession,
  record: AuthorityRecord,
  signal: AbortSignal,
): Promise<AuthorityRecord> {
  if (!session.intel.hasToken()) return record;
  const reached = await reach(
    answerSchema,
    () => session.intel.api.register.fileNumber({ number: record.number }, { signal }),
    signal,
  );
  if (reached.state !== 'answered') return record;
  const { exists, assigned, offence } = reached.value;
  const assignment = exists && assigned ? 'confirmed' : 'rejected';
  return session.workspace.write((tx) => {
    const settled = setAssignment(tx, record.id, assignment);
    const entry: AuditDraft = {
      space: session.device.space,
      log: `case:${record.caseId}`,
      timeMs: desk.clock.nowMs(),
      actor: session.user,
      action: 'authority-assignment',
      phase: 'event',
      of: null,
      outcome: 'recorded',
      authority: {
        id: settled.id,
        kind: settled.kind,
        number: settled.number,
        purpose: settled.purpose,
        narrative: settled.narrative,
        assignment,
      },
      details: { exists, assigned, offence },
    };
    session.workspace.audit.appendIn(tx, entry);
    return settled;
  });
}
