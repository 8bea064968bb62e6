/**
 * Movement analyses over one index: checks a request and runs it in steps. Runs in the match worker.
 * A run is a generator that yields between pieces of work of some milliseconds, with its progress; whoever drives it lets
 * messages in and may stop it. Between two steps the index may grow: a run answers for what it began with.
 */

import type {
  AllConvoysAnswer,
  CheckedMovementRequest,
  ColocationAnswer,
  ConvoyAnswer,
  MovementAnswer,
  MovementProgress,
} from '../contract/matcher-movement.ts';
import { MAX_MEETINGS, movementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import { findAllConvoys } from '../core/movement/all-convoys.ts';
import { findColocated } from '../core/movement/colocation.ts';
import { findConvoy } from '../core/movement/convoy.ts';
import type { DetectionTable } from '../core/movement/detection-table.ts';
import { regroupTable } from '../core/movement/detection-table.ts';
import { LocalClock } from '../core/movement/local-clock.ts';
import { VehicleCounters } from '../core/movement/vehicle-counters.ts';
import { VehicleGroups } from '../core/movement/vehicle-groups.ts';
import type { Span } from '../core/movement/vehicle-passes.ts';
import type { Vehicles } from '../core/movement/vehicles.ts';
import { textsAsVehicles } from '../core/movement/vehicles.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import type { MatchIndex } from './match-index.ts';
import { findPattern } from './movement-pattern.ts';
import type { HeldTables } from './movement-tables.ts';
import { MovementTables } from './movement-tables.ts';
import { textEvidence, textsOfUnreadPlate } from './movement-texts.ts';
import type { ReadLikelihood } from './read-likelihood.ts';

type MovementSteps<A> = Generator<MovementProgress, A>;
type RequestOf<K> = Extract<CheckedMovementRequest, { kind: K }>;

/** Texts whose group is worked out between two yields. */
const GROUPS_PER_STEP = 64;

/** Checked, or AppError BAD_INPUT that names the fields and never their values. */
export function checkMovementRequest(input: unknown): CheckedMovementRequest {
  const checked = movementRequest.safeParse(input);
  if (!checked.success) {
    const fields = [...new Set(checked.error.issues.map((issue) => issue.path.join('.') || 'kind'))].join(', ');
    throw new AppError('BAD_INPUT', { message: `A question about movement is not well formed: ${fields}.` });
  }
  return checked.data;
}

export class MovementAnalyses {
  readonly #index: MatchIndex;
  readonly #likelihood: ReadLikelihood;
  readonly #tables: MovementTables;
  readonly #counters: VehicleCounters[] = [];
  #groups: { readonly epoch: number; readonly vehicles: VehicleGroups } | null = null;

  constructor(index: MatchIndex, likelihood: ReadLikelihood) {
    this.#index = index;
    this.#likelihood = likelihood;
    this.#tables = new MovementTables(index);
  }

  *run(request: CheckedMovementRequest): MovementSteps<MovementAnswer> {
    const clock = clockOf(request.zone);
    switch (request.kind) {
      case 'pattern': {
        const steps = findPattern(this.#index, this.#likelihood, request, foldedPlate(request.plate), clock);
        return yield* told(steps, 'reads', 0, 1);
      }
      case 'convoy':
        return yield* this.#withCounters((counters) => this.#convoy(request, clock, counters));
      case 'colocation':
        return yield* this.#withCounters((counters) => this.#colocation(request, clock, counters));
      case 'allConvoys':
        return yield* this.#allConvoys(request, clock);
    }
  }

  *#convoy(request: RequestOf<'convoy'>, clock: LocalClock, counters: VehicleCounters): MovementSteps<ConvoyAnswer> {
    const plate = foldedPlate(request.plate);
    const held = yield* told(this.#tables.hold(), 'table', 0, 0.5);
    const vehicles = this.#vehicles(request.join, held);
    const texts = this.#textsOf(plate, vehicles);
    const question = {
      plate: texts,
      span: spanOf(request),
      gapMs: request.gapMs,
      minShared: request.minShared,
      limit: request.limit,
      maxMeetings: MAX_MEETINGS,
    };
    const steps = findConvoy(held.tables, vehicles, counters, clock, question);
    const found = yield* told(steps, 'walk', 0.5, 1);
    const idOf = (row: number): number => held.rows.detectionIds.data[row] ?? 0;
    return {
      kind: 'convoy',
      plate,
      texts: [plate, ...texts.map((text) => vehicles.nameOf(text)).filter((text) => text !== plate)],
      passes: found.passes,
      considered: found.considered,
      total: found.total,
      partners: found.partners.map(({ vehicle, meetings, ...partner }) => ({
        plate: vehicles.nameOf(vehicle),
        texts: namesOf(vehicles, vehicle),
        ...partner,
        meetings: meetings.map(({ row, partnerRow, ...meeting }) => ({
          ...meeting,
          detectionId: idOf(row),
          partnerDetectionId: idOf(partnerRow),
        })),
      })),
    };
  }

  *#colocation(
    request: RequestOf<'colocation'>,
    clock: LocalClock,
    counters: VehicleCounters,
  ): MovementSteps<ColocationAnswer> {
    const held = yield* told(this.#tables.hold(), 'table', 0, 0.5);
    const vehicles = this.#vehicles(request.join, held);
    const question = {
      scenes: request.scenes.map(({ cameraOrdinals, fromMs, toMs }) => ({ cameras: cameraOrdinals, fromMs, toMs })),
      atLeast: request.atLeast,
      limit: request.limit,
      maxRows: MAX_MEETINGS,
    };
    const found = yield* told(findColocated(held.tables, vehicles, counters, clock, question), 'walk', 0.5, 1);
    return {
      kind: 'colocation',
      scenes: found.scenes.map(({ cameras, reads, vehicles: plates }) => ({ cameras, reads, plates })),
      total: found.total,
      vehicles: found.vehicles.map(({ vehicle, rows, ...seen }) => ({
        plate: vehicles.nameOf(vehicle),
        texts: namesOf(vehicles, vehicle),
        ...seen,
        detectionIds: rows.map((row) => held.rows.detectionIds.data[row] ?? 0),
      })),
    };
  }

  *#allConvoys(request: RequestOf<'allConvoys'>, clock: LocalClock): MovementSteps<AllConvoysAnswer> {
    const held = yield* told(this.#tables.hold(true), 'table', 0, 0.1);
    const vehicles = this.#vehicles(request.join, held);
    const [main] = held.tables;
    if (main === undefined) throw new AppError('INTERNAL');
    const table = vehicles.alone ? main : yield* this.#grouped(main, vehicles, held.texts);
    const { gapMs, minShared, limit } = request;
    const nameOf = (vehicle: number): string => vehicles.nameOf(vehicle);
    const steps = findAllConvoys(table, clock, nameOf, { span: spanOf(request), gapMs, minShared, limit });
    const found = yield* told(steps, 'pairs', 0.5, 1);
    return {
      kind: 'allConvoys',
      total: found.total,
      pairs: found.pairs.map(({ vehicles: [one, other], visits: _visits, passes: [ofOne, ofOther], ...pair }) => ({
        plates: [nameOf(one), nameOf(other)],
        texts: [namesOf(vehicles, one), namesOf(vehicles, other)],
        passes: [ofOne, ofOther],
        ...pair,
      })),
    };
  }

  *#grouped(table: DetectionTable, vehicles: Vehicles, texts: number): MovementSteps<DetectionTable> {
    const leaders = new Uint32Array(texts);
    for (let text = 0; text < texts; text++) {
      if (text % GROUPS_PER_STEP === 0) yield { stage: 'groups', share: 0.1 + (0.35 * text) / texts };
      // Texts that are only candidates, or of reads taken out, have no row to regroup.
      const read = (table.vehicleStarts[text + 1] ?? 0) > (table.vehicleStarts[text] ?? 0);
      leaders[text] = read ? Math.min(vehicles.leaderOf(text), texts - 1) : text;
    }
    return yield* told(regroupTable(table, leaders), 'groups', 0.45, 0.5);
  }

  #vehicles(join: 'groups' | 'texts', held: HeldTables): Vehicles {
    const { texts, epoch } = this.#index;
    if (join === 'texts') return textsAsVehicles(held.texts, (text) => texts.textOf(text));
    if (this.#groups === null || this.#groups.epoch !== epoch) {
      this.#groups = { epoch, vehicles: new VehicleGroups(textEvidence(this.#index, this.#likelihood)) };
    }
    return this.#groups.vehicles;
  }

  /** Texts taken for a plate; where no camera ever read it, those that are most likely misreads of it. */
  #textsOf(plate: PlateText, vehicles: Vehicles): readonly number[] {
    const text = this.#index.ordinalOf(plate);
    const isRead = text >= 0 && (this.#index.textPasses.data[text] ?? 0) > 0;
    if (vehicles.alone) return isRead ? [text] : [];
    if (isRead) return vehicles.membersOf(vehicles.leaderOf(text));
    return textsOfUnreadPlate(this.#index, this.#likelihood, plate, vehicles);
  }

  /** Analyses may take turns: each has counters of its own, kept for the next one. */
  *#withCounters<A>(work: (counters: VehicleCounters) => MovementSteps<A>): MovementSteps<A> {
    const counters = this.#counters.pop() ?? new VehicleCounters();
    try {
      return yield* work(counters);
    } finally {
      this.#counters.push(counters);
    }
  }
}

/** Runs the steps of one stage; their shares become shares of the whole. */
function* told<A>(
  steps: Generator<number, A>,
  stage: MovementProgress['stage'],
  from: number,
  to: number,
): MovementSteps<A> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield { stage, share: from + (to - from) * Math.min(1, step.value) };
  }
}

function spanOf({ fromMs, toMs }: { fromMs: number | null; toMs: number | null }): Span {
  return { fromMs: fromMs ?? Number.NEGATIVE_INFINITY, toMs: toMs ?? Number.POSITIVE_INFINITY };
}

function namesOf(vehicles: Vehicles, leader: number): string[] {
  return vehicles.membersOf(leader).map((text) => vehicles.nameOf(text));
}

function clockOf(zone: string): LocalClock {
  try {
    return new LocalClock(zone);
  } catch (cause) {
    throw new AppError('BAD_INPUT', {
      message: 'The time zone of a question about movement is not known here.',
      cause,
    });
  }
}

function foldedPlate(plate: string): PlateText {
  const folded = foldPlate(plate);
  if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
  return folded.plate;
}
