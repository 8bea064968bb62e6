/**
 * What was planted is found: convoys among commuters on busy roads, with misreads, and police cars that stand together in
 * real reads. Seeds are fixed: the same traffic in every run.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { misreadOf, trainingPlate } from '../../src/core/training/plates.ts';
import { chanceOf } from '../../src/core/training/random.ts';
import type { DetectionColumnsInput } from '../../src/match/column-chunk.ts';
import { chunkDetections } from '../../src/match/column-chunk.ts';
import { InThreadMatcher } from '../../src/match/in-thread-matcher.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 4, 3, 12);
const CONVOYS = 20;
const COMMUTERS = 900;
const CAMERAS = 40;
const DAYS = 28;
const SEED = 20_260_503;

/**
 * One long road with a camera every three minutes. Commuters drive the same stretch at about the same minute every other
 * day, so that many are near each other often. Each convoy drives six times in 28 days, a minute or so apart, at no fixed
 * hour and place; its vehicles commute like all others besides.
 */
function traffic(misreadRate: number): DetectionColumnsInput[] {
  const reads: DetectionColumnsInput[] = [];
  const vehicles = COMMUTERS + CONVOYS * 2;
  const seen = (vehicle: number, camera: number, timeMs: number, key: number): void => {
    const chance = chanceOf(SEED, vehicle, key, camera, Math.round(misreadRate * 1000));
    const plate = trainingPlate(vehicle, SEED);
    const text = chance.happens(misreadRate) ? misreadOf(plate, chance) : plate;
    const listed = text !== plate && chance.happens(0.5);
    reads.push({
      ...{ id: reads.length + 1, timeMs: Math.round(timeMs), cameraOrdinal: camera },
      texts: [
        { text, via: 'read', confidence: 0.9 },
        ...(listed ? [{ text: plate, via: 'candidate' as const, confidence: 0.84 }] : []),
      ],
    });
  };
  const drive = (vehicle: number, from: number, length: number, startMs: number, key: number): void => {
    const chance = chanceOf(SEED, 9, vehicle, key);
    let timeMs = startMs;
    for (let camera = from; camera < Math.min(CAMERAS, from + length); camera++) {
      seen(vehicle, camera, timeMs, key);
      timeMs += (2.7 + 0.6 * chance.next()) * MINUTE_MS;
    }
  };
  for (let vehicle = 0; vehicle < vehicles; vehicle++) {
    const habit = chanceOf(SEED, 1, vehicle);
    const home = habit.below(CAMERAS - 6);
    const length = 3 + habit.below(4);
    const minute = (habit.happens(0.5) ? 7 * 60 : 17 * 60) + habit.below(90);
    for (let day = 0; day < DAYS; day++) {
      const chance = chanceOf(SEED, 2, vehicle, day);
      if (chance.happens(0.5)) continue;
      drive(vehicle, home, length, START_MS + day * DAY_MS + (minute + 12 * (chance.next() - 0.5)) * MINUTE_MS, day);
    }
  }
  for (let convoy = 0; convoy < CONVOYS; convoy++) {
    for (let trip = 0; trip < 6; trip++) {
      const chance = chanceOf(SEED, 3, convoy, trip);
      const startMs = START_MS + chance.below(DAYS) * DAY_MS + chance.below(1440) * MINUTE_MS;
      const from = chance.below(CAMERAS - 8);
      const first = COMMUTERS + convoy * 2;
      for (let camera = from; camera < from + 5; camera++) {
        const timeMs = startMs + (camera - from) * 3 * MINUTE_MS;
        seen(first, camera, timeMs, 1000 + trip);
        seen(first + 1, camera, timeMs + (30 + 60 * chance.next()) * 1000, 1000 + trip);
      }
    }
  }
  return reads;
}

test.each([0.03, 0.1])(
  'MV5 MV8 all of twenty planted convoys are found at a misread rate of %d',
  async (misreadRate) => {
    const matcher = new InThreadMatcher();
    await matcher.load(chunkDetections(traffic(misreadRate)));
    const found = { groups: 0, texts: 0 };
    let shared = 0;
    const misreadTexts = { groups: 0, texts: 0 };
    for (let convoy = 0; convoy < CONVOYS; convoy++) {
      const plate = trainingPlate(COMMUTERS + convoy * 2, SEED);
      const mate = trainingPlate(COMMUTERS + convoy * 2 + 1, SEED);
      for (const join of ['groups', 'texts'] as const) {
        const { partners, texts } = await matcher.movement({ kind: 'convoy', plate, join });
        misreadTexts[join] += texts.length - 1;
        if (partners[0]?.plate !== mate) continue;
        found[join]++;
        if (join === 'groups') shared += partners[0].shared;
        // No busy road comes near: the best innocent stands well below.
        expect(partners[0].liftAtLeast).toBeGreaterThan((partners[1]?.liftAtLeast ?? 0) * 1.2);
      }
    }
    console.info(
      `misread rate ${misreadRate}: first of the list in ${found.groups} of 20 (texts alone: ${found.texts}),`,
    );
    console.info(
      `  ${shared} of 600 planted passes shared, ${misreadTexts.groups} misread texts joined to the plates asked for`,
    );
    expect(found.groups).toBe(CONVOYS);
    expect(shared).toBeGreaterThan(600 * (1 - misreadRate) ** 2);
    expect(misreadTexts.groups).toBeGreaterThan(misreadTexts.texts);
  },
);

