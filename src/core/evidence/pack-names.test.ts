// Names and words that writer and verifier must both find: one name for one thing, and no other reading of it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainPath } from './bag-form.ts';
import { clipName, documentFileName, readWithheldEntries, withheldEntriesOf } from './pack-names.ts';
import { certificatesOfPem, pemOf } from './pem.ts';

test('EP24 a range of withheld entries is read as it was written, and nothing else is read as one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1000), (from, more) => {
      expect(readWithheldEntries(withheldEntriesOf(from, from + more))).toEqual({ fromSeq: from, toSeq: from + more });
    }),
  );
  for (const text of [
    'Log entry 0',
    'Log entry 07',
    'Log entries 7 to 7',
    'Log entries 9 to 7',
    'log entry 7',
    'Log entry 7 ',
  ])
    expect(readWithheldEntries(text), text).toBeNull();
});

test('EP27 whatever a paper or a clip is called, its attachment has a name that every file system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 200 }), (name, place) => {
      expect(isPlainPath(documentFileName(place, { name, mime: 'application/pdf' }))).toBe(true);
      expect(isPlainPath(clipName({ number: name, mime: 'video/mp4', proxyOf: null }))).toBe(true);
    }),
  );
  expect(documentFileName(3, { name: '../../Tāone nui.PDF', mime: 'application/pdf' })).toBe(
    'authorities/03-Taone-nui.pdf',
  );
  expect(documentFileName(4, { name: '令状', mime: 'image/png' })).toBe('authorities/04-paper.png');
});

test('EP33 two clips never share a name, capital letters or not, whatever their numbers are', () => {
  const nameOf = (number: string) => clipName({ number, mime: 'video/mp4', proxyOf: null });
  expect(nameOf('CH03')).toBe('clips/CH03.mp4');
  expect(nameOf('令状')).toMatch(/^clips\/clip-[0-9a-f]{12}\.mp4$/);
  const numbers = fc.oneof(
    fc.constantFrom('CH03', 'ch03', 'CH-03', 'CH 03', 'ĈH03', '', ' ', 'NUL', 'nul'),
    fc.string(),
  );
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      fc.pre(one !== other);
      expect(nameOf(one).toLowerCase()).not.toBe(nameOf(other).toLowerCase());
      expect(isPlainPath(nameOf(one))).toBe(true);
    }),
  );
});

test('EP22 certificates as text are read back byte for byte, in one writing only', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 4 }), (ders) => {
      const text = pemOf(ders);
      expect(certificatesOfPem(text)).toEqual(ders);
      for (const other of [` ${text}`, `${text}\n`, text.replace('\n', '\r\n'), text.slice(0, -1), text.toLowerCase()])
        expect(certificatesOfPem(other)).toBeNull();
    }),
  );
});
