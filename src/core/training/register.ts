/**
 * What the register of the training network holds beside files: an operation, a vehicle of the learner's own, a theft.
 * Runs anywhere (pure). Everything is invented; the plates occur among the reads, and are none of the story's.
 */
import { dayStart } from './story.ts';
import { everydayVehicle } from './vehicles.ts';

const DAY_MS = 86_400_000;

export type TrainingRegister = {
  readonly ownVehicle: { readonly username: string; readonly plate: string; readonly relation: 'own' };
  readonly theft: {
    readonly plate: string;
    readonly complaint: string;
    readonly complainant: string;
    readonly stolenMs: number;
    /** User name of whoever took the complaint: they may not track the vehicle. */
    readonly setBy: string;
  };
  readonly operation: {
    readonly name: string;
    readonly owner: string;
    readonly assignedTo: readonly string[];
    readonly fromMs: number;
    readonly toMs: number;
  };
};

export function trainingRegister(nowMs: number, seed: number): TrainingRegister {
  const [own, stolen] = everydayPlates(seed);
  const stolenMs = dayStart(nowMs, 2);
  return {
    ownVehicle: { username: 't.example', plate: own, relation: 'own' },
    theft: {
      plate: stolen,
      complaint: 'TC-2026-00417',
      complainant: 'Rental firm (invented)',
      stolenMs,
      setBy: 'r.sample',
    },
    operation: {
      name: 'Operation Tūī',
      owner: 'Detective Inspector S. Sample',
      assignedTo: ['t.example', 's.inspector'],
      fromMs: nowMs - 30 * DAY_MS,
      toMs: nowMs + 335 * DAY_MS,
    },
  };
}

/** Two vehicles that are on the road nearly every day, of which each network has some. */
function everydayPlates(seed: number): [string, string] {
  const plates: string[] = [];
  for (let index = 0; plates.length < 2; index += 1) {
    const vehicle = everydayVehicle(index, seed);
    if (vehicle.habit === 'commuter' && !plates.includes(vehicle.plate)) plates.push(vehicle.plate);
  }
  return [plates[0] ?? '', plates[1] ?? ''];
}
