/**
 * What is planted in the training network: a robbery and the silver ute that left it, a van no camera ever read right,
 * a cloned plate, a convoy. Runs anywhere (pure; "now" is passed in). Everything is invented.
 * The ways, times and wrong readings here are fixed, so that a lesson and a test can say what will be found.
 */

import type { TrainingFile } from './people.ts';
import { quickestWay, siteIndex } from './roads.ts';
import { trainingSites } from './sites.ts';

/** Local time of the story: New Zealand daylight time, 13 hours ahead of UTC. Good enough for invented journeys. */
export const LOCAL_OFFSET_MS = 13 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export type PlantedKind = 'offender' | 'misread-only' | 'clone' | 'convoy';

export type PlantedVehicle = {
  readonly plate: string;
  readonly kind: PlantedKind;
  readonly make: string;
  readonly colour: string;
  readonly body: string;
};

/** One pass of a planted vehicle under a camera. `read`: what the camera wrote. */
export type PlantedPass = {
  readonly vehicle: PlantedVehicle;
  readonly site: number;
  readonly timeMs: number;
  readonly read: string;
  /** Whether the engine's own list has the true plate. */
  readonly truthListed: boolean;
};

const ute: PlantedVehicle = {
  plate: 'HOV528',
  kind: 'offender',
  make: 'ford',
  colour: 'silver',
  body: 'truck-standard',
};
const van: PlantedVehicle = {
  plate: 'GIX186',
  kind: 'misread-only',
  make: 'toyota',
  colour: 'white',
  body: 'van-full',
};
const hatchback: PlantedVehicle = {
  plate: 'DOV731',
  kind: 'clone',
  make: 'mazda',
  colour: 'blue',
  body: 'sedan-compact',
};
const clone: PlantedVehicle = { plate: 'DOV731', kind: 'clone', make: 'nissan', colour: 'gray', body: 'suv-standard' };
const convoy: readonly PlantedVehicle[] = [
  { plate: 'NIO352', kind: 'convoy', make: 'bmw', colour: 'black', body: 'sedan-standard' },
  { plate: 'TXO847', kind: 'convoy', make: 'toyota', colour: 'white', body: 'van-full' },
  { plate: 'BVI619', kind: 'convoy', make: 'volkswagen', colour: 'gray', body: 'suv-standard' },
];

/** Plates that no other vehicle of the network bears. */
export const plantedPlates: ReadonlySet<string> = new Set(
  [ute, van, hatchback, ...convoy].map((vehicle) => vehicle.plate),
);

/** Midnight, local, so many days before the day of `nowMs`. */
export function dayStart(nowMs: number, daysAgo: number): number {
  return Math.floor((nowMs + LOCAL_OFFSET_MS) / DAY_MS) * DAY_MS - daysAgo * DAY_MS - LOCAL_OFFSET_MS;
}

/** When the invented robbery happened: 12 days ago, 16:40. */
export function robberyTime(nowMs: number): number {
  return dayStart(nowMs, 12) + (16 * 60 + 40) * MINUTE_MS;
}

type Wrong = Readonly<Record<string, readonly [read: string, truthListed: boolean]>>;

function drive(vehicle: PlantedVehicle, stops: string, departMs: number, wrong: Wrong = {}): PlantedPass[] {
  const passes: PlantedPass[] = [];
  const keys = stops.split(' ');
  let clock = departMs;
  for (const [index, key] of keys.entries()) {
    const site = siteIndex(key);
    const previous = keys[index - 1];
    if (previous !== undefined) clock += quickestWay(siteIndex(previous), site).at(-1)?.afterMs ?? 0;
    // A few seconds either way, the same at every run.
    const timeMs = Math.round(clock + ((index * 7919) % 23) * 1000);
    const [read, truthListed] = wrong[key] ?? [vehicle.plate, true];
    passes.push({ vehicle, site, timeMs, read, truthListed });
  }
  return passes;
}

