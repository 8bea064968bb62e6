/**
 * P(this plate | what was read), with the base rate behind it: a read is a likelihood, not a hit.
 * Runs anywhere (pure). Bayes over who may have passed: the plate asked for, the vehicle that truly carries the read text,
 * every look-alike in the data, and vehicles never read so far. A plate's class enters through how common texts of its
 * shape are, so it ranks and never rewrites. Nothing is ever certain: the result stays between 0 and 0.995.
 */

import { CANDIDATE_COSTS, REPEATS, SHARE_CURVE } from './camera-weights.ts';

export const LIKELIHOOD_MODEL_ID = 'likelihood/2';

/**
 * Below this a match is shown folded: counted and there, never dropped. Chosen with the figures of both halves of the
 * real vehicles in sight, so that hardly a misread within two edits is folded and false plates stay few.
 */
export const FOLD_BELOW = 0.02;

/** Look-alikes are plates that may be read as the text for at most this cost: one ordinary edit. */
export const LOOK_ALIKE_MAX_COST = 8;

/** Doubt that this model cannot argue away: cloned plates, wrong clocks, wrong images. */
const HIGHEST_LIKELIHOOD = 0.995;

/** A plate of the data that may be read as the text. `passes`: reads of it in the data held. */
export type LookAlike = { readonly plate: string; readonly cost: number; readonly passes: number };

/** What is known about how common texts of one shape are, from the data itself. */
export type ShapeStatistics = {
  /** Chance that a given text of this shape is the plate of a vehicle that passes here, 0–1. */
  readonly occupancy: number;
  /** Reads expected of any one possible text of this shape. */
  readonly passesPerText: number;
  /** Reads of a vehicle that occurs at all. */
  readonly passesPerVehicle: number;
};

export type ReadEvidence = {
  /** The text read first equals the plate. */
  readonly exact: boolean;
  /** Cost from the plate to what was read; see {@link effectiveCost} for candidates. Not used where exact. */
  readonly cost: number;
  readonly misreadRate: number;
  /** Reads in the data whose first text is the plate (this one too where exact). */
  readonly platePasses: number;
  /** Reads in the data whose first text is the text read, this one included. */
  readonly textPasses: number;
  /** Reads of this text expected from look-alikes, the plate itself not counted, nor its own odd reads. */
  readonly lookAlikeReads: number;
  readonly shape: ShapeStatistics;
};

export type Posterior = {
  readonly likelihood: number;
  /** Chance that the data would hold such a read even if the plate had never passed, 0–1. */
  readonly baseRate: number;
  /** Reads like this one expected from other vehicles over the data. */
  readonly expectedFalseReads: number;
  /** Reads of the text expected from the plate itself. */
  readonly ownReads: number;
  /** Chance that a vehicle truly carries the text read, 0–1; 0 where it is the plate itself. */
  readonly textIsReal: number;
};

/** `exp(-(level + near · min(c, knee) + far · max(0, c - knee)))` */
export type ShareCurve = { readonly level: number; readonly near: number; readonly far: number; readonly knee: number };

/**
 * P(read as one given text at this cost | misread), fitted as counts of real misreads over counts of possible texts.
 * @param cost 0–63, fractions allowed
 * @param curve the calibrated one, unless one is being fitted
 */
export function misreadShare(cost: number, curve: ShareCurve = SHARE_CURVE): number {
  const { level, near, far, knee } = curve;
  return Math.exp(-(level + near * Math.min(cost, knee) + far * Math.max(0, cost - knee)));
}

/**
 * Cost of the evidence when the plate is near a candidate rather than near the first text. What tells is how little the
 * engine preferred its first reading: of two texts with hardly a gap between their confidences, either may be the plate.
 * @param confidence the engine's for the candidate, 0–1, or null where it gave none
 * @param readConfidence the engine's for the first reading, or null
 */
export function effectiveCost(
  readCost: number,
  candidateCost: number | null,
  confidence: number | null,
  readConfidence: number | null = null,
): number {
  if (candidateCost === null) return readCost;
  const { least, perGap, gapUnknown } = CANDIDATE_COSTS;
  const gap = confidence === null || readConfidence === null ? gapUnknown : Math.max(0, readConfidence - confidence);
  return Math.min(readCost, candidateCost + least + perGap * gap);
}

/** The posterior in numbers; called for every match, so it makes no text. */
export function assessRead(evidence: ReadEvidence): Posterior {
  const { misreadRate, shape } = evidence;
  const others = evidence.lookAlikeReads + misreadRate * shape.passesPerText;
  if (evidence.exact) {
    // The plate asked for is taken to have passed at least once; more only as far as look-alikes do not explain it.
    const own = Math.max(1, evidence.platePasses - others) * (1 - misreadRate);
    return posterior(own / (own + others), others, own, 0);
  }
  const own = Math.max(1, evidence.platePasses) * misreadRate * misreadShare(evidence.cost);
  const misreads = own + others;
  const real = chanceTextIsReal(evidence.textPasses, misreads, shape);
  const trueReads = Math.max(1, evidence.textPasses - misreads) * (1 - misreadRate);
  const likelihood = (1 - real) * (own / misreads) + real * (own / (misreads + trueReads));
  return posterior(likelihood, others + real * trueReads, own, real);
}

