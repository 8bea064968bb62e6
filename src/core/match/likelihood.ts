/**
 * P(this plate | what was read), with the base rate behind it: a read is a likelihood, not a hit.
 * Runs anywhere (pure). Bayes over who may have passed: the plate asked for, the vehicle that truly carries the read text,
 * every look-alike in the data, and vehicles never read so far. A plate's class enters through how common texts of its
 * shape are, so it ranks and never rewrites. Nothing is ever certain: the result stays between 0 and 0.995.
 */

export const LIKELIHOOD_MODEL_ID = 'likelihood/1';

/** Share of reads that are wrong where a camera's own rate is not known (published field figure). */
export const DEFAULT_MISREAD_RATE = 0.03;

/** Below this a match is shown folded: counted and there, never dropped. */
export const FOLD_BELOW = 0.1;

/** Look-alikes are plates that may be read as the text for at most this cost: one ordinary edit. */
export const LOOK_ALIKE_MAX_COST = 8;

/** Doubt that this model cannot argue away: cloned plates, wrong clocks, wrong images. */
const HIGHEST_LIKELIHOOD = 0.995;

/**
 * Share of all misreads of a plate that come out as one given text at a cost: `SHARE * exp(-DECAY * cost)`.
 * Fitted to 610 misreads of a real engine (OpenALPR 2.3 on 751 photographed plates) under cost model camera/1; none were
 * held back, so a second source may move it.
 */
const MISREAD_SHARE = 0.12;
const MISREAD_DECAY = 0.62;

/** A text among the engine's candidates counts like one this much further from the plate; its confidence says little. */
const CANDIDATE_COST = 3;
const CANDIDATE_DOUBT_COST = 2;

/** A plate of the data that may be read as the text. `passes`: reads of it in the data held. */
export type LookAlike = { readonly plate: string; readonly cost: number; readonly passes: number };

/** What is known about how common texts of one shape are, from the data itself. */
export type ShapeStatistics = {
  /** Share of all possible texts of this shape that occur in the data, 0–1: the chance that a given one is a real plate here. */
  readonly occupancy: number;
  /** Reads expected of any one possible text of this shape. */
  readonly passesPerText: number;
  /** Reads of a text that occurs at all. */
  readonly passesPerSeenText: number;
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
  /** Reads of this text expected from look-alikes, the plate itself not counted: see {@link expectedFromLookAlikes}. */
  readonly lookAlikeReads: number;
  readonly shape: ShapeStatistics;
};

export type Posterior = {
  readonly likelihood: number;
  /** Chance that the data would hold such a read even if the plate had never passed, 0–1. */
  readonly baseRate: number;
  /** Reads like this one expected from other vehicles over the data. */
  readonly expectedFalseReads: number;
};

/** P(read as one given text at this cost | misread). */
export function misreadShare(cost: number): number {
  return MISREAD_SHARE * Math.exp(-MISREAD_DECAY * cost);
}

/**
 * Cost of the evidence when the plate is near a candidate rather than near the first text.
 * @param confidence the engine's, 0–1, or null where it gave none
 */
export function effectiveCost(readCost: number, candidateCost: number | null, confidence: number | null): number {
  if (candidateCost === null) return readCost;
  return Math.min(readCost, candidateCost + CANDIDATE_COST + CANDIDATE_DOUBT_COST * (1 - (confidence ?? 1)));
}

/** Reads of a text expected from other vehicles, given how often each passed. */
export function expectedFromLookAlikes(lookAlikes: Iterable<LookAlike>, misreadRate: number): number {
  let expected = 0;
  for (const { cost, passes } of lookAlikes) expected += passes * misreadRate * misreadShare(cost);
  return expected;
}

/** The posterior in numbers; called for every match, so it makes no text. */
export function assessRead(evidence: ReadEvidence): Posterior {
  const { misreadRate, shape } = evidence;
  const others = evidence.lookAlikeReads + misreadRate * shape.passesPerText;
  if (evidence.exact) {
    // The plate asked for is taken to have passed at least once; more only as far as look-alikes do not explain it.
    const own = Math.max(1, evidence.platePasses - others) * (1 - misreadRate);
    return posterior(own / (own + others), others);
  }
  const own = Math.max(1, evidence.platePasses) * misreadRate * misreadShare(evidence.cost);
  const misreads = own + others;
  const real = chanceTextIsReal(evidence.textPasses, misreads, shape);
  const trueReads = Math.max(1, evidence.textPasses - misreads) * (1 - misreadRate);
  const likelihood = (1 - real) * (own / misreads) + real * (own / (misreads + trueReads));
  return posterior(likelihood, others + real * trueReads);
}

/**
 * A likelihood that no look-alikes can lift {@link assessRead} above: lets a search rank without finding them all.
 * A misread's posterior mixes own / misreads with something smaller, and misreads never fall below what is counted here.
 */
export function likelihoodBound(evidence: Omit<ReadEvidence, 'lookAlikeReads'>): number {
  if (evidence.exact) return assessRead({ ...evidence, lookAlikeReads: 0 }).likelihood;
  const own = Math.max(1, evidence.platePasses) * evidence.misreadRate * misreadShare(evidence.cost);
  return Math.min(HIGHEST_LIKELIHOOD, own / (own + evidence.misreadRate * evidence.shape.passesPerText));
}

/**
 * Chance that a vehicle truly carries a text that was read `passes` times, `misreads` reads of it being expected if none
 * does. Counts are taken as geometric, not Poisson: a dirty plate is misread the same way again and again.
 */
function chanceTextIsReal(passes: number, misreads: number, shape: ShapeStatistics): number {
  if (shape.occupancy <= 0) return 0;
  const occupancy = Math.min(shape.occupancy, 0.999);
  const withVehicle = misreads + Math.max(shape.passesPerSeenText, 1);
  const logOdds =
    Math.log(occupancy / (1 - occupancy)) +
    passes * Math.log(withVehicle / misreads) -
    (passes + 1) * Math.log((1 + withVehicle) / (1 + misreads));
  return 1 / (1 + Math.exp(-logOdds));
}

function posterior(likelihood: number, expectedFalseReads: number): Posterior {
  return {
    likelihood: Math.min(HIGHEST_LIKELIHOOD, Math.max(0, likelihood)),
    baseRate: 1 - Math.exp(-expectedFalseReads),
    expectedFalseReads,
  };
}