/** All planted passes up to now, by time. */
export function plantedPasses(nowMs: number): PlantedPass[] {
  const at = (daysAgo: number, hour: number, minute = 0): number =>
    dayStart(nowMs, daysAgo) + (hour * 60 + minute) * MINUTE_MS;
  const robberyMs = robberyTime(nowMs);
  const single = (key: string, timeMs: number, read: string, truthListed: boolean): PlantedPass => ({
    ...{ vehicle: van, site: siteIndex(key) },
    ...{ timeMs, read, truthListed },
  });
  const passes = [
    // Everyday driving, then a look at the place three days before.
    ...drive(ute, 'manukau ellerslie newmarket', at(31, 7, 42)),
    ...drive(ute, 'newmarket ellerslie manukau', at(26, 17, 20)),
    ...drive(ute, 'manukau airport', at(20, 11, 5)),
    ...drive(ute, 'manukau takanini drury bombay meremere huntly terapa hamilton', at(15, 9, 50)),
    ...drive(ute, 'hamilton terapa huntly meremere bombay drury manukau', at(15, 13, 35), {
      meremere: ['H0V528', true],
    }),
    // There, away, and home two days later.
    ...drive(ute, 'manukau takanini drury bombay meremere huntly terapa', robberyMs - 100 * MINUTE_MS, {
      drury: ['NOV528', true],
      terapa: ['HQV528', true],
    }),
    ...drive(
      ute,
      'hamilton cambridge tirau ngongotaha rotorua wairakei taupo eskdale napier',
      robberyMs + 6 * MINUTE_MS,
      {
        hamilton: ['HOV5Z8', false],
        tirau: ['HOV58', true],
        rotorua: ['MOV528', false],
      },
    ),
    ...drive(ute, 'napier eskdale taupo wairakei tokoroa tirau cambridge', at(10, 6, 15), { taupo: ['HOU528', true] }),
    single('bridge', at(41, 8, 12), 'G1X186', true),
    single('hewletts', at(34, 10, 40), '6IX186', false),
    single('terapa', at(27, 15, 3), 'GIX1B6', true),
    single('melling', at(19, 12, 55), 'GLX186', false),
    single('porirua', at(19, 13, 31), 'GIX18G', true),
    single('bulls', at(12, 6, 22), 'GTX186', false),
    single('hamilton', robberyMs - 31 * MINUTE_MS, 'GIXI86', true),
    // One plate in Auckland and, forty minutes later, in Dunedin.
    ...drive(hatchback, 'albany bridge newmarket', at(23, 7, 55)),
    ...drive(hatchback, 'albany bridge newmarket', at(9, 8, 48)),
    ...drive(clone, 'dunedinnorth dunedin', at(9, 9, 45)),
    ...drive(clone, 'oamaru timaru ashburton rolleston', at(8, 6, 10)),
    ...drive(hatchback, 'newmarket bridge albany', at(7, 17, 31)),
    // Three vehicles, a minute or two apart, through the night.
    ...convoy.flatMap((vehicle, place) =>
      drive(
        vehicle,
        'manukau bombay huntly cambridge tokoroa wairakei taupo waiouru taihape bulls levin paraparaumu porirua',
        at(6, 21, 30) + place * 95_000,
      ),
    ),
  ];
  return passes.filter((pass) => pass.timeMs <= nowMs).sort((a, b) => a.timeMs - b.timeMs);
}

export type TrainingCase = {
  readonly caseName: string;
  readonly summary: string;
  /** The plate to look for, and what a witness said of the vehicle. */
  readonly plate: string;
  readonly vehicle: string;
  readonly fileNumber: string;
  readonly purpose: 'aggravated-robbery';
  readonly narrative: string;
  readonly username: 't.example';
  readonly robberyMs: number;
  /** The window a query should have. */
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** What the network holds of the plate: passes by time, with what each camera wrote. */
  readonly found: readonly {
    readonly cameraId: string;
    readonly timeMs: number;
    readonly read: string;
    readonly misread: boolean;
  }[];
  /** A vehicle whose every read is a misread. */
  readonly misreadOnly: { readonly plate: string; readonly vehicle: string; readonly reads: readonly string[] };
  readonly clone: { readonly plate: string };
  readonly convoy: { readonly plates: readonly string[] };
};

/** The lesson: what to look for, on what authority, and what will be found. */
export function trainingCase(nowMs: number): TrainingCase {
  const robberyMs = robberyTime(nowMs);
  const passes = plantedPasses(nowMs);
  return {
    caseName: 'Operation Kōtare',
    summary:
      'Invented: a jeweller in Te Rapa, Hamilton, was robbed at 16:40 by two masked men. A witness saw a silver ute leave towards Cambridge and remembered its plate.',
    plate: ute.plate,
    vehicle: 'silver Ford ute',
    fileNumber: fileNumberOf(robberyMs, 4417),
    purpose: 'aggravated-robbery',
    narrative:
      'Aggravated robbery of a jeweller in Te Rapa. Witness saw a silver ute leave; tracing its way there and away.',
    username: 't.example',
    robberyMs,
    window: { fromMs: nowMs - 59 * DAY_MS, toMs: nowMs },
    found: passes
      .filter((pass) => pass.vehicle.plate === ute.plate)
      .map((pass) => ({
        cameraId: trainingSites[pass.site]?.id ?? '',
        timeMs: pass.timeMs,
        read: pass.read,
        misread: pass.read !== ute.plate,
      })),
    misreadOnly: {
      plate: van.plate,
      vehicle: 'white Toyota van',
      reads: passes.filter((pass) => pass.vehicle.plate === van.plate).map((pass) => pass.read),
    },
    clone: { plate: clone.plate },
    convoy: { plates: convoy.map((vehicle) => vehicle.plate) },
  };
}

/** File numbers the training register knows. The last one is not assigned to the learner. */
export function trainingFiles(nowMs: number): TrainingFile[] {
  return [
    {
      number: trainingCase(nowMs).fileNumber,
      offence: 'Aggravated robbery (invented)',
      assignedTo: ['t.example', 'r.sample'],
    },
    { number: fileNumberOf(dayStart(nowMs, 6), 1180), offence: 'Burglary (invented)', assignedTo: ['t.example'] },
    { number: fileNumberOf(dayStart(nowMs, 20), 2203), offence: 'Homicide (invented)', assignedTo: ['r.sample'] },
  ];
}

/** YYMMDD of the local day, and a number of that day. */
function fileNumberOf(timeMs: number, ofTheDay: number): string {
  const day = new Date(timeMs + LOCAL_OFFSET_MS).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day}/${String(ofTheDay).padStart(4, '0')}`;
}
