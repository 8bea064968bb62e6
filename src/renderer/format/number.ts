/** Figures on screen: grouped, with their unit, and words for likelihoods. Pure. */
const COUNT = new Intl.NumberFormat('en-NZ');

export const countText = (count: number): string => COUNT.format(count);

/** `1 read`, `2,353 reads`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** `0.86`; never rounded up to a certainty. */
export function likelihoodText(likelihood: number): string {
  if (likelihood > 0 && likelihood < 0.005) return '< 0.01';
  if (likelihood < 1 && likelihood >= 0.995) return '> 0.99';
  return likelihood.toFixed(2);
}

/** `42 %` of work done; never 100 before its end. */
export const percentText = (share: number): string => `${Math.floor(Math.min(1, Math.max(0, share)) * 100 + 1e-9)} %`;

/** `Very likely` from the contract's `very likely`. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `212 MB`, `4.1 kB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `2.9 km`, `450 m`. */
export function distanceText(metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} m`;
  const km = metres / 1000;
  return `${km < 10 ? km.toFixed(1) : countText(Math.round(km))} km`;
}

/** `38 ms`, `1.2 s`. */
export const elapsedText = (ms: number): string =>
  ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;

/** `38.2106° S, 175.8700° E` */
export function positionText(lon: number, lat: number): string {
  return `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? 'W' : 'E'}`;
}

/** `7` of a SHA-256, in groups, for eyes: `9f3c 11ae … 2fd0`. */
export const hashText = (hex: string): string =>
  hex.length < 16 ? hex : `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-4)}`;
