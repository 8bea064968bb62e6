/**
 * May a vehicle be recorded as stolen? Runs anywhere, pure. Never so as to follow it: the record names who complained,
 * when and under what number, and whoever followed the vehicle, or was refused to, does not set it (NZ-FLAG-1).
 */
import type { User } from '../model/domain.ts';
import { foldPlate } from '../plate/plate-text.ts';
import { checkRole } from './check-authority.ts';
import type { StolenVehicle } from './decide-track.ts';
import type { Decision } from './decision.ts';
import { createFindings } from './findings.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

export type StolenFlagQuestion = {
  user: User;
  plate: string;
  /** Number of the theft complaint. */
  complaint: string;
  /** Who complained of the theft. */
  complainant: string;
  /** When it was stolen, UTC ms; null: not said. */
  stolenMs: number | null;
  nowMs: number;
  /** The stolen records of this plate. */
  held: readonly StolenVehicle[];
  /** When this person last followed this plate, asked for authority to, or was stopped for repetition; null: never. */
  lastFollowedMs: number | null;
  book?: RuleBook;
};

export function decideStolenFlag(question: StolenFlagQuestion): Decision {
  const { user, nowMs, held, lastFollowedMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, user, book, nowMs);
  const rule = ruleInForce(book.rules.stolen, nowMs);
  const folded = foldPlate(question.plate);
  if (!folded.ok) {
    findings.against(rule, 'bad-plate', 'plates', 'This is no plate.', 'Type the whole plate, without ? and *.');
  }
  const missing = [
    ...(question.complaint.trim() === '' ? ['the number of the complaint'] : []),
    ...(question.complainant.trim() === '' ? ['who complained'] : []),
    ...(question.stolenMs === null ? ['when it was stolen'] : []),
  ];
  if (missing.length > 0) {
    const said = missing.join(', ');
    findings.against(rule, 'not-stated', 'number', `The record does not say: ${said}.`, `Give ${said}.`);
  }
  if (question.stolenMs !== null && question.stolenMs > nowMs) {
    findings.against(rule, 'not-stated', 'from', 'It was stolen later than now.', 'Give the time of the theft.');
  }
  if (folded.ok && held.some((flag) => flag.plate === folded.plate && flag.recoveredMs === null)) {
    findings.against(
      rule,
      'already-flagged',
      'plates',
      'This vehicle is recorded as stolen already.',
      'Use the record there is; end it when the vehicle is recovered.',
    );
  }
  // A time after now counts: a clock set back must not hide it.
  if (lastFollowedMs !== null && nowMs - lastFollowedMs < rule.params.conflictMs) {
    findings.against(
      rule,
      'followed-before-flag',
      'authority',
      'You followed this vehicle, or were refused to, a short while ago.',
      'Have the theft recorded by whoever took the complaint. To follow the vehicle, get a warrant.',
    );
  }
  if (findings.decide(null).reasons.length === 0) findings.fine(rule, 'Complaint, complainant and time are stated');
  return findings.decide(null);
}
