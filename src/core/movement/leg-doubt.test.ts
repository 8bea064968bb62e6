import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildJourney, IMPOSSIBLE_KMH } from './journey.ts';
import type { DoubtedSighting } from './leg-doubt.ts';
import { doubtLeg, splitTracks } from './leg-doubt.ts';

const HOUR_MS = 3_600_000;
const auckland = { lon: 174.76, lat: -36.85, camera: 1 };
const hamilton = { lon: 175.28, lat: -37.79, camera: 2 };
const dunedin = { lon: 170.5, lat: -45.87, camera: 3 };
const timaru = { lon: 171.24, lat: -44.38, camera: 4 };
type Place = typeof auckland;
const seen = (place: Place, hours: number, likelihood = 0.98): DoubtedSighting => ({
  ...place,
  timeMs: hours * HOUR_MS,
  likelihood,
});
const doubts = (sightings: readonly DoubtedSighting[]) => {
  const tracks = splitTracks(sightings);
  return buildJourney(sightings.map((sighting, at) => ({ ...sighting, id: String(at).padStart(3, '0') }))).legs.flatMap(
    (leg, at) => (leg.impossible ? [doubtLeg(sightings, tracks, at)] : []),
  );
};

describe('MV11 odds of what may explain an impossible leg', () => {
  test('two tracks that can each be driven, read after read: a cloned plate', () => {
    const [doubt, ...more] = doubts([
      ...[seen(auckland, 0), seen(hamilton, 2), seen(dunedin, 2.5), seen(timaru, 5), seen(hamilton, 6)],
      ...[seen(timaru, 9), seen(auckland, 10), seen(dunedin, 12)],
    ]);
    expect(more.length).toBeGreaterThan(2);
    expect(doubt?.clone).toBeGreaterThan(0.8);
    expect(doubt?.text).toMatch(/^Two vehicles/);
  });

  test('one unlikely read elsewhere: a misread', () => {
    const all = doubts([
      seen(auckland, 0),
      seen(hamilton, 2),
      seen(dunedin, 2.5, 0.3),
      seen(hamilton, 6),
      seen(auckland, 9),
    ]);
    expect(all).not.toEqual([]);
    for (const doubt of all) expect(doubt.misread).toBeGreaterThan(0.9);
  });

  test('one sure read that a few minutes would put right: a clock', () => {
    // Some 114 km in 32 minutes: two minutes more would do.
    const all = doubts([seen(auckland, 0, 0.9995), seen(hamilton, 0.54, 0.9995), seen(auckland, 3, 0.9995)]);
    const far = doubts([seen(auckland, 0, 0.9995), seen(dunedin, 0.54, 0.9995), seen(auckland, 9, 0.9995)]);
    expect(all[0]?.clock).toBeGreaterThan((far[0]?.clock ?? 1) * 1.5);
  });

  test('shares sum to 1 and tracks can be driven, whatever was read', () => {
    const sighting = fc
      .record({
        place: fc.constantFrom(auckland, hamilton, dunedin, timaru),
        hours: fc.integer({ min: 0, max: 40 }),
        likelihood: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ place, hours, likelihood }) => seen(place, hours, likelihood));
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 20 }), (unordered) => {
        const sightings = unordered.sort((a, b) => a.timeMs - b.timeMs);
        for (const { misread, clone, clock, text } of doubts(sightings)) {
          expect(misread + clone + clock).toBeCloseTo(1, 9);
          for (const share of [misread, clone, clock]) expect(share).toBeGreaterThanOrEqual(0);
          expect(text).not.toMatch(/NaN/);
        }
        const tracks = splitTracks(sightings);
        for (const track of new Set(tracks)) {
          const own = sightings.filter((_, at) => tracks[at] === track).map((one, at) => ({ ...one, id: String(at) }));
          for (const leg of buildJourney(own).legs)
            expect(leg.speedKmh ?? Infinity).toBeLessThanOrEqual(IMPOSSIBLE_KMH);
        }
      }),
      { seed: 20_260_101, numRuns: 200 },
    );
  });
});
