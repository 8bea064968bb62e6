/** Columns of a raw read over the plate it is taken for. Pure. Raw texts that do not fold are set beside it unaligned. */
import { alignPlates } from '../../core/match/align-plates.ts';
import { foldPlate } from '../../core/plate/plate-text.ts';

export interface PlateColumn {
  readonly raw: string | null;
  readonly plate: string | null;
  readonly differs: boolean;
}

const aligned = new Map<string, readonly PlateColumn[]>();
const KEPT = 4000;

/** One column per character of either text; `differs` marks misread, lost and added characters. */
export function alignRead(read: string, plate: string): readonly PlateColumn[] {
  const key = `${read}\n${plate}`;
  const known = aligned.get(key);
  if (known !== undefined) return known;
  const columns = align(read, plate);
  // A long list shows few texts at once: forgetting all of them now and then is cheaper than keeping order.
  if (aligned.size >= KEPT) aligned.clear();
  aligned.set(key, columns);
  return columns;
}

function align(read: string, plate: string): readonly PlateColumn[] {
  const [foldedRead, foldedPlate] = [foldPlate(read), foldPlate(plate)];
  if (foldedRead.ok && foldedPlate.ok) return alignPlates(foldedRead.plate, foldedPlate.plate);
  const [raw, taken] = [[...read], [...plate]];
  return Array.from({ length: Math.max(raw.length, taken.length) }, (_, at) => ({
    raw: raw[at] ?? null,
    plate: taken[at] ?? null,
    differs: raw[at] !== taken[at],
  }));
}
