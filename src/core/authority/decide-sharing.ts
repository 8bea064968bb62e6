/**
 * May information go to another agency? Runs anywhere, pure. The law that permits it is named; a memorandum of
 * understanding alone permits nothing; where statutes conflict, nothing goes (NZ-SHARE-1).
 */
import type { User } from '../model/domain.ts';
import { checkRole } from './check-authority.ts';
import type { Decision } from './decision.ts';
import { createFindings } from './findings.ts';
import { narrativeProblem } from './narrative.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

export type SharingQuestion = {
  user: User;
  recipient: string;
  /** Codes of the rule's instruments, each with what it is: section, agreement, date. */
  instruments: readonly { code: string; reference: string }[];
  /** Statutes that forbid it, or bind it to what is not met, as far as known. */
  conflicting: readonly string[];
  /** Who believes on reasonable grounds that it is necessary, and what those grounds are; null: nobody says so. */
  belief: { heldBy: 'holder' | 'requester'; grounds: string } | null;
  nowMs: number;
  book?: RuleBook;
};

export function decideSharing(question: SharingQuestion): Decision {
  const { user, instruments, conflicting, belief, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, user, book, nowMs);
  const rule = ruleInForce(book.rules.sharing, nowMs);
  const { params } = rule;
  const permitting = params.instruments.filter(({ alone }) => alone).map(({ label }) => label);
  const remedy = `Name what permits it: ${permitting.join('; ')}.`;
  const named = instruments.flatMap((given) => {
    const known = params.instruments.find(({ code }) => code === given.code);
    return known === undefined ? [] : [{ ...known, reference: given.reference }];
  });
  if (question.recipient.trim() === '') {
    findings.against(rule, 'not-stated', 'people', 'It does not say to whom it goes.', 'Name the agency.');
  }
  if (named.length === 0) {
    findings.against(rule, 'no-instrument', 'authority', 'Nothing is named that permits sharing.', remedy);
  } else if (!named.some(({ alone }) => alone)) {
    const labels = named.map(({ label }) => label).join('; ');
    findings.against(rule, 'instrument-not-enough', 'authority', `This alone permits nothing: ${labels}.`, remedy);
  }
  if (named.some(({ alone, reference }) => alone && reference.trim() === '')) {
    findings.against(
      rule,
      'instrument-unnamed',
      'number',
      'It does not say which agreement or which section.',
      'Give the section of the Act, or the name and date of the agreement.',
    );
  }
  if (conflicting.length > 0) {
    findings.against(
      rule,
      'statutes-conflict',
      'authority',
      `Statutes conflict: ${conflicting.join('; ')}.`,
      'Share nothing; take it to the legal section, which settles what prevails.',
    );
  }
  if (named.some(({ beliefNeeded }) => beliefNeeded)) {
    const holder = params.beliefHeldBy === 'holder' ? 'the agency that holds it' : 'the agency that asks for it';
    const reason = { ...ruleInForce(book.rules.reason, nowMs).params, minChars: params.beliefMinChars };
    if (belief === null || narrativeProblem(belief.grounds, reason) !== null) {
      findings.against(
        rule,
        'belief-missing',
        'narrative',
        'Nobody says in words on what grounds it is believed to be necessary.',
        `Have ${holder} state its grounds.`,
      );
    } else if (belief.heldBy !== params.beliefHeldBy) {
      findings.against(
        rule,
        'belief-of-other-agency',
        'narrative',
        `The belief has to be that of ${holder}.`,
        `Have ${holder} judge for itself and state its grounds.`,
      );
    }
  }
  if (findings.decide(null).reasons.length === 0) findings.fine(rule, 'The instrument that permits it is named');
  return findings.decide(null);
}
