/**
 * The training network: OpenALPR messages of 59 days on invented roads, in order of time, with the truth beside each.
 * Runs anywhere (pure): the same seed, size and "now" give the same messages. It streams a day at a time, so that
 * millions need no more memory than one day.
 */

import type { PlatePictureSpec } from './plate-picture.ts';
import { candidatesOf, misreadOf, type TrainingCandidate } from './plates.ts';
import { type Chance, chanceOf } from './random.ts';
import { cameraClocks, downDays, poorCameras, trainingSites } from './sites.ts';
import { LOCAL_OFFSET_MS, type PlantedKind, plantedPasses } from './story.ts';
import { type EverydayVehicle, everydayVehicle, passesOfDay } from './vehicles.ts';

export const TRAINING_PROVIDER = 'training';
export const TRAINING_DETECTIONS = 40_000;
const TRAINING_DAYS = 59;
const DAY_MS = 86_400_000;

/** Share of reads that are wrong, by kind of camera. 3 % is what is met in the field (a UK figure). */
export const MISREAD_RATE = { usual: 0.03, poor: 0.1 } as const;

/** Reads a vehicle gives in 59 days on average, counted over many vehicles; from it the number of vehicles follows. */
export const READS_PER_VEHICLE = 40.4;

export type TrainingOptions = {
  readonly seed: number;
  readonly nowMs: number;
  /** About how many reads; from 40,000 up, what comes is within a tenth of it. */
  readonly detections: number;
  /** Most pictures to describe; planted vehicles come first. */
  readonly pictures: number;
};

/** A message as an OpenALPR agent writes it; `vehicle` as in its vehicle recognition, `clock_offset_ms` our own. */
export type TrainingMessage = {
  readonly version: 2;
  readonly data_type: 'alpr_results';
  readonly epoch_time: number;
  readonly uuid: string;
  readonly camera_id: string;
  readonly agent_uid: string;
  readonly clock_offset_ms?: number;
  readonly image_file: string | null;
  readonly results: readonly {
    readonly plate: string;
    readonly confidence: number;
    readonly plate_index: 0;
    readonly requested_topn: 10;
    readonly candidates: readonly TrainingCandidate[];
    readonly vehicle: Readonly<Record<string, readonly { readonly name: string; readonly confidence: number }[]>>;
  }[];
};

export type TrainingTruth = {
  readonly plate: string;
  readonly misread: boolean;
  /** When it truly passed; the camera's clock may say otherwise. */
  readonly timeMs: number;
  readonly kind: PlantedKind | EverydayVehicle['habit'];
};

export type TrainingRead = {
  readonly message: TrainingMessage;
  readonly truth: TrainingTruth;
  readonly picture: PlatePictureSpec | null;
};

type Seen = {
  readonly plate: string;
  readonly site: number;
  readonly timeMs: number;
  readonly kind: TrainingTruth['kind'];
  readonly make: string | null;
  readonly colour: string | null;
  readonly body: string;
  readonly key: string;
  readonly chance: Chance;
  /** Set for planted passes: what the camera writes. */
  readonly planted: { readonly read: string; readonly truthListed: boolean } | null;
};

/** Streams the messages in order of true time. */
export function* trainingReads(options: TrainingOptions): Generator<TrainingRead> {
  const planted = plantedPasses(options.nowMs);
  const vehicles = Math.max(1, Math.round(options.detections / READS_PER_VEHICLE));
  const firstDay = Math.floor((options.nowMs + LOCAL_OFFSET_MS) / DAY_MS) - (TRAINING_DAYS - 1);
  const everyday = Math.max(0, options.pictures - planted.length);
  // Pictures of ordinary vehicles are spread over the whole time.
  const pictureEvery = everyday === 0 ? 0 : Math.ceil((options.detections * 1.1) / everyday);
  let count = 0;
  let pictures = 0;
  for (let day = 0; day < TRAINING_DAYS; day++) {
    const startMs = (firstDay + day) * DAY_MS - LOCAL_OFFSET_MS;
    const seen = [
      ...plantedOfDay(planted, startMs, options.seed),
      ...everydayOfDay(vehicles, firstDay + day, startMs, TRAINING_DAYS - 1 - day, options),
    ].sort((a, b) => a.timeMs - b.timeMs || (a.key < b.key ? -1 : 1));
    for (const pass of seen) {
      count += 1;
      const wanted = pass.planted !== null || (pictureEvery > 0 && count % pictureEvery === 0);
      const picture = wanted && pictures < options.pictures;
      if (picture) pictures += 1;
      yield readOf(pass, picture, options.seed);
    }
  }
}

