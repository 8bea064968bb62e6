/**
 * How far a plate is the one a witness meant: P(plate | what is remembered), among the plates of the data.
 * Runs anywhere (pure). ASSUMED, NOT CALIBRATED: nobody has counted how people misremember plates. It only shares one
 * certainty out over the plates that could be meant, and keeps a part for a plate that no camera read.
 */

/** Each ordinary error (cost 8) makes a plate twenty times less likely to be the one meant. */
const DECAY = Math.log(20) / 8;

/** A text that is known as a candidate only, and was never read first, is seldom a vehicle that passed. */
const CANDIDATE_ONLY = 0.1;

/** The plate that was meant, where none of the data is it: like one plate at one ordinary error. */
const UNSEEN = Math.exp(-DECAY * 8);

/** @param passes reads whose first text is the plate */
export function memoryWeight(cost: number, passes: number): number {
  return Math.exp(-DECAY * cost) * (passes > 0 ? 1 : CANDIDATE_ONLY);
}

/** @param total of the weights of every plate that could be meant, this one among them */
export function memoryShare(weight: number, total: number): number {
  return weight / (total + UNSEEN);
}
