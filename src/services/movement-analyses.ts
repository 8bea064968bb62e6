/**
 * How a vehicle moves, who travels with it, who was at these scenes, who travels together at all: contract methods of
 * `movement` that look at everything held. Runs in the services worker.
 * Always: the result entry digests what is released, and the reads an answer names may be looked at from then on; pairs
 * name none.
 */
import type {
  MovementAnswers,
  MovementOptions,
  MovementProgress,
  MovementRequest,
} from '../contract/matcher-movement.ts';
import type {
  AllConvoysEvent,
  AllConvoysQuestion,
  ColocationQuestion,
  ConvoyQuestion,
  PatternQuestion,
} from '../contract/movement-answers.ts';
import { AppError } from '../core/errors.ts';
import { audited } from './audited.ts';
import type { Answers } from './contract-types.ts';
import { type Found, gated, type QueryCtx, refusal } from './gated.ts';
import { gatedStream } from './gated-stream.ts';
import { cameraPositions, colocationResultOf, convoyResultOf, patternResultOf } from './movement-rows.ts';
import { cameraOrdinalsOf, coverageOf, digestOf, stopwatch, windowOf } from './query-parts.ts';
import { withProgress } from './with-progress.ts';

/** Steps of a progress bar. */
const PROGRESS_STEPS = 1000;

export const pattern = audited(
  gated<PatternQuestion, Answers['movement']['pattern']>(
    {
      action: 'pattern',
      details: ({ plate, fromMs, toMs }) => ({ plate, fromMs, toMs }),
      question: ({ plate, fromMs, toMs }) => ({ query: plate, wholePlate: true, window: { fromMs, toMs } }),
      refused: refusal,
    },
    async (ctx, input) => {
      const about = begin(ctx);
      const { fromMs, toMs } = about.window;
      const places = cameraPositions(ctx.workspace.read);
      const answer = await analyse(ctx, { kind: 'pattern', plate: input.plate, fromMs, toMs, ...places });
      const result = patternResultOf(ctx.workspace.read, input.caseId, answer, about.window);
      return found(ctx, about, result, {
        counts: {
          reads: result.sightings.length,
          truncated: result.truncated,
          impossible: result.legs.filter(({ impossible }) => impossible).length,
        },
        ids: result.sightings.map(({ detectionId }) => detectionId),
      });
    },
  ),
);

export const convoy = audited(
  gated<ConvoyQuestion, Answers['movement']['convoy']>(
    {
      action: 'convoy',
      details: ({ plate, fromMs, toMs, gapMs, minShared, limit }) => ({
        plate,
        fromMs,
        toMs,
        gapMs,
        minShared,
        limit,
      }),
      question: ({ plate, fromMs, toMs }) => ({ query: plate, wholePlate: true, window: { fromMs, toMs } }),
      refused: refusal,
    },
    async (ctx, input) => {
      const about = begin(ctx);
      const { fromMs, toMs } = about.window;
      const { plate, gapMs, minShared, limit } = input;
      const answer = await analyse(ctx, { kind: 'convoy', plate, fromMs, toMs, gapMs, minShared, limit });
      const result = convoyResultOf(ctx.workspace.read, answer);
      return found(ctx, about, result, {
        counts: { passes: result.passes, vehicles: result.total, listed: result.partners.length },
        ids: result.partners.flatMap(({ meetings }) =>
          meetings.flatMap(({ detectionId, partnerDetectionId }) => [detectionId, partnerDetectionId]),
        ),
      });
    },
  ),
);

export const colocation = audited(
  gated<ColocationQuestion, Answers['movement']['colocation']>(
    {
      action: 'colocation',
      details: ({ scenes, atLeast, limit }) => ({ scenes, atLeast, limit }),
      question: ({ scenes }) => ({
        query: null,
        window: {
          fromMs: Math.min(...scenes.map(({ fromMs }) => fromMs)),
          toMs: Math.max(...scenes.map(({ toMs }) => toMs)),
        },
        sweep: {
          scenes: scenes.map(({ fromMs, toMs, area, cameraIds }) => ({
            window: { fromMs, toMs },
            namesPlace: area !== null || (cameraIds !== null && cameraIds.length > 0),
          })),
        },
      }),
      refused: refusal,
    },
    async (ctx, input) => {
      const about = begin(ctx);
      const scenes = input.scenes.map((scene) => ({
        cameraOrdinals: cameraOrdinalsOf(ctx.workspace.read, scene),
        fromMs: Math.max(scene.fromMs, about.window.fromMs),
        toMs: Math.min(scene.toMs, about.window.toMs),
      }));
      assertApart(scenes);
      const { atLeast, limit } = input;
      const answer = await analyse(ctx, { kind: 'colocation', scenes, atLeast, limit });
      const result = colocationResultOf(ctx.workspace.read, input.scenes, answer);
      return found(ctx, about, result, {
        counts: { vehicles: result.total, listed: result.vehicles.length },
        ids: result.vehicles.flatMap(({ detectionIds }) => detectionIds),
      });
    },
  ),
);

