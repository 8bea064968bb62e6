/**
 * The authority engine: may this person do this now? Runs anywhere, pure: time, history and lease are passed in, so that
 * workstation and server come to the same answer. Spec: docs/spec/authority.md. A refusal is an answer and names
 * everything that is missing, with rule, source and remedy.
 */
import type { Area, AuthorityRecord, User } from '../model/domain.ts';
import { type PlateQuery, parsePlateQuery } from '../plate/plate-query.ts';
import { checkLease, checkNumber, checkReason, checkRepetition, checkRole, checkStanding } from './check-authority.ts';
import { checkApproval, checkContents, checkKind, checkScope, type Reach } from './check-kind.ts';
import { checkOwnVehicle, type VehicleInterest } from './check-own-vehicle.ts';
import type { Decision } from './decision.ts';
import { createFindings, type Findings } from './findings.ts';
import { rankOf } from './rank.ts';
import { type Asking, EVERY_PLATE } from './repetition.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

/** UTC ms, both ends included; null: not given. */
export type AskedWindow = { fromMs: number | null; toMs: number | null };

/** Scenes of a co-location in the order asked; none for all that travels together. */
export type Sweep = { scenes: readonly { window: AskedWindow; namesPlace: boolean }[] };

export type FindQuestion = {
  user: User;
  caseId: string;
  /** null: none was given. */
  authority: AuthorityRecord | null;
  /** As typed. null where no plate is asked for (looking at one record already found, or a sweep). */
  query: string | null;
  /** The question is about one vehicle (its pattern, its company): wildcards name none. */
  wholePlate?: boolean;
  /** UTC ms; null: as far as the rule allows. Of a sweep over scenes: from the first to the last of them. */
  window: AskedWindow;
  /** Set where no plate narrows the question and it looks at everybody. */
  sweep?: Sweep;
  /** UTC ms. Give the lease clock (never behind what was seen), not the bare wall clock (AR8). */
  nowMs: number;
  /** This person's earlier askings, for whatever plate or none ({@link EVERY_PLATE}), of the last 7 days at least. */
  recentAskings: readonly Asking[];
  /** null: no policy was ever accepted. */
  leaseUntilMs: number | null;
  /** Circle and cameras the question is limited to; null or not given: it reaches for all of them. */
  area?: Area | null;
  devices?: readonly string[] | null;
  /** This person's other authorities; one to track this very plate lets it be asked for again and again. */
  tracking?: readonly AuthorityRecord[];
  /** Keyed hashes: of every plate that the query may mean, and of this person's own and household vehicles. */
  vehicle?: VehicleInterest;
  /** Where one record is to be looked at or used: whether a logged query of this case brought it, or the case holds it. */
  broughtByQuery?: boolean;
  book?: RuleBook;
};

/** Find a vehicle, or look at what a find brought. Allowed decisions carry the window to search in, both ends included. */
export function decideFind(question: FindQuestion): Decision {
  const { user, authority, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, user, book, nowMs);
  if (authority === null) {
    findings.against(
      ruleInForce(book.rules.find, nowMs),
      'no-authority',
      'authority',
      'No authority was given for this query.',
      'Declare the file number you work on, a purpose and a reason in words.',
    );
  } else {
    const asksAnew = question.query !== null || question.sweep !== undefined;
    checkKind(findings, authority, asksAnew ? 'find' : null, book, nowMs);
    checkStanding(findings, authority, question, book, nowMs);
    checkContents(findings, authority, book, nowMs);
    checkApproval(findings, authority, book, nowMs);
    if (asksAnew) checkScope(findings, authority, reachOf(question), book, nowMs);
  }
  checkLease(findings, question.leaseUntilMs, book, nowMs);
  if (question.broughtByQuery === false) {
    findings.against(
      ruleInForce(book.rules.find, nowMs),
      'not-found-by-query',
      'query',
      'No query of yours in this case brought this read.',
      'Find the vehicle first; what the query brings can be looked at.',
    );
  }
  let partOfMs: number | null = null;
  if (question.query !== null) {
    const analysis = question.wholePlate ?? false;
    const query = checkQuery(findings, question.query, analysis, book, nowMs);
    if (query !== null) {
      const tracked = holdsTracking(question, query, book);
      partOfMs = checkRepetition(findings, query, analysis, question.recentAskings, tracked, book, nowMs);
    }
    if (question.vehicle !== undefined) checkOwnVehicle(findings, question.vehicle, book, nowMs);
  }
  const window = clampWindow(findings, question, partOfMs, book);
  if (question.sweep !== undefined) {
    checkSweep(findings, question, question.sweep, book);
    checkSweeps(findings, question.recentAskings, book, nowMs);
  }
  return findings.decide(window);
}

