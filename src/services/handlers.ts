/**
 * Every method of the workstation contract, in the shape of the contract. Runs in the services worker.
 * Taking an area out of Waymark is deleting its file and its line here and in the contract.
 */
import { audit } from './audit.ts';
import { authority } from './authority.ts';
import { cameras } from './cameras.ts';
import { cases } from './cases.ts';
import { detections } from './detections.ts';
import { exhibits } from './exhibits.ts';
import { find } from './find.ts';
import { log } from './log.ts';
import { movement } from './movement.ts';
import { packs } from './packs.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { sync } from './sync.ts';

export const handlers = {
  session,
  sync,
  cases,
  cameras,
  authority,
  find,
  detections,
  exhibits,
  movement,
  packs,
  log,
  settings,
  audit,
};
