import { expect, test } from 'vitest';
import { namedAgencies } from './named-agencies.ts';
import { nzRuleBook } from './rules/nz.ts';

test.each([
  ['Crown Solicitor, Hamilton; defence counsel for the accused', []],
  ['Hamilton City Council, parking', ['a local council']],
  ['A councillor of the accused', []],
  ['waka  KOTAHI (NZTA)', ['Waka Kotahi NZ Transport Agency']],
  ['Inland-Revenue and N.Z. Customs', ['Inland Revenue', 'New Zealand Customs Service']],
  ['Ōranga Tamariki', ['Oranga Tamariki']],
  ['account', []],
])('AR32 “%s” names %j', (text, named) => {
  expect(namedAgencies(text, nzRuleBook)).toEqual(named);
});
