import { afterAll, describe, expect, test } from 'vitest';
import type { ColumnChunk, Match, MatchAnswer, Matcher, MatcherSearchRequest } from '../contract/matcher.ts';
import { isAppError } from '../core/errors.ts';
import { CAMERA_MODEL, WITNESS_MODEL } from '../core/match/cost-model.ts';
import { plateDistance } from '../core/match/plate-distance.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { chanceOf } from '../core/training/random.ts';
import type { DetectionColumnsInput } from './column-chunk.ts';
import { ColumnChunkBuilder, chunkDetections } from './column-chunk.ts';
import { InThreadMatcher } from './in-thread-matcher.ts';
import { matchesOf } from './match-columns.ts';
import { WorkerMatcher } from './worker-matcher.ts';

const read = (
  id: number,
  text: string,
  timeMs = id * 1000,
  cameraOrdinal = 0,
  candidates: string[] = [],
): DetectionColumnsInput => ({
  id,
  timeMs,
  cameraOrdinal,
  texts: [
    { text, via: 'read' as const, confidence: 0.9 },
    ...candidates.map((candidate) => ({ text: candidate, via: 'candidate' as const, confidence: 0.8 })),
  ],
});

/** Plates from a fixed sequence: the same in every run. */
function sequence(count: number): DetectionColumnsInput[] {
  const { below: next } = chanceOf(12345);
  const letters = 'ABCDEFGHJKLMNPRSTUWYZ';
  return Array.from({ length: count }, (_, index) => {
    const plate =
      Array.from({ length: 3 }, () => letters.charAt(next(6))).join('') + String(next(100)).padStart(2, '0');
    return read(index + 1, plate, index * 1000, index % 7, index % 5 === 0 ? [plate.replace('0', 'O')] : []);
  });
}

function chunkOf(detections: DetectionColumnsInput[]): ColumnChunk {
  const builder = new ColumnChunkBuilder();
  for (const detection of detections) builder.add(detection);
  return builder.take();
}

async function run(
  matcher: Matcher,
  request: MatcherSearchRequest,
): Promise<{ answer: MatchAnswer; matches: Match[] }> {
  const outcome = await matcher.search(request);
  if (outcome.outcome !== 'ran') throw new Error(outcome.reason);
  return { answer: outcome.answer, matches: [...matchesOf(outcome.answer)] };
}

const worker = await WorkerMatcher.start();
afterAll(() => worker.close());

