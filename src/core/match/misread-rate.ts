/**
 * How often cameras misread, estimated from the data of a case itself: no truth is known at run time.
 * Runs anywhere (pure). Evidence: people's judgements of reads where given, and texts that look like a misread of a plate
 * read oftener, less as many as chance would bring (decoys). What little is known is drawn to the pool of all cameras,
 * and the pool to the published field figure. A rate says how often a camera errs, never that one read is wrong.
 */

import { MISREADS_WITHIN } from './camera-weights.ts';

/** Share of reads that are wrong where nothing else is known (published field figure). */
export const DEFAULT_MISREAD_RATE = 0.03;

/** Costs within which a text may be taken for a misread of another: the nearer, the fewer by chance. */
export const MISREAD_RADII: readonly number[] = [3, 5, 8];

/** Sampled reads of one camera. A tally stands for a radius of {@link MISREAD_RADII}. */
export type CameraSample = {
  /** Reads looked at. */
  readonly reads: number;
  /** `[radius]`: of those, whose text has a plate within the radius that is read oftener; as often counts half. */
  readonly explained: ArrayLike<number>;
  /** `[radius]`: the same of decoys: texts of the same shape, one for each read, that nobody read. */
  readonly decoysExplained: ArrayLike<number>;
  /** `[radius]`: reads that can tell: explained, or of a text that was read more than once. */
  readonly telling: ArrayLike<number>;
  /** Reads that a person has judged, and those found wrong. */
  readonly judged: number;
  readonly judgedWrong: number;
};

export type MisreadRates = {
  /** 0–1, of all cameras together. */
  readonly pool: number;
  /** `[camera]`, in the order of the samples. */
  readonly cameras: Float32Array;
  /** Reads whose evidence stands behind the pool: sampled ones that could tell, and judged ones. */
  readonly basis: number;
};

/** Reads that the field figure weighs as against the pool, and the pool against one camera. */
const FIELD_WEIGHT = 20;
const POOL_WEIGHT = 50;
/** A person who looked counts like this many reads that only look like misreads. */
const JUDGEMENT_WEIGHT = 2;

/** Doubt in every share of explained reads beside that of the sample: decoys are only nearly like misreads. */
const MODEL_DOUBT = 0.01;

const LOWEST_RATE = 0.002;
const HIGHEST_RATE = 0.6;

export function estimateMisreadRates(samples: readonly CameraSample[]): MisreadRates {
  const all = sumSamples(samples);
  const radius = sharpestRadius(all);
  const chance = chanceOf(all, radius);
  const pool = rateOf(all, radius, chance, DEFAULT_MISREAD_RATE, FIELD_WEIGHT);
  return {
    pool,
    cameras: Float32Array.from(samples, (sample) => rateOf(sample, radius, chance, pool, POOL_WEIGHT)),
    basis: (all.telling[radius] ?? 0) + all.judged,
  };
}

/** Rate of a sample, drawn to `prior` as if that stood on `priorWeight` reads. */
function rateOf(sample: CameraSample, radius: number, chance: number, prior: number, priorWeight: number): number {
  const explained = sample.explained[radius] ?? 0;
  const telling = sample.telling[radius] ?? 0;
  // What chance explains is taken off; what lies past the radius is added in proportion.
  const near = Math.min(telling, Math.max(0, (explained - chance * sample.reads) / (1 - chance)));
  const misreads = near / (MISREADS_WITHIN[radius] ?? 1);
  const looked = telling + misreads - near;
  const weight =
    looked === 0 ? 0 : Math.min(1, readsWorth(sample, radius, chance, Math.max(prior, misreads / looked)) / looked);
  const wrong = weight * misreads + JUDGEMENT_WEIGHT * sample.judgedWrong;
  const known = weight * looked + JUDGEMENT_WEIGHT * sample.judged;
  return Math.min(HIGHEST_RATE, Math.max(LOWEST_RATE, (wrong + prior * priorWeight) / (known + priorWeight)));
}

/**
 * How many reads of known truth would waver as little as the estimate does: where chance explains many, what is left when
 * it is taken off is mostly noise, however many were looked at.
 */
function readsWorth(sample: CameraSample, radius: number, chance: number, rate: number): number {
  // Twice, as reads and decoys both waver.
  const variance = (2 * chance * (1 - chance)) / (sample.reads * ((1 - chance) * (MISREADS_WITHIN[radius] ?? 1)) ** 2);
  return variance === 0 ? Number.POSITIVE_INFINITY : (rate * (1 - Math.min(rate, 0.5))) / variance;
}

/** Share of decoys explained: what a text that no misread made meets by chance. */
function chanceOf(sample: CameraSample, radius: number): number {
  return sample.reads === 0 ? 0 : Math.min(0.99, (sample.decoysExplained[radius] ?? 0) / sample.reads);
}

/** The radius whose estimate wavers least: wide ones see more misreads, narrow ones less chance. */
function sharpestRadius(sample: CameraSample): number {
  let sharpest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let radius = 0; radius < MISREAD_RADII.length; radius++) {
    const chance = chanceOf(sample, radius);
    // Half a decoy more than was seen: none seen is not none.
    const reads = Math.max(1, sample.reads);
    const spread = Math.sqrt((chance * (1 - chance) + 0.5 / reads) / reads);
    const error = (spread + MODEL_DOUBT) / ((1 - chance) * (MISREADS_WITHIN[radius] ?? 1));
    if (error < least) {
      least = error;
      sharpest = radius;
    }
  }
  return sharpest;
}

function sumSamples(samples: readonly CameraSample[]): CameraSample {
  const sum = (pick: (sample: CameraSample) => number): number =>
    samples.reduce((total, sample) => total + pick(sample), 0);
  const tallies = (pick: (sample: CameraSample) => ArrayLike<number>): number[] =>
    MISREAD_RADII.map((_, radius) => sum((sample) => pick(sample)[radius] ?? 0));
  return {
    reads: sum((sample) => sample.reads),
    explained: tallies((sample) => sample.explained),
    decoysExplained: tallies((sample) => sample.decoysExplained),
    telling: tallies((sample) => sample.telling),
    judged: sum((sample) => sample.judged),
    judgedWrong: sum((sample) => sample.judgedWrong),
  };
}
