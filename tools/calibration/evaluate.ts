/**
 * What the matcher does with reads whose truth it is not told: misreads found, false plates shown, likelihoods kept.
 * Runs in Node, by the calibration and by golden tests; it asks the matcher as any caller does.
 */

import { chunkDetections } from '../../src/match/column-chunk.ts';
import { InThreadMatcher } from '../../src/match/in-thread-matcher.ts';
import { matchesOf } from '../../src/match/match-columns.ts';
import type { RealRead } from './real-reads.ts';

/** One match listed for one query. */
export type Judged = {
  readonly likelihood: number;
  readonly right: boolean;
  readonly shown: boolean;
  readonly exact: boolean;
};

export type Evaluation = {
  readonly queries: number;
  readonly misreads: number;
  readonly misreadsWithinTwo: number;
  /** Share of the misreads of the vehicles asked for that stand among the first five plates shown. */
  readonly recallAtFive: number;
  readonly recallAtFiveWithinTwo: number;
  /** Plates shown none of whose reads is of the vehicle, for each query. */
  readonly falsePlatesPerQuery: number;
  readonly shownPlatesPerQuery: number;
  /** Expected calibration error over what is shown, over all that is listed, and over what is shown but not read exactly. */
  readonly eceShown: number;
  readonly eceAll: number;
  readonly eceShownInexact: number;
  readonly judged: readonly Judged[];
};

export type Bin = { readonly count: number; readonly likelihood: number; readonly right: number };

const FIRST_PLATES = 5;

/**
 * @param reads all that the matcher holds
 * @param vehicles the plates asked for, one query each
 */
export async function evaluate(
  reads: readonly RealRead[],
  vehicles: readonly string[],
  withCandidates: boolean,
): Promise<Evaluation> {
  const matcher = new InThreadMatcher();
  const texts = ({ detection }: RealRead) => (withCandidates ? detection.texts : [...detection.texts].slice(0, 1));
  await matcher.load(chunkDetections(reads.map((read) => ({ ...read.detection, texts: texts(read) }))));
  const byId = new Map(reads.map((read) => [read.detection.id, read]));
  const judged: Judged[] = [];
  const amongFirst = new Set<number>();
  let falsePlates = 0;
  let shownPlates = 0;
  for (const vehicle of vehicles) {
    const outcome = await matcher.search({ query: vehicle, limit: 1000 });
    if (outcome.outcome !== 'ran') throw new Error(`The matcher refused a real plate: ${outcome.message}`);
    /** Whether a read of the vehicle is among the reads of a plate shown, in the order they are shown. */
    const plates = new Map<string, boolean>();
    for (const match of matchesOf(outcome.answer)) {
      const read = byId.get(match.detectionId);
      const right = read?.vehicle === vehicle;
      const exact = match.readText === vehicle;
      judged.push({ likelihood: match.likelihood, right, shown: !match.folded, exact });
      if (match.folded) continue;
      const plate = `${match.matchedText} ${match.via}`;
      plates.set(plate, (plates.get(plate) ?? false) || right);
      const place = [...plates.keys()].indexOf(plate);
      if (right && place < FIRST_PLATES) amongFirst.add(match.detectionId);
    }
    shownPlates += plates.size;
    for (const right of plates.values()) if (!right) falsePlates++;
  }
  await matcher.close();
  const asked = new Set(vehicles);
  const misreads = reads.filter(({ vehicle, read }) => asked.has(vehicle) && read !== vehicle);
  const near = misreads.filter(({ vehicle, read }) => editsBetween(vehicle, read) <= 2);
  const found = (some: readonly RealRead[]): number =>
    some.length === 0 ? 0 : some.filter(({ detection }) => amongFirst.has(detection.id)).length / some.length;
  const shown = judged.filter((match) => match.shown);
  return {
    queries: vehicles.length,
    misreads: misreads.length,
    misreadsWithinTwo: near.length,
    recallAtFive: found(misreads),
    recallAtFiveWithinTwo: found(near),
    falsePlatesPerQuery: falsePlates / vehicles.length,
    shownPlatesPerQuery: shownPlates / vehicles.length,
    eceShown: calibrationError(shown),
    eceAll: calibrationError(judged),
    eceShownInexact: calibrationError(shown.filter((match) => !match.exact)),
    judged,
  };
}

/** Ten bins of equal width: matches in it, their mean likelihood and the share of them that is right. */
export function binned(judged: readonly Judged[]): Bin[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const inside = judged.filter(({ likelihood }) => Math.min(9, Math.floor(likelihood * 10)) === bin);
    const mean = (pick: (match: Judged) => number): number =>
      inside.length === 0 ? 0 : inside.reduce((sum, match) => sum + pick(match), 0) / inside.length;
    return {
      count: inside.length,
      likelihood: mean((match) => match.likelihood),
      right: mean((match) => (match.right ? 1 : 0)),
    };
  });
}

/** Mean distance between likelihood and share right, each bin weighed by its matches. */
export function calibrationError(judged: readonly Judged[]): number {
  if (judged.length === 0) return 0;
  return binned(judged).reduce((sum, bin) => sum + bin.count * Math.abs(bin.likelihood - bin.right), 0) / judged.length;
}

/** Levenshtein's distance: what "within two edits" means here. */
function editsBetween(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + same));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