/** Each stretch of misreads that {@link likelihoodBound} looks at is this much longer than the one before. */
const BOUND_STEP = 1.5;
/** What rounding may take from a bound. */
const BOUND_SLACK = 1e-12;

/**
 * A likelihood that no look-alikes can lift {@link assessRead} above: lets a search rank without finding them all.
 * Look-alikes only add to the misreads expected, so it takes the highest over all that may be added, stretch by stretch:
 * on each, own / misreads is highest at its beginning, and the chance of a real vehicle is bounded term by term.
 */
export function likelihoodBound(evidence: Omit<ReadEvidence, 'lookAlikeReads'>): number {
  if (evidence.exact) return assessRead({ ...evidence, lookAlikeReads: 0 }).likelihood;
  const { misreadRate, textPasses, shape } = evidence;
  const own = Math.max(1, evidence.platePasses) * misreadRate * misreadShare(evidence.cost);
  let bound = 0;
  let from = own + misreadRate * shape.passesPerText;
  while (own / from > bound) {
    const real = leastChanceTextIsReal(textPasses, from, from * BOUND_STEP, shape);
    const trueReads = Math.max(1, textPasses - from) * (1 - misreadRate);
    bound = Math.max(bound, (1 - real) * (own / from) + real * (own / (from + trueReads)));
    from *= BOUND_STEP;
  }
  return Math.min(HIGHEST_LIKELIHOOD, bound + BOUND_SLACK);
}

/**
 * Never below {@link likelihoodBound}, whatever the camera's misread rate and however often the text was read: not exact,
 * cheap. The read is the plate's at most as often as the plate's misreads stand among all misreads of its shape.
 */
export function likelihoodCeiling(platePasses: number, cost: number, passesPerText: number): number {
  const own = Math.max(1, platePasses) * misreadShare(cost);
  return own / (own + passesPerText) + BOUND_SLACK;
}

/** Never above {@link chanceTextIsReal} for any number of misreads from `least` to `most`. */
function leastChanceTextIsReal(passes: number, least: number, most: number, shape: ShapeStatistics): number {
  if (shape.occupancy <= 0) return 0;
  const occupancy = Math.min(shape.occupancy, 0.999);
  const vehicle = Math.max(shape.passesPerVehicle, 1);
  const withLeast = least + vehicle;
  const withVehicle = passes * Math.log(withLeast / (1 + withLeast)) - Math.log(1 + most + vehicle);
  const againMost = Math.max(REPEATS, most / (1 + most));
  const againLeast = Math.max(REPEATS, least / (1 + least));
  const without = Math.log(most / (1 + most)) + (passes - 1) * Math.log(againMost) + Math.log(1 - againLeast);
  const logOdds = Math.log(occupancy / (1 - occupancy)) + withVehicle - without;
  return 1 / (1 + Math.exp(-logOdds));
}

/** Texts read oftener than this are never taken for mere misreads of the plate asked for. */
export const MOST_MISREADS_OF_ONE_KIND = 4;

/**
 * Chance that a look-alike is a vehicle and not itself a misread of the plate asked for, as its own odd reads would else
 * speak against each other.
 * @param costFromPlate what it costs to read the plate asked for as the look-alike
 */
export function chanceLookAlikeIsReal(
  passes: number,
  costFromPlate: number,
  platePasses: number,
  misreadRate: number,
  shape: ShapeStatistics,
): number {
  if (passes > MOST_MISREADS_OF_ONE_KIND) return 1;
  const misreads = misreadRate * (Math.max(1, platePasses) * misreadShare(costFromPlate) + shape.passesPerText);
  return chanceTextIsReal(passes, misreads, shape);
}

/**
 * Chance that a vehicle truly carries a text that was read `passes` times, `misreads` reads of it being expected if none
 * does. What made a misread once often makes it again (a dirty plate, a screw head), so counts come in runs.
 */
function chanceTextIsReal(passes: number, misreads: number, shape: ShapeStatistics): number {
  if (shape.occupancy <= 0) return 0;
  const occupancy = Math.min(shape.occupancy, 0.999);
  const withVehicle = misreads + Math.max(shape.passesPerVehicle, 1);
  const logOdds =
    Math.log(occupancy / (1 - occupancy)) + logOfRun(passes, withVehicle, 0) - logOfRun(passes, misreads, REPEATS);
  return 1 / (1 + Math.exp(-logOdds));
}

/** log P(`count` reads of one text | `expected` of them), where each is followed by the same again at least as often as `repeats`. */
function logOfRun(count: number, expected: number, repeats: number): number {
  const again = Math.max(repeats, expected / (1 + expected));
  return Math.log(expected / (1 + expected)) + (count - 1) * Math.log(again) + Math.log(1 - again);
}

function posterior(likelihood: number, expectedFalseReads: number, ownReads: number, textIsReal: number): Posterior {
  return {
    likelihood: Math.min(HIGHEST_LIKELIHOOD, Math.max(0, likelihood)),
    baseRate: 1 - Math.exp(-expectedFalseReads),
    expectedFalseReads,
    ownReads,
    textIsReal,
  };
}
