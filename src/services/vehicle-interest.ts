/**
 * Whether a query may mean a vehicle of the asker's own or of their household (NZ-OWN-1). Runs in the services worker.
 * Plates are compared by their keyed hash; the key is this person's alone. Works offline with what the last sync brought.
 */
import { createHmac } from 'node:crypto';
import type { VehicleInterest } from '../core/authority/check-own-vehicle.ts';
import { parsePlateQuery } from '../core/plate/plate-query.ts';
import { readRegister } from '../workspace/index.ts';
import type { OpenSession } from './desk.ts';

/** Of a plate's characters, the share a pattern gives to ask for it, as for repetition (AR6). */
const MIN_KNOWN_SHARE = 2 / 3;
/** Places that are tried with every letter and digit: a plate of six with four known. */
const MAX_UNKNOWN = 2;
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function vehicleInterestOf(session: OpenSession, query: string | null): VehicleInterest {
  const register = readRegister(session.workspace.read);
  if (query === null || register === null || register.vehicles.held.length === 0) return { asked: [], held: [] };
  const key = Buffer.from(register.vehicles.keyHex, 'hex');
  const asked = platesAskedFor(query).map((plate) => createHmac('sha256', key).update(plate, 'utf8').digest('hex'));
  return { asked, held: register.vehicles.held };
}

/** Every plate that a query asks for: what it says, or, with ? and *, what it gives at least two thirds of. */
export function platesAskedFor(query: string): string[] {
  const parsed = parsePlateQuery(query);
  if (!parsed.ok) return [];
  const { pattern } = parsed.query;
  if (parsed.query.kind === 'plain') return [pattern];
  const places = [...pattern];
  const known = places.filter((place) => place !== '?' && place !== '*').length;
  const most = Math.min(MAX_UNKNOWN, Math.floor(known / MIN_KNOWN_SHARE + 1e-9) - known);
  const found = new Set<string>();
  const fill = (at: number, text: string, left: number): void => {
    const place = places[at];
    if (place === undefined) {
      found.add(text);
      return;
    }
    if (place === '*') fill(at + 1, text, left);
    else if (place !== '?') {
      fill(at + 1, text + place, left);
      return;
    }
    if (left === 0) return;
    // A ? is used up by one character; a * may stand for another one.
    for (const character of CHARACTERS) fill(place === '*' ? at : at + 1, text + character, left - 1);
  };
  fill(0, '', Math.max(0, most));
  return [...found];
}
