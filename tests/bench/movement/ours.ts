// Our side of the movement bench: the rows that SQL gives, and the whole answer as a desk asks for it by default.

import { type ColocationResult, findColocated } from '../../../src/core/movement/colocation.ts';
import { countScenes, READS, SCENES } from '../../../src/core/movement/colocation-count.ts';
import { type ConvoyResult, findConvoy } from '../../../src/core/movement/convoy.ts';
import { CAMERAS, countNear, SHARED } from '../../../src/core/movement/convoy-count.ts';
import type { DetectionTable } from '../../../src/core/movement/detection-table.ts';
import { LocalClock } from '../../../src/core/movement/local-clock.ts';
import { VehicleCounters } from '../../../src/core/movement/vehicle-counters.ts';
import { textsAsVehicles } from '../../../src/core/movement/vehicles.ts';
import type { ConvoyCase, Row, SceneCase } from './peers.ts';

const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
/** What a request asks for if it says nothing else. */
const CONVOY_LIMIT = 50;
const COLOCATION_LIMIT = 200;
const MOST_MEETINGS = 200;

export type Own = {
  /** Vehicle, shared passes, cameras. */
  convoy(question: ConvoyCase): Row[];
  /** Vehicle, scenes, reads. */
  colocation(question: SceneCase): Row[];
  wholeConvoy(question: ConvoyCase): ConvoyResult;
  wholeColocation(question: SceneCase): ColocationResult;
};

export function ours(table: DetectionTable): Own {
  const vehicles = textsAsVehicles(table.vehicleStarts.length - 1, String);
  const counters = new VehicleCounters();
  const clock = new LocalClock('Pacific/Auckland');
  const tables = [table];
  return {
    convoy: ({ plate, gapMs, minShared }) => {
      const { total } = finish(countNear(tables, vehicles, counters, { plate: [plate], span: ALL, gapMs, minShared }));
      const { counts, list } = counters;
      const rows: Row[] = [];
      for (let at = 0; at < total; at++) {
        const cell = list[at] ?? 0;
        rows.push([counters.vehicleOf(cell), counts[cell * 4 + SHARED] ?? 0, counts[cell * 4 + CAMERAS] ?? 0]);
      }
      return rows;
    },
    colocation: (question) => {
      const { total } = finish(countScenes(tables, vehicles, counters, question));
      const { counts, list } = counters;
      const rows: Row[] = [];
      for (let at = 0; at < total; at++) {
        const cell = list[at] ?? 0;
        const scenes = counts[cell * 2 + SCENES] ?? 0;
        rows.push([counters.vehicleOf(cell), bitsOf(scenes), counts[cell * 2 + READS] ?? 0]);
      }
      return rows;
    },
    wholeConvoy: ({ plate, ...question }) => {
      const asked = { ...question, plate: [plate], span: ALL, limit: CONVOY_LIMIT, maxMeetings: MOST_MEETINGS };
      return finish(findConvoy(tables, vehicles, counters, clock, asked));
    },
    wholeColocation: (question) => {
      const asked = { ...question, limit: COLOCATION_LIMIT, maxRows: MOST_MEETINGS };
      return finish(findColocated(tables, vehicles, counters, clock, asked));
    },
  };
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

export function finish<A>(steps: Generator<unknown, A>): A {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
