import { expect, test } from 'vitest';
import type { PlateText } from '../plate/plate-text.ts';
import { alignPlates } from './align-plates.ts';
import { bruteForceFuzzy } from './brute-force.ts';
import { buildCostModel, CAMERA_MODEL, reverseModel, WITNESS_MODEL } from './cost-model.ts';
import { codeLength, packPlate, unpackPlate } from './plate-code.ts';
import { plateDistance } from './plate-distance.ts';
import { buildPlateSet, deepeningCosts, findPlate, plateAt, searchFuzzy, searchWildcard } from './plate-set.ts';

const plates = (...texts: string[]): PlateText[] => texts as PlateText[];

test('codes keep text, length and order', () => {
  for (const text of ['0', 'Z', 'ABC123', 'ZZZZZZZZ', '00000000', 'A0']) {
    expect(unpackPlate(packPlate(text))).toBe(text);
    expect(codeLength(packPlate(text))).toBe(text.length);
  }
  expect(packPlate('ABC')).toBeLessThan(packPlate('ABD'));
  expect(packPlate('123456789')).toBe(-1);
  expect(packPlate('A?')).toBe(-1);
});

test('costs: any one edit is at most 8, confusions and lost characters are cheaper, pairs are known', () => {
  const cost = (truth: string, read: string): number => plateDistance(CAMERA_MODEL, truth, read);
  expect(cost('ABC123', 'ABC123')).toBe(0);
  expect(cost('ABC123', 'ABX123')).toBe(8);
  expect(cost('ABC123', 'AB123')).toBe(6);
  expect(cost('ABC123', 'ABCC123')).toBe(8);
  expect(cost('ABC123', 'BAC123')).toBe(8);
  expect(cost('ABO123', 'AB0123')).toBe(1);
  // Learnt, so not the same both ways: a letter O is read as a zero far oftener than a zero as a letter.
  expect(cost('AB0123', 'ABO123')).toBe(4);
  expect(cost('AB8123', 'ABB123')).toBe(3);
  expect(cost('H23', '1123')).toBe(5);
  expect(cost('1123', 'H23')).toBe(5);
  expect(cost('', 'AB')).toBe(15);
});

test('camera costs are whole numbers from 1 to 8, nothing on the diagonal', () => {
  const { substitution, insertion, deletion } = CAMERA_MODEL;
  expect([substitution.length, insertion.length, deletion.length]).toEqual([36 * 36, 36, 36]);
  for (const [cell, cost] of substitution.entries()) {
    if (cell % 37 === 0) expect(cost).toBe(0);
    else expect(cost >= 1 && cost <= 8, `cell ${cell}`).toBe(true);
  }
  for (const cost of [...insertion, ...deletion]) expect(cost >= 1 && cost <= 8).toBe(true);
});

test('a witness swaps neighbours and mixes up what sounds or looks alike more easily than anything else', () => {
  const cost = (truth: string, remembered: string): number => plateDistance(WITNESS_MODEL, truth, remembered);
  const edit = cost('ABC123', 'AXC123');
  expect(edit).toBe(8);
  for (const [truth, remembered] of [
    ['ABC123', 'ACB123'],
    ['ABC123', 'ABC132'],
    ['ABC123', 'ADC123'],
    ['MAT123', 'NAT123'],
    ['FAT125', 'SAT125'],
    ['ABC125', 'ABC129'],
    ['ABO123', 'AB0123'],
  ] as const) {
    expect(cost(truth, remembered), `${truth} remembered as ${remembered}`).toBeLessThan(edit);
  }
  expect(cost('ABC123', 'ABC12')).toBe(8);
});

test('a directional table is directional, and its reverse is its mirror', () => {
  const model = buildCostModel({ id: 't/1', edit: 8, readAs: [['WV', 1]], pairs: [['VV', 'W', 3]] });
  expect(plateDistance(model, 'W1', 'V1')).toBe(1);
  expect(plateDistance(model, 'V1', 'W1')).toBe(8);
  expect(plateDistance(reverseModel(model), 'V1', 'W1')).toBe(1);
  expect(() => buildCostModel({ id: 't/2', edit: 64 })).toThrow(RangeError);
});

test('a set finds, names and ranks its plates', () => {
  const set = buildPlateSet(plates('ZZ9', 'A', 'ABC123', 'ABC123', 'ABCDEFGHIJ', '0', 'ABCDEFGH'));
  expect(set.size).toBe(6);
  expect(Array.from({ length: set.size }, (_, id) => plateAt(set, id))).toEqual([
    '0',
    'A',
    'ZZ9',
    'ABC123',
    'ABCDEFGH',
    'ABCDEFGHIJ',
  ]);
  for (let id = 0; id < set.size; id++) expect(findPlate(set, plateAt(set, id))).toBe(id);
  for (const absent of ['', 'B', 'ABC124', 'ABCDEFGHIK', 'ABC12']) expect(findPlate(set, absent)).toBe(-1);
  expect(() => plateAt(set, 6)).toThrow(RangeError);
});

test('an empty set answers', () => {
  const set = buildPlateSet([]);
  expect(searchFuzzy(set, CAMERA_MODEL, 'ABC123', 24).ids).toHaveLength(0);
  expect(searchWildcard(set, '*A*')).toHaveLength(0);
  expect(findPlate(set, 'A')).toBe(-1);
});

test('a transposition cheaper than one edit is not pruned at its first letter', () => {
  const model = { ...buildCostModel({ id: 't/3', edit: 8 }), transposition: 3 };
  const texts = ['AB', 'BA', 'BAC', 'ACB', 'CAB'];
  const set = buildPlateSet(plates(...texts));
  const found = searchFuzzy(set, model, 'ABC', 3);
  expect([...found.ids].map((id) => plateAt(set, id))).toEqual(
    bruteForceFuzzy(texts, model, 'ABC', 3).map((m) => m.plate),
  );
  expect(found.ids).toHaveLength(2);
});

test('a search deepens through the costs below its highest, and ends with that', () => {
  expect(deepeningCosts(16)).toEqual([4, 8, 12, 16]);
  expect(deepeningCosts(6)).toEqual([4, 6]);
  expect(deepeningCosts(0)).toEqual([0]);
  expect(deepeningCosts(24)).toEqual([4, 8, 12, 16, 24]);
});

test('a cost out of range is refused', () => {
  expect(() => searchFuzzy(buildPlateSet([]), CAMERA_MODEL, 'ABC123', 64)).toThrow(RangeError);
});

test('alignment sets every character of both texts in one column, in order', () => {
  const columns = alignPlates('A8C23' as PlateText, 'ABC123' as PlateText);
  expect(columns.map((c) => c.raw ?? '·').join('')).toBe('A8C·23');
  expect(columns.map((c) => c.plate ?? '·').join('')).toBe('ABC123');
  expect(columns.map((c) => c.differs)).toEqual([false, true, false, true, false, false]);
  const pair = alignPlates('AH2' as PlateText, 'A112' as PlateText);
  expect(pair).toEqual([
    { raw: 'A', plate: 'A', differs: false },
    { raw: 'H', plate: '1', differs: true },
    { raw: null, plate: '1', differs: true },
    { raw: '2', plate: '2', differs: false },
  ]);
});
