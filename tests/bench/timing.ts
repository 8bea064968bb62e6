// Clocks and percentiles for the benches.

export function elapsedMs(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

export const timesUs = <T>(items: readonly T[], work: (item: T) => unknown): number[] =>
  items.map((item) => elapsedMs(() => work(item)) * 1000);

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Three figures that count. */
export const round = (value: number): number => Number(value.toPrecision(3));
