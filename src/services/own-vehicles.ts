/**
 * Vehicles that somebody declared to be theirs or of their household, and leave to query one all the same. Runs in the
 * services worker. Always: the register of the server holds them; a declaration bars from the moment it is answered.
 */
import { intelContract } from '../contract/intel.ts';
import { decideInterestApproval, decideInterestRequest } from '../core/authority/decide-interest.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import { answerSchemaOf } from '../sync/index.ts';
import { readRegister } from '../workspace/index.ts';
import { askRegister } from './ask-register.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { settleRegister } from './hand-over.ts';
import type { Ctx, LogNote } from './method.ts';

const pendingAnswer = answerSchemaOf(intelContract.register.pending);
const interestAnswer = answerSchemaOf(intelContract.register.interest);

type Step = Answers['authority']['declareInterest'];
type ServerStep = ReturnType<typeof interestAnswer.parse>;

export function interests(ctx: Ctx): Answers['authority']['interests'] {
  return readRegister(ctx.workspace.read)?.interests ?? [];
}

/** Without a reason it only bars; with one a senior is asked for leave. */
export async function declareInterest(ctx: Ctx, input: Inputs['authority']['declareInterest']): Promise<Step> {
  const folded = foldPlate(input.plate);
  if (!folded.ok) {
    throw new AppError('BAD_INPUT', { message: 'This is no whole plate.', tip: 'Type it without ? and *.' });
  }
  const reason = input.reason.trim();
  const nowMs = ctx.session.leaseClock.nowMs();
  const decision = decideInterestRequest({ user: ctx.actor, reason: reason === '' ? null : reason, nowMs });
  const note: LogNote = {
    action: 'interest-declare',
    caseId: null,
    authority: null,
    details: { plate: folded.plate, relation: input.relation, reason },
  };
  if (decision.outcome === 'refused') {
    const details = { ...note.details, refused: refusalDetails(decision) };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, { ...note, details }, 'refused').seq };
  }
  const step = await told(ctx, note, () =>
    askRegister(ctx, interestAnswer, (register, signal) =>
      register.interest({ plate: folded.plate, relation: input.relation, reason }, { signal }),
    ),
  );
  await settleRegister(ctx.desk, ctx.session, AbortSignal.any([ctx.signal, ctx.session.ended]));
  return step;
}

/** A senior's word on somebody else's request. */
export async function decideInterest(ctx: Ctx, input: Inputs['authority']['decideInterest']): Promise<Step> {
  const waiting = await askRegister(ctx, pendingAnswer, (register, signal) => register.pending(undefined, { signal }));
  const held = interests(ctx).find(({ id }) => id === input.interestId);
  const interest = waiting.interests.find(({ id }) => id === input.interestId) ?? held;
  if (interest === undefined) throw new AppError('NOT_FOUND', { message: 'No such request waits for your word.' });
  const nowMs = ctx.session.leaseClock.nowMs();
  const decision = decideInterestApproval({ approver: ctx.actor, interest, nowMs });
  const note: LogNote = {
    action: input.decision === 'approve' ? 'authority-approve' : 'authority-refuse',
    caseId: null,
    authority: null,
    details: {
      interestId: interest.id,
      of: { id: interest.by.id, name: interest.by.name, title: interest.by.title },
      plate: interest.plate,
      relation: interest.relation,
      reason: interest.reason,
      note: input.note,
    },
  };
  if (decision.outcome === 'refused') {
    const details = { ...note.details, refused: refusalDetails(decision) };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, { ...note, details }, 'refused').seq };
  }
  return told(ctx, note, () =>
    askRegister(ctx, interestAnswer, (register, signal) => register.decideInterest(input, { signal })),
  );
}

/** The intent is in the log before the server is told, its answer before anything is shown. */
async function told(ctx: Ctx, note: LogNote, tell: () => Promise<ServerStep>): Promise<Step> {
  const intent = ctx.log.intent(ctx.session, note);
  try {
    const answer = await tell();
    if (answer.outcome === 'refused') {
      ctx.log.result(ctx.session, intent, 'refused', { by: 'server', refused: refusalDetails(answer.decision) });
      return { outcome: 'refused', decision: answer.decision, logSeq: intent.seq };
    }
    ctx.log.result(ctx.session, intent, 'ran', { interestId: answer.interest.id, state: answer.interest.state });
    return { outcome: 'done', interest: answer.interest, logSeq: intent.seq };
  } catch (error) {
    if (!ctx.session.ended.aborted)
      ctx.log.result(ctx.session, intent, 'failed', { code: isAppError(error) ? error.code : 'INTERNAL' });
    throw error;
  }
}