test('MV7 the pairs of a busy road are led by the planted convoys', async () => {
  const matcher = new InThreadMatcher();
  await matcher.load(chunkDetections(traffic(0.03)));
  const { pairs, total } = await matcher.movement({ kind: 'allConvoys', limit: CONVOYS });
  const planted = new Set(
    Array.from({ length: CONVOYS }, (_, convoy) =>
      [0, 1]
        .map((side) => trainingPlate(COMMUTERS + convoy * 2 + side, SEED))
        .sort()
        .join(' '),
    ),
  );
  const top = pairs.filter(({ plates }) => planted.has([...plates].sort().join(' ')));
  console.info(`all pairs: ${total} met often enough; ${top.length} of the first 20 were planted`);
  expect(total).toBeGreaterThan(100);
  expect(top).toHaveLength(CONVOYS);
});

const SPD = join(import.meta.dirname, '../../../shared/data/movement/spd-reads.csv.gz');
const noReads = existsSync(SPD) ? false : 'the real reads of police cars are not beside this checkout';

test.skipIf(noReads)(`MV2 MV12 real reads of police cars${noReads ? ` (skipped: ${noReads})` : ''}`, async () => {
  const [header, ...lines] = gunzipSync(readFileSync(SPD)).toString('utf8').trimEnd().split(/\r?\n/);
  expect(header).toBe('zipcode|dt|location|address|device|plate_hash|lon|lat');
  const devices = new Map<string, number>();
  const plateOf = new Map<string, string>();
  const rows = lines.flatMap((line, at): DetectionColumnsInput[] => {
    const [, dt = '', , , device = '', hash = ''] = line.split('|');
    const [, month, day, year, clock] = /^(\d\d)\/(\d\d)\/(\d{4}) - (\d\d:\d\d:\d\d)$/.exec(dt) ?? [];
    // Seattle in October: seven hours behind UTC.
    const timeMs = Date.parse(`${year}-${month}-${day}T${clock}-07:00`);
    if (Number.isNaN(timeMs)) return [];
    if (!devices.has(device)) devices.set(device, devices.size);
    // Hashes stand for plates: numbers with nothing in common, so that no two look alike.
    if (!plateOf.has(hash)) plateOf.set(hash, (plateOf.size * 7_919_993 + 60_466_176).toString(36).toUpperCase());
    const text = plateOf.get(hash) ?? '';
    return [
      { id: at + 1, timeMs, cameraOrdinal: devices.get(device) ?? 0, texts: [{ text, via: 'read', confidence: null }] },
    ];
  });
  expect(rows.length).toBeGreaterThan(35_000);
  const matcher = new InThreadMatcher();
  await matcher.load(chunkDetections(rows));
  const counts = new Map<string, number>();
  for (const { texts } of rows) for (const { text } of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [busiest = '', reads = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const zone = 'America/Los_Angeles';
  const none = { cameraLons: new Float64Array(0), cameraLats: new Float64Array(0) };
  const pattern = await matcher.movement({ kind: 'pattern', plate: busiest, zone, ...none });
  expect(pattern.sightings.filter(({ read }) => read === busiest)).toHaveLength(reads);
  expect(pattern.places.every(({ days }) => days <= 4)).toBe(true);
  expect(pattern.hours.reduce((sum, count) => sum + count, 0)).toBe(pattern.sightings.length);
  const convoy = await matcher.movement({ kind: 'convoy', plate: busiest, zone, gapMs: 60_000, join: 'texts' });
  expect(convoy.passes).toBe(reads);
  for (const partner of convoy.partners) {
    expect(partner.shared).toBeLessThanOrEqual(reads);
    expect(partner.visits).toBeLessThanOrEqual(partner.shared);
    expect(partner.days).toBeLessThanOrEqual(4);
  }
  // Cars parked along one street are read together on every round of the patrol: the pairs there are.
  const pairs = await matcher.movement({ kind: 'allConvoys', zone, gapMs: 60_000, minShared: 5, join: 'texts' });
  expect(pairs.total).toBeGreaterThan(0);
  console.info(
    `police cars: ${rows.length} reads, busiest ${reads}, ${convoy.total} convoys of it, ${pairs.total} pairs`,
  );
});
