/** A search for shown matches alone against the same search that lists the folded ones too. Seeds are printed on failure. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkDetections } from './column-chunk.ts';
import { InThreadMatcher } from './in-thread-matcher.ts';
import { matchesOf } from './match-columns.ts';

const plate = fc.string({ unit: fc.constantFrom('A', 'B', '8', '0', 'O', '1', 'I'), minLength: 3, maxLength: 5 });
const detection = fc.record({ read: plate, candidates: fc.array(plate, { maxLength: 3 }), camera: fc.nat(2) });

test('MA18 shown matches alone are the very ones, in the very order, and never more of them are weighed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(detection, { minLength: 1, maxLength: 60 }),
      fc.oneof(plate, fc.constantFrom('A*', '?B?', '*8')),
      fc.constantFrom('camera' as const, 'witness' as const),
      async (detections, query, direction) => {
        const matcher = new InThreadMatcher();
        await matcher.load(
          chunkDetections(
            detections.map(({ read, candidates, camera }, id) => ({
              id,
              timeMs: id,
              cameraOrdinal: camera,
              texts: [
                { text: read, via: 'read' as const, confidence: 0.9 },
                ...candidates.map((text) => ({ text, via: 'candidate' as const, confidence: 0.5 })),
              ],
            })),
          ),
        );
        const all = await matcher.search({ query, direction });
        const shown = await matcher.search({ query, direction, shownOnly: true });
        if (all.outcome !== 'ran' || shown.outcome !== 'ran') return expect(shown).toEqual(all);
        const listed = [...matchesOf(all.answer)];
        expect([...matchesOf(shown.answer)]).toEqual(listed.filter(({ folded }) => !folded));
        expect(shown.answer).toMatchObject({ folded: all.answer.folded, shown: all.answer.shown });
        expect(shown.answer.assessed).toBeLessThanOrEqual(all.answer.assessed);
      },
    ),
    { numRuns: 300 },
  );
});

test('MA18 what is folded by its text alone is counted as if each of its reads had been looked at', async () => {
  // Five digits, so dense that most of what is two edits away is surely folded; candidates stand near reads and far.
  const digits = fc.nat(99_999).map((number) => String(number).padStart(5, '0'));
  let leftOut = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(digits, { minLength: 1000, maxLength: 2500, size: 'max' }),
      fc.array(digits, { minLength: 1, maxLength: 6 }),
      async (reads, queries) => {
        const candidatesOf = (read: string, at: number): string[] =>
          at % 4 > 0 ? [] : [read.replace(/.$/, '7'), reads[(at * 7) % reads.length] ?? read];
        const matcher = new InThreadMatcher();
        await matcher.load(
          chunkDetections(
            reads.map((read, id) => ({
              id,
              timeMs: id,
              cameraOrdinal: id % 3,
              texts: [
                { text: read, via: 'read' as const, confidence: 0.9 },
                ...candidatesOf(read, id).map((text) => ({ text, via: 'candidate' as const, confidence: 0.8 })),
              ],
            })),
          ),
        );
        await matcher.remove(Float64Array.from(reads.keys()).filter((id) => id % 11 === 0));
        for (const query of [...queries, ...reads.slice(0, 4)]) {
          const all = await matcher.search({ query });
          const shown = await matcher.search({ query, shownOnly: true });
          if (all.outcome !== 'ran' || shown.outcome !== 'ran') throw new Error('refused');
          expect([...matchesOf(shown.answer)]).toEqual([...matchesOf(all.answer)].filter(({ folded }) => !folded));
          for (const count of ['folded', 'shown', 'detections', 'plates', 'costReached'] as const) {
            expect({ [count]: shown.answer[count] }).toEqual({ [count]: all.answer[count] });
          }
          leftOut += shown.answer.detections - shown.answer.assessed;
        }
        await matcher.close();
      },
    ),
    { numRuns: 20 },
  );
  expect(leftOut).toBeGreaterThan(0);
});
