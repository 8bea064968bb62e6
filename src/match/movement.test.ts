import { afterAll, describe, expect, test } from 'vitest';
import type { Matcher } from '../contract/matcher.ts';
import type { MovementProgress, MovementRequest } from '../contract/matcher-movement.ts';
import { isAppError } from '../core/errors.ts';
import { trainingReads, trainingSites } from '../core/training/index.ts';
import type { DetectionColumnsInput } from './column-chunk.ts';
import { ColumnChunkBuilder, chunkDetections } from './column-chunk.ts';
import { InThreadMatcher } from './in-thread-matcher.ts';
import { WorkerMatcher } from './worker-matcher.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NONE = { cameraLons: new Float64Array(0), cameraLats: new Float64Array(0) };

let nextId = 1;
const read = (
  text: string,
  timeMs: number,
  cameraOrdinal: number,
  candidates: string[] = [],
): DetectionColumnsInput => ({
  id: nextId++,
  ...{ timeMs, cameraOrdinal },
  texts: [
    { text, via: 'read' as const, confidence: 0.9 },
    ...candidates.map((candidate) => ({ text: candidate, via: 'candidate' as const, confidence: 0.85 })),
  ],
});

/** Two vehicles a minute apart on eight days; the partner misread on two of them. Others pass at other times. */
function convoyReads(): DetectionColumnsInput[] {
  const reads: DetectionColumnsInput[] = [];
  for (let day = 0; day < 8; day++) {
    for (let camera = 0; camera < 3; camera++) {
      const timeMs = day * DAY_MS + (200 + camera * 20 + day * 31) * MINUTE_MS;
      reads.push(read('NIO352', timeMs, camera));
      const misread = camera === 1 && (day === 2 || day === 5);
      reads.push(read(misread ? 'TX0847' : 'TXO847', timeMs + MINUTE_MS, camera, misread ? ['TXO847'] : []));
      reads.push(read(`AAA${100 + day * 3 + camera}`, timeMs + 5000, camera));
      reads.push(read('BUS777', timeMs + 400 * MINUTE_MS, camera));
    }
  }
  return reads;
}

const chunkOf = (reads: readonly DetectionColumnsInput[]) => {
  const builder = new ColumnChunkBuilder();
  for (const one of reads) builder.add(one);
  return builder.take();
};

const worker = await WorkerMatcher.start();
afterAll(() => worker.close());

