/**
 * Movement analyses against SQL over the same random detections: convoy, co-location and all pairs give the same rows.
 * Seeds are printed, so that a failure can be pinned: `WAYMARK_SEED=n npx vitest run tests/property/movement`.
 */

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAllConvoys } from '../../src/core/movement/all-convoys.ts';
import { findColocated } from '../../src/core/movement/colocation.ts';
import { findConvoy } from '../../src/core/movement/convoy.ts';
import type { DetectionTable } from '../../src/core/movement/detection-table.ts';
import { buildDetectionTable, regroupTable } from '../../src/core/movement/detection-table.ts';
import { LocalClock } from '../../src/core/movement/local-clock.ts';
import { VehicleCounters } from '../../src/core/movement/vehicle-counters.ts';
import { textsAsVehicles } from '../../src/core/movement/vehicles.ts';
import { seededRandom } from '../../tools/seeded-random.ts';

const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
console.info(`movement property tests: WAYMARK_SEED=${seed}`);

type Read = { readonly plate: number; readonly camera: number; readonly timeMs: number };

const PLATES = 12;
const BASE_MS = Date.UTC(2026, 3, 4, 10);
/** Few plates, cameras and seconds, so that ties, bounds and reads at one instant are the rule. */
const read: fc.Arbitrary<Read> = fc.record({
  plate: fc.integer({ min: -1, max: PLATES - 1 }),
  camera: fc.constantFrom(0, 1, 5, 4_000_000_000),
  timeMs: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 60 }).map((second) => BASE_MS + second * 1000) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }).map((hour) => BASE_MS + hour * 3_600_000) },
    { weight: 1, arbitrary: fc.constantFrom(-1.5, 0, BASE_MS + 0.25) },
  ),
});
const reads = fc.oneof(
  { weight: 1, arbitrary: fc.array(read, { maxLength: 8 }) },
  { weight: 4, arbitrary: fc.array(read, { minLength: 60, maxLength: 120, size: 'max' }) },
);
const clock = new LocalClock('Pacific/Auckland');
const nameOf = (plate: number): string => `P${String(plate).padStart(3, '0')}`;

const finish = <A>(steps: Generator<number, A>): A => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    expect(step.value).toBeGreaterThanOrEqual(0);
    expect(step.value).toBeLessThanOrEqual(1);
  }
};

const tableOf = (all: readonly Read[], fromRow = 0, toRow = all.length): DetectionTable =>
  finish(
    buildDetectionTable({
      fromRow,
      toRow,
      timesMs: Float64Array.from(all, ({ timeMs }) => timeMs),
      cameras: Float64Array.from(all, ({ camera }) => camera),
      vehicles: Int32Array.from(all, ({ plate }) => plate),
      vehicleCount: PLATES,
    }),
  );

/** One table, or the old rows and the new ones apart. */
const tablesOf = (all: readonly Read[], split: number): DetectionTable[] =>
  split >= all.length ? [tableOf(all)] : [tableOf(all, 0, split), tableOf(all, split)];

function database(all: readonly Read[]): Database.Database {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE d (row INTEGER, plate INTEGER, camera INTEGER, t REAL, day INTEGER)');
  const insert = db.prepare('INSERT INTO d VALUES (?, ?, ?, ?, ?)');
  for (const [row, { plate, camera, timeMs }] of all.entries()) {
    if (plate >= 0) insert.run(row, plate, camera, timeMs, clock.day(timeMs));
  }
  return db;
}

// Half of the windows hold everything.
const window = fc.option(
  fc.record({
    fromMs: fc.integer({ min: 0, max: 30 }).map((second) => BASE_MS + second * 1000),
    toMs: fc.integer({ min: 20, max: 50_000 }).map((second) => BASE_MS + second * 1000),
  }),
  { freq: 1, nil: { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY } },
);
const sqlBound = (ms: number): number => (Number.isFinite(ms) ? ms : Math.sign(ms) * 1e18);
const gap = fc.constantFrom(1000, 2000, 10_000, 3_600_000);

