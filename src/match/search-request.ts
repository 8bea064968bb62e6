/**
 * The matcher's door: a search request from outside, checked field by field before anything is done with it.
 * Runs in the match worker. Written out by hand, as a schema library took longer than the search itself. Whatever comes
 * in, the check ends in bounded time: a text is measured before it is read, and a list before it is walked.
 */

import type { MatchDirection, MatcherOutcome } from '../contract/matcher.ts';
import { MAX_CAMERA_ORDINALS, MAX_MATCHES, MAX_SEARCH_COST } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';
import type { PlateQuery } from '../core/plate/plate-query.ts';
import { parsePlateQuery } from '../core/plate/plate-query.ts';

export type CheckedRequest = {
  readonly query: PlateQuery;
  readonly direction: MatchDirection;
  /** First and last instant that count; infinite where there is no bound. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly cameraOrdinals: readonly number[] | Uint32Array | null;
  readonly make: string | null;
  readonly colour: string | null;
  readonly limit: number;
  readonly wanted: number;
  readonly shownOnly: boolean;
  readonly maxCost: number;
};

export type RequestCheck =
  | { readonly ok: true; readonly request: CheckedRequest }
  | { readonly ok: false; readonly refused: Extract<MatcherOutcome, { outcome: 'refused' }> };

const DEFAULT_LIMIT = 1000;
const DEFAULT_MAX_COST = 16;
const MAX_NAME_LENGTH = 64;
const MAX_ORDINAL = 0xffff_fffe;

/** @throws AppError BAD_INPUT naming the fields that are not well formed, never what they held */
export function checkSearchRequest(input: unknown): RequestCheck {
  if (typeof input !== 'object' || input === null) throw badRequest(['request']);
  const raw = input as Partial<Record<string, unknown>>;
  const wrong: string[] = [];
  const take = <T>(field: string, value: T | undefined, fallback: T): T => {
    if (value === undefined) wrong.push(field);
    return value ?? fallback;
  };
  const query = take('query', typeof raw.query === 'string' ? raw.query : undefined, '');
  const direction = take('direction', directionOf(raw.direction), 'camera');
  const fromMs = take('fromMs', instantOf(raw.fromMs, Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
  const toMs = take('toMs', instantOf(raw.toMs, Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  const cameraOrdinals = checkedOrdinals(raw.cameraOrdinals);
  if (cameraOrdinals === undefined) wrong.push('cameraOrdinals');
  const make = nameOf(raw.make);
  if (make === undefined) wrong.push('make');
  const colour = nameOf(raw.colour);
  if (colour === undefined) wrong.push('colour');
  const limit = take('limit', wholeOf(raw.limit, DEFAULT_LIMIT, 1, MAX_MATCHES), DEFAULT_LIMIT);
  const wanted = take('wanted', wholeOf(raw.wanted, limit, 1, MAX_MATCHES), limit);
  const shownOnly = take('shownOnly', flagOf(raw.shownOnly), false);
  const maxCost = take('maxCost', wholeOf(raw.maxCost, DEFAULT_MAX_COST, 0, MAX_SEARCH_COST), DEFAULT_MAX_COST);
  if (fromMs > toMs) wrong.push('fromMs after toMs');
  if (wrong.length > 0) throw badRequest(wrong);
  const parsed = parsePlateQuery(query);
  if (!parsed.ok) {
    return { ok: false, refused: { outcome: 'refused', reason: parsed.reason, message: parsed.message } };
  }
  return {
    ok: true,
    request: {
      query: parsed.query,
      direction,
      fromMs,
      toMs,
      cameraOrdinals: cameraOrdinals ?? null,
      make: make ?? null,
      colour: colour ?? null,
      limit,
      wanted,
      shownOnly,
      maxCost,
    },
  };
}

/** The box of a request that is not checked yet, or null where it names none that could be. */
export function boxOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('box' in input)) return null;
  const { box } = input;
  if (box === null || box === undefined) return null;
  if (typeof box !== 'string' || box.length > MAX_NAME_LENGTH) throw badRequest(['box']);
  return box;
}

function badRequest(fields: readonly string[]): AppError {
  return new AppError('BAD_INPUT', {
    message: `A request to the matcher is not well formed: ${fields.join(', ')}.`,
    tip: 'Nothing was searched and nothing is lost. Correct the request and ask again.',
  });
}

function directionOf(value: unknown): MatchDirection | undefined {
  if (value === undefined) return 'camera';
  return value === 'camera' || value === 'witness' ? value : undefined;
}

function instantOf(value: unknown, open: number): number | undefined {
  if (value === undefined || value === null) return open;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function wholeOf(value: unknown, fallback: number, least: number, most: number): number | undefined {
  if (value === undefined || value === null) return fallback;
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}

function flagOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false;
  return typeof value === 'boolean' ? value : undefined;
}

function nameOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH && value.isWellFormed() ? value : undefined;
}

function checkedOrdinals(value: unknown): readonly number[] | Uint32Array | null | undefined {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint32Array) return value.length <= MAX_CAMERA_ORDINALS ? value : undefined;
  if (!Array.isArray(value) || value.length > MAX_CAMERA_ORDINALS) return undefined;
  for (const ordinal of value as unknown[]) {
    if (typeof ordinal !== 'number' || !Number.isInteger(ordinal) || ordinal < 0 || ordinal > MAX_ORDINAL)
      return undefined;
  }
  return value as number[];
}
