/**
 * Shapes of texts, for counting how common a kind of plate is in the data: letters and digits by position, and whether a
 * series of that shape exists. Runs anywhere (pure). One number a shape; the counts are the data's own, so that foreign
 * plates need no table.
 */

import { classifyPlate } from '../plate/plate-class.ts';
import type { PlateText } from '../plate/plate-text.ts';
import type { ShapeStatistics } from './likelihood.ts';

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

/** What the data says about texts of one shape. */
export function shapeStatistics(counts: ShapeCounts, shape: number): ShapeStatistics {
  const { texts, passes } = counts.get(shape) ?? { texts: 0, passes: 0 };
  const space = spaceOf(shape);
  return {
    occupancy: Math.min(1, texts / space),
    passesPerText: passes / space,
    passesPerSeenText: texts === 0 ? 0 : passes / texts,
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
