/**
 * The register of authorities: takes them in with their papers, lets somebody else decide, and signs what stands.
 * Always: the rules judge here again, with the same engine as on the workstation; nobody decides on their own; what was
 * decided is never changed, and a decision names by hash exactly what was judged.
 */
import { createHash } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import { MAX_DOCUMENT_BYTES } from '../contract/authority-answers.ts';
import type { RegisterStep, Submission } from '../contract/register.ts';
import { decideApproval } from '../core/authority/decide-approval.ts';
import { decideInterestApproval } from '../core/authority/decide-interest.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { User } from '../core/model/domain.ts';
import { judgedDigest, type StatementBody, statementMessage } from '../core/policy/approval-statement.ts';
import type { ServerParts } from './context.ts';
import {
  authorityRow,
  emergencies,
  findAuthority,
  findDocument,
  type HeldAuthority,
  keepRow,
  undecidedAuthorities,
  undecidedInterests,
} from './tables/register.ts';

/** Undecided authorities that one approver is shown. */
const MAX_PENDING = 200;

/** Takes an authority in for somebody else to decide. The same again changes nothing; another under its id is refused. */
export async function submitAuthority(parts: ServerParts, actor: User, input: Submission): Promise<RegisterStep> {
  const { record } = input;
  const nowMs = parts.clock();
  if (record.declaredBy.id !== actor.id) throw forbidden('This authority was drafted by somebody else.');
  const recordSha256 = judgedDigest(record);
  const held = await findAuthority(parts.store.db, record.id);
  if (held !== null) {
    if (held.ownerId !== actor.id || held.recordSha256 !== recordSha256) {
      throw conflict('Another authority is held under this number. What was handed in is never changed.');
    }
    return { outcome: 'done', statement: held.statement };
  }
  const papers = checkedPapers(input);
  const decision = decideLawfully(parts.policies, {
    what: 'submit',
    // Who it is by is what the register holds of that person, not what the record says.
    record: { ...record, declaredBy: actor, approval: null },
    nowMs,
    earlier: await emergencies(parts.store.db),
  });
  if (decision.outcome === 'refused') return { outcome: 'refused', decision };
  const statement = sign(parts, {
    v: 1,
    serverId: parts.identity.serverId,
    authorityId: record.id,
    recordSha256,
    state: 'submitted',
    submittedMs: nowMs,
    by: null,
    atMs: null,
    note: '',
  });
  await parts.store.db.transaction().execute(async (tx) => {
    const taken: HeldAuthority = {
      record: { ...record, declaredBy: actor },
      ownerId: actor.id,
      caseName: input.caseName,
      recordSha256,
      statement,
      withdrawnMs: null,
    };
    await keepRow(parts.store, tx, 'authorities', authorityRow(taken));
    for (const paper of papers) {
      await keepRow(parts.store, tx, 'authority_documents', {
        id: `${record.id}:${paper.id}`,
        authority_id: record.id,
        document_id: paper.id,
        sha256: paper.sha256,
        base64: paper.base64,
      });
    }
  });
  return { outcome: 'done', statement };
}

/** What waits for this person's word. */
export async function pendingFor(parts: ServerParts, actor: User) {
  const nowMs = parts.clock();
  const { db } = parts.store;
  const waiting = (await undecidedAuthorities(db, MAX_PENDING)).filter((held) => mayDecide(actor, held, nowMs));
  const interests = (await undecidedInterests(db)).filter(
    (interest) => decideInterestApproval({ approver: actor, interest, nowMs }).outcome === 'allowed',
  );
  return {
    authorities: waiting.map(({ record, caseName, recordSha256 }) => ({ record, caseName, recordSha256 })),
    interests,
    timeMs: nowMs,
  };
}

