/**
 * What every answer to a query carries beside what was found. Runs anywhere.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { epochMs } from '../core/model/domain.ts';

/** The window that was searched, both ends included; `clamped`: cut to what the rule allows. */
export const answerWindow = z.object({ fromMs: epochMs, toMs: epochMs, clamped: z.boolean() });

/** What a negative rests on: "no reads from N live of M cameras", never "was not there". */
export const coverage = z.object({
  live: z.number().int(),
  total: z.number().int(),
  sitesWithReads: z.number().int().describe('cameras with any read in the window'),
});
export type Coverage = z.infer<typeof coverage>;

/** A refusal is an answer, and an entry of the log. */
export const refusedAnswer = z.object({ outcome: z.literal('refused'), decision, logSeq: z.number().int() });

/** The answer that ran: when, over what, and what the log says of it. */
export const ranAnswer = z.object({
  outcome: z.literal('ran'),
  decision,
  logSeq: z.number().int().describe('the intent'),
  window: answerWindow,
  coverage,
  elapsedMs: z.number(),
});
