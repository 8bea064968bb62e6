/**
 * What a set of authority rules looks like: every rule is data with a version, a source and the time it holds.
 * Runs anywhere. A new judgment or instruction is a new version in the list, never an edit of an old one (AR1).
 */
import type { Role } from '../model/domain.ts';
import type { RuleRef } from './decision.ts';

/** One version of one rule; `params` are the numbers and words the engine works with. */
export type Rule<P> = RuleRef & {
  /** ISO date from which it no longer holds; null: still in force. */
  inForceTo: string | null;
  params: P;
};

export type Purpose = { code: string; label: string };

export type RuleBook = {
  id: string;
  name: string;
  purposes: readonly Purpose[];
  rules: {
    find: readonly Rule<{ purposesRequired: boolean }>[];
    fileNumber: readonly Rule<{
      pattern: string;
      onlineReportPattern: string;
      timeZone: string;
      /** Two-digit years up to this many years ahead of now count as 20YY (and so as future); beyond, as 19YY. */
      futureYears: number;
    }>[];
    assignment: readonly Rule<Record<string, never>>[];
    reason: readonly Rule<{ minChars: number; minWords: number; maxChars: number; keyboardRun: number }>[];
    window: readonly Rule<{ windowMs: number }>[];
    role: readonly Rule<{ mayNotQuery: readonly Role[] }>[];
    rekey: readonly Rule<{
      limits: readonly { askings: number; withinMs: number }[];
      /** Of a plate's characters, the share a pattern must give to ask for it; null: only the same query counts. */
      minKnownShare: number | null;
      /** Analyses of a plate so soon after a counted asking of it count with that one, ms; 0: each counts. */
      sittingMs: number;
    }>[];
    sweep: readonly Rule<{
      windowRequired: boolean;
      placeRequired: boolean;
      /** Questions without a plate of one person, whatever they ask; the one that reaches a limit is stopped. */
      limits: readonly { askings: number; withinMs: number }[];
    }>[];
    lease: readonly Rule<Record<string, never>>[];
    lapse: readonly Rule<{ lifetimeMs: number }>[];
    query: readonly Rule<{ minKnownCharacters: number }>[];
    confirm: readonly Rule<{ groundNoteMinChars: number }>[];
  };
};

/**
 * The version in force at `nowMs`: the latest that has begun. Before the first began, the first: a clock set back
 * must not switch a rule off.
 */
export function ruleInForce<P>(versions: readonly Rule<P>[], nowMs: number): Rule<P> {
  const [first, ...later] = versions;
  if (first === undefined) throw new TypeError('a rule book needs at least one version of every rule');
  let best = first;
  for (const rule of later) {
    if (Date.parse(rule.inForceFrom) <= nowMs && rule.inForceFrom >= best.inForceFrom) best = rule;
  }
  return best;
}

/** What a decision, a pack and the help show of a rule: without the parameters. */
export function ruleRefOf<P>(rule: Rule<P>): RuleRef {
  const { id, version, title, text, source, inForceFrom, unconfirmed } = rule;
  return { id, version, title, text, source, inForceFrom, unconfirmed };
}

/** Every rule in force at `nowMs`, for the form's help and the pack. */
export function rulesInForce(book: RuleBook, nowMs: number): RuleRef[] {
  return Object.values(book.rules).map((versions) => ruleRefOf(ruleInForce<unknown>(versions, nowMs)));
}
