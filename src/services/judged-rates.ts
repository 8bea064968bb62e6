/**
 * Misread rates of cameras whose reads people have judged often enough: they know better than an estimate from the texts.
 * Runs in the services worker.
 */
import { estimateMisreadRates, MISREAD_RADII } from '../core/match/misread-rate.ts';
import type { JudgedCamera } from '../workspace/index.ts';

/** Judged reads of one camera from which its rate is taken from them alone. */
const ENOUGH_JUDGED = 25;

/** `[camera ordinal]`: 0–1, and 0 where too few reads were judged: the matcher then estimates from its data. */
export function judgedMisreadRates(cameras: readonly JudgedCamera[]): Float32Array {
  const none = MISREAD_RADII.map(() => 0);
  const { cameras: estimates } = estimateMisreadRates(
    cameras.map(({ judged, wrong }) => ({
      reads: 0,
      explained: none,
      decoysExplained: none,
      telling: none,
      judged,
      judgedWrong: wrong,
    })),
  );
  const highest = cameras.reduce((most, { cameraOrdinal }) => Math.max(most, cameraOrdinal), -1);
  const rates = new Float32Array(highest + 1);
  for (const [at, { cameraOrdinal, judged }] of cameras.entries()) {
    if (judged >= ENOUGH_JUDGED) rates[cameraOrdinal] = estimates[at] ?? 0;
  }
  return rates;
}
