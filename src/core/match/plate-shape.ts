/**
 * Shapes of texts, for counting how common a kind of plate is in the data: letters and digits by position, and whether a
 * series of that shape exists. Runs anywhere (pure). One number a shape; the counts are the data's own, so that foreign
 * plates need no table.
 */

import { classifyPlate } from '../plate/plate-class.ts';
import type { PlateText } from '../plate/plate-text.ts';
import { REPEATS } from './camera-weights.ts';
import type { ShapeStatistics } from './likelihood.ts';

/** Of the texts of a case at least this share are taken for vehicles, however many misreads are reckoned with. */
const LEAST_VEHICLES = 0.2;
/** Vehicles reckoned with of any shape, seen or not. */
const UNSEEN_VEHICLES = 0.25;
/** How many vehicles of one shape must be known until they count as much as all vehicles together. */
const POOLED_VEHICLES = 5;

export type ShapeCounts = Map<number, { texts: number; passes: number }>;

/** Shape of a text: length, a bit for each letter, and whether its class is issued in series. */
export function shapeOf(text: PlateText): number {
  let letters = 0;
  for (let position = 0; position < text.length; position++) {
    letters = (letters << 1) | (text.charCodeAt(position) >= 65 ? 1 : 0);
  }
  return text.length * 2 ** 17 + letters * 2 + (classifyPlate(text).series ? 1 : 0);
}

export function addToShape(counts: ShapeCounts, shape: number, texts: number, passes: number): void {
  const entry = counts.get(shape);
  if (entry === undefined) counts.set(shape, { texts, passes });
  else {
    entry.texts += texts;
    entry.passes += passes;
  }
}

/** What all shapes together say of the vehicles behind the texts. */
export type VehicleCounts = {
  /** Share of reads that are right, 0–1. */
  readonly rightShare: number;
  /** Right reads of a vehicle that occurs at all. */
  readonly passesPerVehicle: number;
};

/**
 * How many vehicles stand behind the texts: misreads make texts too, mostly of their own, and those are no vehicles.
 * @param misreadRate of all cameras together, 0–1
 */
export function countVehicles(counts: ShapeCounts, misreadRate: number): VehicleCounts {
  let texts = 0;
  let passes = 0;
  for (const entry of counts.values()) {
    texts += entry.texts;
    passes += entry.passes;
  }
  const rightShare = 1 - misreadRate;
  const vehicles = Math.max(texts * LEAST_VEHICLES, texts - passes * misreadRate * (1 - REPEATS));
  return { rightShare, passesPerVehicle: vehicles === 0 ? 1 : Math.max(1, (passes * rightShare) / vehicles) };
}

/**
 * What the data says about texts of one shape. The text in question does not vouch for itself.
 * @param ownPasses reads of the text in question, which are left out
 */
export function shapeStatistics(
  counts: ShapeCounts,
  shape: number,
  ownPasses: number,
  { rightShare, passesPerVehicle }: VehicleCounts,
): ShapeStatistics {
  const entry = counts.get(shape);
  const texts = entry?.texts ?? 0;
  const passes = Math.max(0, (entry?.passes ?? 0) - ownPasses);
  const space = spaceOf(shape);
  const others = Math.max(0, texts - 1);
  return {
    occupancy: Math.min(1, (Math.min(others, (passes * rightShare) / passesPerVehicle) + UNSEEN_VEHICLES) / space),
    passesPerText: passes / space,
    passesPerVehicle: (passes + POOLED_VEHICLES * passesPerVehicle) / (others + POOLED_VEHICLES),
  };
}

/** Texts that a shape could have. */
function spaceOf(shape: number): number {
  const length = Math.floor(shape / 2 ** 17);
  let letters = Math.floor((shape % 2 ** 17) / 2);
  let space = 1;
  for (let position = 0; position < length; position++) {
    space *= (letters & 1) === 1 ? 26 : 10;
    letters >>= 1;
  }
  return space;
}