export type DeclarationQuestion = {
  user: User;
  number: string;
  purpose: string;
  narrative: string;
  nowMs: number;
  book?: RuleBook;
};

/** May this declaration become an authority? The lease is not asked: declaring offline is allowed, querying may not be. */
export function decideDeclaration(question: DeclarationQuestion): Decision {
  const { nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, question.user, book, nowMs);
  checkNumber(findings, question.number, book, nowMs);
  checkReason(findings, question.purpose, question.narrative, book, nowMs);
  return findings.decide(null);
}

/** How long a declaration made at `nowMs` holds, ms. */
export function authorityLifetimeMs(nowMs: number, book: RuleBook = nzRuleBook): number {
  return ruleInForce(book.rules.lapse, nowMs).params.lifetimeMs;
}

/** The longest window a query may see, ms. */
export function queryWindowMs(nowMs: number, book: RuleBook = nzRuleBook): number {
  return ruleInForce(book.rules.window, nowMs).params.windowMs;
}

/** The query as parsed; null where it is none. */
function checkQuery(
  findings: Findings,
  query: string,
  wholePlate: boolean,
  book: RuleBook,
  nowMs: number,
): PlateQuery | null {
  const rule = ruleInForce(book.rules.query, nowMs);
  const parsed = parsePlateQuery(query);
  const remedy = 'Type the plate as far as you know it; ? stands for one character, * for any run.';
  if (!parsed.ok) {
    findings.against(rule, 'bad-query', 'query', parsed.message, remedy);
    return null;
  }
  if (wholePlate && parsed.query.kind !== 'plain') {
    findings.against(
      rule,
      'bad-query',
      'query',
      'This question is about one vehicle, and a plate with ? or * names none.',
      'Find the vehicle first; then ask with its whole plate.',
    );
    return null;
  }
  const known = parsed.query.kind === 'plain' ? parsed.query.pattern.length : parsed.query.knownCharacters;
  if (known < rule.params.minKnownCharacters) {
    findings.against(rule, 'bad-query', 'query', 'Too few characters of the plate are given.', remedy);
  } else findings.fine(rule, 'Query names a plate');
  return parsed.query;
}

/** Time and place of a question that names no plate (NZ-SWEEP-1), and that each scene holds something of the window. */
function checkSweep(findings: Findings, question: FindQuestion, sweep: Sweep, book: RuleBook): void {
  const { window: asked, nowMs } = question;
  const rule = ruleInForce(book.rules.sweep, nowMs);
  const { windowRequired, placeRequired } = rule.params;
  const named = !windowRequired || (asked.fromMs !== null && asked.toMs !== null);
  if (!named) {
    findings.against(
      rule,
      'no-window',
      'window',
      'This question names no plate, and no time from which and up to which it is asked.',
      'Give the window that the matter is about, from and to.',
    );
  }
  const nowhere = placeRequired ? numbersOf(sweep, ({ namesPlace }) => !namesPlace) : [];
  if (nowhere.length > 0) {
    findings.against(
      rule,
      'no-place',
      'query',
      `Scene ${nowhere.join(', ')} names no place.`,
      'Draw the area of each scene, or choose its cameras.',
    );
  }
  const window = ruleInForce(book.rules.window, nowMs);
  const windowMs = windowMsUnder(question.authority, book, nowMs);
  const empty = numbersOf(sweep, (scene) => boundsOf(scene.window, windowMs, nowMs) === null);
  if (empty.length > 0) {
    const days = windowMs / 86_400_000;
    findings.against(
      window,
      'empty-window',
      'window',
      `Nothing of the time of scene ${empty.join(', ')} lies in the last ${days} days.`,
      `Give each scene a time that begins before it ends and lies in the last ${days} days.`,
    );
  }
  if (named && nowhere.length === 0) findings.fine(rule, 'Time and place are named');
}

