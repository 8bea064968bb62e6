/**
 * May an authority be handed in, and may this person decide on it? Runs anywhere, pure: the workstation asks before it
 * sends, the server before it keeps.
 * Always: nobody approves their own; what says too little, or would start an emergency power anew, is not approved.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import { checkApprover } from './check-approver.ts';
import { checkRole, checkStanding } from './check-authority.ts';
import { checkContents, checkKind } from './check-kind.ts';
import type { Decision } from './decision.ts';
import { createFindings, type Findings } from './findings.ts';
import { kindRule, type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';
import { endsMsOf } from './standing.ts';

export type SubmissionQuestion = {
  record: AuthorityRecord;
  nowMs: number;
  /** Authorities of the same kind that are known, of whomever: what may not be had again is compared with them. */
  earlier: readonly AuthorityRecord[];
  book?: RuleBook;
};

/** What the rules say of an authority, approval aside. */
export function decideSubmission(question: SubmissionQuestion): Decision {
  const { record, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRecord(findings, record, question.earlier, book, nowMs);
  return findings.decide(null);
}

export type ApprovalQuestion = {
  approver: User;
  /** As it was handed in: decided ones are not decided again. */
  record: AuthorityRecord;
  nowMs: number;
  /** Refusing asks only for the person: what is wrong with an authority is no reason to leave it undecided. */
  verdict?: 'approve' | 'refuse';
  earlier?: readonly AuthorityRecord[];
  book?: RuleBook;
};

export function decideApproval(question: ApprovalQuestion): Decision {
  const { approver, record, nowMs, verdict = 'approve', earlier = [], book = nzRuleBook } = question;
  const findings = createFindings();
  checkApprover(findings, approver, record, book, nowMs);
  const state = record.approval?.state ?? 'submitted';
  if (state === 'approved' || state === 'refused') {
    findings.against(
      ruleInForce(book.rules.approval, nowMs),
      'already-decided',
      'approval',
      'Somebody has decided on this authority already.',
      'Nothing is left to decide. A new one needs a new decision.',
    );
  }
  if (verdict === 'approve') checkRecord(findings, record, earlier, book, nowMs);
  return findings.decide(null);
}

function checkRecord(
  findings: Findings,
  record: AuthorityRecord,
  earlier: readonly AuthorityRecord[],
  book: RuleBook,
  nowMs: number,
): void {
  checkRole(findings, record.declaredBy, book, nowMs);
  const functions = kindRule(book, record.kind, nowMs)?.params.functions ?? [];
  if (functions.includes('track')) checkMayTrack(findings, record.declaredBy, book, nowMs);
  checkKind(findings, record, null, book, nowMs);
  // It may be handed in before it begins.
  const asked = { user: record.declaredBy, caseId: record.caseId };
  checkStanding(findings, record, asked, book, Math.max(nowMs, record.fromMs));
  checkContents(findings, record, book, nowMs);
  checkRestart(findings, record, earlier, book, nowMs);
}

/** Only some roles follow a vehicle (NZ-TRACK-1). */
export function checkMayTrack(findings: Findings, user: User, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.track, nowMs);
  if (rule.params.mayTrack.includes(user.role)) {
    findings.fine(rule, 'Your role may follow a vehicle');
  } else {
    findings.against(
      rule,
      'role-may-not-query',
      'role',
      `Your role (${user.role}) follows no vehicle.`,
      `Ask somebody in the role of ${rule.params.mayTrack.join(' or ')}.`,
    );
  }
}

/** What may not be had again: the same plate on the same ground, whoever had it (NZ-EMERGENCY-1). */
export function checkRestart(
  findings: Findings,
  record: AuthorityRecord,
  earlier: readonly AuthorityRecord[],
  book: RuleBook,
  nowMs: number,
): void {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule === null || rule.params.restart === 'free') return;
  const again = earlier.find(
    (other) =>
      other.id !== record.id &&
      other.kind === record.kind &&
      other.ground === record.ground &&
      // One that was never approved and never used gave nothing.
      (other.approval?.state === 'approved' || other.firstUsedMs !== null) &&
      startedBefore(other, record) &&
      other.scope.plates.some((plate) => record.scope.plates.includes(plate)),
  );
  if (again === undefined) {
    findings.fine(rule, 'Not had before for this plate on this ground');
    return;
  }
  const ended = endsMsOf(again, book, nowMs) <= nowMs || again.withdrawnMs !== null;
  findings.against(
    rule,
    'restarted',
    'grounds',
    `This power ${ended ? 'was had' : 'is had'} for the same plate on the same ground already.`,
    'Get a surveillance device warrant: there was time to apply for one.',
  );
}

/** Of two, the later is the one started anew; at the same time, that with the greater id. */
function startedBefore(other: AuthorityRecord, record: AuthorityRecord): boolean {
  return other.fromMs === record.fromMs ? other.id < record.id : other.fromMs < record.fromMs;
}