describe.each([
  ['in-thread', () => new InThreadMatcher() as Matcher],
  ['worker', () => worker as Matcher],
])('%s movement', (_name, open) => {
  test('MV8 a misread does not break a convoy, and may be counted apart', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(convoyReads()));
    const grouped = await matcher.movement({ kind: 'convoy', plate: 'nio 352' });
    expect(grouped).toMatchObject({ plate: 'NIO352', texts: ['NIO352'], passes: 24, total: 1 });
    expect(grouped.partners[0]).toMatchObject({
      plate: 'TXO847',
      shared: 24,
      visits: 24,
      cameras: 3,
      days: 8,
      passes: 24,
    });
    expect(grouped.partners[0]?.texts).toEqual(['TXO847', 'TX0847']);
    expect(grouped.partners[0]?.meetings).toHaveLength(24);
    expect(grouped.partners[0]?.meetings.every(({ gapMs }) => gapMs === MINUTE_MS)).toBe(true);
    const apart = await matcher.movement({ kind: 'convoy', plate: 'NIO352', join: 'texts', minShared: 1 });
    expect(apart.partners.slice(0, 2).map(({ plate, shared }) => [plate, shared])).toEqual([
      ['TXO847', 22],
      ['TX0847', 2],
    ]);
    expect(apart.considered).toBe(26);
  });

  test('MV8 a candidate that the engine hardly held for possible joins no vehicles, one it nearly chose does', async () => {
    const textsAt = async (confidence: number): Promise<readonly string[] | undefined> => {
      const matcher = open();
      const reads = convoyReads().map((one) => {
        const [first, ...others] = [...one.texts];
        if (first?.text !== 'TX0847') return one;
        // Two edits away: nothing but its candidate speaks for the plate.
        return { ...one, texts: [{ ...first, text: 'TQ0841' }, ...others.map((other) => ({ ...other, confidence }))] };
      });
      await matcher.load(chunkDetections(reads));
      return (await matcher.movement({ kind: 'convoy', plate: 'NIO352' })).partners[0]?.texts;
    };
    expect(await textsAt(0.88)).toEqual(['TXO847', 'TQ0841']);
    expect(await textsAt(0.3)).toEqual(['TXO847']);
  });

  test('MV8 a plate that was never read right is known by its misreads', async () => {
    const matcher = open();
    const wrong = ['N1O352', 'NI0352', 'NIO35Z', 'NIO3S2', 'NIQ352', 'MIO352', 'NID352', 'NIO852'];
    // The vehicle is read once a day, each time wrong in another way.
    const reads = convoyReads().flatMap((one, at) => {
      if (at % 4 !== 0) return [one];
      return at % 12 === 0 ? [read(wrong[at / 12] ?? '', one.timeMs, one.cameraOrdinal, ['NIO352'])] : [];
    });
    await matcher.load(chunkDetections(reads));
    const found = await matcher.movement({ kind: 'convoy', plate: 'NIO352' });
    expect(found.passes).toBeGreaterThanOrEqual(4);
    expect(found.texts).toHaveLength(found.passes + 1);
    expect(found.partners.map(({ plate, shared }) => [plate, shared])).toEqual([['TXO847', found.passes]]);
    const apart = await matcher.movement({ kind: 'convoy', plate: 'NIO352', join: 'texts' });
    expect([apart.passes, apart.partners]).toEqual([0, []]);
  });

  test('MV6 co-location and MV7 all pairs answer in plates', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(convoyReads()));
    const scenes = [0, 1, 2].map((day) => ({
      ...{ cameraOrdinals: [0], fromMs: day * DAY_MS, toMs: day * DAY_MS + 400 * MINUTE_MS },
    }));
    const seen = await matcher.movement({ kind: 'colocation', scenes, atLeast: 3 });
    expect(seen.vehicles.map(({ plate, scenes: at }) => [plate, at])).toEqual([
      ['NIO352', [0, 1, 2]],
      ['TXO847', [0, 1, 2]],
    ]);
    expect(seen.scenes[0]).toMatchObject({ cameras: 1, plates: 3 });
    const pairs = await matcher.movement({ kind: 'allConvoys' });
    expect(pairs.pairs).toHaveLength(1);
    expect(pairs.pairs[0]).toMatchObject({ plates: ['NIO352', 'TXO847'], shared: 24, cameras: 3, days: 8 });
  });

  test('MV9 what arrives or is taken out is in or out of the next answer', async () => {
    const matcher = open();
    const reads = convoyReads();
    await matcher.load(chunkDetections(reads));
    const shared = async (): Promise<number | undefined> =>
      (await matcher.movement({ kind: 'convoy', plate: 'NIO352' })).partners[0]?.shared;
    expect(await shared()).toBe(24);
    const lateMs = 20 * DAY_MS;
    const late = [read('TXO847', lateMs, 9), read('NIO352', lateMs + 1000, 9)];
    await matcher.append(chunkOf(late));
    expect(await shared()).toBe(25);
    // A partner's read that comes after the plate's is already held, at a camera that is.
    await matcher.append(chunkOf([read('XYZ12', 200 * MINUTE_MS + 1, 0)]));
    const all = await matcher.movement({ kind: 'convoy', plate: 'NIO352', minShared: 1 });
    expect(all.partners.map(({ plate }) => plate)).toContain('XYZ12');
    expect((await matcher.movement({ kind: 'allConvoys' })).pairs[0]).toMatchObject({ shared: 25 });
    await matcher.remove(Float64Array.of(late[0]?.id ?? 0, reads[1]?.id ?? 0));
    expect(await shared()).toBe(23);
  });

  test('MV10 a pattern holds misreads with their likelihood, legs, stays and hours', async () => {
    const matcher = open();
    await matcher.load(chunkDetections(convoyReads()));
    const cameraLons = Float64Array.of(174.76, 174.9, Number.NaN);
    const cameraLats = Float64Array.of(-36.85, -36.99, Number.NaN);
    const found = await matcher.movement({ kind: 'pattern', plate: 'TXO847', cameraLons, cameraLats });
    expect(found.sightings.map(({ read: text }) => text).filter((text) => text === 'TX0847')).toHaveLength(2);
    expect(found.sightings).toHaveLength(24);
    expect(found.sightings.every(({ likelihood }) => likelihood >= 0.1 && likelihood < 1)).toBe(true);
    expect(found.legs).toHaveLength(15);
    expect(found.legs.every(({ doubt, impossible }) => (doubt !== null) === impossible)).toBe(true);
    expect(found).toMatchObject({ truncated: false, firstMs: 201 * MINUTE_MS });
    expect(found.places.map(({ days }) => days)).toEqual([8, 8, 8]);
    expect(found.hours.reduce((sum, count) => sum + count, 0)).toBe(24);
    const few = await matcher.movement({ kind: 'pattern', plate: 'TXO847', limit: 5, ...NONE });
    expect([few.sightings.length, few.truncated, few.legs.length]).toEqual([5, true, 0]);
  });

  test('MV10 nothing, one read, and reads at one instant', async () => {
    const matcher = open();
    await matcher.load(chunkDetections([read('ABC123', 5, 0), read('DEF456', 7, 1), read('DEF456', 7, 2)]));
    const none = await matcher.movement({ kind: 'pattern', plate: 'ZZZ999', ...NONE });
    expect(none).toMatchObject({ sightings: [], legs: [], firstMs: null, lastMs: null, stays: [], places: [] });
    const one = await matcher.movement({ kind: 'pattern', plate: 'ABC123', ...NONE });
    expect(one).toMatchObject({ firstMs: 5, lastMs: 5, legs: [] });
    const places = { cameraLons: Float64Array.of(0, 170, 175), cameraLats: Float64Array.of(0, -45, -37) };
    const both = await matcher.movement({ kind: 'pattern', plate: 'DEF456', ...places });
    expect(both.legs[0]).toMatchObject({ durationMs: 0, speedKmh: null, impossible: true });
    const convoy = await matcher.movement({ kind: 'convoy', plate: 'ZZZ999' });
    expect(convoy).toMatchObject({ passes: 0, partners: [], considered: 0, total: 0 });
    await matcher.load([]);
    expect(await matcher.movement({ kind: 'allConvoys' })).toMatchObject({ total: 0, pairs: [] });
    const scenes = [{ cameraOrdinals: null, fromMs: 0, toMs: 1 }];
    expect(await matcher.movement({ kind: 'colocation', scenes, atLeast: 1 })).toMatchObject({ vehicles: [] });
  });

  test('MV13 hostile requests are refused with their fields, never their values', async () => {
    const matcher = open();
    const good = { kind: 'convoy', plate: 'ABC123' };
    for (const [bad, field] of [
      [null, 'kind'],
      [{ kind: 'everything' }, 'kind'],
      [{ ...good, plate: 'secret'.repeat(1000) }, 'plate'],
      [{ ...good, plate: 7 }, 'plate'],
      [{ ...good, gapMs: 1e9 }, 'gapMs'],
      [{ ...good, gapMs: Number.NaN }, 'gapMs'],
      [{ ...good, limit: 1e9 }, 'limit'],
      [{ ...good, join: 'secret' }, 'join'],
      [
        { kind: 'colocation', scenes: Array(33).fill({ cameraOrdinals: [], fromMs: 0, toMs: 1 }), atLeast: 2 },
        'scenes',
      ],
      [{ kind: 'colocation', scenes: [{ cameraOrdinals: [-1], fromMs: 0, toMs: 1 }], atLeast: 1 }, 'scenes'],
      [{ kind: 'pattern', plate: 'ABC123', cameraLons: [1], cameraLats: [1] }, 'cameraLons'],
    ] as const) {
      const error = await matcher.movement(bad as unknown as MovementRequest).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(isAppError(error, 'BAD_INPUT') && error.message).toMatch(field);
      expect(isAppError(error) && error.message).not.toMatch(/secret/);
    }
    for (const plate of ['AB?1*', '🚗', '\ud800', ' ', '‮ABC']) {
      await expect(matcher.movement({ kind: 'convoy', plate })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    await expect(matcher.movement({ kind: 'allConvoys', zone: 'Mars/Olympus' })).rejects.toMatchObject({
      ...{ code: 'BAD_INPUT' },
    });
  });
});

