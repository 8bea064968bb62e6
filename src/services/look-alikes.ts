/**
 * Contract method `find.lookAlikes`: plates of the data held that could be mistaken for one plate. Runs in the services
 * worker. It says which plates passed and how often, so it is a query like any other: authority, log, repetition.
 */
import { AppError } from '../core/errors.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Found, gated, type QueryCtx, refusal } from './gated.ts';
import { coverageOf, digestOf, stopwatch, windowOf } from './query-parts.ts';

type Answer = Answers['find']['lookAlikes'];
type Question = Inputs['find']['lookAlikes'];

/** Look-alikes one answer lists. */
const MAX_LOOK_ALIKES = 200;

export const lookAlikes = audited(
  gated<Question, Answer>(
    {
      action: 'look-alikes',
      details: ({ plate }) => ({ plate }),
      question: ({ plate }) => ({ query: plate, wholePlate: true, window: { fromMs: null, toMs: null } }),
      refused: refusal,
    },
    findLookAlikes,
  ),
);

async function findLookAlikes(ctx: QueryCtx, input: Question): Promise<Found<Answer>> {
  const elapsedMs = stopwatch(ctx);
  const window = windowOf(ctx);
  const folded = foldPlate(input.plate);
  if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
  const matcher = await ctx.session.match.ready();
  const others = (await matcher.lookAlikes(folded.plate)).filter(({ plate }) => plate !== folded.plate);
  // The finder counts all reads held; a query sees those of its window alone.
  const passesOf = async (plate: string): Promise<number> => {
    const { fromMs, toMs } = window;
    const asked = await matcher.search({ query: plate, maxCost: 0, limit: 1, fromMs, toMs }, ctx.signal);
    return asked.outcome === 'ran' ? asked.answer.detections : 0;
  };
  const passes = await passesOf(folded.plate);
  const listed: { plate: string; cost: number; passes: number }[] = [];
  for (const { plate, cost } of others.slice(0, MAX_LOOK_ALIKES)) {
    const seen = await passesOf(plate);
    if (seen > 0) listed.push({ plate, cost, passes: seen });
  }
  const coverage = coverageOf(ctx, window);
  return {
    answer: {
      outcome: 'ran',
      decision: ctx.decision,
      logSeq: ctx.intent.seq,
      window,
      coverage,
      elapsedMs: elapsedMs(),
      plate: folded.plate,
      passes,
      lookAlikes: listed,
      truncated: others.length > MAX_LOOK_ALIKES,
    },
    details: { passes, listed: listed.length, digest: digestOf(listed), coverage },
  };
}
