/**
 * Asks the register of the intel server whether what was declared (file, operation, theft) exists and is this person's. Runs in the
 * services worker. Offline it stays provisional; sync asks again. A rejected one makes no further query lawful.
 */
import { intelContract } from '../contract/intel.ts';
import type { AuditDraft, JsonValue } from '../core/audit/entry.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { answerSchemaOf, reach } from '../sync/index.ts';
import { provisionalAuthorities, readRegister, setAssignment, stolenRecordsOf } from '../workspace/index.ts';
import type { Desk, OpenSession } from './desk.ts';
import type { Ctx } from './method.ts';

const fileNumberAnswer = answerSchemaOf(intelContract.register.fileNumber);
const operationAnswer = answerSchemaOf(intelContract.register.operation);
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
  const answer = await askAbout(session, record, signal);
  if (answer === null) return record;
  const { assignment, details } = answer;
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
      details,
    };
    session.workspace.audit.appendIn(tx, entry);
    return settled;
  });
}

type Answer = { assignment: 'confirmed' | 'rejected'; details: Record<string, JsonValue> };

/** What the register says of it; null: it could not be asked. */
async function askAbout(session: OpenSession, record: AuthorityRecord, signal: AbortSignal): Promise<Answer | null> {
  const { number } = record;
  if (record.kind === 'stolen-report') return onStolen(session, record);
  if (!session.intel.hasToken()) return null;
  const { register } = session.intel.api;
  if (record.kind === 'operation') {
    const reached = await reach(operationAnswer, () => register.operation({ name: number }, { signal }), signal);
    if (reached.state !== 'answered') return null;
    const { exists, assigned, owner, fromMs, toMs } = reached.value;
    const runs = fromMs !== null && toMs !== null && fromMs <= record.fromMs && record.toMs <= toMs;
    return answered(exists && assigned && runs, { exists, assigned, owner, fromMs, toMs });
  }
  const reached = await reach(fileNumberAnswer, () => register.fileNumber({ number }, { signal }), signal);
  if (reached.state !== 'answered') return null;
  const { exists, assigned, offence } = reached.value;
  return answered(exists && assigned, { exists, assigned, offence });
}

/** The stolen records held here are the register's, as of the last sync after it was declared. */
function onStolen(session: OpenSession, record: AuthorityRecord): Answer | null {
  const { read } = session.workspace;
  const asOfMs = readRegister(read)?.asOfMs ?? 0;
  const flags = record.scope.plates.flatMap((plate) => stolenRecordsOf(read, plate));
  const exists = flags.some(({ complaint }) => complaint === record.number);
  if (!exists && asOfMs < record.fromMs) return null;
  return answered(exists, { exists, asOfMs });
}

const answered = (yes: boolean, details: Record<string, JsonValue>): Answer => ({
  assignment: yes ? 'confirmed' : 'rejected',
  details,
});
