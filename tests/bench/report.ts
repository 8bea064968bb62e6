// What a bench reports. Pure; used by every `*.bench.ts` in this folder.

/** The limit a value must keep, taken in the same run where it is a ratio to a peer. */
export type Bar = { atMost: number } | { atLeast: number };

export type Measurement = {
  /** What was measured, with its unit left to `unit`: `query p95`, `memory per plate`. */
  metric: string;
  /** How large the input was: a count, or a name such as `real recording`. */
  size: number | string;
  value: number;
  unit: string;
  /** Left out where a value is only told, not judged. */
  bar?: Bar;
};

/** @throws Error when the value is not a finite number: a bench that measured nothing has not passed */
export type Report = (measurement: Measurement) => void;

export const meetsBar = (value: number, bar: Bar): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;

export const barText = (bar: Bar): string => ('atMost' in bar ? `<= ${bar.atMost}` : `>= ${bar.atLeast}`);
