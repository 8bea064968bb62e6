/**
 * May this judgement of a read be recorded (NZ-CONFIRM-1)? Runs anywhere, pure. What is checked here is the form of the
 * judgement; the judgement itself is the person's.
 */
import type { Confirmation, User } from '../model/domain.ts';
import { foldPlate } from '../plate/plate-text.ts';
import { checkRole } from './check-authority.ts';
import type { Decision } from './decision.ts';
import { createFindings } from './findings.ts';
import { normalizeNarrative } from './narrative.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

export type ConfirmationQuestion = Pick<
  Confirmation,
  'plate' | 'typed' | 'basis' | 'ground' | 'groundNote' | 'outcome'
> & {
  user: User;
  /** Whether the workstation holds the image of this read. */
  imageHeld: boolean;
  /** Whether the log of the case shows that this person looked at the record, and opened its image. */
  viewed: boolean;
  imageOpened: boolean;
  nowMs: number;
  book?: RuleBook;
};

/** `window` of the answer is always null. */
export function decideConfirmation(question: ConfirmationQuestion): Decision {
  const { nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, question.user, book, nowMs);
  const rule = ruleInForce(book.rules.confirm, nowMs);
  if (!question.viewed) {
    findings.against(
      rule,
      'not-looked-at',
      null,
      'You have not looked at this record in this case.',
      'Open the record, look at it, then judge it.',
    );
  }
  if (question.basis === 'image' && question.imageHeld && !question.imageOpened) {
    findings.against(
      rule,
      'image-not-opened',
      null,
      'You have not opened the image of this read in this case.',
      'Open the image and type the plate you see.',
    );
  }
  if (question.basis === 'no-image') {
    if (question.imageHeld) {
      findings.against(
        rule,
        'image-not-used',
        null,
        'An image of this read is held, so it is judged by its image.',
        'Open the image and type the plate you see.',
      );
    } else if (
      question.ground === null ||
      [...normalizeNarrative(question.groundNote)].length < rule.params.groundNoteMinChars
    ) {
      findings.against(
        rule,
        'no-ground',
        null,
        'There is no image, and no ground is stated on which this read is judged.',
        `Choose a ground and say in at least ${rule.params.groundNoteMinChars} characters what it rests on.`,
      );
    } else findings.fine(rule, 'Judged without an image, on a stated ground');
  } else if (!question.imageHeld) {
    findings.against(
      rule,
      'no-image-to-confirm',
      null,
      'No image of this read is held on this workstation.',
      'Wait until it has synced, or judge the read on a stated ground.',
    );
  } else if (question.outcome !== 'confirmed') {
    findings.fine(rule, 'Judged by its image');
  } else {
    const typed = foldPlate(question.typed);
    const plate = foldPlate(question.plate);
    if (!typed.ok) {
      const remedy = 'Look at the image and type the whole plate.';
      findings.against(rule, 'retype-missing', null, 'The plate was not typed from the image.', remedy);
    } else if (!plate.ok || typed.plate !== plate.plate) {
      findings.against(
        rule,
        'retype-differs',
        null,
        'What was typed from the image is not this plate.',
        'Look again. If the image shows another plate, reject the read; if it does not show enough, say that it cannot be told.',
      );
    } else findings.fine(rule, 'Blind re-type agrees');
  }
  return findings.decide(null);
}