function* plantedOfDay(planted: ReturnType<typeof plantedPasses>, startMs: number, seed: number): Generator<Seen> {
  for (const [index, pass] of planted.entries()) {
    if (pass.timeMs < startMs || pass.timeMs >= startMs + DAY_MS) continue;
    const { vehicle, site, timeMs, read, truthListed } = pass;
    yield {
      ...vehicle,
      site,
      timeMs,
      key: `p${index}`,
      chance: chanceOf(seed, 4, index),
      planted: { read, truthListed },
    };
  }
}

function* everydayOfDay(
  vehicles: number,
  localDay: number,
  startMs: number,
  daysAgo: number,
  options: TrainingOptions,
): Generator<Seen> {
  const weekday = (((localDay + 4) % 7) + 7) % 7;
  for (let index = 0; index < vehicles; index++) {
    const vehicle = everydayVehicle(index, options.seed);
    for (const [nth, pass] of passesOfDay(vehicle, index, localDay, weekday, options.seed).entries()) {
      const timeMs = startMs + pass.afterMs;
      const site = trainingSites[pass.site];
      const down = downDays[site?.key ?? ''];
      if (timeMs > options.nowMs || (down && daysAgo < down[0] && daysAgo >= down[1])) continue;
      const { plate, habit: kind, make, colour, body } = vehicle;
      const chance = chanceOf(options.seed, 5, index, localDay, nth);
      yield { plate, kind, make, colour, body, site: pass.site, timeMs, key: `${index}-${nth}`, chance, planted: null };
    }
  }
}

function readOf(pass: Seen, withPicture: boolean, seed: number): TrainingRead {
  const { chance, plate } = pass;
  const site = trainingSites[pass.site];
  if (!site) throw new RangeError('no such site');
  const clock = cameraClocks[site.key];
  const writtenMs = pass.timeMs + (clock?.offsetMs ?? 0);
  const rate = poorCameras.has(site.key) ? MISREAD_RATE.poor : MISREAD_RATE.usual;
  const wrong = chance.happens(rate);
  const read = pass.planted ? pass.planted.read : wrong ? misreadOf(plate, chance) : plate;
  const misread = read !== plate;
  const truthListed = pass.planted ? pass.planted.truthListed : !misread || chance.happens(0.5);
  // Confidence is weak evidence: a wrong reading is often a confident one.
  const confidence = Math.round((misread ? 74 + chance.next() * 17 : 81 + chance.next() * 15) * 100) / 100;
  const uuid = `${site.id}-${pass.timeMs}-${seed}-${pass.key}`;
  const night = isNight(pass.timeMs);
  const message: TrainingMessage = {
    version: 2,
    data_type: 'alpr_results',
    epoch_time: writtenMs,
    uuid,
    camera_id: site.id,
    agent_uid: 'training-agent',
    ...(clock?.measured ? { clock_offset_ms: clock.offsetMs } : {}),
    image_file: withPicture ? `training/${uuid}.png` : null,
    results: [
      {
        plate: read,
        confidence,
        plate_index: 0,
        requested_topn: 10,
        candidates: candidatesOf(read, truthListed ? plate : null, confidence, chance),
        vehicle: {
          // At night a camera often cannot tell a make or a colour.
          ...named('make', night && chance.happens(0.3) ? null : pass.make, chance),
          ...named('color', night && chance.happens(0.4) ? null : pass.colour, chance),
          ...named('body_type', pass.body, chance),
        },
      },
    ],
  };
  return {
    message,
    truth: { plate, misread, timeMs: pass.timeMs, kind: pass.kind },
    picture: withPicture
      ? {
          name: `training/${uuid}.png`,
          plate,
          cameraId: site.id,
          timeMs: writtenMs,
          night,
          hard: misread,
          seed: seed + pass.timeMs,
        }
      : null,
  };
}

function named(field: string, name: string | null, chance: Chance) {
  return name === null ? {} : { [field]: [{ name, confidence: Math.round(55 + chance.next() * 44) }] };
}

function isNight(timeMs: number): boolean {
  const hour = ((timeMs + LOCAL_OFFSET_MS) / 3_600_000) % 24;
  return hour < 6.5 || hour > 20.5;
}
