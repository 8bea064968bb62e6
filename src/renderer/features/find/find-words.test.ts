import { expect, test } from 'vitest';
import { depthText, memoryText, partToTry, unknownKept } from './find-words.ts';

test('how deep a search went is said in words', () => {
  expect(depthText(4, 'HOV528')).toContain('easily taken');
  expect(depthText(8, 'HOV528')).toContain('any one character');
  expect(depthText(16, 'HOV528')).toContain('any two characters');
  expect(depthText(0, 'HO?5*')).toContain('fits the pattern');
});

test('what a witness remembers is set against the plate it is taken for', () => {
  expect(memoryText('HOV52B', 'HOV528')).toBe('B for 8');
  expect(memoryText('HOV58', 'HOV528')).toBe('2 forgotten');
  expect(memoryText('OHV582', 'HOV528')).toBe('H and O swapped, 2 and 8 swapped');
  expect(memoryText('VHO528', 'HOV528')).toBe('V in another place');
  expect(memoryText('HO528V', 'HOV528')).toBe('V in another place');
  expect(memoryText('HOV528', 'HOV528')).toBe('');
  expect(memoryText('HO?5*', 'HOV528')).toBe('fits the pattern');
});

test('a filter says what it does not drop', () => {
  expect(unknownKept(null, null)).toBe('');
  expect(unknownKept('toyota', null)).toBe('Reads whose make is unknown are kept.');
  expect(unknownKept('toyota', 'silver')).toBe('Reads whose make or colour is unknown are kept.');
});

test('a part asked for as a whole is offered with room for the rest', () => {
  expect(partToTry('HO?5')).toBe('HO?5*');
  expect(partToTry('HO5*')).toBeNull();
  expect(partToTry('HOV528')).toBeNull();
});
