// Invented traffic for the movement bench: detections of 60 days as parallel columns, in order of arrival. Pure: the same
// seed gives the same columns. Few vehicles pass often and many seldom (the busiest some thirty times a day), each at its
// own few cameras and hours.

import type { Random } from '../../../tools/seeded-random.ts';

export type Traffic = {
  readonly timesMs: Float64Array;
  readonly cameras: Uint32Array;
  readonly plates: Int32Array;
  readonly plateCount: number;
  readonly fromMs: number;
  readonly toMs: number;
};

const START_MS = Date.UTC(2026, 2, 1);
const DAYS = 60;
const DAY_MS = 86_400_000;
const HOME_CAMERAS = 8;
const ROWS_AT_MOST = 2 ** 24;

export function makeTraffic(random: Random, detections: number, plateCount: number, cameraCount: number): Traffic {
  const plates = new Int32Array(detections);
  const cameras = new Uint32Array(detections);
  const minutes = new Float64Array(detections);
  const homes = Uint32Array.from({ length: plateCount * HOME_CAMERAS }, () =>
    Math.floor(random() ** 1.5 * cameraCount),
  );
  const hours = Uint8Array.from({ length: plateCount }, () => Math.floor(random() * 24));
  for (let at = 0; at < detections; at++) {
    const plate = Math.floor(random() ** 1.6 * plateCount);
    plates[at] = plate;
    cameras[at] = homes[plate * HOME_CAMERAS + Math.floor(random() * HOME_CAMERAS)] ?? 0;
    // Half of its passes at its own hour, the others by day.
    const hour = random() < 0.5 ? (hours[plate] ?? 0) : 6 + random() * 14;
    minutes[at] = Math.floor(random() * DAYS) * 1440 + ((hour + random()) % 24) * 60;
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
    fromMs: START_MS,
    toMs: START_MS + DAYS * DAY_MS,
  };
}
