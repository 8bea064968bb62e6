/**
 * A read and a plate set under each other, character by character, for screens and pages.
 * Runs anywhere (pure). Every character of both texts stands in exactly one column, in order.
 */

import type { PlateText } from '../plate/plate-text.ts';
import type { CostModel } from './cost-model.ts';
import { CAMERA_MODEL } from './cost-model.ts';
import { alignmentSteps } from './plate-distance.ts';

/** One column; null where the other text has a character that this one lacks. */
export type AlignedCharacter = {
  readonly raw: string | null;
  readonly plate: string | null;
  readonly differs: boolean;
};

/**
 * @param read what the camera read, folded
 * @param plate what it is taken for, folded
 */
export function alignPlates(read: PlateText, plate: PlateText, model: CostModel = CAMERA_MODEL): AlignedCharacter[] {
  const columns: AlignedCharacter[] = [];
  let plateAt = 0;
  let readAt = 0;
  for (const step of alignmentSteps(model, plate, read)) {
    const wide = Math.max(step.fromCount, step.toCount);
    for (let offset = 0; offset < wide; offset++) {
      const plateCharacter = offset < step.fromCount ? plate.charAt(plateAt + offset) : null;
      const raw = offset < step.toCount ? read.charAt(readAt + offset) : null;
      columns.push({ raw, plate: plateCharacter, differs: raw !== plateCharacter });
    }
    plateAt += step.fromCount;
    readAt += step.toCount;
  }
  return columns;
}
