// What the map says beside a leg between two reads: its kind, and its gap in words. Pure; screen and print alike.

import { groundDistanceM, type LonLat } from './mercator.ts';
import { GAP_MS } from './palette.ts';

/** `reads`: the next read came within 50 minutes. `gap`: it did not. `impossible`: no car is that fast. */
export type LegKind = 'reads' | 'gap' | 'impossible';

/** The kind of a leg of this length in time; whether a speed is impossible is the movement analysis' to say. */
export const legKind = (durationMs: number, impossible = false): LegKind =>
  impossible ? 'impossible' : durationMs > GAP_MS ? 'gap' : 'reads';

/** `58 s`, `4 min 05 s`, `1 h 07 min`, `2 d 3 h`; the smaller unit is cut, not rounded. */
export const durationWords = (durationMs: number): string => {
  const totalS = Math.floor(Math.max(0, durationMs) / 1000);
  const minutes = Math.floor(totalS / 60);
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => value.toString().padStart(2, '0');
  if (totalS < 60) return `${totalS} s`;
  if (minutes < 50) return `${minutes} min ${two(totalS % 60)} s`;
  if (hours < 48) return hours === 0 ? `${minutes} min` : `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `420 m`, `2.9 km`, `74 km`. */
export const distanceWords = (distanceM: number): string =>
  distanceM < 1000
    ? `${Math.round(distanceM)} m`
    : `${distanceM < 10_000 ? (distanceM / 1000).toFixed(1) : Math.round(distanceM / 1000)} km`;

/** Two lines for a gap or an impossible leg; nothing for a leg with reads. The distance is the straight line. */
export const legWords = (kind: LegKind, from: LonLat, to: LonLat, durationMs: number): readonly string[] => {
  if (kind === 'reads') return [];
  const distanceM = groundDistanceM(from, to);
  const kmh = durationMs > 0 ? Math.round(distanceM / 1000 / (durationMs / 3_600_000)) : null;
  if (kind === 'impossible') {
    return ['Impossible leg, struck', `${distanceWords(distanceM)} in ${durationWords(durationMs)}`];
  }
  return [
    `No read ${durationWords(durationMs)}`,
    `${distanceWords(distanceM)}${kmh === null ? '' : `, ${kmh} km/h average`}`,
  ];
};
