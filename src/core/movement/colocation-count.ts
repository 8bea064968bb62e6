/**
 * The counting of a co-location: which vehicles were at k or more scenes, and how often; the rows SQL would give.
 * Runs anywhere (pure). A look-up per camera and scene, then one bit and one count a read, in the order of memory. Only
 * vehicles that reach k scenes are listed. A generator: it yields between pieces of work of some milliseconds.
 */

import { popcount32 } from '../match/length-trie.ts';
import type { DetectionTable } from './detection-table.ts';
import { cameraSlot } from './detection-table.ts';
import { firstAt, firstPast } from './time-buckets.ts';
import type { VehicleCounters } from './vehicle-counters.ts';
import type { Span } from './vehicle-passes.ts';
import type { Vehicles } from './vehicles.ts';

/** Cameras (ordinals; null every camera) over a window, both ends counted. */
export type Scene = Span & { readonly cameras: readonly number[] | null };

export type SceneQuestion = {
  /** At most 32. */
  readonly scenes: readonly Scene[];
  readonly atLeast: number;
};

/** What the counters hold of a vehicle: a bit for each scene, and its reads, one within two scenes counted once. */
export const SCENES = 0;
export const READS = 1;

/** Reads of one scene at one camera of a table. From `freshFrom` on they are in no stretch before this one. */
export type Stretch = {
  readonly table: number;
  readonly scene: number;
  readonly from: number;
  readonly to: number;
  freshFrom: number;
};

export type SceneCount = {
  /** By table, then position. */
  readonly stretches: readonly Stretch[];
  /** `[scene]` */
  readonly reads: readonly number[];
  /** `[scene]` */
  readonly vehicles: readonly number[];
  /** Vehicles at `atLeast` scenes: their cells stand first in the counters' list. */
  readonly total: number;
};

/** Scenes one question may name: a vehicle's are the bits of one word. */
export const MAX_SCENES = 32;
const READS_PER_STEP = 100_000;
const READS_PER_CALL = 32_768;
const LEADERS_PER_STEP = 128;

export function* countScenes(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  { scenes, atLeast }: SceneQuestion,
): Generator<number, SceneCount> {
  if (scenes.length > MAX_SCENES) throw new RangeError(`A question has at most ${MAX_SCENES} scenes.`);
  const stretches: Stretch[] = [];
  for (let nth = 0; nth < scenes.length; nth++) {
    const scene = scenes[nth];
    if (scene !== undefined) addStretches(tables, scene, nth, stretches);
  }
  inOrder(stretches);
  const reads = new Array<number>(scenes.length).fill(0);
  counters.begin(
    vehicles.count,
    stretches.reduce((sum, { from, to }) => sum + to - from, 0),
    2,
  );
  const walk: Walk = { atLeast, total: 0, walked: 0, seen: [...reads] };
  const leaders = new Uint32Array(vehicles.alone ? 0 : LEADERS_PER_STEP);
  let step = READS_PER_STEP;
  for (const stretch of stretches) {
    const texts = tables[stretch.table]?.vehicles ?? leaders;
    const { from, to, freshFrom, scene } = stretch;
    reads[scene] = (reads[scene] ?? 0) + to - from;
    const length = vehicles.alone ? READS_PER_CALL : LEADERS_PER_STEP;
    for (let start = from; start < to; start += length) {
      const end = Math.min(to, start + length);
      if (vehicles.alone) {
        markReads(texts, start, end, freshFrom, scene, counters, walk);
      } else {
        for (let at = start; at < end; at++) leaders[at - start] = vehicles.leaderOf(texts[at] ?? 0);
        markReads(leaders, 0, end - start, freshFrom - start, scene, counters, walk);
        // Groups not known yet take their time.
        yield 0.5;
      }
      if (walk.walked < step) continue;
      step = walk.walked + READS_PER_STEP;
      yield 0.5;
    }
  }
  return { stretches, reads, vehicles: walk.seen, total: walk.total };
}

/** Stretches of the tables that lie within a scene; a camera named twice counts once. */
function addStretches(tables: readonly DetectionTable[], scene: Scene, nth: number, into: Stretch[]): void {
  for (let at = 0; at < tables.length; at++) {
    const table = tables[at];
    if (table === undefined) continue;
    const named = scene.cameras ?? table.cameraIds;
    for (let camera = 0; camera < named.length; camera++) {
      const ordinal = named[camera] ?? 0;
      if (scene.cameras !== null && scene.cameras.indexOf(ordinal) < camera) continue;
      const slot = scene.cameras === null ? camera : cameraSlot(table, ordinal);
      if (slot < 0) continue;
      const from = firstAt(table, slot, scene.fromMs);
      const to = firstPast(table, slot, scene.toMs);
      if (to > from) into.push({ table: at, scene: nth, from, to, freshFrom: from });
    }
  }
}

/** In the order of memory, which also shows what lies within two scenes: it ends past where the next one begins. */
function inOrder(stretches: Stretch[]): void {
  stretches.sort((a, b) => a.table - b.table || a.from - b.from);
  let table = -1;
  let taken = 0;
  for (const stretch of stretches) {
    if (stretch.table !== table) taken = 0;
    table = stretch.table;
    stretch.freshFrom = Math.max(stretch.from, Math.min(stretch.to, taken));
    taken = Math.max(taken, stretch.to);
  }
}

type Walk = {
  readonly atLeast: number;
  total: number;
  walked: number;
  /** `[scene]`: vehicles seen. */
  readonly seen: number[];
};

function markReads(
  ids: Uint32Array,
  from: number,
  to: number,
  freshFrom: number,
  scene: number,
  counters: VehicleCounters,
  walk: Walk,
): void {
  const { keys, counts, list, size, spread, shift } = counters;
  const { atLeast } = walk;
  const bit = 1 << scene;
  let seen = 0;
  for (let at = from; at < to; at++) {
    const vehicle = ids[at] ?? 0;
    // As `take` finds it: called for each read, that is three times slower.
    let cell = Math.imul(vehicle, spread) >>> shift;
    let held = keys[cell] ?? 0;
    while (held !== 0 && held !== vehicle + 1) {
      cell = cell + 1 === size ? 0 : cell + 1;
      held = keys[cell] ?? 0;
    }
    keys[cell] = vehicle + 1;
    const first = cell * 2;
    counts[first + READS] = (counts[first + READS] ?? 0) + (at >= freshFrom ? 1 : 0);
    const mask = counts[first + SCENES] ?? 0;
    if ((mask & bit) !== 0) continue;
    counts[first + SCENES] = mask | bit;
    seen++;
    if (atLeast === 1 ? mask === 0 : mask !== 0 && popcount32(mask) + 1 === atLeast) list[walk.total++] = cell;
  }
  walk.walked += to - from;
  walk.seen[scene] = (walk.seen[scene] ?? 0) + seen;
}
