import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlateQuery } from '../plate/plate-query.ts';
import { countSameAskings } from './repetition.ts';

const SHARE = 2 / 3;
const count = (query: string, earlier: readonly string[], share: number | null = SHARE): number => {
  const parsed = parsePlateQuery(query);
  if (!parsed.ok) throw new Error(parsed.message);
  return countSameAskings(
    parsed.query,
    earlier.map((plateKey) => ({ plateKey, timeMs: 0, analysis: false })),
    share,
  );
};

test('AR6 wildcards that leave a third or less open are askings of the plate; wide ones and other plates are not', () => {
  expect(count('ABC123', ['ABC123*', 'A?C123', '*C123', 'ABC1*', 'A*'])).toBe(4);
  expect(count('ABC123', ['ABC124', 'ABD123', 'ABC12', '!'])).toBe(0);
  expect(count('A?C123', ['AB?123', 'ABC?23', 'ABC1?3'])).toBe(3);
  // No plate answers to both of these.
  expect(count('A?C123', ['ABC124', 'AXC12?', 'AYC12?'])).toBe(1);
  expect(count('A*', ['ABC123', 'ABC123'])).toBe(0);
  expect(count('A*', ['A*', 'A*'])).toBe(2);
});

test('AR6 under version 1 only the same folded query counts', () => {
  expect(count('ABC123', ['ABC123', 'ABC123*', 'A?C123'], null)).toBe(1);
});

test('AR6 the count is that of the best plate, found by trying every plate of a small alphabet', () => {
  // Letters outside the alphabet stand for "any other": C is named by no pattern.
  const plates: string[] = [''];
  for (let from = 0, length = 1; length <= 5; length += 1) {
    const until = plates.length;
    for (let at = from; at < until; at += 1) for (const letter of 'ABC') plates.push(`${plates[at]}${letter}`);
    from = until;
  }
  const asRegExp = (pattern: string) => new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`);
  const known = (pattern: string): number => pattern.replace(/[?*]/g, '').length;
  const asksFor = (pattern: string, plate: string): boolean =>
    asRegExp(pattern).test(plate) && known(pattern) >= SHARE * plate.length;
  // At most 3 known characters, so that no plate asked for is longer than those tried.
  const pattern = fc
    .array(fc.constantFrom('A', 'B', 'A', 'B', '?', '*'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
    .filter((text) => known(text) >= 1 && known(text) <= 3)
    .map((text) => {
      const parsed = parsePlateQuery(text);
      return parsed.ok ? parsed.query.pattern : 'A';
    });
  fc.assert(
    fc.property(pattern, fc.array(pattern, { maxLength: 8 }), (query, earlier) => {
      const best = Math.max(
        earlier.filter((each) => each === query).length,
        ...plates.map((plate) =>
          plate !== '' && asksFor(query, plate) ? earlier.filter((each) => asksFor(each, plate)).length : 0,
        ),
      );
      expect(count(query, earlier)).toBe(best);
    }),
    { numRuns: 3000 },
  );
});

test('T18 hundreds of patterns made to be slow are counted in bounded work, never too low', () => {
  const letters = 'ABCDEFGHIJKLMNOP';
  const holes = Array.from({ length: 400 }, (_, n) =>
    [...letters].map((letter, place) => ((n >> (place % 9)) & 1 && place > 5 ? '?' : letter)).join(''),
  ).filter((text) => text.replaceAll('?', '').length >= 11);
  const asked = `${letters.slice(0, 11)}?????`;
  expect(count(asked, holes)).toBe(holes.length);
  // 1???1, 11??1, 111?1 and 11111 have one plate in common, among thousands of beginnings to try.
  const digits = '0123456789';
  const many = Array.from({ length: 4000 }, (_, n) => `${letters.slice(0, 11)}${n}`.padEnd(15, '?') + digits[n % 10]);
  expect(count(`${letters.slice(0, 11)}?????`, many)).toBeGreaterThanOrEqual(4);
});
