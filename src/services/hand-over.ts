/**
 * Between the workspace and the register of the server: hands in what waits, takes what was decided. Runs in the services
 * worker. Always: only the server's signed word on exactly the record held here becomes an approval; a decision that was
 * taken in is never replaced by another one.
 */
import { intelContract } from '../contract/intel.ts';
import type { JsonValue } from '../core/audit/entry.ts';
import type { Decision } from '../core/authority/decision.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import type { ApprovalStatement } from '../core/policy/approval-statement.ts';
import { answerSchemaOf, reach } from '../sync/index.ts';
import {
  approvalStatementOf,
  authoritiesToHandOver,
  getAuthority,
  getAuthorityDocument,
  getCase,
  putAlert,
  saveApprovalStatement,
  saveRegister,
  setHandedOver,
  updateAuthority,
} from '../workspace/index.ts';
import { caseEntry } from './case-entry.ts';
import type { Desk, OpenSession } from './desk.ts';
import { refusalDetails } from './gated.ts';
import { tellNotices } from './register-notices.ts';
import { approvalIn, holds } from './trusted-authority.ts';

const submitAnswer = answerSchemaOf(intelContract.register.submit);
const withdrawAnswer = answerSchemaOf(intelContract.register.withdraw);
const mineAnswer = answerSchemaOf(intelContract.register.mine);

type HandOverEnd =
  | { state: 'handed-over' }
  | { state: 'waits'; why: string }
  | { state: 'refused'; decision: Decision };

/** Hands one in, or takes it back where it was withdrawn. What the server refuses goes back to being a draft. */
export async function handOver(
  desk: Desk,
  session: OpenSession,
  record: AuthorityRecord,
  signal: AbortSignal,
): Promise<HandOverEnd> {
  if (!session.intel.hasToken()) return { state: 'waits', why: 'This workstation is offline.' };
  const { read } = session.workspace;
  if (record.withdrawnMs !== null) {
    const known = approvalStatementOf(read, record.id) !== null;
    if (known) {
      const call = () => session.intel.api.register.withdraw({ authorityId: record.id }, { signal });
      const reached = await reach(withdrawAnswer, call, signal);
      if (reached.state !== 'answered') return { state: 'waits', why: 'The server did not answer.' };
    }
    session.workspace.write((tx) => setHandedOver(tx, record.id, true));
    return { state: 'handed-over' };
  }
  const documents = record.documents.flatMap(({ id }) => {
    const held = getAuthorityDocument(read, record.id, id);
    return held === null ? [] : [{ id, base64: Buffer.from(held.bytes).toString('base64') }];
  });
  const caseName = getCase(read, record.caseId)?.name ?? '';
  const reached = await reach(
    submitAnswer,
    () => session.intel.api.register.submit({ record, caseName, documents }, { signal }),
    signal,
  );
  if (reached.state === 'refused') {
    returnToDraft(desk, session, record, { code: reached.code }, reached.message);
    return { state: 'waits', why: reached.message };
  }
  if (reached.state !== 'answered') return { state: 'waits', why: 'The server did not answer.' };
  if (reached.value.outcome === 'refused') {
    const { decision } = reached.value;
    const [reason] = decision.reasons;
    returnToDraft(desk, session, record, { refused: refusalDetails(decision) }, reason?.message ?? '');
    return { state: 'refused', decision };
  }
  takeStatement(desk, session, reached.value.statement);
  session.workspace.write((tx) => setHandedOver(tx, record.id, true));
  return { state: 'handed-over' };
}

/** One round with the register; called by each round of sync. */
export async function settleRegister(desk: Desk, session: OpenSession, signal: AbortSignal): Promise<void> {
  for (const record of authoritiesToHandOver(session.workspace.read)) await handOver(desk, session, record, signal);
  await tellNotices(desk, session, signal);
  if (!session.intel.hasToken()) return;
  const reached = await reach(mineAnswer, () => session.intel.api.register.mine(undefined, { signal }), signal);
  if (reached.state !== 'answered') return;
  session.workspace.write((tx) => saveRegister(tx, reached.value));
  for (const statement of reached.value.statements) takeStatement(desk, session, statement);
}

/** Takes in what the server says of one of this person's authorities; anything that does not hold is refused and logged. */
function takeStatement(desk: Desk, session: OpenSession, statement: ApprovalStatement): void {
  const { read } = session.workspace;
  const { body } = statement;
  const record = getAuthority(read, body.authorityId);
  // Drafted on another workstation of this person: it is in force there.
  if (record === null || record.declaredBy.id !== session.user.id) return;
  const before = approvalStatementOf(read, record.id);
  if (before !== null && before.body.state !== 'submitted') return;
  if (before !== null && before.body.state === body.state) return;
  if (!holds(session, statement, record)) {
    session.workspace.write((tx) => {
      const details = { authorityId: record.id, state: body.state, recordSha256: body.recordSha256 };
      caseEntry(desk, session, tx, record, {
        action: 'sync-refusal',
        outcome: 'refused',
        details: { approval: 'does-not-hold', ...details },
      });
      putAlert(tx, {
        id: `approval:${record.id}`,
        severity: 'error',
        message: `An answer of the register on ${record.number || 'an authority'} does not fit what is held here.`,
        tip: 'It was not taken in, and the authority carries nothing. Tell the administrator.',
        atMs: desk.clock.nowMs(),
      });
    });
    return;
  }
  const decided: AuthorityRecord = { ...record, approval: approvalIn(statement) };
  session.workspace.write((tx) => {
    updateAuthority(tx, decided);
    saveApprovalStatement(tx, statement);
    if (body.state === 'submitted') return;
    const { by, atMs, note, recordSha256 } = body;
    const action = body.state === 'approved' ? 'authority-approve' : 'authority-refuse';
    const details = { by: by as JsonValue, atMs, note, recordSha256, signature: statement.signature };
    caseEntry(desk, session, tx, decided, { action, outcome: 'recorded', details });
    putAlert(tx, {
      id: `approval:${record.id}`,
      severity: body.state === 'approved' ? 'info' : 'warning',
      message: `${by?.name ?? 'Somebody'} ${body.state} ${record.number || 'your authority'}.`,
      tip: note,
      atMs: desk.clock.nowMs(),
    });
  });
}

function returnToDraft(
  desk: Desk,
  session: OpenSession,
  record: AuthorityRecord,
  details: Record<string, JsonValue>,
  why: string,
): void {
  const drafted: AuthorityRecord = {
    ...record,
    approval: { state: 'draft', submittedMs: null, by: null, atMs: null, note: why.slice(0, 2000) },
  };
  session.workspace.write((tx) => {
    updateAuthority(tx, drafted);
    setHandedOver(tx, record.id, true);
    caseEntry(desk, session, tx, drafted, {
      action: 'authority-submit',
      outcome: 'refused',
      details: { by: 'server', ...details },
    });
    putAlert(tx, {
      id: `approval:${record.id}`,
      severity: 'warning',
      message: `The register did not take ${record.number || 'your authority'}: ${why}`,
      tip: 'It is a draft again. Put right what is named, then submit it again.',
      atMs: desk.clock.nowMs(),
    });
  });
}
