/**
 * The everyday vehicles of the training network and what they do on a day. Runs anywhere (pure).
 * A vehicle is its position and the seed alone, so that any number of them needs no memory.
 */
import { misreadOf, trainingPlate } from './plates.ts';
import { type Chance, chanceOf } from './random.ts';
import { quickestWay, sitesWithin } from './roads.ts';
import { trainingSites } from './sites.ts';
import { plantedPlates } from './story.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export type EverydayVehicle = {
  readonly plate: string;
  readonly habit: 'commuter' | 'courier' | 'occasional';
  readonly make: string | null;
  readonly colour: string | null;
  readonly body: string;
  readonly home: number;
  readonly work: number;
  readonly departMs: number;
};

/** Where the vehicle is seen: `afterMs` since local midnight. */
export type Pass = { readonly site: number; readonly afterMs: number };

const MAKES =
  'toyota toyota toyota mazda mazda ford ford nissan nissan mitsubishi subaru honda suzuki hyundai volkswagen isuzu holden kia'.split(
    ' ',
  );
const COLOURS = 'white white white silver silver gray gray black black blue red green brown gold'.split(' ');
const BODIES = 'sedan-standard sedan-compact suv-standard suv-crossover truck-standard van-full'.split(' ');
// People live where people live: Auckland's sites stand first in the table and are drawn more often.
const AUCKLAND_SITES = 16;

export function everydayVehicle(index: number, seed: number): EverydayVehicle {
  const chance = chanceOf(seed, 1, index);
  const kind = chance.next();
  const home = chance.happens(0.45) ? chance.below(AUCKLAND_SITES) : chance.below(trainingSites.length);
  const near = sitesWithin(home, 8 * MINUTE_MS, 75 * MINUTE_MS);
  return {
    plate: plateOf(index, seed),
    habit: kind < 0.07 ? 'commuter' : kind < 0.085 ? 'courier' : 'occasional',
    make: chance.happens(0.12) ? null : chance.pick(MAKES),
    colour: chance.happens(0.06) ? null : chance.pick(COLOURS),
    body: chance.pick(BODIES),
    home,
    work: near.length > 0 ? chance.pick(near) : (home + 1) % trainingSites.length,
    departMs: 6 * HOUR_MS + chance.below(150) * MINUTE_MS,
  };
}

/** One in forty bears a plate that looks like that of the vehicle before it: the look-alikes every search meets. */
function plateOf(index: number, seed: number): string {
  const plate = trainingPlate(index, seed);
  if (index % 40 === 39) {
    const alike = misreadOf(trainingPlate(index - 1, seed), chanceOf(seed, 2, index));
    if (alike.length === 6) return plantedPlates.has(alike) ? plate : alike;
  }
  return plantedPlates.has(plate) ? trainingPlate(index + 400_009, seed) : plate;
}

/** What a vehicle does on one day; `weekday` 0 is Sunday. Sorted by nothing. */
export function passesOfDay(
  vehicle: EverydayVehicle,
  index: number,
  day: number,
  weekday: number,
  seed: number,
): Pass[] {
  const chance = chanceOf(seed, 3, index, day);
  const passes: Pass[] = [];
  const weekend = weekday === 0 || weekday === 6;
  if (vehicle.habit === 'commuter') {
    if (!chance.happens(weekend ? 0.25 : 0.92)) return passes;
    const leave = weekend ? 10 * HOUR_MS + chance.below(180) * MINUTE_MS : vehicle.departMs + jitter(chance, 14);
    go(passes, vehicle.home, vehicle.work, leave, chance);
    go(passes, vehicle.work, vehicle.home, leave + 8.6 * HOUR_MS + jitter(chance, 40), chance);
  } else if (vehicle.habit === 'courier') {
    if (weekday === 0) return passes;
    const reach = sitesWithin(vehicle.home, 5 * MINUTE_MS, 120 * MINUTE_MS);
    if (reach.length === 0) return passes;
    let clock = vehicle.departMs;
    let place = vehicle.home;
    for (let stop = 0; stop < 3; stop++) {
      const next = chance.pick(reach);
      if (next === place) continue;
      clock = go(passes, place, next, clock, chance) + (8 + chance.below(40)) * MINUTE_MS;
      place = next;
    }
    if (place !== vehicle.home) go(passes, place, vehicle.home, clock, chance);
  } else if (chance.happens(0.04)) {
    const far = chance.happens(0.25);
    const reach = sitesWithin(vehicle.home, 10 * MINUTE_MS, (far ? 420 : 110) * MINUTE_MS);
    const to = reach.length > 0 ? chance.pick(reach) : vehicle.work;
    go(passes, vehicle.home, to, 7 * HOUR_MS + chance.below(600) * MINUTE_MS, chance);
  }
  return passes;
}

/** Drives, and is seen by most of the cameras it passes. Returns when it arrives. */
function go(passes: Pass[], from: number, to: number, leaveMs: number, chance: Chance): number {
  const pace = 0.94 + chance.next() * 0.2;
  let last = leaveMs;
  for (const step of quickestWay(from, to)) {
    last = Math.round(leaveMs + step.afterMs * pace + chance.below(25_000));
    if (chance.happens(0.93)) passes.push({ site: step.site, afterMs: last });
  }
  return last;
}

const jitter = (chance: Chance, minutes: number): number => (chance.next() - 0.5) * 2 * minutes * MINUTE_MS;
