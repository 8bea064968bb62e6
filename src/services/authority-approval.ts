/**
 * A second person's word on somebody else's authority. Runs in the services worker.
 * Always: the intent is in the log before the server is told, the rules judge here before they judge there, and whoever
 * approves has opened every paper.
 */
import { intelContract } from '../contract/intel.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { judgedDigest } from '../core/policy/approval-statement.ts';
import { answerSchemaOf } from '../sync/index.ts';
import { getAuthority, getAuthorityDocument, hasOpenedDocument, putAuthorityDocument } from '../workspace/index.ts';
import { askRegister } from './ask-register.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import type { Ctx } from './method.ts';
import { approvalIn, digestOfPaper } from './trusted-authority.ts';

const pendingAnswer = answerSchemaOf(intelContract.register.pending);
const decideAnswer = answerSchemaOf(intelContract.register.decide);
const documentAnswer = answerSchemaOf(intelContract.register.document);

export async function toApprove(ctx: Ctx): Promise<Answers['authority']['toApprove']> {
  const waiting = await askRegister(ctx, pendingAnswer, (register, signal) => register.pending(undefined, { signal }));
  return {
    authorities: waiting.authorities.map(({ record, caseName }) => ({
      record,
      caseName,
      decision: decideLawfully(ctx.desk.policies, { what: 'submit', record, nowMs: waiting.timeMs, earlier: [] }),
    })),
    interests: waiting.interests,
    asOfMs: waiting.timeMs,
  };
}

export async function decide(ctx: Ctx, input: Inputs['authority']['decide']): Promise<Answers['authority']['decide']> {
  const record = await judgedRecord(ctx, input.authorityId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const asked = { what: 'approve', approver: ctx.actor, record, nowMs, verdict: input.decision } as const;
  const decision = decideLawfully(ctx.desk.policies, asked);
  const recordSha256 = judgedDigest(record);
  const note = {
    action: input.decision === 'approve' ? ('authority-approve' as const) : ('authority-refuse' as const),
    // The case is the owner's, and lies on the owner's workstation.
    caseId: null,
    authority: record,
    details: {
      authorityId: record.id,
      of: { id: record.declaredBy.id, name: record.declaredBy.name, title: record.declaredBy.title },
      recordSha256,
      documents: record.documents.map(({ sha256 }) => sha256),
      note: input.note,
    },
  };
  if (decision.outcome === 'refused') {
    const details = { ...note.details, refused: refusalDetails(decision) };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, { ...note, details }, 'refused').seq };
  }
  const unseen = record.documents.find(
    ({ id, sha256 }) => !hasOpenedDocument(ctx.workspace.read, { actorId: ctx.actor.id, documentId: id, sha256 }),
  );
  if (input.decision === 'approve' && unseen !== undefined) {
    const details = { ...note.details, unseen: unseen.sha256 };
    ctx.log.event(ctx.session, { ...note, details }, 'refused');
    throw new AppError('FORBIDDEN', {
      message: `You have not opened “${unseen.name}”.`,
      tip: 'Nothing was decided. Open every paper, then decide.',
    });
  }
  const intent = ctx.log.intent(ctx.session, note);
  try {
    const answer = await askRegister(ctx, decideAnswer, (register, signal) =>
      register.decide({ authorityId: record.id, recordSha256, decision: input.decision, note: input.note }, { signal }),
    );
    if (answer.outcome === 'refused') {
      const refused = refusalDetails(answer.decision);
      ctx.log.result(ctx.session, intent, 'refused', { by: 'server', refused });
      return { outcome: 'refused', decision: answer.decision, logSeq: intent.seq };
    }
    const { signature, body } = answer.statement;
    ctx.log.result(ctx.session, intent, 'ran', { state: body.state, atMs: body.atMs, signature });
    const decided: AuthorityRecord = { ...record, approval: approvalIn(answer.statement) };
    return { outcome: 'done', authority: decided, decision, logSeq: intent.seq };
  } catch (error) {
    // No answer is no word: the server may have kept it, and then says so the next time.
    if (!ctx.session.ended.aborted)
      ctx.log.result(ctx.session, intent, 'failed', { code: isAppError(error) ? error.code : 'INTERNAL' });
    throw error;
  }
}

/** A paper of one's own, or of what waits for one's word. Opening it is an entry before it is shown. */
export async function document(
  ctx: Ctx,
  input: Inputs['authority']['document'],
): Promise<Answers['authority']['document']> {
  const record = await judgedRecord(ctx, input.authorityId);
  const named = record.documents.find(({ id }) => id === input.documentId);
  if (named === undefined) throw new AppError('NOT_FOUND', { message: 'This authority has no such paper.' });
  const held = getAuthorityDocument(ctx.workspace.read, record.id, named.id);
  const bytes = held?.bytes ?? (await fetchPaper(ctx, input));
  const sha256 = digestOfPaper(bytes);
  const own = record.declaredBy.id === ctx.actor.id;
  const note = {
    action: 'document-view' as const,
    caseId: own ? record.caseId : null,
    authority: record,
    details: { authorityId: record.id, documentId: named.id, name: named.name, sha256 },
  };
  if (sha256 !== named.sha256) {
    ctx.log.event(ctx.session, { ...note, details: { ...note.details, expected: named.sha256 } }, 'failed');
    throw new AppError('BAD_SIGNATURE', {
      message: 'This paper is not the one that was attached: its bytes were changed.',
      tip: 'It was not shown, and nothing rests on it. Tell your administrator.',
    });
  }
  ctx.workspace.write((tx) => {
    if (held === null) putAuthorityDocument(tx, record.id, { ...named, bytes });
    ctx.log.eventIn(ctx.session, tx, note);
  });
  const { name, mime } = named;
  return { name, mime, sha256, file: new Blob([Uint8Array.from(bytes)], { type: mime }) };
}

async function fetchPaper(ctx: Ctx, input: { authorityId: string; documentId: string }): Promise<Uint8Array> {
  const sent = await askRegister(ctx, documentAnswer, (register, signal) => register.document(input, { signal }));
  return new Uint8Array(Buffer.from(sent.base64, 'base64'));
}

/** One's own from here, another's as it waits at the server. Throws NOT_FOUND. */
async function judgedRecord(ctx: Ctx, authorityId: string): Promise<AuthorityRecord> {
  const own = getAuthority(ctx.workspace.read, authorityId);
  if (own !== null) return own;
  const waiting = await askRegister(ctx, pendingAnswer, (register, signal) => register.pending(undefined, { signal }));
  const found = waiting.authorities.find(({ record }) => record.id === authorityId);
  if (found !== undefined) return found.record;
  throw new AppError('NOT_FOUND', {
    message: 'No such authority waits for your word.',
    tip: 'It may have been withdrawn, or somebody else has decided. Look at the list again.',
  });
}
