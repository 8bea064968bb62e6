/**
 * The authority engine: may this person do this now? Runs anywhere, pure: time, history and lease are passed in, so that
 * workstation and server come to the same answer. Spec: docs/spec/authority.md. A refusal is an answer and names
 * everything that is missing, with rule, source and remedy.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import { parsePlateQuery } from '../plate/plate-query.ts';
import { checkLease, checkNumber, checkReason, checkRepetition, checkRole, checkStanding } from './check-authority.ts';
import type { Decision } from './decision.ts';
import { createFindings, type Findings } from './findings.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

export type FindQuestion = {
  user: User;
  caseId: string;
  /** null: none was given. */
  authority: AuthorityRecord | null;
  /** As typed. null where no plate is asked for (looking at one record already found). */
  query: string | null;
  /** UTC ms; null: as far as the rule allows. */
  window: { fromMs: number | null; toMs: number | null };
  /** UTC ms. Give the lease clock (never behind what was seen), not the bare wall clock (AR8). */
  nowMs: number;
  /** UTC ms of this person's earlier queries for this plate, the last 7 days at least. */
  recentQueriesOfPlate: readonly number[];
  /** null: no policy was ever accepted. */
  leaseUntilMs: number | null;
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
    checkStanding(findings, authority, question, book, nowMs);
    checkNumber(findings, authority.number, book, nowMs);
    checkReason(findings, authority.purpose, authority.narrative, book, nowMs);
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
  if (question.query !== null) {
    checkQuery(findings, question.query, book, nowMs);
    checkRepetition(findings, question.recentQueriesOfPlate, book, nowMs);
  }
  return findings.decide(clampWindow(findings, question.window, book, nowMs));
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

function checkQuery(findings: Findings, query: string, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.query, nowMs);
  const parsed = parsePlateQuery(query);
  const remedy = 'Type the plate as far as you know it; ? stands for one character, * for any run.';
  if (!parsed.ok) {
    findings.against(rule, 'bad-query', 'query', parsed.message, remedy);
    return;
  }
  const known = parsed.query.kind === 'plain' ? parsed.query.pattern.length : parsed.query.knownCharacters;
  if (known < rule.params.minKnownCharacters) {
    findings.against(rule, 'bad-query', 'query', 'Too few characters of the plate are given.', remedy);
  } else findings.fine(rule, 'Query names a plate');
}

function clampWindow(
  findings: Findings,
  asked: FindQuestion['window'],
  book: RuleBook,
  nowMs: number,
): Decision['window'] {
  const rule = ruleInForce(book.rules.window, nowMs);
  const earliestMs = nowMs - rule.params.windowMs;
  const clamped = asked.fromMs !== null && asked.fromMs < earliestMs;
  const fromMs = Math.max(asked.fromMs ?? earliestMs, earliestMs);
  const toMs = Math.min(asked.toMs ?? nowMs, nowMs);
  const days = rule.params.windowMs / 86_400_000;
  if (toMs < fromMs) {
    findings.against(
      rule,
      'empty-window',
      'window',
      `Nothing of this window lies in the last ${days} days.`,
      `Choose a window that begins before it ends and lies in the last ${days} days.`,
    );
    return null;
  }
  findings.fine(rule, clamped ? `Window cut to the last ${days} days` : `Window within the last ${days} days`);
  return { fromMs, toMs, clamped };
}
