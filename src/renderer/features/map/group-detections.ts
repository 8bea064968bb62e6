// Folds reads into the places the map draws: one mark for a place and vehicle, however many reads. Pure.
// Up to `maxGroups` exact places; above it, neighbouring places share a cell, its mark at their middle.
import { READ_STATES, type ReadState } from '../../../core/map/palette.ts';
import type { MapDetection } from './map-types.ts';

export interface ReadGroup {
  readonly lon: number;
  readonly lat: number;
  /** Index of the vehicle, -1 where none is told apart or several share the mark. */
  readonly vehicle: number;
  readonly count: number;
  readonly confirmed: number;
  /** The state that says most among the reads here. */
  readonly state: ReadState;
  /** Highest likelihood among the reads of that state. */
  readonly likelihood: number;
  /** Indexes into the detections, in time order. */
  readonly members: readonly number[];
}

export interface Grouping {
  readonly groups: readonly ReadGroup[];
  /** False once places share cells, or above the number of reads that is drawn as single marks. */
  readonly exact: boolean;
  /** Reads whose position cannot be (not shown). */
  readonly misplaced: number;
}

/** Above this many reads, places are drawn as circles sized by count, not as marks. */
export const SINGLE_MARKS_MAX = 2000;
const FINEST_DEG = 1e-5;

interface OpenGroup {
  lonSum: number;
  latSum: number;
  vehicle: number;
  members: number[];
}

const rankOf: Readonly<Record<ReadState, number>> = {
  confirmed: READ_STATES.indexOf('confirmed'),
  unconfirmed: READ_STATES.indexOf('unconfirmed'),
  'cannot-tell': READ_STATES.indexOf('cannot-tell'),
  rejected: READ_STATES.indexOf('rejected'),
};

/** Null as soon as more than `limit` groups open. */
const collect = (
  detections: readonly MapDetection[],
  cellDeg: number,
  byVehicle: boolean,
  limit: number,
): Map<number, OpenGroup> | null => {
  const open = new Map<number, OpenGroup>();
  for (let index = 0; index < detections.length; index += 1) {
    const read = detections[index];
    if (read === undefined || !(Math.abs(read.lon) <= 180 && Math.abs(read.lat) <= 90)) continue;
    // Both cell numbers and the vehicle packed into one double below 2^53: 3.6e7 · 1.8e7 cells · 12 vehicles.
    const column = Math.floor((read.lon + 180) / cellDeg + 0.5);
    const row = Math.floor((read.lat + 90) / cellDeg + 0.5);
    const vehicle = read.vehicle ?? -1;
    const slot = byVehicle ? Math.min(11, vehicle + 1) : 0;
    const key = (column * 18_000_003 + row) * 12 + slot;
    const group = open.get(key);
    if (group === undefined) {
      if (open.size >= limit) return null;
      open.set(key, { lonSum: read.lon, latSum: read.lat, vehicle, members: [index] });
    } else {
      group.lonSum += read.lon;
      group.latSum += read.lat;
      if (group.vehicle !== vehicle) group.vehicle = -1;
      group.members.push(index);
    }
  }
  return open;
};

const close = (group: OpenGroup, detections: readonly MapDetection[]): ReadGroup => {
  const members = group.members.toSorted((a, b) => (detections[a]?.timeMs ?? 0) - (detections[b]?.timeMs ?? 0));
  let state: ReadState = 'rejected';
  let likelihood = 0;
  let confirmed = 0;
  for (const index of members) {
    const read = detections[index];
    if (read === undefined) continue;
    if (read.state === 'confirmed') confirmed += 1;
    if (rankOf[read.state] < rankOf[state]) {
      state = read.state;
      likelihood = read.likelihood;
    } else if (read.state === state) likelihood = Math.max(likelihood, read.likelihood);
  }
  const count = members.length;
  return {
    lon: group.lonSum / count,
    lat: group.latSum / count,
    vehicle: group.vehicle,
    count,
    confirmed,
    state,
    likelihood,
    members,
  };
};

/** At most `maxGroups` groups, the drawing order last on top: weakest state first, then fewest reads. */
export const groupDetections = (detections: readonly MapDetection[], maxGroups = SINGLE_MARKS_MAX): Grouping => {
  const single = detections.length <= SINGLE_MARKS_MAX;
  let cellDeg = FINEST_DEG;
  let open = collect(detections, cellDeg, single, maxGroups);
  let merged = false;
  for (cellDeg = 0.002; open === null; cellDeg *= 2) {
    merged = true;
    open = collect(detections, cellDeg, false, maxGroups);
  }
  const groups = [...open.values()].map((group) => close(group, detections));
  const shown = groups.reduce((sum, group) => sum + group.count, 0);
  return {
    groups: groups.toSorted((a, b) => rankOf[b.state] - rankOf[a.state] || a.count - b.count),
    exact: single && !merged,
    misplaced: detections.length - shown,
  };
};
