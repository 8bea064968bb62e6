import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { foldPlate, isPlateText, MAX_RAW_LENGTH } from './plate-text.ts';

test('folds case, separators and compatibility forms, and nothing else', () => {
  for (const raw of ['abc123', ' ABC 123 ', 'abc-123', 'A.B.C·123', 'ＡＢＣ１２３', 'ABC–123', 'A\u00a0BC\u2009123']) {
    expect(foldPlate(raw), raw).toEqual({ ok: true, plate: 'ABC123' });
  }
});

test('refuses letters beyond A–Z instead of rewriting them, and names the character, not the text', () => {
  for (const raw of ['АВС123', 'ß1', 'ı1', 'Ä12', 'AB\u200bC', 'AB?1', 'AB_1', '½']) {
    const folded = foldPlate(raw);
    expect(folded.ok, raw).toBe(false);
    if (!folded.ok) {
      expect(folded.reason).toBe('plate.character');
      expect(folded.message).toMatch(/U\+[0-9A-F]{4,6}/);
      expect(folded.message).not.toContain(raw);
    }
  }
});

test('refuses nothing, too much and half characters, each with its own reason', () => {
  expect(foldPlate('')).toMatchObject({ ok: false, reason: 'plate.empty' });
  expect(foldPlate(' - . ')).toMatchObject({ ok: false, reason: 'plate.empty' });
  expect(foldPlate('A'.repeat(17))).toMatchObject({ ok: false, reason: 'plate.too-long' });
  expect(foldPlate('A'.repeat(16))).toMatchObject({ ok: true });
  expect(foldPlate('AB\ud800C')).toMatchObject({ ok: false, reason: 'plate.not-text' });
});

test('refuses a text of 5 MB at once', () => {
  const hostile = 'A\u0301'.repeat(2_500_000);
  const looks = [vi.spyOn(String.prototype, 'normalize'), vi.spyOn(String.prototype, 'isWellFormed')];
  const folded = foldPlate(hostile);
  // Its length alone decides: nothing that reads the whole of it runs.
  for (const look of looks) expect(look).not.toHaveBeenCalled();
  expect(folded).toMatchObject({ ok: false, reason: 'plate.too-long' });
});

test('property: never throws, and what it accepts is folded already', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: MAX_RAW_LENGTH + 4 }), (raw) => {
      const folded = foldPlate(raw);
      if (!folded.ok) return folded.message.length > 0;
      return isPlateText(folded.plate) && foldPlate(folded.plate).ok;
    }),
    { numRuns: 2000 },
  );
});
