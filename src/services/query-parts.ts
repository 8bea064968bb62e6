/**
 * What every query of the desk needs beside its own work: window, cameras, coverage, digest, time taken.
 * Runs in the services worker.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Coverage } from '../contract/query-answer.ts';
import { AppError } from '../core/errors.ts';
import type { Area } from '../core/model/domain.ts';
import { greatCircleM } from '../core/movement/journey.ts';
import {
  countCameras,
  countSitesWithReads,
  listCameraOrdinals,
  listCameras,
  type Workspace,
} from '../workspace/index.ts';
import type { QueryCtx } from './gated.ts';

export type Window = { fromMs: number; toMs: number; clamped: boolean };

/** The window that was allowed. */
export function windowOf(ctx: QueryCtx): Window {
  const { window } = ctx.decision;
  if (window === null) throw new AppError('INTERNAL', { message: 'An allowed query has no window.' });
  return window;
}

/** What a negative in this window rests on. */
export function coverageOf(ctx: QueryCtx, window: { fromMs: number; toMs: number }): Coverage {
  const { read } = ctx.workspace;
  return { ...countCameras(read), sitesWithReads: countSitesWithReads(read, window.fromMs, window.toMs) };
}

/** SHA-256 over the canonical JSON (RFC 8785) of what is about to be released, hex. */
export function digestOf(released: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(released) ?? '')));
}

/** Milliseconds since now, to a tenth. */
export function stopwatch(ctx: QueryCtx): () => number {
  const startMs = ctx.desk.clock.monotonicMs();
  return () => Math.round((ctx.desk.clock.monotonicMs() - startMs) * 10) / 10;
}

/** Cameras a question is limited to, as ordinals; null: all. Cameras without a known place lie in no area. */
export function cameraOrdinalsOf(
  read: Workspace['read'],
  { area, cameraIds }: { area: Area | null; cameraIds: readonly string[] | null },
): number[] | null {
  if (area === null && cameraIds === null) return null;
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
