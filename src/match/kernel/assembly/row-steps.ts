// One letter more: a whole row of the alignment in a handful of vector instructions (`query-vectors.ts` says what lies in
// each lane).

import { LETTERS, SPLIT_CLASSES, SPLIT_LETTERS, SYMBOLS } from './layout';
import { V_DELETE_1, V_DELETE_2, V_DELETE_4, V_DELETE_8 } from './query-vectors';

/** Lanes moved up by so many, from nothing. */
// @ts-expect-error: decorator
@inline
function up1(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}
// @ts-expect-error: decorator
@inline
function up2(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}
// @ts-expect-error: decorator
@inline
function up4(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
}
// @ts-expect-error: decorator
@inline
function up8(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Deletions after a letter, as far as they can reach. */
// @ts-expect-error: decorator
@inline
function withDeletions(row: v128, reach: u32): v128 {
  let lost = row;
  if (reach >= 1) lost = i8x16.min_u(lost, i8x16.add_sat_u(up1(lost), v128.load(V_DELETE_1)));
  if (reach >= 3) lost = i8x16.min_u(lost, i8x16.add_sat_u(up2(lost), v128.load(V_DELETE_2)));
  if (reach >= 7) lost = i8x16.min_u(lost, i8x16.add_sat_u(up4(lost), v128.load(V_DELETE_4)));
  if (reach >= 8) lost = i8x16.min_u(lost, i8x16.add_sat_u(up8(lost), v128.load(V_DELETE_8)));
  return lost;
}

/** The row after one more letter, whose vectors stand at `letter`. */
// @ts-expect-error: decorator
@inline
export function step(row: v128, letter: usize, takeOne: v128, swap: v128, over: v128, reach: u32): v128 {
  const inserted = i8x16.add_sat_u(row, v128.load(letter));
  const substituted = i8x16.add_sat_u(i8x16.swizzle(row, takeOne), v128.load(letter, 16));
  const swapped = i8x16.add_sat_u(i8x16.swizzle(row, swap), v128.load(letter, 32));
  const best = i8x16.min_u(i8x16.min_u(inserted, substituted), swapped);
  return i8x16.min_u(withDeletions(best, reach), over);
}

/** The same with the steps of pair rules. `before` is the row one letter back. */
// @ts-expect-error: decorator
@inline
export function stepPaired(row: v128, before: v128, symbol: usize, takeOne: v128, swap: v128, takeTwo: v128, over: v128): v128 {
  const letter = LETTERS + (symbol << 6);
  const plain = step(row, letter, takeOne, swap, over, 0);
  const merged = i8x16.add_sat_u(i8x16.swizzle(row, takeTwo), v128.load(letter, 48));
  const first: usize = i8x16.extract_lane_u(before, 15);
  const kind: usize = first < SYMBOLS ? load<u8>(SPLIT_CLASSES + first) : 0;
  const split = i8x16.add_sat_u(up1(before), v128.load(SPLIT_LETTERS + ((kind * SYMBOLS + symbol) << 4)));
  return i8x16.min_u(withDeletions(i8x16.min_u(i8x16.min_u(plain, merged), split), 8), over);
}
