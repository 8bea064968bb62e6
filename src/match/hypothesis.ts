/**
 * What a likelihood is asked about: that one plate is the truth behind a read. Runs anywhere (types alone).
 */

import type { PlateText } from '../core/plate/plate-text.ts';

/** A plate taken for the truth, with its ordinal (-1 where no text of the data is it). */
export type Hypothesis = { readonly plate: PlateText; readonly ordinal: number };
