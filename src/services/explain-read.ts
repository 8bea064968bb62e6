/**
 * Why one read is this likely to be one plate, as screens and packs show it. Runs in the services worker.
 */
import type { LikelihoodExplanation } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import type { Ctx } from './method.ts';

/** Throws NOT_FOUND where the match index does not hold the read. */
export async function explainRead(ctx: Ctx, ordinal: number, plate: PlateText): Promise<LikelihoodExplanation> {
  const matcher = await ctx.session.match.ready();
  const report = await matcher.explain({ detectionId: ordinal, plate });
  if (report === null) {
    throw new AppError('NOT_FOUND', {
      message: 'This read is not in the match index.',
      tip: 'Lock and sign in again: the index is built anew from what is held.',
    });
  }
  return {
    likelihood: report.likelihood,
    word: report.word,
    baseRate: report.baseRate,
    lookAlikes: report.lookAlikes.map(({ plate: text, cost, passes }) => ({ plate: text, cost, passes })),
    explanation: report.explanation.map(({ code, text, value }) => ({ code, text, value })),
  };
}
