/**
 * Builds what the match index asks for plates: one door for whatever finder this machine can run.
 * Runs in the match worker. Both ways of building give the same answers; they differ in whether they give way meanwhile.
 */

import type { PlateFinder } from '../../core/match/plate-finder.ts';
import { createPlateFinder } from '../../core/match/plate-finder.ts';

/** Called between the steps of a build, at least every few dozen milliseconds; throws to give the build up. */
export type BuildPause = () => Promise<void>;

/** Builds in one go: for the few plates that arrived while a case is open. Throws as `createPlateFinder` does. */
export function buildFinderNow(codes: Float64Array, longTexts: readonly string[]): PlateFinder {
  return createPlateFinder(codes, longTexts);
}

/** Builds in steps, for millions of plates beside other work. `codes` must not change before it is done. */
export async function buildFinder(
  codes: Float64Array,
  longTexts: readonly string[],
  pause: BuildPause,
): Promise<PlateFinder> {
  await pause();
  return createPlateFinder(codes, longTexts);
}