type AskedScene = { cameraOrdinals: readonly number[] | null; fromMs: number; toMs: number };

/** One read would stand for two scenes that share a camera at the same time: whoever passed once was "at both". */
function assertApart(scenes: readonly AskedScene[]): void {
  for (const [later, b] of scenes.entries()) {
    const cameras = new Set(b.cameraOrdinals);
    const earlier = scenes.slice(0, later).findIndex((a) => {
      const fromMs = Math.max(a.fromMs, b.fromMs);
      const toMs = Math.min(a.toMs, b.toMs);
      // Where one ends as the next begins they only touch, unless one of them is no longer than that moment.
      const meet = fromMs < toMs || (fromMs === toMs && (a.fromMs === a.toMs || b.fromMs === b.toMs));
      return meet && (a.cameraOrdinals ?? []).some((camera) => cameras.has(camera));
    });
    if (earlier < 0) continue;
    throw new AppError('BAD_INPUT', {
      message: `Scenes ${earlier + 1} and ${later + 1} share a camera at the same time, so that one read would count at both.`,
      tip: 'Nothing was searched. Give the scenes times or places that do not overlap.',
    });
  }
}

export const allConvoys = audited(
  gatedStream<AllConvoysQuestion, AllConvoysEvent>(
    {
      action: 'all-convoys',
      details: ({ fromMs, toMs, gapMs, minShared, limit }) => ({ fromMs, toMs, gapMs, minShared, limit }),
      question: ({ fromMs, toMs }) => ({ query: null, window: { fromMs, toMs }, sweep: { scenes: [] } }),
      refused: (decision, logSeq) => ({ type: 'refused', decision, logSeq }),
    },
    findAllConvoys,
  ),
);

async function* findAllConvoys(
  ctx: QueryCtx,
  input: AllConvoysQuestion,
): AsyncGenerator<AllConvoysEvent, Found<AllConvoysEvent>, void> {
  const about = begin(ctx);
  const { fromMs, toMs } = about.window;
  const { gapMs, minShared, limit } = input;
  yield progress(0);
  const steps = withProgress((onProgress: (report: MovementProgress) => void) =>
    analyse(ctx, { kind: 'allConvoys', fromMs, toMs, gapMs, minShared, limit }, onProgress),
  );
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield progress(step.value.share);
  const { total } = step.value;
  const result = {
    pairs: step.value.pairs.map(({ texts: _texts, plates, passes, ...pair }) => ({
      plates: [...plates] as [string, string],
      passes: [...passes] as [number, number],
      ...pair,
    })),
    total,
  };
  const { answer, details } = found(ctx, about, result, {
    counts: { pairs: total, listed: result.pairs.length },
    ids: [],
  });
  const { outcome: _outcome, ...ran } = answer;
  return { answer: { type: 'done', ...ran }, details };
}

const progress = (share: number): AllConvoysEvent => ({
  type: 'progress',
  done: Math.round(Math.min(1, Math.max(0, share)) * PROGRESS_STEPS),
  total: PROGRESS_STEPS,
});

/** Waits until everything held is loaded. Throws CANCELLED once `ctx.signal` has fired. */
async function analyse<K extends MovementRequest['kind']>(
  ctx: QueryCtx,
  request: Extract<MovementRequest, { kind: K }>,
  onProgress?: MovementOptions['onProgress'],
): Promise<MovementAnswers[K]> {
  const matcher = await ctx.session.match.ready();
  return matcher.movement<K>(request, { signal: ctx.signal, onProgress });
}

function begin(ctx: QueryCtx) {
  return { window: windowOf(ctx), elapsedMs: stopwatch(ctx) };
}

/** The answer with what the log says of it; `ids` are the reads that it shows. */
function found<R>(
  ctx: QueryCtx,
  { window, elapsedMs }: ReturnType<typeof begin>,
  result: R,
  { counts, ids }: { counts: Record<string, number | boolean>; ids: readonly string[] },
) {
  const coverage = coverageOf(ctx, window);
  return {
    answer: {
      outcome: 'ran' as const,
      decision: ctx.decision,
      logSeq: ctx.intent.seq,
      window,
      coverage,
      elapsedMs: elapsedMs(),
      result,
    },
    details: { ...counts, digest: digestOf(result), coverage },
    onLogged: () => ctx.session.results.release(ctx.caseRecord.id, ids),
  };
}
