/**
 * Contract area `find`: find a vehicle. Runs in the services worker.
 * Always: what is paged through later is what the result entry counted and digested, never more.
 */
import { type MatchAnswer, PREVIEW_WANTED } from '../contract/matcher.ts';
import type { FindAnswer, FindMatch, FindRequest } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import type { ReadState } from '../core/model/domain.ts';
import { matchAt } from '../match/index.ts';
import { detectionPoints, listCameraOrdinals, listCameras, readStates } from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { findMatches } from './find-matches.ts';
import { type Found, gated, type QueryCtx, refusal } from './gated.ts';
import { lookAlikes } from './look-alikes.ts';
import { type Ctx, session } from './method.ts';
import { cameraOrdinalsOf, coverageOf, digestOf, stopwatch, windowOf } from './query-parts.ts';
import { stillStands } from './released.ts';
import { type FindResult, notAtHand } from './result-store.ts';
import { trustedAuthority } from './trusted-authority.ts';

/** Matches one answer lists; past it the query is said to be too wide. */
const MAX_LISTED = 20_000;
/** The same while typing: what is looked up and digested at each stroke stays small. */
const MAX_PREVIEWED = 1000;

export const find = {
  run: audited(
    gated<FindRequest, FindAnswer>(
      {
        action: 'find',
        details: (input) => ({
          query: input.query,
          fromMs: input.fromMs,
          toMs: input.toMs,
          area: input.area,
          cameraIds: input.cameraIds,
          direction: input.direction,
          make: input.make,
          colour: input.colour,
          preview: input.preview,
        }),
        question: ({ query, fromMs, toMs, area, cameraIds }) => ({
          query,
          window: { fromMs, toMs },
          area,
          devices: cameraIds,
        }),
        refused: refusal,
      },
      runFind,
    ),
  ),
  page: session((ctx: Ctx, input: Inputs['find']['page']): { matches: FindMatch[] } => {
    const result = resultOf(ctx, input.resultId);
    return { matches: findMatches(ctx.workspace, result, input, input) };
  }),
  points: session(pointsOf),
  vocabulary: session(async (ctx: Ctx): Promise<Answers['find']['vocabulary']> => {
    const { makes, colours } = await (await ctx.session.match.ready()).vocabulary();
    return { makes: [...makes], colours: [...colours] };
  }),
  lookAlikes,
};

async function runFind(ctx: QueryCtx, input: FindRequest): Promise<Found<FindAnswer>> {
  const elapsedMs = stopwatch(ctx);
  const window = windowOf(ctx);
  const matcher = await ctx.session.match.ready();
  const outcome = await matcher.search(
    {
      query: input.query,
      fromMs: window.fromMs,
      toMs: window.toMs,
      cameraOrdinals: cameraOrdinalsOf(ctx.workspace.read, input),
      direction: input.direction,
      make: input.make,
      colour: input.colour,
      box: input.box === null ? null : `find:${input.box}`,
      wanted: input.preview ? PREVIEW_WANTED : null,
      limit: input.preview ? MAX_PREVIEWED : MAX_LISTED,
    },
    ctx.signal,
  );
  if (outcome.outcome === 'refused') throw new AppError('BAD_INPUT', { message: outcome.message });
  const { answer } = outcome;
  const { listed, ids } = heldRows(ctx, answer);
  const digest = digestOf(digestRows(answer, listed, ids));
  const result = { caseId: input.caseId, actorId: ctx.actor.id, authorityId: ctx.authority.id, answer, listed };
  const matches = findMatches(ctx.workspace, result, { offset: 0, limit: input.pageSize });
  const coverage = coverageOf(ctx, window);
  const resultId = ctx.session.results.keep(result);
  const summary = {
    resultId,
    logSeq: ctx.intent.seq,
    total: answer.detections,
    plates: answer.plates,
    folded: answer.folded,
    truncated: answer.truncated,
    elapsedMs: elapsedMs(),
    window,
    coverage,
    asked: { query: input.query, direction: input.direction, make: input.make, colour: input.colour },
    costReached: answer.costReached,
  };
  return {
    answer: { outcome: 'ran', decision: ctx.decision, summary, matches },
    details: {
      reads: answer.detections,
      listed: listed.length,
      plates: answer.plates,
      folded: answer.folded,
      truncated: answer.truncated,
      costReached: answer.costReached,
      digest,
      coverage,
    },
    onLogged: () => ctx.session.results.release(input.caseId, ids),
  };
}

/** Throws NOT_FOUND also where the authority it was asked under carries nothing any more: the query must be asked again. */
function resultOf(ctx: Ctx, resultId: string): FindResult {
  const result = ctx.session.results.get(resultId);
  if (stillStands(ctx, result.caseId, trustedAuthority(ctx.session, result.authorityId))) return result;
  ctx.session.results.forget(resultId);
  throw notAtHand();
}

/** Indices into the answer whose rows are still held, and their detection ids. */
function heldRows(ctx: Ctx, answer: MatchAnswer): { listed: Uint32Array; ids: string[] } {
  const points = new Map(
    detectionPoints(ctx.workspace.read, answer.columns.detectionIds).map((point) => [point.ordinal, point.id]),
  );
  const kept: number[] = [];
  const ids: string[] = [];
  for (let at = 0; at < answer.columns.count; at += 1) {
    const id = points.get(answer.columns.detectionIds[at] ?? -1);
    if (id === undefined) continue;
    kept.push(at);
    ids.push(id);
  }
  return { listed: Uint32Array.from(kept), ids };
}

/** What the result entry's digest covers: detection id and the plate it was taken for, in the order shown. */
function digestRows(answer: MatchAnswer, listed: Uint32Array, ids: string[]): [string, string][] {
  return ids.map((id, index) => [id, matchAt(answer, listed[index] ?? 0).plate]);
}

type Points = {
  detectionIds: string[];
  lon: (number | null)[];
  lat: (number | null)[];
  timeMs: number[];
  likelihood: number[];
  states: ReadState[];
  reads: string[];
};

function pointsOf(ctx: Ctx, input: { resultId: string }): Points {
  const { answer, listed, caseId } = resultOf(ctx, input.resultId);
  const { read } = ctx.workspace;
  const ordinals = Float64Array.from(listed, (at) => answer.columns.detectionIds[at] ?? -1);
  const rows = new Map(detectionPoints(read, ordinals).map((point) => [point.ordinal, point]));
  const sites = new Map(listCameras(read).map((site) => [site.id, site]));
  const siteOfOrdinal = new Map(
    listCameraOrdinals(read).map(({ ordinal, cameraId }) => [ordinal, sites.get(cameraId)]),
  );
  const states = readStates(read, caseId);
  const points: Points = { detectionIds: [], lon: [], lat: [], timeMs: [], likelihood: [], states: [], reads: [] };
  for (const at of listed) {
    const row = rows.get(answer.columns.detectionIds[at] ?? -1);
    if (row === undefined) continue;
    const site = siteOfOrdinal.get(row.cameraOrdinal);
    points.detectionIds.push(row.id);
    points.lon.push(site?.lon ?? null);
    points.lat.push(site?.lat ?? null);
    points.timeMs.push(row.timeMs);
    points.likelihood.push(answer.columns.likelihoods[at] ?? 0);
    points.states.push(states.get(row.id) ?? 'unconfirmed');
    points.reads.push(row.read);
  }
  return points;
}
