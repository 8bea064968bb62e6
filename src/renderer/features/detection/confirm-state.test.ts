import { expect, test } from 'vitest';
import { blockedBy, type ConfirmDraft, doneLines, judgeTyped } from './confirm-state.ts';

const fresh: ConfirmDraft = {
  basis: 'image',
  typed: '',
  typedDone: false,
  ground: null,
  groundNote: '',
  vehicle: '',
  vehicleDone: false,
  lookAlikesDone: false,
};
const plate = 'KJT417';
const looked = { ...fresh, typed: 'kjt 417', typedDone: true };

test('nothing can be recorded before the blind re-type', () => {
  for (const outcome of ['confirmed', 'rejected', 'cannot-tell'] as const) {
    expect(blockedBy(outcome, fresh, plate)).toContain('image');
  }
});

test('confirming needs all three lines, rejecting only a look', () => {
  expect(blockedBy('rejected', looked, plate)).toBeNull();
  expect(blockedBy('confirmed', looked, plate)).toContain('vehicle');
  expect(blockedBy('confirmed', { ...looked, vehicleDone: true }, plate)).toContain('look-alikes');
  expect(blockedBy('confirmed', { ...looked, vehicleDone: true, lookAlikesDone: true }, plate)).toBeNull();
});

test('another plate typed can never be confirmed', () => {
  const other = { ...looked, typed: 'KJI417', vehicleDone: true, lookAlikesDone: true };
  expect(blockedBy('confirmed', other, plate)).toContain('not this plate');
});

test('without an image a ground and a note take the place of the re-type', () => {
  const bare = { ...fresh, basis: 'no-image', ground: 'witness-statement' } as const;
  expect(doneLines(bare)[0]).toBe(false);
  expect(doneLines({ ...bare, groundNote: 'Statement 3, page 2' })[0]).toBe(true);
});

test('typed text is folded before it is compared', () => {
  expect(judgeTyped('kjt-417', plate)).toBe('agrees');
  expect(judgeTyped('КJT417', plate)).toBe('not-a-plate');
  expect(judgeTyped(' ', plate)).toBe('empty');
});
