/**
 * What a contract method is to the services: a function with the wrappers it visibly carries. Runs in the services worker.
 * `open`, `session` and `gated` make one, `audited` wraps one; `registry.ts` compares the marks with what the contract
 * declares. A handler sees only its `ctx`: no ambient session, clock or log.
 */
import type { AuditDraft, AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityRecord, User } from '../core/model/domain.ts';
import type { Workspace, WriteDb } from '../workspace/index.ts';
import type { Desk, OpenSession } from './desk.ts';

export type Marks = { gate: 'open' | 'session' | 'authority'; audited: boolean };

/** One call as the transport hands it over. */
export type Call = { desk: Desk; signal: AbortSignal; log: Recorder };

export type Method<I, O> = { readonly marks: Marks; run(call: Call, input: I): Promise<O> };

/** What is written into the query log; the rest (space, actor, time) comes from the session. */
export type LogNote = {
  action: AuditDraft['action'];
  /** null: it concerns no case and goes to the device log. */
  caseId: string | null;
  authority: AuthorityRecord | null;
  details: Record<string, JsonValue>;
};

/**
 * The way into the query log during one call. Everything is committed when a function returns, and on disk but for the
 * result of a question, which is a moment later; what cannot be written throws AUDIT_NOT_WRITTEN, and `audited` releases no
 * answer that left no entry.
 */
export type Recorder = {
  /** A thing done at once, or a refusal. */
  event(session: OpenSession, note: LogNote, outcome?: AuditDraft['outcome']): AuditEntry;
  /** The same inside a transaction, with what it speaks of. Counts when the transaction has committed. */
  eventIn(session: OpenSession, tx: WriteDb, note: LogNote): AuditEntry;
  /** Before something runs. It must be closed by `result`. */
  intent(session: OpenSession, note: LogNote): AuditEntry;
  /** What came back; before anything of it is released. */
  result(
    session: OpenSession,
    intent: AuditEntry,
    outcome: AuditDraft['outcome'],
    details: Record<string, JsonValue>,
  ): AuditEntry;
  /** The same inside a transaction, with what it vouches for. */
  resultIn(
    session: OpenSession,
    tx: WriteDb,
    intent: AuditEntry,
    outcome: AuditDraft['outcome'],
    details: Record<string, JsonValue>,
  ): AuditEntry;
  /** Where no workspace is open: kept aside on disk and written to the device log at the next sign-in. */
  aside(action: AuditDraft['action'], details: Record<string, JsonValue>): void;
  /** Entries written so far, and intents without a result. */
  counts(): { written: number; unanswered: number };
};

export type OpenCtx = { desk: Desk; signal: AbortSignal; log: Recorder };
export type Ctx = OpenCtx & { session: OpenSession; actor: User; workspace: Workspace; nowMs: () => number };

/** Anyone at this workstation may call it. */
export function open<I, O>(handler: (ctx: OpenCtx, input: I) => Promise<O> | O): Method<I, O> {
  return {
    marks: { gate: 'open', audited: false },
    run: async ({ desk, signal, log }, input) => handler({ desk, signal, log }, input),
  };
}

/** Somebody must be signed in; the handler acts for that person. */
export function session<I, O>(handler: (ctx: Ctx, input: I) => Promise<O> | O): Method<I, O> {
  return {
    marks: { gate: 'session', audited: false },
    run: async (call, input) => handler(ctxOf(call), input),
  };
}

/** Throws NOT_SIGNED_IN. */
export function ctxOf({ desk, signal, log }: Call): Ctx {
  const current = desk.session;
  if (current === null) {
    throw new AppError('NOT_SIGNED_IN', { tip: 'Sign in with your user name and passphrase.' });
  }
  return {
    desk,
    signal,
    log,
    session: current,
    actor: current.user,
    workspace: current.workspace,
    nowMs: desk.clock.nowMs,
  };
}
