/**
 * Movement analyses as methods of the workstation: what is asked, and what comes back. Runs anywhere.
 * The shapes of what was found stand in movement.ts; here are the case, the authority and the log entry around them.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { id } from '../core/model/domain.ts';
import {
  allConvoysRequest,
  colocationRequest,
  colocationResult,
  convoyPair,
  convoyRequest,
  convoyResult,
  patternRequest,
  patternResult,
} from './movement.ts';
import { ranAnswer, refusedAnswer } from './query-answer.ts';

/** `authorityId` null: none given; refused, and the refusal logged. */
const asked = { caseId: id, authorityId: id.nullable() };

export const patternQuestion = patternRequest.extend(asked);
export const patternAnswer = z.discriminatedUnion('outcome', [
  ranAnswer.extend({ result: patternResult }),
  refusedAnswer,
]);

export const convoyQuestion = convoyRequest.extend(asked);
export const convoyAnswer = z.discriminatedUnion('outcome', [
  ranAnswer.extend({ result: convoyResult }),
  refusedAnswer,
]);

export const colocationQuestion = colocationRequest
  .extend(asked)
  .refine(({ atLeast, scenes }) => atLeast <= scenes.length, {
    path: ['atLeast'],
    error: 'more than there are scenes',
  });
export const colocationAnswer = z.discriminatedUnion('outcome', [
  ranAnswer.extend({ result: colocationResult }),
  refusedAnswer,
]);

export const allConvoysQuestion = allConvoysRequest.extend(asked);
export const allConvoysResult = z.object({
  pairs: z.array(convoyPair).describe('by liftAtLeast'),
  /** Pairs that met often enough, listed or not. */
  total: z.number().int(),
});
/** Progress first, then one of the others. Leaving the stream stops the work. */
export const allConvoysEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  ranAnswer.omit({ outcome: true }).extend({ type: z.literal('done'), result: allConvoysResult }),
  z.object({ type: z.literal('refused'), decision, logSeq: z.number().int() }),
]);
export type PatternQuestion = z.infer<typeof patternQuestion>;
export type ConvoyQuestion = z.infer<typeof convoyQuestion>;
export type ColocationQuestion = z.infer<typeof colocationQuestion>;
export type AllConvoysQuestion = z.infer<typeof allConvoysQuestion>;
export type AllConvoysEvent = z.infer<typeof allConvoysEvent>;
