/**
 * Movement analyses as they cross the contract: how one vehicle moves, who travels with it, who was at these scenes.
 * Runs anywhere. Every analysis is a query: it needs an authority and is logged. Reads are likelihoods, so every answer
 * carries how likely each read is, and every count of meetings carries what chance alone would give.
 */
import { z } from 'zod';
import { area, epochMs, readState } from '../core/model/domain.ts';
import { MAX_SCENES } from '../core/movement/colocation-count.ts';

/** Sightings one answer lists. */
export const MAX_SIGHTINGS = 5000;

/** How far apart in time two reads at one camera may be to count as a meeting: a second to half an hour. */
export const gapMs = z
  .number()
  .int()
  .min(1000)
  .max(30 * 60_000)
  .default(120_000);

const windowed = { fromMs: epochMs.nullable(), toMs: epochMs.nullable() };

export const sighting = z.object({
  detectionId: z.string(),
  timeMs: epochMs,
  cameraId: z.string(),
  cameraName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  read: z.string(),
  /** P(this plate | what was read), 0–1. */
  likelihood: z.number().min(0).max(1),
  state: readState,
});
export type MovementSighting = z.infer<typeof sighting>;

/** What may explain a leg that no vehicle can have driven; the shares sum to 1. */
export const legDoubt = z.object({
  /** One of the two reads is another vehicle's. */
  misread: z.number().min(0).max(1),
  /** Two vehicles carry this plate. */
  clone: z.number().min(0).max(1),
  /** Neither: a clock or a position is wrong. */
  clock: z.number().min(0).max(1),
  text: z.string(),
});

/** From one sighting to the next: the least the vehicle must have driven. */
export const leg = z.object({
  fromId: z.string(),
  toId: z.string(),
  distanceM: z.number(),
  durationMs: z.number(),
  speedKmh: z.number().nullable().describe('null where no time passed between two places'),
  gap: z.boolean().describe('so long without a read that the vehicle may have been anywhere'),
  impossible: z.boolean(),
});
export const movementLeg = leg.extend({ doubt: legDoubt.nullable().describe('only where impossible') });

/** Time between the first and the last of successive reads at one place. */
export const stay = z.object({
  cameraId: z.string(),
  cameraName: z.string(),
  fromMs: epochMs,
  toMs: epochMs,
  reads: z.number().int(),
});

export const habitualPlace = z.object({
  cameraId: z.string(),
  cameraName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  reads: z.number().int(),
  /** Local days with a read here. */
  days: z.number().int(),
  /** Of all local days with a read anywhere, 0–1. */
  shareOfDays: z.number(),
  /** Local hours of the day (0–23) in which most of its reads fall. */
  usualHours: z.array(z.number().int().min(0).max(23)),
});

export const patternRequest = z.object({ plate: z.string().max(16), ...windowed });
export const patternResult = z.object({
  plate: z.string(),
  window: z.object(windowed),
  sightings: z.array(sighting).describe('by time; at most 5,000'),
  truncated: z.boolean(),
  legs: z.array(movementLeg),
  firstMs: epochMs.nullable(),
  lastMs: epochMs.nullable(),
  stays: z.array(stay).describe('the longest first'),
  places: z.array(habitualPlace).describe('most days first'),
  /** Reads by local weekday (0 Monday) and hour: `[weekday * 24 + hour]`, 168 numbers. Zone: Pacific/Auckland. */
  hours: z.array(z.number().int()).length(168),
});
export type PatternResult = z.infer<typeof patternResult>;

export const meeting = z.object({
  cameraId: z.string(),
  cameraName: z.string(),
  timeMs: epochMs.describe('of the read of the plate asked for'),
  /** Time of the partner's read less that of the plate's, ms: negative when it drove ahead. */
  gapMs: z.number(),
  detectionId: z.string(),
  partnerDetectionId: z.string(),
});

const overExpectation = {
  /** Meetings (convoy) or scenes (co-location) that chance alone would give, by the vehicle's own traffic. */
  expected: z.number(),
  /** Counted over expected. */
  lift: z.number(),
  /** Lower end of the 95 % interval of the count, over what was expected and half more: what the ranking goes by. */
  liftAtLeast: z.number(),
};

export const convoyPartner = z.object({
  plate: z.string().describe('most often read text of the group'),
  texts: z.array(z.string()).describe('readings taken for this vehicle, misreads included'),
  shared: z.number().int().describe('passes of the plate at which it was near'),
  visits: z.number().int().describe('the same, passes at one camera within the gap counted once: what the lift counts'),
  cameras: z.number().int(),
  days: z.number().int(),
  passes: z.number().int().describe('all reads of the partner in the window'),
  ...overExpectation,
  firstMs: epochMs,
  lastMs: epochMs,
  meetings: z.array(meeting).describe('by time; at most 200'),
});

export const convoyRequest = z.object({
  plate: z.string().max(16),
  ...windowed,
  gapMs,
  minShared: z.number().int().min(2).max(1000).default(3),
  limit: z.number().int().min(1).max(500).default(50),
});
export const convoyResult = z.object({
  plate: z.string(),
  texts: z.array(z.string()),
  passes: z.number().int().describe('reads taken for the plate in the window'),
  partners: z.array(convoyPartner),
  considered: z.number().int().describe('vehicles that were near at least once'),
  total: z.number().int().describe('vehicles near at `minShared` passes or more, listed or not'),
});
export type ConvoyResult = z.infer<typeof convoyResult>;

/** A scene: cameras by area, by id, or both, over a window. */
export const scene = z.object({
  name: z.string().max(100),
  area: area.nullable(),
  cameraIds: z.array(z.string().max(64)).max(2000).nullable(),
  fromMs: epochMs,
  toMs: epochMs,
});
export type Scene = z.infer<typeof scene>;

export const colocationRequest = z.object({
  scenes: z.array(scene).min(2).max(MAX_SCENES),
  atLeast: z.number().int().min(2).max(MAX_SCENES),
  limit: z.number().int().min(1).max(2000).default(200),
});
export const colocationResult = z.object({
  scenes: z.array(
    z.object({ name: z.string(), cameras: z.number().int(), reads: z.number().int(), plates: z.number().int() }),
  ),
  vehicles: z.array(
    z.object({
      plate: z.string(),
      texts: z.array(z.string()),
      scenes: z.array(z.number().int()).describe('positions in the question'),
      reads: z.number().int(),
      ...overExpectation,
      detectionIds: z.array(z.string()).describe('by time; at most 200'),
      /** Where and when each of `detectionIds` was read, in their order. Files on the command line have their own. */
      seenAt: z.array(z.object({ cameraId: z.string(), timeMs: epochMs })).optional(),
    }),
  ),
  /** Vehicles seen at `atLeast` scenes, listed or not. */
  total: z.number().int(),
});
export type ColocationResult = z.infer<typeof colocationResult>;

export const allConvoysRequest = z.object({
  ...windowed,
  gapMs,
  minShared: z.number().int().min(2).max(1000).default(4),
  limit: z.number().int().min(1).max(2000).default(200),
});
export const convoyPair = z.object({
  plates: z.tuple([z.string(), z.string()]),
  shared: z.number().int(),
  cameras: z.number().int(),
  days: z.number().int(),
  passes: z.tuple([z.number().int(), z.number().int()]),
  ...overExpectation,
  firstMs: epochMs,
  lastMs: epochMs,
});
export type ConvoyPair = z.infer<typeof convoyPair>;
