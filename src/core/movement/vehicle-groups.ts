/**
 * Texts that are most likely one vehicle: a misread joins the plate it is most likely a misread of.
 * Runs anywhere (pure). Worked out text by text, when asked, and kept: a text's group follows from the counts alone and
 * not from the order of questions. Groups rank and join; they never change a read.
 */

import { misreadShare } from '../match/likelihood.ts';
import type { Vehicles } from './vehicles.ts';

/** Texts that a reading may truly be, with the cost of reading each so. */
export type Truths = { readonly texts: ArrayLike<number>; readonly costs: ArrayLike<number> };

/** The counts and neighbours that groups are drawn from. */
export type TextEvidence = {
  /** Distinct texts: ordinals are below it. */
  readonly count: number;
  nameOf(text: number): string;
  /** Reads whose first reading is this text. */
  passesOf(text: number): number;
  /** Whether P(the reads of this text are of that plate), all other look-alikes weighed against it, is `least` or more. */
  isLikely(text: number, truth: number, cost: number, least: number): boolean;
  /** Other texts that this one may be a misread of: at most one ordinary edit away, or among the engine's candidates. */
  truthsOf(text: number): Truths;
  /** Other texts that this one may have been read as: {@link truthsOf} of each of them may hold this one. */
  readingsOf(text: number): Iterable<number>;
};

/** A text joins a plate that is more likely than not the truth of its reads. */
const JOIN_LIKELIHOOD = 0.5;

const UNKNOWN = -2;
const ALONE = -1;

export class VehicleGroups implements Vehicles {
  readonly count: number;
  readonly alone = false;
  readonly #evidence: TextEvidence;
  /** `[text]`: the text it joins, ALONE, or UNKNOWN. */
  readonly #joins: Int32Array;
  readonly #members = new Map<number, readonly number[]>();

  constructor(evidence: TextEvidence) {
    this.#evidence = evidence;
    this.count = evidence.count;
    this.#joins = new Int32Array(evidence.count).fill(UNKNOWN);
  }

  nameOf(text: number): string {
    return this.#evidence.nameOf(text);
  }

  leaderOf(text: number): number {
    let leader = text;
    // A text joins one that was read more often, so that this ends.
    for (let joins = this.#joinOf(leader); joins >= 0; joins = this.#joinOf(leader)) leader = joins;
    return leader;
  }

  membersOf(leader: number): readonly number[] {
    const known = this.#members.get(leader);
    if (known !== undefined) return known;
    const members = [leader];
    const seen = new Set(members);
    for (let at = 0; at < members.length; at++) {
      const found: number[] = [];
      for (const reading of this.#evidence.readingsOf(members[at] ?? 0)) {
        if (seen.has(reading) || this.#evidence.passesOf(reading) === 0) continue;
        if (this.#joinOf(reading) !== members[at]) continue;
        seen.add(reading);
        found.push(reading);
      }
      members.push(...found.sort((a, b) => a - b));
    }
    this.#members.set(leader, members);
    return members;
  }

  #joinOf(text: number): number {
    // Texts that came after this was begun stand alone until the next one.
    if (text >= this.count) return ALONE;
    const known = this.#joins[text] ?? ALONE;
    if (known !== UNKNOWN) return known;
    const joins = likeliestTruth(this.#evidence, text);
    this.#joins[text] = joins;
    return joins;
  }
}

/** The text of which this one is more likely than not a misread, or -1. */
function likeliestTruth(evidence: TextEvidence, text: number): number {
  const passes = evidence.passesOf(text);
  if (passes === 0) return ALONE;
  const { texts, costs } = evidence.truthsOf(text);
  let best = ALONE;
  let bestCost = 0;
  let bestWeight = 0;
  for (let at = 0; at < texts.length; at++) {
    const truth = texts[at] ?? 0;
    const truthPasses = evidence.passesOf(truth);
    // Only a text read more often leads: a rare one joins a frequent one, never the other way round.
    if (truth === text || truthPasses <= passes) continue;
    const weight = truthPasses * misreadShare(costs[at] ?? 0);
    if (weight < bestWeight || (weight === bestWeight && truth >= best)) continue;
    best = truth;
    bestCost = costs[at] ?? 0;
    bestWeight = weight;
  }
  return best >= 0 && evidence.isLikely(text, best, bestCost, JOIN_LIKELIHOOD) ? best : ALONE;
}
