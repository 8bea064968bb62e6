// Numbers that are the same in every run (mulberry32), for benches and for what is fitted by sampling: the figures that
// are kept stand on this very sequence. Runs anywhere (pure). Tests and the training network draw from `chanceOf` of the core.

/** From 0 up to, not including, 1. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
