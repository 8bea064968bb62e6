// Invented traffic for the movement bench, as parallel columns in order of arrival: four weeks of a regional ANPR network.
// Pure: the same seed gives the same columns. Vehicles drive trips past four cameras that stand along a road, some minutes
// apart. Few drive often and many seldom; three trips in five are to work or back, on a weekday at the vehicle's own
// minute of the rush hours, past the same cameras; the others are by day, from about home. Few cameras stand on busy roads
// and many on quiet ones.

import type { Random } from '../../../tools/seeded-random.ts';

export type Traffic = {
  readonly timesMs: Float64Array;
  readonly cameras: Uint32Array;
  readonly plates: Int32Array;
  readonly plateCount: number;
  readonly cameraCount: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** A Sunday, 00:00 in Auckland. */
const START_MS = Date.UTC(2026, 6, 4, 12);
const DAYS = 28;
const DAY_MS = 86_400_000;
const TRIP_CAMERAS = 4;
/** Between two cameras of a trip: two minutes to four. */
const LEG_MINUTES = 2;
const COMMUTES = 0.6;
const ROWS_AT_MOST = 2 ** 24;

export function makeTraffic(random: Random, detections: number, plateCount: number, cameraCount: number): Traffic {
  const plates = new Int32Array(detections);
  const cameras = new Uint32Array(detections);
  const minutes = new Float64Array(detections);
  const homes = Uint32Array.from({ length: plateCount }, () => Math.floor(random() ** 1.5 * cameraCount));
  // Mornings from half past six to nine; back nine hours later.
  const mornings = Uint16Array.from({ length: plateCount }, () => 390 + Math.floor((random() + random()) * 75));
  for (let at = 0; at < detections; ) {
    const plate = Math.floor(random() ** 1.6 * plateCount);
    const day = Math.floor(random() * DAYS);
    const commutes = day % 7 !== 0 && day % 7 !== 6 && random() < COMMUTES;
    const back = random() < 0.5;
    const minute = commutes
      ? (mornings[plate] ?? 0) + (back ? 540 : 0) + (random() + random()) * 10
      : 360 + (random() + random()) * 480;
    const home = (homes[plate] ?? 0) + (commutes ? 0 : Math.floor(random() * 20));
    let time = day * 1440 + minute;
    for (let leg = 0; leg < TRIP_CAMERAS && at < detections; leg++) {
      plates[at] = plate;
      cameras[at] = (home + (back ? TRIP_CAMERAS - leg : leg)) % cameraCount;
      minutes[at++] = time;
      time += LEG_MINUTES * (1 + random());
    }
  }
  // As they come in: by the second, and within one in no order. A number holds both the second and whose it is.
  const order = Uint32Array.from(
    Float64Array.from(minutes, (minute, at) => Math.floor(minute * 60) * ROWS_AT_MOST + at).sort(),
    (key) => key % ROWS_AT_MOST,
  );
  return {
    timesMs: Float64Array.from(order, (at) => START_MS + Math.floor((minutes[at] ?? 0) * 60_000)),
    cameras: Uint32Array.from(order, (at) => cameras[at] ?? 0),
    plates: Int32Array.from(order, (at) => plates[at] ?? 0),
    plateCount,
    cameraCount,
    fromMs: START_MS,
    toMs: START_MS + DAYS * DAY_MS,
  };
}