test('MV1 the table holds every read with a text once, by camera, time and row', () => {
  fc.assert(
    fc.property(reads, (all) => {
      const table = tableOf(all);
      const expected = all
        .map((one, row) => ({ ...one, row }))
        .filter(({ plate }) => plate >= 0)
        .sort((a, b) => a.camera - b.camera || a.timeMs - b.timeMs || a.row - b.row);
      expect(Array.from(table.rows)).toEqual(expected.map(({ row }) => row));
      expect(Array.from(table.vehicles)).toEqual(expected.map(({ plate }) => plate));
      expect(Array.from(table.timesMs)).toEqual(expected.map(({ timeMs }) => timeMs));
      for (let plate = 0; plate < PLATES; plate++) {
        const own = table.postings.subarray(table.vehicleStarts[plate], table.vehicleStarts[plate + 1]);
        expect(Array.from(own)).toEqual(expected.flatMap((one, at) => (one.plate === plate ? [at] : [])));
      }
      const { timesMs, vehicles, rows } = table;
      expect(timesMs.byteLength + vehicles.byteLength + rows.byteLength).toBe(16 * expected.length);
    }),
    { seed, numRuns: 200 },
  );
});

test('MV1 thousands of times in any order sort like a plain sort', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 60, maxLength: 400 }),
      (times) => {
        const table = tableOf(times.map((timeMs) => ({ plate: 0, camera: 0, timeMs })));
        const expected = times
          .map((timeMs, row) => ({ timeMs, row }))
          .sort((a, b) => a.timeMs - b.timeMs || a.row - b.row);
        expect(Array.from(table.rows)).toEqual(expected.map(({ row }) => row));
      },
    ),
    { seed, numRuns: 100 },
  );
});

test('MV2 convoy rows are those of SQL', () => {
  const counters = new VehicleCounters();
  const vehicles = textsAsVehicles(PLATES, nameOf);
  let listed = 0;
  fc.assert(
    fc.property(
      reads,
      fc.nat(120),
      window,
      gap,
      fc.integer({ min: 1, max: 3 }),
      (all, split, span, gapMs, minShared) => {
        const db = database(all);
        const question = { plate: [0], span, gapMs, minShared, limit: 1000, maxMeetings: 200 };
        const found = finish(findConvoy(tablesOf(all, split), vehicles, counters, clock, question));
        const rows = db
          .prepare(
            `SELECT b.plate AS vehicle, COUNT(DISTINCT a.row) AS shared, COUNT(DISTINCT a.camera) AS cameras,
             COUNT(DISTINCT a.day) AS days, MIN(a.t) AS firstMs, MAX(a.t) AS lastMs,
             (SELECT COUNT(*) FROM d c WHERE c.plate = b.plate AND c.t BETWEEN :from AND :to) AS passes
           FROM d a JOIN d b ON b.camera = a.camera AND b.t BETWEEN a.t - :gap AND a.t + :gap AND b.plate <> a.plate
           WHERE a.plate = 0 AND a.t BETWEEN :from AND :to AND b.t BETWEEN :from AND :to
           GROUP BY b.plate HAVING shared >= :min ORDER BY b.plate`,
          )
          .all({ from: sqlBound(span.fromMs), to: sqlBound(span.toMs), gap: gapMs, min: minShared });
        const got = found.partners
          .map(({ vehicle, shared, cameras, days, firstMs, lastMs, passes }) => ({
            ...{ vehicle, shared, cameras, days, firstMs, lastMs, passes },
          }))
          .sort((a, b) => a.vehicle - b.vehicle);
        expect(got).toEqual(rows);
        expect(found.total).toBe(rows.length);
        listed += rows.length;
        for (const partner of found.partners) {
          // MV3: visits are shared passes with runs within the gap taken as one; MV2: meetings are the shared passes.
          expect(partner.visits).toBeLessThanOrEqual(partner.shared);
          expect(partner.meetings).toHaveLength(partner.shared);
          for (const meeting of partner.meetings) {
            expect(Math.abs(meeting.gapMs)).toBeLessThanOrEqual(gapMs);
            expect(all[meeting.row]).toMatchObject({ plate: 0, camera: meeting.camera, timeMs: meeting.timeMs });
            expect(all[meeting.partnerRow]).toMatchObject({
              ...{ plate: partner.vehicle, camera: meeting.camera, timeMs: meeting.timeMs + meeting.gapMs },
            });
          }
          expect(partner.expected).toBeGreaterThan(0);
          expect(partner.liftAtLeast).toBeLessThanOrEqual(partner.lift);
        }
        db.close();
      },
    ),
    { seed, numRuns: 300 },
  );
  expect(listed).toBeGreaterThan(100);
});

