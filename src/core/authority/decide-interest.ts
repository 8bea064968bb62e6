/**
 * One's own vehicle and that of one's household: may leave be asked for a query, and may this person give it (NZ-OWN-1)?
 * Runs anywhere, pure. Declaring an interest needs no leave: it only bars.
 */
import type { User } from '../model/domain.ts';
import { checkReason, checkRole } from './check-authority.ts';
import type { Decision } from './decision.ts';
import { createFindings } from './findings.ts';
import { rankOf } from './rank.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

/** @param reason why the vehicle must be asked for all the same; null: only barred */
export function decideInterestRequest(question: {
  user: User;
  reason: string | null;
  nowMs: number;
  book?: RuleBook;
}): Decision {
  const { user, reason, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  if (reason !== null) {
    checkRole(findings, user, book, nowMs);
    checkReason(findings, null, reason, book, nowMs);
  }
  findings.fine(ruleInForce(book.rules.ownVehicle, nowMs), 'Interest declared');
  return findings.decide(null);
}

export function decideInterestApproval(question: {
  approver: User;
  interest: { by: Pick<User, 'id'>; state: string };
  nowMs: number;
  book?: RuleBook;
}): Decision {
  const { approver, interest, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  const rule = ruleInForce(book.rules.ownVehicle, nowMs);
  const { roles, minRank } = rule.params.approver;
  if (approver.id === interest.by.id) {
    findings.against(
      rule,
      'own-approval',
      'approval',
      'Nobody gives themselves leave.',
      'Have somebody else decide on it.',
    );
  }
  if (!roles.includes(approver.role) || (minRank !== null && rankOf(approver.title, book) < rankOf(minRank, book))) {
    findings.against(
      rule,
      'approver-not-entitled',
      'approval',
      'Your role and rank do not decide on queries for somebody’s own vehicle.',
      `It is decided by ${minRank === null ? 'somebody' : `a ${minRank} or above`} in the role of ${roles.join(' or ')}.`,
    );
  }
  if (interest.state !== 'submitted') {
    findings.against(rule, 'already-decided', 'approval', 'Nothing waits to be decided.', 'Nothing is left to do.');
  }
  if (findings.decide(null).reasons.length === 0) findings.fine(rule, 'Decided by a senior who has no part in it');
  return findings.decide(null);
}