/** How often this person asked without a plate, this asking included (NZ-SWEEP-1). Times after `nowMs` count. */
function checkSweeps(findings: Findings, earlier: readonly Asking[], book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.sweep, nowMs);
  const sweeps = earlier.filter(({ plateKey }) => plateKey === EVERY_PLATE);
  for (const { askings: limit, withinMs } of rule.params.limits) {
    const askings = sweeps.filter(({ timeMs }) => timeMs > nowMs - withinMs).length + 1;
    if (askings < limit) continue;
    findings.against(
      rule,
      'rekeying',
      'query',
      `This is question ${askings} without a plate within ${withinMs / 3_600_000} hours; ${limit} are stopped and shown to the auditor.`,
      'Ask for the vehicle you mean by its plate. To follow one, get a tracking authority.',
    );
    return;
  }
}

/** Places in the question, from 1, of the scenes that are so. */
function numbersOf({ scenes }: Sweep, is: (scene: Sweep['scenes'][number]) => boolean): number[] {
  return scenes.flatMap((scene, at) => (is(scene) ? [at + 1] : []));
}

/** What of a window lies between the limit and now; null: nothing. */
function boundsOf(asked: AskedWindow, windowMs: number, nowMs: number): { fromMs: number; toMs: number } | null {
  const earliestMs = nowMs - windowMs;
  const fromMs = Math.max(asked.fromMs ?? earliestMs, earliestMs);
  const toMs = Math.min(asked.toMs ?? nowMs, nowMs);
  return toMs < fromMs ? null : { fromMs, toMs };
}

/** The question as scope is judged by: a pattern with wildcards names no plate. */
function reachOf({ query, area = null, devices = null }: FindQuestion): Reach {
  const parsed = query === null ? null : parsePlateQuery(query);
  const plate = parsed?.ok === true && parsed.query.kind === 'plain' ? parsed.query.pattern : null;
  return { plate, area, devices };
}

/** Whether this person holds, in force and approved, an authority to track this very plate. */
function holdsTracking(question: FindQuestion, query: PlateQuery, book: RuleBook): boolean {
  const { user, nowMs, tracking = [] } = question;
  return tracking.some((record) => {
    const findings = createFindings();
    checkKind(findings, record, 'track', book, nowMs);
    checkStanding(findings, record, { user, caseId: record.caseId }, book, nowMs);
    checkContents(findings, record, book, nowMs);
    checkApproval(findings, record, book, nowMs);
    const named = query.kind === 'plain' && record.scope.plates.includes(query.pattern);
    return named && findings.decide(null).outcome === 'allowed';
  });
}

/** How far back a question may see under an authority: the rule's window, or a longer one that the authority has earned. */
function windowMsUnder(authority: AuthorityRecord | null, book: RuleBook, nowMs: number): number {
  const { windowMs, tiers } = ruleInForce(book.rules.window, nowMs).params;
  if (authority === null) return windowMs;
  const rank = authority.approval?.by == null ? 0 : rankOf(authority.approval.by.title, book);
  const earned = tiers.filter(
    ({ purposes, kinds, minApproverRank }) =>
      purposes.includes(authority.purpose) &&
      kinds.includes(authority.kind) &&
      (minApproverRank === null || rank >= rankOf(minApproverRank, book)),
  );
  return Math.max(windowMs, ...earned.map((tier) => tier.windowMs));
}

/** @param partOfMs time of the asking this one is part of (NZ-REKEY-1): it sees nothing that came after */
function clampWindow(
  findings: Findings,
  question: FindQuestion,
  partOfMs: number | null,
  book: RuleBook,
): Decision['window'] {
  const { window: asked, nowMs } = question;
  const rule = ruleInForce(book.rules.window, nowMs);
  const windowMs = windowMsUnder(question.authority, book, nowMs);
  const clamped = asked.fromMs !== null && asked.fromMs < nowMs - windowMs;
  const bounds = boundsOf(asked, windowMs, nowMs);
  const days = windowMs / 86_400_000;
  if (bounds === null) {
    findings.against(
      rule,
      'empty-window',
      'window',
      `Nothing of this window lies in the last ${days} days.`,
      `Choose a window that begins before it ends and lies in the last ${days} days.`,
    );
    return null;
  }
  const toMs = Math.min(bounds.toMs, partOfMs ?? bounds.toMs);
  if (toMs < bounds.fromMs) {
    findings.against(
      ruleInForce(book.rules.rekey, nowMs),
      'empty-window',
      'window',
      'This follows an asking for the same plate and sees what that saw: nothing of this window.',
      'Find the vehicle again: that counts as another asking.',
    );
    return null;
  }
  findings.fine(rule, clamped ? `Window cut to the last ${days} days` : `Window within the last ${days} days`);
  return { fromMs: bounds.fromMs, toMs, clamped };
}
