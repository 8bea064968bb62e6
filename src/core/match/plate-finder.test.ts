import { expect, test } from 'vitest';
import { CAMERA_MODEL } from './cost-model.ts';
import { packPlate } from './plate-code.ts';
import { createPlateFinder } from './plate-finder.ts';

const codesOf = (...texts: string[]): Float64Array => Float64Array.from(texts, packPlate);

test('a finder names, finds and counts its plates, and is silent once closed', () => {
  const finder = createPlateFinder(codesOf('ZZ9', 'ABC123', 'ABC123', 'A'), ['LONGPLATE12', 'ABCDEFGHI']);
  expect(finder).toMatchObject({ kind: 'plain', size: 5 });
  expect(finder.bytes).toBeGreaterThan(0);
  const texts = ['A', 'ZZ9', 'ABC123', 'ABCDEFGHI', 'LONGPLATE12'];
  for (const [id, text] of texts.entries()) {
    expect(finder.textAt(id)).toBe(text);
    expect(finder.find(text)).toBe(id);
  }
  expect([...finder.findCodes(codesOf('ABC123', 'ABC124', 'A'))]).toEqual([2, -1, 0]);
  expect([...finder.fuzzy(CAMERA_MODEL, 'A8C123', 4).ids]).toEqual([2]);
  expect([...finder.wildcard('A*')]).toEqual([0, 2, 3]);
  expect(finder.wildcardCount('A*')).toBe(3);
  finder.close();
  expect(() => finder.find('A')).toThrow('closed');
});

test('nothing malformed gets past the door', () => {
  const finder = createPlateFinder(codesOf('ABC123'), []);
  for (const text of ['a', 'A B', 'Ā', '\ud800', '*']) {
    expect(() => finder.find(text)).toThrow(RangeError);
    expect(() => finder.fuzzy(CAMERA_MODEL, text, 8)).toThrow(RangeError);
  }
  for (const pattern of ['a*', 'A%', '\ud800?', '?'.repeat(17), '*'.repeat(65)]) {
    expect(() => finder.wildcard(pattern)).toThrow(RangeError);
    expect(() => finder.wildcardCount(pattern)).toThrow(RangeError);
  }
  for (const cost of [-1, 64, 0.5, Number.NaN]) expect(() => finder.fuzzy(CAMERA_MODEL, 'A', cost)).toThrow(RangeError);
  for (const id of [-1, 1, 0.5, Number.NaN]) expect(() => finder.textAt(id)).toThrow(RangeError);
  for (const code of [0, -1, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 48, packPlate('A') + 1]) {
    expect(() => createPlateFinder(Float64Array.of(code), [])).toThrow(RangeError);
    expect(() => finder.findCodes(Float64Array.of(code))).toThrow(RangeError);
  }
  for (const long of ['ABC123', 'a'.repeat(9), 'A'.repeat(17)]) {
    expect(() => createPlateFinder(new Float64Array(0), [long])).toThrow(RangeError);
  }
  expect(finder.find('A'.repeat(1_000_000))).toBe(-1);
  expect(() => finder.fuzzy(CAMERA_MODEL, 'A'.repeat(1_000_000), 8)).toThrow(RangeError);
});