test('MV6 co-located vehicles are those of SQL', () => {
  const counters = new VehicleCounters();
  const vehicles = textsAsVehicles(PLATES, nameOf);
  const scene = fc
    .tuple(
      fc.option(fc.uniqueArray(fc.constantFrom(0, 1, 5, 4_000_000_000, 77), { maxLength: 4 }), { nil: null }),
      fc.integer({ min: -2, max: 60 }),
      fc.integer({ min: 0, max: 50_000 }),
    )
    .map(([cameras, from, length]) => ({
      ...{ cameras, fromMs: BASE_MS + from * 1000, toMs: BASE_MS + (from + length) * 1000 },
    }));
  let listed = 0;
  fc.assert(
    fc.property(
      reads,
      fc.nat(120),
      fc.array(scene, { minLength: 1, maxLength: 32 }),
      fc.integer({ min: 1, max: 3 }),
      (all, split, scenes, atLeast) => {
        const db = database(all);
        db.exec('CREATE TABLE s (n INTEGER, camera INTEGER, f REAL, t REAL)');
        const insert = db.prepare('INSERT INTO s VALUES (?, ?, ?, ?)');
        for (const [n, { cameras, fromMs, toMs }] of scenes.entries()) {
          for (const camera of cameras ?? [0, 1, 5, 4_000_000_000]) insert.run(n, camera, fromMs, toMs);
        }
        const question = { scenes, atLeast, limit: 1000, maxRows: 1000 };
        const found = finish(findColocated(tablesOf(all, split), vehicles, counters, clock, question));
        const at = 'd JOIN s ON s.camera = d.camera AND d.t BETWEEN s.f AND s.t';
        const rows = db
          .prepare(
            `SELECT d.plate AS vehicle, COUNT(DISTINCT s.n) AS scenes, COUNT(DISTINCT d.row) AS reads FROM ${at}
             GROUP BY d.plate HAVING scenes >= ? ORDER BY d.plate`,
          )
          .all(atLeast);
        const got = found.vehicles
          .map(({ vehicle, scenes: seen, reads: count }) => ({ vehicle, scenes: seen.length, reads: count }))
          .sort((a, b) => a.vehicle - b.vehicle);
        expect(got).toEqual(rows);
        expect(found.total).toBe(rows.length);
        listed += rows.length;
        const perScene = db
          .prepare(`SELECT s.n, COUNT(*) AS reads, COUNT(DISTINCT d.plate) AS vehicles FROM ${at} GROUP BY s.n`)
          .all() as { n: number; reads: number; vehicles: number }[];
        for (const [n, counted] of found.scenes.entries()) {
          const { reads: inScene, vehicles: of } = perScene.find((one) => one.n === n) ?? { reads: 0, vehicles: 0 };
          expect([counted.reads, counted.vehicles]).toEqual([inScene, of]);
        }
        for (const { rows: own, reads: count } of found.vehicles) expect(new Set(own).size).toBe(count);
        db.close();
      },
    ),
    { seed, numRuns: 200 },
  );
  expect(listed).toBeGreaterThan(100);
});

