/**
 * Movement analyses as the match worker takes and answers them. Runs anywhere.
 * The worker speaks of row ids, camera ordinals and texts; services turn them into the shapes of `movement.ts`.
 */

import { z } from 'zod';
import { MAX_SCENES } from '../core/movement/colocation-count.ts';
import type { HabitualPlace, Stay } from '../core/movement/habits.ts';
import type { Doubt } from '../core/movement/leg-doubt.ts';
import type { Lift } from '../core/movement/lift.ts';
import { gapMs, MAX_SIGHTINGS } from './movement.ts';

/** Meetings, and reads at scenes, listed for one vehicle. */
export const MAX_MEETINGS = 200;

const ordinal = z.number().int().min(0).max(0xffff_fffe);
const plate = z.string().min(1).max(64).describe('as typed; a pattern is refused');
const windowed = {
  fromMs: z.number().nullable().default(null).describe('first instant that counts, UTC epoch ms'),
  toMs: z.number().nullable().default(null).describe('last instant that counts'),
};
/**
 * `groups`: a text that is most likely a misread of a plate counts as that vehicle. `texts`: each text is a vehicle of its
 * own, as in a plain count over the table.
 */
const join = z.enum(['groups', 'texts']).default('groups');
const zone = z.string().min(1).max(64).default('Pacific/Auckland').describe('IANA zone of days and hours');

const patternRequest = z.object({
  kind: z.literal('pattern'),
  plate,
  ...windowed,
  /** `[camera ordinal]`, WGS84 degrees; NaN or absent where it is not known. */
  cameraLons: z.instanceof(Float64Array),
  cameraLats: z.instanceof(Float64Array),
  minLikelihood: z.number().min(0).max(1).default(0.1).describe('reads below it are no sightings'),
  limit: z.number().int().min(1).max(MAX_SIGHTINGS).default(MAX_SIGHTINGS),
  zone,
});
const convoyRequest = z.object({
  kind: z.literal('convoy'),
  plate,
  ...windowed,
  gapMs,
  minShared: z.number().int().min(1).max(1000).default(3),
  limit: z.number().int().min(1).max(500).default(50),
  join,
  zone,
});
const sceneRequest = z.object({
  cameraOrdinals: z.array(ordinal).max(100_000).nullable().describe('null: every camera'),
  fromMs: z.number(),
  toMs: z.number(),
});
const colocationRequest = z.object({
  kind: z.literal('colocation'),
  scenes: z.array(sceneRequest).min(1).max(MAX_SCENES),
  atLeast: z.number().int().min(1).max(MAX_SCENES),
  limit: z.number().int().min(1).max(2000).default(200),
  join,
  zone,
});
const allConvoysRequest = z.object({
  kind: z.literal('allConvoys'),
  ...windowed,
  gapMs,
  minShared: z.number().int().min(2).max(1000).default(4),
  limit: z.number().int().min(1).max(2000).default(200),
  join,
  zone,
});
export const movementRequest = z.discriminatedUnion('kind', [
  patternRequest,
  convoyRequest,
  colocationRequest,
  allConvoysRequest,
]);
export type MovementRequest = z.input<typeof movementRequest>;
export type CheckedMovementRequest = z.output<typeof movementRequest>;

export type MovementProgress = {
  readonly stage: 'reads' | 'table' | 'groups' | 'walk' | 'pairs';
  /** Whole work is 1; grows within a stage. */
  readonly share: number;
};

export type PatternSighting = {
  readonly detectionId: number;
  readonly timeMs: number;
  readonly camera: number;
  /** Empty where the first reading was no plate. */
  readonly read: string;
  /** P(this plate | what was read). */
  readonly likelihood: number;
};
/** From one sighting to the next whose place is known; `from` and `to` are positions in `sightings`. */
export type PatternLeg = {
  readonly from: number;
  readonly to: number;
  readonly distanceM: number;
  readonly durationMs: number;
  readonly speedKmh: number | null;
  readonly gap: boolean;
  readonly impossible: boolean;
  readonly doubt: Doubt | null;
};
export type PatternAnswer = {
  readonly kind: 'pattern';
  readonly plate: string;
  /** By time, then row id. */
  readonly sightings: readonly PatternSighting[];
  /** More reads fit than are listed: the likeliest are. */
  readonly truncated: boolean;
  readonly legs: readonly PatternLeg[];
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** The longest first. */
  readonly stays: readonly Stay[];
  /** Most days first. */
  readonly places: readonly HabitualPlace[];
  /** `[weekday * 24 + hour]`, weekday 0 Monday, local: 168 numbers. */
  readonly hours: readonly number[];
};

export type Meeting = {
  readonly camera: number;
  /** Of the read of the plate asked for. */
  readonly timeMs: number;
  /** Time of the partner's read less that of the plate's. */
  readonly gapMs: number;
  readonly detectionId: number;
  readonly partnerDetectionId: number;
};
export type ConvoyAnswer = {
  readonly kind: 'convoy';
  readonly plate: string;
  /** Readings taken for the plate asked for, the plate first. */
  readonly texts: readonly string[];
  readonly passes: number;
  /** Vehicles that were near at least once. */
  readonly considered: number;
  /** Vehicles that were near at `minShared` passes or more, listed or not. */
  readonly total: number;
  readonly partners: readonly (Lift & {
    readonly plate: string;
    readonly texts: readonly string[];
    /** Passes of the plate at which it was near. */
    readonly shared: number;
    /** The same with passes at one camera within the gap of each other counted once: what the lift counts. */
    readonly visits: number;
    readonly cameras: number;
    readonly days: number;
    readonly passes: number;
    readonly firstMs: number;
    readonly lastMs: number;
    /** By time; at most 200. */
    readonly meetings: readonly Meeting[];
  })[];
};
export type ColocationAnswer = {
  readonly kind: 'colocation';
  readonly scenes: readonly { readonly cameras: number; readonly reads: number; readonly plates: number }[];
  readonly total: number;
  readonly vehicles: readonly (Lift & {
    readonly plate: string;
    readonly texts: readonly string[];
    /** Positions in the question. */
    readonly scenes: readonly number[];
    readonly reads: number;
    /** By time; at most 200. */
    readonly detectionIds: readonly number[];
  })[];
};
export type AllConvoysAnswer = {
  readonly kind: 'allConvoys';
  /** Pairs that met `minShared` times or more, listed or not. */
  readonly total: number;
  readonly pairs: readonly (Lift & {
    readonly plates: readonly [string, string];
    readonly texts: readonly [readonly string[], readonly string[]];
    readonly shared: number;
    readonly cameras: number;
    readonly days: number;
    readonly passes: readonly [number, number];
    readonly firstMs: number;
    readonly lastMs: number;
  })[];
};
export type MovementAnswers = {
  readonly pattern: PatternAnswer;
  readonly convoy: ConvoyAnswer;
  readonly colocation: ColocationAnswer;
  readonly allConvoys: AllConvoysAnswer;
};
export type MovementAnswer = MovementAnswers[MovementRequest['kind']];

export type MovementOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Some times a second at most. */
  readonly onProgress?: ((progress: MovementProgress) => void) | undefined;
};
