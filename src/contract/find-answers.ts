/**
 * Finding a vehicle: what is asked, what each match says, and how much the answer rests on. Runs anywhere.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { FOLD_BELOW } from '../core/match/likelihood.ts';
import { area, epochMs, id, readState } from '../core/model/domain.ts';
import { answerWindow, coverage, ranAnswer, refusedAnswer } from './query-answer.ts';

export const findRequest = z.object({
  caseId: id,
  authorityId: id.nullable().describe('null: none given; the query is refused and the refusal logged'),
  query: z.string().max(64).describe('plate as typed: ? one character, * any'),
  fromMs: epochMs.nullable(),
  toMs: epochMs.nullable(),
  area: area.nullable(),
  cameraIds: z.array(z.string().max(64)).max(2000).nullable(),
  /** camera: the plate is known, what cameras made of it is looked for. witness: a person half remembers it. */
  direction: z.enum(['camera', 'witness']).default('camera'),
  /** Where known: a read whose make nobody recorded passes; one known to be another does not. */
  make: z.string().max(64).nullable().default(null),
  colour: z.string().max(64).nullable().default(null),
  /** A newer query of the same box ends the older, which releases nothing and is logged as cancelled. */
  box: z.string().min(1).max(32).nullable().default(null),
  /** While typing: enough likely reads for one screen end the search; `costReached` says how far it looked. */
  preview: z.boolean().default(false),
  pageSize: z.number().int().min(1).max(1000).default(200),
});
export type FindRequest = z.infer<typeof findRequest>;

export const likelihoodExplanation = z.object({
  likelihood: z.number().min(0).max(1),
  word: z.enum(['very likely', 'likely', 'about even', 'unlikely', 'very unlikely']),
  baseRate: z.number().min(0).max(1),
  lookAlikes: z.array(z.object({ plate: z.string(), cost: z.number(), passes: z.number().int() })),
  explanation: z.array(
    z.object({ code: z.string(), text: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
  ),
});
export type LikelihoodExplanation = z.infer<typeof likelihoodExplanation>;

export const findMatch = z.object({
  rank: z.number().int().min(1),
  detectionId: z.string(),
  read: z.string(),
  plate: z.string().describe('the plate it is taken for'),
  matchedText: z.string(),
  via: z.enum(['read', 'candidate']),
  cost: z.number(),
  likelihood: z.number().min(0).max(1),
  word: likelihoodExplanation.shape.word,
  baseRate: z.number().min(0).max(1),
  lookAlikeCount: z.number().int(),
  folded: z.boolean().describe(`likelihood under ${FOLD_BELOW}: shown folded, never dropped`),
  timeMs: epochMs,
  cameraId: z.string(),
  cameraName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  make: z.string().nullable(),
  colour: z.string().nullable(),
  state: readState,
  hasImage: z.boolean(),
});
export type FindMatch = z.infer<typeof findMatch>;

const findSummary = z.object({
  resultId: id,
  logSeq: z.number().int(),
  total: z.number().int().describe('reads that matched'),
  plates: z.number().int(),
  folded: z.number().int(),
  truncated: z.boolean().describe('more matched than can be listed; narrow the query'),
  elapsedMs: z.number(),
  window: answerWindow,
  coverage,
  /** What was asked, as it stands in the log. */
  asked: z.object({
    query: z.string(),
    direction: findRequest.shape.direction.unwrap(),
    make: z.string().nullable(),
    colour: z.string().nullable(),
  }),
  costReached: z.number().int().describe('how far from the query plates were looked for; 0 for a pattern'),
});
export const findAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ran'), decision, summary: findSummary, matches: z.array(findMatch) }),
  refusedAnswer,
]);
export type FindAnswer = z.infer<typeof findAnswer>;

export const lookAlikesAnswer = z.discriminatedUnion('outcome', [
  ranAnswer.extend({
    plate: z.string(),
    passes: z.number().int().describe('reads of the window with this very text, as first reading or candidate'),
    /** The nearest first; passes counted likewise. */
    lookAlikes: likelihoodExplanation.shape.lookAlikes,
    truncated: z.boolean(),
  }),
  refusedAnswer,
]);
