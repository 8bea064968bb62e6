/**
 * `gated(gate, handler)`: the way of one query. Runs in the services worker.
 * Decide first; a refusal is logged and is the answer. Allowed: the intent goes to disk, then the handler runs, then what
 * it found is committed to the log, and only then is anything released. A failure in between is logged as failed and
 * thrown; a query that was stopped, by the person or by a newer one of its box, is logged as cancelled and releases nothing.
 */
import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import type { FindQuestion } from '../core/authority/decide-access.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { AuthorityRecord, CaseRecord } from '../core/model/domain.ts';
import { parsePlateQuery } from '../core/plate/plate-query.ts';
import { recentAskings } from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type Ctx, ctxOf, type LogNote, type Method } from './method.ts';
import { stillStands } from './released.ts';
import { trackingAuthorities, trustedAuthority } from './trusted-authority.ts';
import { vehicleInterestOf } from './vehicle-interest.ts';

/** Longest question the log keeps, as JSON. */
const MAX_ASKED_CHARS = 1_000_000;
/** As far back as the repetition rule looks, and a day more. */
const REKEY_LOOK_BACK_MS = 8 * 86_400_000;

export type Asked = {
  caseId: string;
  authorityId: string | null;
};

/** What the engine judges of a question. A query that names a plate counts for repetition. */
export type GateQuestion = Pick<FindQuestion, 'query' | 'wholePlate' | 'window' | 'sweep' | 'area' | 'devices'>;

export type Gate<I extends Asked, O> = {
  action: LogNote['action'];
  /** What the log says was asked; the folded plate query is added as `plateKey`. */
  details(input: I): Record<string, JsonValue>;
  /** null: nothing is searched for, something already found is looked at. */
  question(input: I): GateQuestion | null;
  /** Where it looks at one record: whether a logged query brought it (see `released.ts`). */
  broughtByQuery?(ctx: Ctx, input: I): boolean;
  /** What is no find is judged by its own rules; not given: as a find. */
  judge?(ctx: Ctx, input: I, authority: AuthorityRecord | null, nowMs: number): Decision;
  refused(decision: Decision, logSeq: number): O;
};

/** `signal` fires when the asker left or the session ended. */
export type QueryCtx = Ctx & {
  caseRecord: CaseRecord;
  authority: AuthorityRecord;
  decision: Decision;
  intent: AuditEntry;
};

/** What a query came to: the answer, and what the log says of it. */
export type Found<O> = {
  answer: O;
  details: Record<string, JsonValue>;
  /** Called once the log holds what was found. */
  onLogged?: () => void;
};

export function gated<I extends Asked, O>(
  gate: Gate<I, O>,
  handler: (ctx: QueryCtx, input: I) => Promise<Found<O>> | Found<O>,
): Method<I, O> {
  return {
    marks: { gate: 'authority', audited: false },
    async run(call, input) {
      const entered = enter(ctxOf(call), gate, input);
      if (entered.outcome === 'refused') return entered.answer;
      const { query } = entered;
      let found: Found<O>;
      try {
        found = await handler(query, input);
        assertStillStands(query);
      } catch (error) {
        // After a lock the log is closed: the intent without a result says that the session ended in between.
        if (!query.session.ended.aborted) {
          const { outcome, details } = unanswered(query.intent, error);
          query.log.result(query.session, query.intent, outcome, details);
        }
        throw error;
      }
      query.log.result(query.session, query.intent, 'ran', found.details);
      found.onLogged?.();
      return found.answer;
    },
  };
}

