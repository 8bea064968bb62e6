/**
 * What a set of authority rules looks like: every rule is data with a version, a source and the time it holds.
 * Runs anywhere. A new judgment or instruction is a new version in the list, never an edit of an old one (AR1).
 */
import type { AuthorityKind, Role } from '../model/domain.ts';
import type { RuleRef } from './decision.ts';
import type { LegalSpan } from './legal-time.ts';
import type { AuthorityField, LawfulFunction } from './way.ts';

/** One version of one rule; `params` are the numbers and words the engine works with. */
export type Rule<P> = RuleRef & {
  /** ISO date from which it no longer holds; null: still in force. */
  inForceTo: string | null;
  params: P;
};

/** `words`: each alone names it, whatever its case, accents and spacing. */
export type Agency = { name: string; words: readonly string[] };

export type Purpose = { code: string; label: string };

/** Who may approve: never the person who asks. */
export type ApproverRule = {
  roles: readonly Role[];
  /** Lowest rank, one of the book's; null: any. */
  minRank: string | null;
};

/** What one kind of authority is for, has to say and may last. */
export type KindParams = {
  functions: readonly LawfulFunction[];
  /** Looking again at a read that was brought is lawful under every kind that is in force. */
  fields: readonly AuthorityField[];
  /** Fields that must say something; `document` is {@link KindParams.documentRequired}. */
  required: readonly AuthorityField[];
  numberLabel: string;
  /** `file-number`: the rule of its shape; `named`: any that says something. */
  numberShape: 'file-number' | 'named';
  approver: ApproverRule | null;
  documentRequired: boolean;
  /** null: the lapse rule, as for a declared file number. */
  lifetime: LegalSpan | null;
  /** From which instant its longest time counts. */
  lifetimeFrom: 'start' | 'first-use';
  /** After its end, a report is due within this; null: none is. */
  report: LegalSpan | null;
  grounds: readonly { code: string; label: string }[];
  /** Whether it may be had again for the same plate on the same ground. */
  restart: 'free' | 'never';
  /** Whether the register of the server confirms it: until then it stands provisionally. */
  registered: boolean;
};

/** How far back a question may see, by purpose, kind of authority and rank of who approved it. */
export type WindowTier = {
  title: string;
  windowMs: number;
  purposes: readonly string[];
  kinds: readonly AuthorityKind[];
  minApproverRank: string | null;
};

/** What makes it lawful to pass information to another agency. */
export type SharingParams = {
  instruments: readonly { code: string; label: string; alone: boolean; beliefNeeded: boolean }[];
  /** Who must hold the belief on reasonable grounds that sharing is necessary. */
  beliefHeldBy: 'holder' | 'requester';
  beliefMinChars: number;
};

export type RuleBook = {
  id: string;
  name: string;
  /** IANA name of the zone in which days and months are counted. */
  timeZone: string;
  /** Titles that are ranks, lowest first. */
  ranks: readonly string[];
  purposes: readonly Purpose[];
  /** Other agencies, and the words by which a text names them; not a closed list. */
  agencies: readonly Agency[];
  /** Kinds of authority the profile knows; any other carries nothing. */
  kinds: { readonly [kind in AuthorityKind]?: readonly Rule<KindParams>[] };
  rules: {
    find: readonly Rule<{ purposesRequired: boolean }>[];
    fileNumber: readonly Rule<{
      pattern: string;
      /** Whether the first six digits are a date YYMMDD. */
      dated: boolean;
      /** null: the profile knows no such numbers. */
      onlineReportPattern: string | null;
      timeZone: string;
      /** Two-digit years up to this many years ahead of now count as 20YY (and so as future); beyond, as 19YY. */
      futureYears: number;
    }>[];
    assignment: readonly Rule<Record<string, never>>[];
    reason: readonly Rule<{ minChars: number; minWords: number; maxChars: number; keyboardRun: number }>[];
    window: readonly Rule<{ windowMs: number; tiers: readonly WindowTier[] }>[];
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
    /** What an authority is limited to binds every question under it. */
    scope: readonly Rule<Record<string, never>>[];
    /** Live alerts: who may have them, and on what. */
    track: readonly Rule<{ mayTrack: readonly Role[] }>[];
    approval: readonly Rule<Record<string, never>>[];
    /** Vehicles of one's own and of one's household. */
    ownVehicle: readonly Rule<{ approver: ApproverRule }>[];
    stolen: readonly Rule<{
      /** Who followed the vehicle, or was refused to, so short a time ago sets no flag on it, ms. */
      conflictMs: number;
    }>[];
    sharing: readonly Rule<SharingParams>[];
    /** The policies evaluated beneath the rules. */
    policy: readonly Rule<Record<string, never>>[];
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

/** What the profile says of a kind of authority; null: it knows none such. */
export function kindRule(book: RuleBook, kind: AuthorityKind, nowMs: number): Rule<KindParams> | null {
  const versions = book.kinds[kind];
  return versions === undefined ? null : ruleInForce(versions, nowMs);
}

/** Every rule in force at `nowMs`, for the form's help and the pack. */
export function rulesInForce(book: RuleBook, nowMs: number): RuleRef[] {
  const all = [...Object.values(book.rules), ...Object.values(book.kinds)];
  return all.map((versions) => ruleRefOf(ruleInForce<unknown>(versions, nowMs)));
}

/** Every version of every rule but those in force at `nowMs`: what an older decision names. */
export function rulesNotInForce(book: RuleBook, nowMs: number): RuleRef[] {
  const all: (readonly Rule<unknown>[])[] = [...Object.values(book.rules), ...Object.values(book.kinds)];
  return all.flatMap((versions) => {
    const inForce = ruleInForce(versions, nowMs);
    return versions.filter((rule) => rule !== inForce).map(ruleRefOf);
  });
}

/** One version of one rule, in force or not, as a decision made under it named it; null: the book has none such. */
export function ruleVersion(book: RuleBook, id: string, version: number): RuleRef | null {
  const found = rulesOf(book).find((rule) => rule.id === id && rule.version === version);
  return found === undefined ? null : ruleRefOf(found);
}

/** The latest version of a rule that the book holds; null: it has no rule of this id. */
export function newestVersion(book: RuleBook, id: string): RuleRef | null {
  const versions = rulesOf(book).filter((rule) => rule.id === id);
  const newest = versions.sort((a, b) => b.version - a.version)[0];
  return newest === undefined ? null : ruleRefOf(newest);
}

function rulesOf(book: RuleBook): Rule<unknown>[] {
  const all: (readonly Rule<unknown>[])[] = [...Object.values(book.rules), ...Object.values(book.kinds)];
  return all.flat();
}
