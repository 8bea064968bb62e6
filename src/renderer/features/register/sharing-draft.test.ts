import { expect, test } from 'vitest';
import { asQuestion, EMPTY_SHARING, notesOf, type SharingRule } from './sharing-draft.ts';

const rule: SharingRule = {
  rule: {
    id: 'NZ-SHARE-1',
    version: 1,
    title: '',
    text: '',
    source: '',
    inForceFrom: '2020-01-01',
    unconfirmed: false,
  },
  instruments: [
    { code: 'ipp11', label: 'Principle 11', alone: true, beliefNeeded: true },
    { code: 'mou', label: 'Memorandum', alone: false, beliefNeeded: false },
  ],
  beliefHeldBy: 'holder',
  beliefMinChars: 12,
  agencies: [],
};

test('a memorandum alone is said to permit nothing before it is asked', () => {
  const memorandum = { ...EMPTY_SHARING, agency: 'Customs', references: { mou: 'of 2019' } };
  expect(notesOf(memorandum, rule)).toMatchObject({ agency: null, beliefAsked: false });
  expect(notesOf(memorandum, rule).instruments).toContain('permits nothing');
  const beside = { ...memorandum, references: { mou: 'of 2019', ipp11: '11(1)(e)' } };
  expect(notesOf(beside, rule)).toMatchObject({ instruments: null, beliefAsked: true });
});

test('the question holds what was named, and a belief only where one is asked', () => {
  const typed = {
    ...EMPTY_SHARING,
    agency: ' Customs ',
    references: { mou: ' of 2019 ' },
    grounds: 'The vehicle carried the goods seized.',
    conflicting: 'Act 1\n\n Act 2 ',
  };
  expect(asQuestion(typed, rule)).toEqual({
    recipientAgency: 'Customs',
    instruments: [{ code: 'mou', reference: 'of 2019' }],
    conflicting: ['Act 1', 'Act 2'],
    belief: null,
  });
  expect(asQuestion({ ...typed, references: { ipp11: '11(1)(e)' } }, rule).belief).toEqual({
    heldBy: 'holder',
    grounds: 'The vehicle carried the goods seized.',
  });
});

test('it waits for the agency and nothing else: the rules say what is wrong with the rest', () => {
  expect(notesOf(EMPTY_SHARING, rule).agency).toContain('agency');
});
