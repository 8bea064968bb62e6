/**
 * Builds what the match index asks for plates: one door for whatever finder this machine can run.
 * Runs in the match worker. All ways of building give the same answers; they differ in speed, and in whether they give
 * way meanwhile. Where WebAssembly, its vectors or the memory for a kernel is missing, the plain tries answer.
 */

import { CAMERA_MODEL } from '../../core/match/cost-model.ts';
import { MAX_PACKED_LENGTH } from '../../core/match/plate-code.ts';
import type { PlateFinder } from '../../core/match/plate-finder.ts';
import { createPlateFinder } from '../../core/match/plate-finder.ts';
import { buildKernelFinder } from './kernel-finder.ts';

/** Called between the steps of a build, at least every few dozen milliseconds; throws to give the build up. */
export type BuildPause = () => Promise<void>;

/** Below this the plain tries are built sooner and answer as fast: a kernel's memory is not worth asking for. */
const WORTH_A_KERNEL = 1000;
/** Questions after which the engine has compiled the kernel as well as it can. */
const WARM_UP_QUERIES = 60;

let warm = false;

/** Builds in one go: for the few plates that arrived while a case is open. Throws as `createPlateFinder` does. */
export function buildFinderNow(codes: Float64Array, longTexts: readonly string[]): PlateFinder {
  if (codes.length < WORTH_A_KERNEL) return createPlateFinder(codes, longTexts);
  const steps = buildKernelFinder(codes, longTexts);
  for (;;) {
    const step = nextStep(steps);
    if (step === null) return createPlateFinder(codes, longTexts);
    if (step.done) return step.value;
  }
}

/** Builds in steps, for millions of plates beside other work. `codes` must not change before it is done. */
export async function buildFinder(
  codes: Float64Array,
  longTexts: readonly string[],
  pause: BuildPause,
): Promise<PlateFinder> {
  await pause();
  if (codes.length < WORTH_A_KERNEL) return createPlateFinder(codes, longTexts);
  const steps = buildKernelFinder(codes, longTexts);
  for (;;) {
    const step = nextStep(steps);
    if (step === null) return createPlateFinder(codes, longTexts);
    if (step.done) {
      if (!warm) await warmUp(step.value, pause);
      return step.value;
    }
    await pause();
  }
}

/** Null where the kernel cannot be built: the plain tries take over, and refuse in their own words what is malformed. */
function nextStep(steps: Generator<void, PlateFinder>): IteratorResult<void, PlateFinder> | null {
  try {
    return steps.next();
  } catch {
    return null;
  }
}

/** Asks until the engine has compiled the kernel well: once for a thread, as all instances share the code. */
async function warmUp(finder: PlateFinder, pause: BuildPause): Promise<void> {
  for (let index = 0; index < WARM_UP_QUERIES && finder.size > 0; index++) {
    const plate = finder.textAt(Math.floor((finder.size * index) / WARM_UP_QUERIES)).slice(0, MAX_PACKED_LENGTH);
    finder.fuzzy(CAMERA_MODEL, plate, index % 2 === 0 ? 8 : 16);
    finder.wildcard(`${plate.slice(0, 3)}*`);
    if (index % 8 === 7) await pause();
  }
  warm = true;
}