/** `recordSha256` is of what the approver saw: a decision on anything else is no decision on this. */
export async function decideAuthority(
  parts: ServerParts,
  actor: User,
  input: { authorityId: string; recordSha256: string; decision: 'approve' | 'refuse'; note: string },
): Promise<RegisterStep> {
  const nowMs = parts.clock();
  const held = await findAuthority(parts.store.db, input.authorityId);
  if (held === null) throw notFound();
  if (held.recordSha256 !== input.recordSha256) {
    throw conflict('What you saw is not what was handed in. Open it again, then decide.');
  }
  const earlier = await emergencies(parts.store.db);
  const asked = { approver: actor, record: held.record, nowMs, verdict: input.decision, earlier };
  const decision = decideLawfully(parts.policies, { what: 'approve', ...asked });
  if (decision.outcome === 'refused') return { outcome: 'refused', decision };
  if (held.withdrawnMs !== null) throw conflict('This authority was withdrawn.');
  const statement = sign(parts, {
    ...held.statement.body,
    state: input.decision === 'approve' ? 'approved' : 'refused',
    by: actor,
    atMs: nowMs,
    note: input.note,
  });
  await parts.store.db.transaction().execute(async (tx) => {
    // Two approvers at once: the first one counts.
    const still = await tx
      .selectFrom('authorities')
      .select('state')
      .where('id', '=', input.authorityId)
      .forUpdate()
      .executeTakeFirst();
    if (still?.state !== 'submitted') throw conflict('Somebody has decided on this authority already.');
    await keepRow(parts.store, tx, 'authorities', authorityRow({ ...held, statement }));
  });
  return { outcome: 'done', statement };
}

/** Its owner takes it back; nobody can approve it any more. Twice keeps the first time. */
export async function withdrawHeld(
  parts: ServerParts,
  actor: User,
  authorityId: string,
): Promise<{ withdrawnMs: number }> {
  const held = await findAuthority(parts.store.db, authorityId);
  if (held === null || held.ownerId !== actor.id) throw notFound();
  const withdrawnMs = held.withdrawnMs ?? parts.clock();
  const row = authorityRow({ ...held, withdrawnMs });
  if (held.withdrawnMs === null)
    await parts.store.db.transaction().execute((tx) => keepRow(parts.store, tx, 'authorities', row));
  return { withdrawnMs };
}

/** The paper, for its owner and for whoever may decide on it. */
export async function documentFor(parts: ServerParts, actor: User, input: { authorityId: string; documentId: string }) {
  const held = await findAuthority(parts.store.db, input.authorityId);
  const named = held?.record.documents.find(({ id }) => id === input.documentId);
  if (held === null || named === undefined) throw notFound();
  if (held.ownerId !== actor.id && !mayDecide(actor, held, parts.clock())) throw notFound();
  const paper = await findDocument(parts.store.db, input.authorityId, input.documentId);
  if (paper === null) throw notFound();
  return { base64: paper.base64, sha256: paper.sha256 };
}

/** Whether this person may decide on it at all: what is wrong with it is for them to see. */
function mayDecide(actor: User, { record }: HeldAuthority, nowMs: number): boolean {
  return decideApproval({ approver: actor, record, nowMs, verdict: 'refuse' }).outcome === 'allowed';
}

/** Every paper that the record names, with bytes that are what it says. */
function checkedPapers({ record, documents }: Submission): { id: string; sha256: string; base64: string }[] {
  const sent = new Map(documents.map(({ id, base64 }) => [id, base64]));
  return record.documents.map((named) => {
    const base64 = sent.get(named.id);
    if (base64 === undefined) throw badPaper(named.name, 'was not sent');
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length > MAX_DOCUMENT_BYTES) throw badPaper(named.name, 'is too large');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== named.sha256 || bytes.length !== named.bytes) throw badPaper(named.name, 'is not the one attached');
    return { id: named.id, sha256, base64: bytes.toString('base64') };
  });
}

function sign(parts: ServerParts, body: StatementBody) {
  return {
    body,
    publicKey: parts.identity.publicKey,
    signature: parts.identity.signBytes(statementMessage(body)),
  };
}

const badPaper = (name: string, what: string) =>
  new ORPCError('BAD_REQUEST', { status: 400, message: `The paper “${name}” ${what}. Nothing was handed in.` });
const conflict = (message: string) => new ORPCError('CONFLICT', { status: 409, message });
const forbidden = (message: string) => new ORPCError('FORBIDDEN', { status: 403, message });
const notFound = () =>
  new ORPCError('NOT_FOUND', { status: 404, message: 'There is no such authority that you may see.' });
