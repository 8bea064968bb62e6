import { expect, test } from 'vitest';
import { classifyPlate } from './plate-class.ts';
import { foldPlate } from './plate-text.ts';

function classOf(raw: string): string {
  const folded = foldPlate(raw);
  if (!folded.ok) throw new Error(folded.reason);
  return classifyPlate(folded.plate).id;
}

test.each([
  ['ABC123', 'car-2001'],
  ['NZZ1', 'car-2001'],
  ['AB1234', 'car-1964'],
  ['AQ12', 'car-1964'],
  ['IA1234', 'car-1964'],
  ['QA1234', 'personalised'],
  ['VAB123', 'car-leading-v'],
  ['12ABC', 'motorcycle'],
  ['A1BCD', 'motorcycle-2009'],
  ['12A34', 'trailer-2019'],
  ['123A4', 'trailer-2021'],
  ['X1234', 'trade'],
  ['1234X', 'trade'],
  ['ABO123', 'personalised'],
  ['K1W1', 'personalised'],
  ['ABC1234', 'foreign'],
])('%s is %s', (raw, expected) => {
  expect(classOf(raw)).toBe(expected);
});