describe.each([
  ['in-thread', () => new InThreadMatcher() as Matcher],
  ['worker', () => worker as Matcher],
])('%s matcher', (_name, open) => {
  test('MA2 MA3 finds exact reads, misreads and candidates, each detection once at its best', async () => {
    const matcher = open();
    await matcher.load(
      chunkDetections([
        read(1, 'ABC123'),
        read(2, 'A8C123', 2000, 1, ['ABC123', 'ABCI23']),
        read(3, 'XYZ999', 3000, 1, ['ABC123']),
        read(4, 'QQQ777'),
        read(5, 'ABC 123', 5000, 2),
      ]),
    );
    const { answer, matches } = await run(matcher, { query: 'abc-123' });
    expect(answer).toMatchObject({ detections: 4, truncated: false, costReached: 16 });
    expect(matches.map((match) => match.detectionId).sort()).toEqual([1, 2, 3, 5]);
    expect(new Set(matches.slice(0, 2).map((match) => match.detectionId))).toEqual(new Set([1, 5]));
    expect(matches.find((match) => match.detectionId === 2)).toMatchObject({
      readText: 'A8C123',
      plate: 'ABC123',
      matchedText: 'A8C123',
      via: 'read',
      cost: plateDistance(CAMERA_MODEL, 'ABC123', 'A8C123'),
    });
    expect(matches.find((match) => match.detectionId === 3)).toMatchObject({
      readText: 'XYZ999',
      matchedText: 'ABC123',
      via: 'candidate',
      cost: 0,
    });
    expect(answer.folded).toBe(matches.filter((match) => match.folded).length);
  });

  test('MA5 window and cameras bound what matches; both ends of the window count', async () => {
    const matcher = open();
    await matcher.load(chunkDetections([1, 2, 3, 4].map((n) => read(n, 'ABC123', n * 1000, n))));
    const ids = async (request: Partial<MatcherSearchRequest>) =>
      (await run(matcher, { query: 'ABC123', ...request })).matches.map((match) => match.detectionId).sort();
    expect(await ids({ fromMs: 2000, toMs: 3000 })).toEqual([2, 3]);
    expect(await ids({ cameraOrdinals: [4, 9] })).toEqual([4]);
    expect(await ids({ cameraOrdinals: [] })).toEqual([]);
    expect(await ids({})).toEqual([1, 2, 3, 4]);
  });

  test('MA4 deepens until enough matches would be shown, and says how far it went', async () => {
    const matcher = open();
    await matcher.load(chunkDetections([read(1, 'ABC123'), read(2, 'ABC123'), read(3, 'ABX123'), read(4, 'AXX123')]));
    const upTo = async (request: Partial<MatcherSearchRequest>) =>
      (await run(matcher, { query: 'ABC123', ...request })).answer;
    // Two exact reads are shown at once: who wants two need not go on, who wants more is never left short.
    expect(await upTo({ wanted: 2 })).toMatchObject({ costReached: 4, detections: 2, shown: 2 });
    expect(await upTo({ wanted: 1, maxCost: 3 })).toMatchObject({ costReached: 3, detections: 2 });
    expect(await upTo({ wanted: 50 })).toMatchObject({ costReached: 16, detections: 4 });
    expect(await upTo({})).toMatchObject({ costReached: 16, detections: 4 });
    expect(await upTo({ limit: 1 })).toMatchObject({ costReached: 4, detections: 2, truncated: true });
    expect(await upTo({ wanted: 50, maxCost: 8 })).toMatchObject({ costReached: 8, detections: 3 });
  });

  test('MA3 a witness is asked for plates: each text that may have been meant, the nearest first', async () => {
    const matcher = open();
    await matcher.load(chunkDetections([read(1, 'ABC123'), read(2, 'BAC123'), read(3, 'AB123'), read(4, 'QQQ777')]));
    const { matches } = await run(matcher, { query: 'ABC123', direction: 'witness' });
    expect(matches.map(({ plate, cost }) => [plate, cost])).toEqual(
      ['ABC123', 'BAC123', 'AB123'].map((plate) => [plate, plateDistance(WITNESS_MODEL, plate, 'ABC123')]),
    );
    const shares = matches.map(({ likelihood }) => likelihood);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    // One certainty is shared out over all that may have been meant.
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(1);
  });

  test('MA5 make and colour filter where known', async () => {
    const matcher = open();
    const kinds = [
      { make: 'Ford', colour: 'red' },
      { make: 'FORD ', colour: null },
      { make: 'Toyota', colour: 'red' },
      { make: null, colour: 'blue' },
      {},
    ];
    await matcher.load(chunkDetections(kinds.map((kind, at) => ({ ...read(at + 1, 'ABC123'), ...kind }))));
    const ids = async (request: Partial<MatcherSearchRequest>) =>
      (await run(matcher, { query: 'ABC123', ...request })).matches.map((match) => match.detectionId).sort();
    expect(await ids({ make: 'ford' })).toEqual([1, 2, 4, 5]);
    expect(await ids({ make: 'ford', colour: 'Red' })).toEqual([1, 2, 5]);
    expect(await ids({ make: 'Lada' })).toEqual([4, 5]);
    expect(await ids({ make: '' })).toEqual([1, 2, 3, 4, 5]);
    // A later chunk with a dictionary of its own is filtered alike.
    await matcher.append(
      chunkOf([
        { ...read(6, 'ABC123'), make: 'Toyota' },
        { ...read(7, 'ABC123'), make: 'ford' },
      ]),
    );
    expect(await ids({ make: 'ford' })).toEqual([1, 2, 4, 5, 7]);
  });

  test('MA16 stats say what searches', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(sequence(2000)));
    expect(['kernel', 'plain']).toContain((await matcher.stats()).finder);
  });

  test('MA3 a wildcard takes each text that matched for the plate', async () => {
    const matcher = open();
    await matcher.load(
      chunkDetections([
        read(1, 'ABC123'),
        read(2, 'ABD124'),
        read(3, 'ZZZ', 1, 0, ['ABX129']),
        read(4, 'FOREIGN123456'),
      ]),
    );
    const { answer, matches } = await run(matcher, { query: 'AB?12*' });
    expect(answer).toMatchObject({ plates: 3, detections: 3 });
    expect(matches.map((match) => match.plate).sort()).toEqual(['ABC123', 'ABD124', 'ABX129']);
    expect((await run(matcher, { query: '*123456' })).matches).toMatchObject([{ readText: 'FOREIGN123456' }]);
  });

  test('MA14 refusals and bad requests say what is wrong', async () => {
    const matcher = open();
    expect(await matcher.search({ query: '**' })).toMatchObject({ outcome: 'refused', reason: 'plate.wildcard-only' });
    await expect(matcher.search({ query: 'A', limit: 0 })).rejects.toSatisfy(
      (error) => isAppError(error, 'BAD_INPUT') && /limit/.test(error.message),
    );
  });

  test('MA1 MA8 MA9 equals a scan of every detection, before and after appending and removing', async () => {
    const matcher = open();
    const all = sequence(4000);
    await matcher.load(chunkDetections(all.slice(0, 3000)));
    const expectEqual = async (present: DetectionColumnsInput[], query: string, maxCost: number) => {
      const { answer, matches } = await run(matcher, { query, maxCost, limit: 100_000 });
      const expected = present
        .filter(({ texts }) => [...texts].some(({ text }) => plateDistance(CAMERA_MODEL, query, text) <= maxCost))
        .map(({ id }) => id);
      expect(matches.map((match) => match.detectionId).sort((a, b) => a - b)).toEqual(expected);
      expect(answer.folded).toBe(matches.filter((match) => match.folded).length);
      const ranks = matches.map((match) => match.likelihood);
      expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    };
    await expectEqual(all.slice(0, 3000), 'ABC01', 16);
    const builder = new ColumnChunkBuilder();
    for (const detection of all.slice(3000)) builder.add(detection);
    builder.add(read(9001, 'ABCO1'));
    await matcher.append(builder.take());
    await expectEqual([...all, read(9001, 'ABCO1')], 'ABC01', 12);
    await matcher.remove(Float64Array.from([...all.slice(0, 500).map(({ id }) => id), 9001, 424242]));
    await expectEqual(all.slice(500), 'ABC01', 12);
    expect(await matcher.stats()).toMatchObject({ detections: 3500 });
  });

  test('MA6 a shorter list is the head of the longer one, and counts stay those of the whole', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(sequence(20_000)));
    for (const query of ['ABC01', 'A?C0*', 'DEF55']) {
      const whole = await run(matcher, { query, limit: 100_000 });
      for (const limit of [1, 10, 300]) {
        const head = await run(matcher, { query, limit });
        expect(head.matches.map((match) => match.likelihood)).toEqual(
          // Deepening stops early, so only what is within the cost reached can be compared.
          whole.matches
            .filter((match) => match.cost <= head.answer.costReached)
            .map((match) => match.likelihood)
            .slice(0, limit),
        );
        expect(head.answer.truncated).toBe(head.answer.detections > limit);
      }
    }
  });

  test('MA7 a pattern that matches almost everything is counted whole, listed in part, and says so', async () => {
    const matcher = open();
    const all = sequence(60_000);
    await matcher.load(chunkDetections(all));
    const { answer, matches } = await run(matcher, { query: '*A*', limit: 10 });
    const withA = all.filter(({ texts }) => [...texts].some(({ text }) => text.includes('A'))).length;
    expect(withA).toBeGreaterThan(20_000);
    expect(answer).toMatchObject({ detections: withA, truncated: true, assessed: 2000 });
    expect(matches).toHaveLength(10);
  });

  test('explains one detection with the same likelihood as the list', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(sequence(5000)));
    const { matches } = await run(matcher, { query: 'ABC01', limit: 50_000 });
    for (const match of matches.slice(0, 40)) {
      const report = await matcher.explain({ detectionId: match.detectionId, plate: 'ABC01' });
      expect(report?.likelihood).toBeCloseTo(match.likelihood, 5);
      expect(report?.baseRate).toBeCloseTo(match.baseRate, 5);
      expect(report?.explanation.find((fact) => fact.code === 'look-alikes')?.value).toBe(match.lookAlikeCount);
    }
    expect(await matcher.explain({ detectionId: 10 ** 9, plate: 'ABC01' })).toBeNull();
  });

  test('look-alikes: nearest first, only what some camera read', async () => {
    const matcher = open();
    await matcher.load(
      chunkDetections([read(1, 'A8C123'), read(2, 'A8C123'), read(3, 'ABX123', 3, 0, ['ABCI23']), read(4, 'ABC123')]),
    );
    expect(await matcher.lookAlikes('ABC123' as PlateText)).toEqual([
      { plate: 'A8C123', cost: plateDistance(CAMERA_MODEL, 'ABC123', 'A8C123'), passes: 2 },
      { plate: 'ABX123', cost: plateDistance(CAMERA_MODEL, 'ABX123', 'ABC123'), passes: 1 },
    ]);
  });

  test('names the makes and colours its detections bear, folded and in order', async () => {
    const matcher = open();
    await matcher.load(
      chunkDetections([
        { ...read(1, 'ABC123'), make: ' Toyota', colour: 'silver' },
        { ...read(2, 'ABC124'), make: 'FORD', colour: null },
        { ...read(3, 'ABC125'), make: 'ford', colour: 'Silver' },
      ]),
    );
    expect(await matcher.vocabulary()).toEqual({ makes: ['ford', 'toyota'], colours: ['silver'] });
  });

  test('MA12 MA13 a cancelled search rejects, and a newer one with the same box ends the older', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(sequence(30_000)));
    const controller = new AbortController();
    const stopped = matcher.search({ query: '*0*', limit: 200_000 }, controller.signal);
    controller.abort();
    await expect(stopped).rejects.toSatisfy((error) => isAppError(error, 'CANCELLED'));
    const older = matcher.search({ query: '*0*', limit: 200_000, box: 'find' });
    const other = matcher.search({ query: 'ABC01', box: 'look' });
    const newer = matcher.search({ query: 'ABC01', box: 'find' });
    await expect(older).rejects.toSatisfy((error) => isAppError(error, 'CANCELLED'));
    expect((await newer).outcome).toBe('ran');
    expect((await other).outcome).toBe('ran');
  });

  test('MA2 MA8 a load is what appending the same is: repeats, replaced detections, long and missing texts', async () => {
    const matcher = open();
    const all = [
      ...sequence(700),
      read(5, 'LONGPLATE9', 5000, 1, ['ABC001', 'LONGPLATE9']),
      read(900, 'LONGPLATE10', 1, 0, ['LONGPLATE9']),
      { ...read(901, 'ABC002'), texts: [] },
      read(3, 'ABC002', 7000, 2, ['ABC002', 'ABC003']),
      read(902, 'ABC002', 7000, 2, ['LONGPLATE9']),
    ];
    const queries = ['ABC00', 'LONGPLATE9', 'LONG*', 'A?C0*', 'ABC002'];
    const answers = async (): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const query of queries) found.push((await run(matcher, { query })).matches);
      return found;
    };
    await matcher.load([]);
    for (const chunk of chunkDetections(all, 50)) await matcher.append(chunk);
    const appended = await answers();
    const { detections, texts } = await matcher.stats();
    await matcher.load(chunkDetections(all, 50));
    expect(await matcher.stats()).toMatchObject({ detections, texts });
    expect(await answers()).toEqual(appended);
    await matcher.append([...chunkDetections([read(904, 'NEWLONGPLATE'), read(905, 'ABC002')])][0] as ColumnChunk);
    expect((await run(matcher, { query: 'NEWLONGPLATE' })).matches).toHaveLength(1);
    expect(await matcher.stats()).toMatchObject({ detections: detections + 2, texts: texts + 1 });
  });

  test('MA11 a load that fails leaves what was there', async () => {
    const matcher = open();
    await matcher.load(chunkDetections([read(1, 'ABC123')]));
    function* broken(): Generator<ColumnChunk> {
      yield* chunkDetections([read(2, 'XYZ999')]);
      throw new Error('the reader failed');
    }
    await expect(matcher.load(broken())).rejects.toThrow('the reader failed');
    const good = [...chunkDetections([read(3, 'XYZ999')])][0] as ColumnChunk;
    for (const code of [63, 0, 0.5, Number.NaN, -1, -0.5, 2 ** 48]) {
      const chunk = [...chunkDetections(sequence(300))][0] as ColumnChunk;
      chunk.textCodes[7] = code;
      await expect(matcher.load([chunk])).rejects.toSatisfy((error) => isAppError(error, 'BAD_INPUT'));
    }
    await expect(matcher.append({ ...good, textCodes: Float64Array.of(63) })).rejects.toSatisfy((error) =>
      isAppError(error, 'BAD_INPUT'),
    );
    await expect(matcher.append({ ...good, cameras: new Uint32Array(0) })).rejects.toSatisfy((error) =>
      isAppError(error, 'BAD_INPUT'),
    );
    expect(await matcher.stats()).toMatchObject({ detections: 1 });
    expect((await run(matcher, { query: 'ABC123' })).matches).toHaveLength(1);
  });

  test('an empty matcher answers, a text that is no plate is counted', async () => {
    const matcher = open();
    await matcher.load([]);
    expect((await run(matcher, { query: 'ABC123' })).answer).toMatchObject({ detections: 0, plates: 0, folded: 0 });
    const builder = new ColumnChunkBuilder();
    builder.add(read(1, 'Ж123', 1, 0, ['ABC123']));
    expect(builder.refusedTexts).toBe(1);
    await matcher.append(builder.take());
    expect((await run(matcher, { query: 'ABC123' })).matches).toMatchObject([{ readText: '', via: 'candidate' }]);
  });
});

test('MA15 a worker answer is one transferred buffer', async () => {
  await worker.load(chunkDetections(sequence(100)));
  const { answer } = await run(worker, { query: 'ABC01' });
  const { columns } = answer;
  expect(columns.costs.buffer).toBe(columns.detectionIds.buffer);
  expect(columns.readCodes.buffer).toBe(columns.detectionIds.buffer);
});

test('MA17 a worker that ends fails what waits and all that follows, and says what to do', async () => {
  const matcher = await WorkerMatcher.start();
  await matcher.load(chunkDetections(sequence(1000)));
  const waiting = expect(matcher.search({ query: '*0*' })).rejects.toSatisfy((error) => isAppError(error));
  await matcher.close();
  await waiting;
  await expect(matcher.stats()).rejects.toSatisfy((error) => isAppError(error));
});
