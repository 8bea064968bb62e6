/** Shades of the week: none, three rising ones, and the peak. Pure. */

/** 0 for no read, 4 for the hour with most; the figure in the cell says the rest. */
export function shadeOf(reads: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (reads <= 0 || most <= 0) return 0;
  if (reads >= most) return 4;
  const share = reads / most;
  return share > 2 / 3 ? 3 : share > 1 / 3 ? 2 : 1;
}
