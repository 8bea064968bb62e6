/**
 * `gated(gate, handler)`: the way of one query. Runs in the services worker.
 * Decide first; a refusal is logged and is the answer. Allowed: the intent goes to disk, then the handler runs, then what
 * it found goes to disk, and only then is anything released. A failure in between is logged as failed and thrown.
 */
import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { decideFind } from '../core/authority/decide-access.ts';
import type { Decision } from '../core/authority/decision.ts';
import { isAppError } from '../core/errors.ts';
import type { AuthorityRecord, CaseRecord } from '../core/model/domain.ts';
import { getAuthority } from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type Ctx, ctxOf, type LogNote, type Method } from './method.ts';

export type Asked = {
  caseId: string;
  authorityId: string | null;
};

export type Gate<I extends Asked, O> = {
  action: LogNote['action'];
  /** What the log says was asked. */
  details(input: I): Record<string, JsonValue>;
  /** The plate query and window the engine judges; null: no plate is searched for. */
  question(
    ctx: Ctx,
    input: I,
    nowMs: number,
  ): { query: string; window: { fromMs: number | null; toMs: number | null }; recentMs: number[] } | null;
  /** Where it looks at one record: whether a logged query brought it (see `released.ts`). */
  broughtByQuery?(ctx: Ctx, input: I): boolean;
  refused(decision: Decision, logSeq: number): O;
};

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
      const ctx = ctxOf(call);
      const caseRecord = caseOf(ctx, input.caseId);
      const authority = input.authorityId === null ? null : getAuthority(ctx.workspace.read, input.authorityId);
      const judgedMs = ctx.session.leaseClock.nowMs();
      const decision = decide(ctx, gate, input, authority, judgedMs);
      const note: LogNote = { action: gate.action, caseId: input.caseId, authority, details: gate.details(input) };
      if (decision.outcome === 'refused' || authority === null) {
        const entry = ctx.log.event(
          ctx.session,
          { ...note, details: { ...note.details, refused: refusalDetails(decision) } },
          'refused',
        );
        return gate.refused(decision, entry.seq);
      }
      const intent = ctx.log.intent(ctx.session, {
        ...note,
        details: { ...note.details, window: decision.window, judgedMs },
      });
      let found: Found<O>;
      try {
        found = await handler({ ...ctx, caseRecord, authority, decision, intent }, input);
      } catch (error) {
        const cancelled = isAppError(error, 'CANCELLED');
        ctx.log.result(ctx.session, intent, cancelled ? 'cancelled' : 'failed', {
          code: isAppError(error) ? error.code : 'INTERNAL',
        });
        throw error;
      }
      ctx.log.result(ctx.session, intent, 'ran', found.details);
      found.onLogged?.();
      return found.answer;
    },
  };
}

function decide<I extends Asked, O>(
  ctx: Ctx,
  gate: Gate<I, O>,
  input: I,
  authority: AuthorityRecord | null,
  nowMs: number,
): Decision {
  const question = gate.question(ctx, input, nowMs);
  return decideFind({
    user: ctx.actor,
    caseId: input.caseId,
    authority,
    query: question?.query ?? null,
    window: question?.window ?? { fromMs: null, toMs: null },
    nowMs,
    recentQueriesOfPlate: question?.recentMs ?? [],
    leaseUntilMs: ctx.session.leaseClock.lease()?.untilMs ?? null,
    broughtByQuery: gate.broughtByQuery?.(ctx, input) ?? true,
  });
}

/** Reasons as the log keeps them: codes and rules, so that a later wording changes nothing. */
export function refusalDetails(decision: Decision): JsonValue {
  return decision.reasons.map(({ code, rule }) => ({ code, rule: rule.id, version: rule.version }));
}
