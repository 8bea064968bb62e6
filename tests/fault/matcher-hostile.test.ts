/**
 * The matcher's door against what nobody should send: it refuses, says what is wrong without repeating it, and answers
 * the next request. Seeds are printed: `WAYMARK_SEED=n npx vitest run tests/fault/matcher-hostile`.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Matcher, MatcherOutcome, MatcherSearchRequest } from '../../src/contract/matcher.ts';
import { isAppError } from '../../src/core/errors.ts';
import type { PlateText } from '../../src/core/plate/plate-text.ts';
import { chunkDetections } from '../../src/match/column-chunk.ts';
import { InThreadMatcher } from '../../src/match/in-thread-matcher.ts';
import { WorkerMatcher } from '../../src/match/worker-matcher.ts';

const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
console.info(`hostile requests: WAYMARK_SEED=${seed}`);

const MEGABYTE = 2 ** 20;

/** Texts that are no query, with the reason each is refused for. */
const TEXTS: [name: string, text: string, reason: string][] = [
  ['a megabyte of letters', 'A'.repeat(MEGABYTE), 'plate.too-long'],
  ['a megabyte of stars', '*'.repeat(MEGABYTE), 'plate.too-long'],
  ['thousands of question marks', '?'.repeat(5000), 'plate.too-long'],
  ['thousands of both', '?*'.repeat(5000), 'plate.too-long'],
  ['a megabyte that folds wide', '\ufdfa'.repeat(MEGABYTE / 2), 'plate.too-long'],
  ['an unpaired surrogate', 'AB\ud800C1', 'plate.not-text'],
  ['a low surrogate first', '\udc00ABC', 'plate.not-text'],
  ['right to left', '\u202eABC123', 'plate.character'],
  ['Arabic', '\u0627\u0628\u062c', 'plate.character'],
  ['NUL', 'ABC\u0000123', 'plate.character'],
  ['one star', '*', 'plate.wildcard-only'],
  ['sixty-four stars', '*'.repeat(64), 'plate.wildcard-only'],
  ['stars and question marks', '?*'.repeat(16), 'plate.wildcard-only'],
  ['nothing', '', 'plate.empty'],
  ['separators only', ' - . ', 'plate.empty'],
  ['seventeen characters', 'A'.repeat(17), 'plate.too-long'],
  ['a pattern of seventeen', `${'A'.repeat(17)}*`, 'plate.too-long'],
  ['markup', '<b>AB1</b>', 'plate.character'],
  ['SQL', "AB1' OR 1=1", 'plate.character'],
];

/** Requests that are not well formed, with the field that is named. */
const REQUESTS: [name: string, request: unknown, field: string][] = [
  ['no object', null, 'request'],
  ['a number', 7, 'request'],
  ['no query', {}, 'query'],
  ['a query that is a number', { query: 123 }, 'query'],
  ['a query that is a list', { query: ['A', 'B'] }, 'query'],
  ['NaN window', { query: 'AB1', fromMs: Number.NaN }, 'fromMs'],
  ['endless window', { query: 'AB1', toMs: Number.POSITIVE_INFINITY }, 'toMs'],
  ['a window in text', { query: 'AB1', fromMs: '2024' }, 'fromMs'],
  ['a reversed window', { query: 'AB1', fromMs: 2, toMs: 1 }, 'fromMs after toMs'],
  ['limit 0', { query: 'AB1', limit: 0 }, 'limit'],
  ['a huge limit', { query: 'AB1', limit: 1e308 }, 'limit'],
  ['half a limit', { query: 'AB1', limit: 0.5 }, 'limit'],
  ['a huge cost', { query: 'AB1', maxCost: 1e9 }, 'maxCost'],
  ['a cost below 0', { query: 'AB1', maxCost: -1 }, 'maxCost'],
  ['wanted NaN', { query: 'AB1', wanted: Number.NaN }, 'wanted'],
  ['an unknown direction', { query: 'AB1', direction: 'sideways' }, 'direction'],
  ['a make that is no text', { query: 'AB1', make: {} }, 'make'],
  ['a megabyte of colour', { query: 'AB1', colour: 'r'.repeat(MEGABYTE) }, 'colour'],
  ['half a character of colour', { query: 'AB1', colour: '\ud800' }, 'colour'],
  ['a megabyte of box', { query: 'AB1', box: 'b'.repeat(MEGABYTE) }, 'box'],
  ['a box that is a number', { query: 'AB1', box: 1 }, 'box'],
  ['cameras in text', { query: 'AB1', cameraOrdinals: ['1'] }, 'cameraOrdinals'],
  ['a camera below 0', { query: 'AB1', cameraOrdinals: [-1] }, 'cameraOrdinals'],
  ['a camera NaN', { query: 'AB1', cameraOrdinals: [Number.NaN] }, 'cameraOrdinals'],
  ['cameras that are no list', { query: 'AB1', cameraOrdinals: { length: 1e9 } }, 'cameraOrdinals'],
  [
    'a list with a hole a billion wide',
    { query: 'AB1', cameraOrdinals: Object.assign([], { length: 4e9 }) },
    'cameraOrdinals',
  ],
];

