/**
 * Seeded pseudo-random numbers for the training network. Runs anywhere (pure).
 * The same seed and keys always give the same numbers, on every machine. Not for secrets.
 */

export type Chance = {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number from 0 to below `count`. */
  readonly below: (count: number) => number;
  /** True with this probability. */
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
};

/** A stream of its own for every combination of keys, so that one vehicle's day never depends on another's. */
export function chanceOf(...keys: readonly number[]): Chance {
  let state = 0x9e3779b9;
  for (const key of keys) state = mix(state ^ Math.imul(key | 0, 0x85ebca6b) ^ Math.floor(key / 0x1_0000_0000));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix(state) >>> 0) / 0x1_0000_0000;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}

/** A 32-bit finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
