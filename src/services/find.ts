/**
 * Contract area `find`: find a vehicle. Runs in the services worker.
 * Always: what is paged through later is what the result entry counted and digested, never more.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { MatchAnswer } from '../contract/matcher.ts';
import type { FindAnswer, FindMatch, FindRequest } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import type { ReadState } from '../core/model/domain.ts';
import { greatCircleM } from '../core/movement/journey.ts';
import { parsePlateQuery } from '../core/plate/plate-query.ts';
import { matchAt } from '../match/index.ts';
import {
  countCameras,
  countSitesWithReads,
  detectionPoints,
  findTimesOfPlate,
  getAuthority,
  listCameraOrdinals,
  listCameras,
  readStates,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Inputs } from './contract-types.ts';
import { findMatches } from './find-matches.ts';
import { type Found, gated, type QueryCtx } from './gated.ts';
import { type Ctx, session } from './method.ts';
import { stillStands } from './released.ts';
import { type FindResult, notAtHand } from './result-store.ts';

/** Matches one answer lists; past it the query is said to be too wide. */
const MAX_LISTED = 20_000;
/** As far back as the repetition rule looks, and a day more. */
const REKEY_LOOK_BACK_MS = 8 * 86_400_000;

export const find = {
  run: audited(
    gated<FindRequest, FindAnswer>(
      {
        action: 'find',
        details: (input) => ({
          query: input.query,
          plateKey: plateKeyOf(input.query),
          fromMs: input.fromMs,
          toMs: input.toMs,
          area: input.area,
          cameraIds: input.cameraIds,
        }),
        question: (ctx, input, nowMs) => ({
          query: input.query,
          window: { fromMs: input.fromMs, toMs: input.toMs },
          recentMs: findTimesOfPlate(ctx.workspace.read, {
            actorId: ctx.actor.id,
            plateKey: plateKeyOf(input.query),
            sinceMs: nowMs - REKEY_LOOK_BACK_MS,
          }),
        }),
        refused: (decision, logSeq) => ({ outcome: 'refused', decision, logSeq }),
      },
      runFind,
    ),
  ),
  page: session((ctx: Ctx, input: Inputs['find']['page']): { matches: FindMatch[] } => {
    const result = resultOf(ctx, input.resultId);
    return { matches: findMatches(ctx.workspace, result, input, input) };
  }),
  points: session(pointsOf),
};

/** The query as the repetition rule compares it: folded. Text that is no query is kept as typed. */
function plateKeyOf(query: string): string {
  const parsed = parsePlateQuery(query);
  return parsed.ok ? parsed.query.pattern : query;
}

async function runFind(ctx: QueryCtx, input: FindRequest): Promise<Found<FindAnswer>> {
  const startMs = ctx.desk.clock.monotonicMs();
  const { read } = ctx.workspace;
  const window = ctx.decision.window;
  if (window === null) throw new AppError('INTERNAL', { message: 'An allowed query has no window.' });
  const matcher = await ctx.session.match.ready();
  const outcome = await matcher.search(
    {
      query: input.query,
      fromMs: window.fromMs,
      toMs: window.toMs,
      cameraOrdinals: cameraOrdinalsOf(ctx, input),
      limit: MAX_LISTED,
    },
    AbortSignal.any([ctx.signal, ctx.session.ended]),
  );
  if (outcome.outcome === 'refused') throw new AppError('BAD_INPUT', { message: outcome.message });
  const { answer } = outcome;
  const { listed, ids } = heldRows(ctx, answer);
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalize(digestRows(answer, listed, ids)) ?? '')));
  const result = { caseId: input.caseId, actorId: ctx.actor.id, authorityId: ctx.authority.id, answer, listed };
  const matches = findMatches(ctx.workspace, result, { offset: 0, limit: input.pageSize });
  const coverage = { ...countCameras(read), sitesWithReads: countSitesWithReads(read, window.fromMs, window.toMs) };
  const resultId = ctx.session.results.keep(result);
  const summary = {
    resultId,
    logSeq: ctx.intent.seq,
    total: answer.detections,
    plates: answer.plates,
    folded: answer.folded,
    truncated: answer.truncated,
    elapsedMs: Math.round((ctx.desk.clock.monotonicMs() - startMs) * 10) / 10,
    window,
    coverage,
  };
  return {
    answer: { outcome: 'ran', decision: ctx.decision, summary, matches },
    details: {
      reads: answer.detections,
      listed: listed.length,
      plates: answer.plates,
      folded: answer.folded,
      truncated: answer.truncated,
      digest,
      coverage,
    },
    onLogged: () => ctx.session.results.release(input.caseId, ids),
  };
}

/** Throws NOT_FOUND also where the authority it was asked under carries nothing any more: the query must be asked again. */
function resultOf(ctx: Ctx, resultId: string): FindResult {
  const result = ctx.session.results.get(resultId);
  if (stillStands(ctx, result.caseId, getAuthority(ctx.workspace.read, result.authorityId))) return result;
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

/** Cameras the query is limited to, as ordinals; null: all. Cameras without a known place lie in no area. */
function cameraOrdinalsOf(ctx: Ctx, input: FindRequest): number[] | null {
  const { area, cameraIds } = input;
  if (area === null && cameraIds === null) return null;
  const { read } = ctx.workspace;
  const chosen = cameraIds === null ? null : new Set(cameraIds);
  const inside =
    area === null
      ? null
      : new Set(
          listCameras(read)
            .filter((site) => greatCircleM(site, area) <= area.radiusM)
            .map((site) => site.id),
        );
  return listCameraOrdinals(read)
    .filter(({ cameraId }) => (chosen?.has(cameraId) ?? true) && (inside?.has(cameraId) ?? true))
    .map(({ ordinal }) => ordinal);
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
