/** Whether somebody may approve an authority: never their own, and in the role and rank that its kind asks. Runs anywhere. */
import type { AuthorityRecord, User } from '../model/domain.ts';
import type { Findings } from './findings.ts';
import { rankOf } from './rank.ts';
import { kindRule, type RuleBook, ruleInForce } from './rule-book.ts';

/** `approver` as they were when they decided. */
export function checkApprover(
  findings: Findings,
  approver: User,
  record: AuthorityRecord,
  book: RuleBook,
  nowMs: number,
): void {
  const rule = ruleInForce(book.rules.approval, nowMs);
  const needed = kindRule(book, record.kind, nowMs)?.params.approver ?? null;
  const own = approver.id === record.declaredBy.id;
  if (own) {
    findings.against(
      rule,
      'own-approval',
      'approval',
      'Nobody approves what they ask for themselves.',
      'Have somebody else decide on it.',
    );
  }
  if (needed === null) {
    findings.against(
      rule,
      'wrong-kind',
      'authority',
      'This kind of authority is not approved by anybody.',
      'Nothing waits for an approval.',
    );
    return;
  }
  const { roles, minRank } = needed;
  const entitled =
    roles.includes(approver.role) && (minRank === null || rankOf(approver.title, book) >= rankOf(minRank, book));
  if (!entitled) {
    findings.against(
      rule,
      'approver-not-entitled',
      'approval',
      `${approver.title === '' ? 'Somebody without a rank' : approver.title} in the role of ${approver.role} does not approve this kind of authority.`,
      `It is approved by ${minRank === null ? 'somebody' : `a ${minRank} or above`} in the role of ${roles.join(' or ')}.`,
    );
  } else if (!own) findings.fine(rule, 'Approved by a second person who may');
}