test('MV5 MV6 a limit changes what is listed, never its order, however many vehicles there are besides', () => {
  const crowd = 160;
  /** As many more texts that are nowhere near: vehicles are then counted in a table of those met. */
  const apartBy = 499;
  const many = textsAsVehicles(crowd * apartBy, (vehicle) => nameOf(vehicle / apartBy));
  const vehicles = textsAsVehicles(crowd, nameOf);
  const counters = new VehicleCounters();
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), fc.boolean(), (salt, limit, apart) => {
      const random = seededRandom(salt);
      // Few of them everywhere all the time, many rarely: counts and expectations of every size.
      const rows = Array.from({ length: 2500 }, () => ({
        plate: Math.floor(random() ** 2 * crowd),
        camera: Math.floor(random() * 6),
        timeMs: BASE_MS + Math.floor(random() * 86_400) * 1000,
      }));
      const build = (fromRow: number, toRow: number, by = 1): DetectionTable =>
        finish(
          buildDetectionTable({
            ...{ fromRow, toRow, vehicleCount: crowd * by, timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs) },
            ...{ cameras: rows.map(({ camera }) => camera), vehicles: rows.map(({ plate }) => plate * by) },
          }),
        );
      const tables = apart ? [build(0, 2000), build(2000, 2500)] : [build(0, 2500)];
      const span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
      const near = { plate: [0], span, gapMs: 120_000, minShared: 1, maxMeetings: 9 };
      const every = finish(findConvoy(tables, vehicles, counters, clock, { ...near, limit: crowd }));
      const few = finish(findConvoy(tables, vehicles, counters, clock, { ...near, limit }));
      expect(every.partners).toHaveLength(every.total);
      expect(few).toEqual({ ...every, partners: every.partners.slice(0, limit) });
      const wide = [build(0, 2500, apartBy)];
      const sparse = finish(findConvoy(wide, many, counters, clock, { ...near, limit: crowd }));
      const narrow = (vehicle: number): number => vehicle / apartBy;
      if (!apart) {
        expect(sparse.partners.map((one) => ({ ...one, vehicle: narrow(one.vehicle) }))).toEqual(every.partners);
      }
      const scenes = Array.from({ length: 8 }, (_, nth) => ({
        ...{ cameras: nth % 3 === 0 ? null : [nth % 6], fromMs: BASE_MS + nth * 9e6, toMs: BASE_MS + nth * 9e6 + 6e6 },
      }));
      const at = { scenes, atLeast: 1, maxRows: 9 };
      const everyone = finish(findColocated(tables, vehicles, counters, clock, { ...at, limit: crowd }));
      const spread = finish(findColocated(wide, many, counters, clock, { ...at, limit: crowd }));
      if (!apart) {
        const vehiclesThere = spread.vehicles.map((one) => ({ ...one, vehicle: narrow(one.vehicle) }));
        expect({ ...spread, vehicles: vehiclesThere }).toEqual(everyone);
      }
      const listed = finish(findColocated(tables, vehicles, counters, clock, { ...at, limit }));
      expect(everyone.vehicles).toHaveLength(everyone.total);
      expect(listed).toEqual({ ...everyone, vehicles: everyone.vehicles.slice(0, limit) });
    }),
    { seed, numRuns: 60 },
  );
});

test('MV7 all pairs are those of SQL, and no limit changes their order', () => {
  let listed = 0;
  fc.assert(
    fc.property(reads, window, gap, fc.integer({ min: 2, max: 3 }), (all, span, gapMs, minShared) => {
      const db = database(all);
      const table = tableOf(all);
      const question = { span, gapMs, minShared, limit: 1000 };
      const found = finish(findAllConvoys(table, clock, nameOf, question));
      const rows = db
        .prepare(
          `SELECT a.plate AS one, b.plate AS other, MIN(COUNT(DISTINCT a.row), COUNT(DISTINCT b.row)) AS shared
           FROM d a JOIN d b ON b.camera = a.camera AND b.t BETWEEN a.t - :gap AND a.t + :gap AND b.plate > a.plate
           WHERE a.t BETWEEN :from AND :to AND b.t BETWEEN :from AND :to
           GROUP BY a.plate, b.plate HAVING shared >= :min ORDER BY one, other`,
        )
        .all({ from: sqlBound(span.fromMs), to: sqlBound(span.toMs), gap: gapMs, min: minShared });
      const got = found.pairs
        .map(({ vehicles: [one, other], shared }) => ({ one, other, shared }))
        .sort((a, b) => a.one - b.one || a.other - b.other);
      expect(got).toEqual(rows);
      listed += rows.length;
      const few = finish(findAllConvoys(table, clock, nameOf, { ...question, limit: 3 }));
      expect(few).toEqual({ total: found.total, pairs: found.pairs.slice(0, 3) });
      db.close();
    }),
    { seed, numRuns: 200 },
  );
  expect(listed).toBeGreaterThan(100);
});

test('MV8 regrouping a table is building it from the leaders', () => {
  fc.assert(
    fc.property(reads, fc.array(fc.nat(PLATES - 1), { minLength: PLATES, maxLength: PLATES }), (all, leaders) => {
      const led = all.map((one) => ({ ...one, plate: one.plate < 0 ? -1 : (leaders[one.plate] ?? 0) }));
      expect(finish(regroupTable(tableOf(all), leaders))).toEqual(tableOf(led));
    }),
    { seed, numRuns: 100 },
  );
});