const detections = ['ABC123', 'ABD124', 'XYZ999'].map((text, at) => ({
  id: at + 1,
  timeMs: at,
  cameraOrdinal: at,
  texts: [{ text, via: 'read' as const, confidence: 0.9 }],
}));

describe.each([
  ['in-thread', async (): Promise<Matcher> => new InThreadMatcher()],
  ['worker', async (): Promise<Matcher> => WorkerMatcher.start()],
])('%s matcher', (_name, open) => {
  let matcher: Matcher;
  beforeAll(async () => {
    matcher = await open();
    await matcher.load(chunkDetections(detections));
  });
  afterAll(() => matcher.close());

  const ask = (request: unknown): Promise<MatcherOutcome> => matcher.search(request as MatcherSearchRequest);
  const expectAlive = async (): Promise<void> => {
    const outcome = await matcher.search({ query: 'ABC123', maxCost: 0 });
    expect(outcome).toMatchObject({ outcome: 'ran', answer: { detections: 1 } });
  };

  test.each(TEXTS)('MA14 refuses %s with its reason', async (_what, query, reason) => {
    for (const direction of ['camera', 'witness'] as const) {
      const outcome = await ask({ query, direction });
      expect(outcome).toMatchObject({ outcome: 'refused', reason });
      if (outcome.outcome === 'refused') expect(outcome.message.length).toBeLessThan(200);
    }
    await expectAlive();
  });

  test.each(REQUESTS)('MA14 refuses %s and names the field', async (_what, request, field) => {
    await expect(ask(request)).rejects.toSatisfy(
      (error) => isAppError(error, 'BAD_INPUT') && error.message.includes(field) && error.message.length < 300,
    );
    await expectAlive();
  });

  test('MA14 a hundred thousand cameras, far ordinals among them, are a filter like any other', async () => {
    const cameraOrdinals = [...Array.from({ length: 100_000 }, (_, at) => at + 1), 0xffff_fffe];
    const outcome = await ask({ query: 'ABC123', cameraOrdinals, maxCost: 0 });
    expect(outcome).toMatchObject({ outcome: 'ran', answer: { detections: 0 } });
    expect(await ask({ query: 'ABD124', cameraOrdinals, maxCost: 0 })).toMatchObject({ answer: { detections: 1 } });
    await expectAlive();
  });

  test('MA14 other calls refuse what is no plate, no id and no column', async () => {
    for (const plate of ['A'.repeat(MEGABYTE), '*', '\ud800', '', 7, null]) {
      await expect(matcher.lookAlikes(plate as PlateText)).rejects.toSatisfy((error) => isAppError(error, 'BAD_INPUT'));
      await expect(matcher.explain({ detectionId: 1, plate: plate as string })).rejects.toSatisfy((error) =>
        isAppError(error, 'BAD_INPUT'),
      );
    }
    for (const detectionId of [Number.NaN, 1e308, -1, 0.5]) {
      expect(await matcher.explain({ detectionId, plate: 'ABC123' })).toBeNull();
    }
    const { detections: before } = await matcher.stats();
    await matcher.remove(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e308));
    expect((await matcher.stats()).detections).toBe(before);
    for (const chunk of [null, {}, { detectionIds: [1] }, 'chunk']) {
      await expect(matcher.append(chunk as never)).rejects.toSatisfy((error) => isAppError(error));
    }
    await expectAlive();
  });

  test('MA11 a chunk with a camera further out than any network has is refused, and fills no memory', async () => {
    const [chunk] = chunkDetections([
      {
        id: 900_001,
        timeMs: 1_790_000_000_000,
        cameraOrdinal: 0xffff_fffe,
        texts: [{ text: 'FAR123', via: 'read', confidence: null }],
        make: null,
        colour: null,
      },
    ]);
    if (chunk === undefined) throw new Error('no chunk');
    await expect(matcher.append(chunk)).rejects.toSatisfy((error) => isAppError(error, 'BAD_INPUT'));
    expect(await ask({ query: 'FAR123', maxCost: 0 })).toMatchObject({ outcome: 'ran', answer: { detections: 0 } });
    await expectAlive();
  });

  test('MA12 MA14 any request at all is answered, refused or stopped, and the next one answers', async () => {
    const hostile = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.constantFrom('*1*', 'A?C*', '**B**'));
    const request = fc.record(
      Object.fromEntries(
        [
          'query',
          'direction',
          'fromMs',
          'toMs',
          'cameraOrdinals',
          'make',
          'colour',
          'limit',
          'wanted',
          'box',
          'maxCost',
        ].map((field) => [field, hostile]),
      ),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.anything(),
          request,
          hostile.map((query) => ({ query })),
        ),
        async (asked) => {
          const outcome = await ask(asked).catch((error: unknown) => {
            if (!isAppError(error, 'BAD_INPUT') && !isAppError(error, 'CANCELLED')) throw error;
            return null;
          });
          expect(outcome === null || outcome.outcome === 'ran' || outcome.outcome === 'refused').toBe(true);
          await expectAlive();
        },
      ),
      { seed, numRuns: 400 },
    );
  });
});