describe('MV14 long analyses', { timeout: 60_000 }, () => {
  const busy = (vehicles: number): DetectionColumnsInput[] =>
    Array.from({ length: 60_000 }, (_, at) => {
      const number = (Math.imul(at, 2_654_435_761) >>> 8) % vehicles;
      return read(`${'ABCDEFGH'[number % 8]}K${1000 + Math.floor(number / 8)}`, at * 700, at % 40);
    });

  test('give way to searches, tell how far they are, and stop on request', async () => {
    await worker.load(chunkDetections(busy(4000)));
    const control = new AbortController();
    const shares: MovementProgress[] = [];
    let ended = false;
    const pairs = worker
      .movement(
        { kind: 'allConvoys', gapMs: 1_800_000, minShared: 2 },
        { onProgress: (told) => shares.push(told), signal: control.signal },
      )
      .finally(() => {
        ended = true;
      });
    pairs.catch(() => undefined);
    while (shares.length < 2 && !ended) await worker.search({ query: 'AK1000', limit: 5 });
    expect(ended).toBe(false);
    expect(shares[1]?.share).toBeGreaterThanOrEqual(shares[0]?.share ?? 1);
    control.abort();
    await expect(pairs).rejects.toMatchObject({ code: 'CANCELLED' });
    const already = worker.movement({ kind: 'allConvoys' }, { signal: AbortSignal.abort() });
    await expect(already).rejects.toMatchObject({ code: 'CANCELLED' });
    // What was stopped leaves nothing behind.
    expect((await worker.movement({ kind: 'convoy', plate: 'AK1000', minShared: 1 })).passes).toBeGreaterThan(0);
  });

  test('end when the data is loaded anew', async () => {
    const matcher = new InThreadMatcher();
    await matcher.load(chunkDetections(busy(4000)));
    const pairs = matcher.movement({ kind: 'allConvoys', gapMs: 1_800_000, minShared: 2 });
    pairs.catch(() => undefined);
    await matcher.load([]);
    await expect(pairs).rejects.toMatchObject({ code: 'CANCELLED', tip: 'Ask again.' });
  });

  test('end when the matcher is closed', async () => {
    const matcher = new InThreadMatcher();
    await matcher.load(chunkDetections(busy(4000)));
    const pairs = matcher.movement({ kind: 'allConvoys', gapMs: 1_800_000, minShared: 2 });
    pairs.catch(() => undefined);
    await matcher.close();
    await expect(pairs).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(matcher.movement({ kind: 'allConvoys' })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('answers are the same however the data grew meanwhile', async () => {
    const reads = busy(500).slice(0, 6000);
    const whole = new InThreadMatcher();
    await whole.load(chunkDetections(reads));
    const grown = new InThreadMatcher();
    await grown.load(chunkDetections(reads.slice(0, 4000)));
    await grown.movement({ kind: 'convoy', plate: 'AK1000' });
    await grown.append(chunkOf(reads.slice(4000)));
    for (const request of [
      { kind: 'convoy', plate: 'AK1000', minShared: 2, join: 'texts' },
      { kind: 'convoy', plate: 'AK1000', minShared: 2, join: 'groups' },
      { kind: 'allConvoys', minShared: 3, join: 'texts' },
    ] as const) {
      expect(await grown.movement<typeof request.kind>(request)).toEqual(
        await whole.movement<typeof request.kind>(request),
      );
    }
  });
});

describe('the training network', { timeout: 120_000 }, () => {
  const nowMs = Date.UTC(2026, 10, 12, 3);
  const ordinals = new Map(trainingSites.map(({ id }, ordinal) => [id, ordinal]));

  test('MV11 its clone and its convoy are found', async () => {
    const matcher = new InThreadMatcher();
    const rows: DetectionColumnsInput[] = [];
    for (const { message } of trainingReads({ seed: 7, nowMs, detections: 40_000, pictures: 0 })) {
      const [result] = message.results;
      if (result === undefined) continue;
      rows.push({
        id: rows.length + 1,
        timeMs: message.epoch_time,
        cameraOrdinal: ordinals.get(message.camera_id) ?? 0,
        texts: result.candidates.map(({ plate, confidence }, nth) => ({
          ...{ text: plate, via: nth === 0 ? ('read' as const) : ('candidate' as const), confidence: confidence / 100 },
        })),
      });
    }
    await matcher.load(chunkDetections(rows));
    const convoy = await matcher.movement({ kind: 'convoy', plate: 'NIO352', gapMs: 300_000 });
    expect(
      convoy.partners
        .slice(0, 2)
        .map(({ plate }) => plate)
        .sort(),
    ).toEqual(['BVI619', 'TXO847']);
    expect(convoy.partners[0]?.shared).toBe(13);
    const pairs = await matcher.movement({ kind: 'allConvoys', gapMs: 300_000 });
    const top = pairs.pairs.slice(0, 3).map(({ plates }) => [...plates].sort().join(' '));
    expect(top.sort()).toEqual(['BVI619 NIO352', 'BVI619 TXO847', 'NIO352 TXO847']);
    const cloned = await matcher.movement({
      ...{ kind: 'pattern', plate: 'DOV731' },
      cameraLons: Float64Array.from(trainingSites, ({ lon }) => lon),
      cameraLats: Float64Array.from(trainingSites, ({ lat }) => lat),
    });
    const impossible = cloned.legs.filter((leg) => leg.impossible);
    expect(impossible.length).toBeGreaterThan(0);
    expect(Math.max(...impossible.map(({ doubt }) => doubt?.clone ?? 0))).toBeGreaterThan(0.5);
  });
});
