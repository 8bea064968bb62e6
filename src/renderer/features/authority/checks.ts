/**
 * What the form says while one types: the same checks that the services make, so that they rarely have to refuse. Pure.
 */
import { fileNumberProblem } from '../../../core/authority/file-number.ts';
import { narrativeProblem } from '../../../core/authority/narrative.ts';
import { ruleInForce } from '../../../core/authority/rule-book.ts';
import { nzRuleBook } from '../../../core/authority/rules/nz.ts';

export interface FieldCheck {
  readonly ok: boolean;
  readonly text: string;
}

const NUMBER_TEXT = {
  shape: 'Six digits, a stroke, four digits: YYMMDD/NNNN',
  'online-report': 'An online report is not a file number. Ask for the file it became.',
  'no-such-date': 'The first six digits are a date YYMMDD; there is no such day',
  'future-date': 'The first six digits are a date YYMMDD; this day has not come',
} as const;

export function checkNumber(number: string, nowMs: number): FieldCheck {
  const problem = fileNumberProblem(number, nzRuleBook, nowMs);
  if (problem === null) return { ok: true, text: 'shape, date in the past; assignment is checked by the server' };
  return { ok: false, text: NUMBER_TEXT[problem] };
}

export function checkNarrative(text: string, nowMs: number): FieldCheck {
  const { params } = ruleInForce(nzRuleBook.rules.reason, nowMs);
  const problem = narrativeProblem(text, params);
  if (problem === null) return { ok: true, text: 'a reader of the log can follow this' };
  const messages = {
    'too-short': `At least ${params.minChars} characters: why this vehicle?`,
    'too-long': `At most ${params.maxChars} characters`,
    'too-few-words': `At least ${params.minWords} different words`,
    'no-letters': 'Say it in words',
    'one-character': 'One character makes up most of this; say it in words',
    'keyboard-run': 'This is a run of keys, not a reason',
  } as const;
  return { ok: false, text: messages[problem] };
}