/** Decides, and writes the refusal or the intent. Nothing may run before this has returned `allowed`. */
export function enter<I extends Asked, O>(
  ctx: Ctx,
  gate: Gate<I, O>,
  input: I,
): { outcome: 'allowed'; query: QueryCtx } | { outcome: 'refused'; answer: O } {
  const caseRecord = caseOf(ctx, input.caseId);
  const authority = input.authorityId === null ? null : trustedAuthority(ctx.session, input.authorityId);
  const judgedMs = ctx.session.leaseClock.nowMs();
  const question = gate.question(input);
  const decision =
    gate.judge?.(ctx, input, authority, judgedMs) ?? decide(ctx, gate, input, question, authority, judgedMs);
  const asked = gate.details(input);
  assertLoggable(asked);
  const named = question?.query ?? null;
  const details = named === null ? asked : { ...asked, plateKey: plateKeyOf(named) };
  const note: LogNote = { action: gate.action, caseId: input.caseId, authority, details };
  if (decision.outcome === 'refused' || authority === null) {
    const refusal = { ...note, details: { ...details, refused: refusalDetails(decision) } };
    const entry = ctx.log.event(ctx.session, refusal, 'refused');
    return { outcome: 'refused', answer: gate.refused(decision, entry.seq) };
  }
  const intent = ctx.log.intent(ctx.session, { ...note, details: { ...details, window: decision.window, judgedMs } });
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended]);
  return { outcome: 'allowed', query: { ...ctx, signal, caseRecord, authority, decision, intent } };
}

/** What took its time may have lost its authority meanwhile: withdrawn, lapsed, refused by the register, past the lease. */
export function assertStillStands(query: QueryCtx): void {
  if (stillStands(query, query.caseRecord.id, trustedAuthority(query.session, query.authority.id))) return;
  throw new AppError('FORBIDDEN', {
    message: 'The authority of this query ended before its answer could be shown.',
    tip: 'Nothing of the answer was shown. Declare the authority again, then ask again.',
  });
}

/** What the log says of a query that came to no answer. One that was stopped names its plate: it does not count as asked. */
export function unanswered(
  intent: AuditEntry,
  error: unknown,
): { outcome: 'cancelled' | 'failed'; details: Record<string, JsonValue> } {
  const code = isAppError(error) ? error.code : 'INTERNAL';
  if (code !== 'CANCELLED') return { outcome: 'failed', details: { code } };
  const { plateKey } = intent.details;
  return { outcome: 'cancelled', details: plateKey === undefined ? { code } : { code, plateKey } };
}

/** The refusal as an answer of the contract: reasons, and the entry that holds it. */
export function refusal(
  decision: Decision,
  logSeq: number,
): { outcome: 'refused'; decision: Decision; logSeq: number } {
  return { outcome: 'refused', decision, logSeq };
}

/** A log entry must fit, with others, into what the server takes at once: one that never arrives there hides all after it. */
function assertLoggable(asked: Record<string, JsonValue>): void {
  if (JSON.stringify(asked).length <= MAX_ASKED_CHARS) return;
  throw new AppError('BAD_INPUT', {
    message: 'This question is longer than the query log can keep.',
    tip: 'Nothing was asked. Name fewer cameras, or draw an area instead.',
  });
}

/** The query as the repetition rule compares it: folded. Text that is no query is kept as typed. */
function plateKeyOf(query: string): string {
  const parsed = parsePlateQuery(query);
  return parsed.ok ? parsed.query.pattern : query;
}

function decide<I extends Asked, O>(
  ctx: Ctx,
  gate: Gate<I, O>,
  input: I,
  question: GateQuestion | null,
  authority: AuthorityRecord | null,
  nowMs: number,
): Decision {
  const counts = question !== null && (question.query !== null || question.sweep !== undefined);
  return decideLawfully(ctx.desk.policies, {
    what: 'find',
    user: ctx.actor,
    caseId: input.caseId,
    authority,
    ...(question ?? { query: null, window: { fromMs: null, toMs: null } }),
    nowMs,
    recentAskings: counts
      ? recentAskings(ctx.workspace.read, { actorId: ctx.actor.id, sinceMs: nowMs - REKEY_LOOK_BACK_MS })
      : [],
    leaseUntilMs: ctx.session.leaseClock.lease()?.untilMs ?? null,
    tracking: counts ? trackingAuthorities(ctx.session) : [],
    vehicle: vehicleInterestOf(ctx.session, question?.query ?? null),
    broughtByQuery: gate.broughtByQuery?.(ctx, input) ?? true,
  });
}

/** Reasons as the log keeps them: codes and rules, so that a later wording changes nothing. */
export function refusalDetails(decision: Decision): JsonValue {
  return decision.reasons.map(({ code, rule }) => ({ code, rule: rule.id, version: rule.version }));
}
