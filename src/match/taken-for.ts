/**
 * Which plate a match is taken for, and how sure that alone is: the query itself, the text that a pattern matched, or one
 * of the plates a witness may have meant. Runs in the match worker.
 */

import type { Hypothesis } from './hypothesis.ts';
import type { MatchIndex, TextMatches } from './match-index.ts';
import type { ReadLikelihood } from './read-likelihood.ts';
import type { CheckedRequest } from './search-request.ts';
import { memoryShare, memoryWeight } from './witness-weight.ts';

export type TakenFor = {
  /** One hypothesis for all matches: then costs are costs of misreading it. Else each text that matched is its own. */
  readonly one: Hypothesis | null;
  hypothesisOf(text: number): Hypothesis;
  /** P(this is the plate asked for), 0–1, by the text that matched and its cost; 1 unless a witness was asked. */
  shareOf(text: number, cost: number): number;
};

export function takenFor(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  request: CheckedRequest,
  matches: TextMatches,
): TakenFor {
  const { query, direction } = request;
  if (query.kind === 'plain' && direction === 'camera') {
    const one = likelihood.hypothesis(query.pattern);
    return { one, hypothesisOf: () => one, shareOf: () => 1 };
  }
  const hypothesisOf = (text: number): Hypothesis => ({ plate: index.texts.textOf(text), ordinal: text });
  if (query.kind === 'wildcard') return { one: null, hypothesisOf, shareOf: () => 1 };
  const passesOf = (text: number): number => index.textPasses.data[text] ?? 0;
  let total = 0;
  for (let at = 0; at < matches.ordinals.length; at++) {
    total += memoryWeight(matches.costs[at] ?? 0, passesOf(matches.ordinals[at] ?? 0));
  }
  return {
    one: null,
    hypothesisOf,
    shareOf: (text, cost) => memoryShare(memoryWeight(cost, passesOf(text)), total),
  };
}
