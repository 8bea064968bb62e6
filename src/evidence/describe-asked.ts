// What one entry of the query log asked for, in words, by its action. Pure. A detail without a phrase of its own is left for
// the caller to print as it is.

import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { localDay } from '../core/evidence/pack-time.ts';
import { durationWords } from '../core/map/leg-words.ts';
import { DONE } from './describe-actions.ts';
import { idTail, isObject, join, mono, number, type Phrase, plain, plate, strong, Taken } from './phrase.ts';
import { count, GROUND_WORDS, purposeLabel } from './words.ts';

const windowPhrase = (details: Taken): Phrase[] => {
  const asked = { from: details.number('fromMs'), to: details.number('toMs') };
  const window = details.take('window');
  const bounds = isObject(window)
    ? { from: number(window.fromMs), to: number(window.toMs), clamped: window.clamped === true }
    : { ...asked, clamped: false };
  if (bounds.from === null && bounds.to === null) return [plain('no window named')];
  const from = bounds.from === null ? 'the start of history' : day(bounds.from);
  const to = bounds.to === null ? 'now' : day(bounds.to);
  const clamped = bounds.clamped ? ' (cut to what the rule allows)' : '';
  return [plain(from === to ? `${from}${clamped}` : `${from} to ${to}${clamped}`)];
};

/** `12 Sep 2026` */
const day = (timeMs: number): string => localDay(timeMs).slice(4);

const areaPhrase = (details: Taken): Phrase[] => {
  const area = details.take('area');
  if (!isObject(area)) return [];
  const { lat, lon, radiusM } = area;
  const km = typeof radiusM === 'number' ? Math.round(radiusM / 100) / 10 : '?';
  return [plain(`within ${km} km of ${degrees(lat, 'N', 'S')}, ${degrees(lon, 'E', 'W')}`)];
};

/** `37.81° S`: every figure that was logged, the half of the globe as a letter. */
const degrees = (deg: JsonValue | undefined, above: string, below: string): string =>
  typeof deg === 'number' ? `${Math.abs(deg)}° ${deg < 0 ? below : above}` : '?';

const camerasPhrase = (details: Taken): Phrase[] => {
  const ids = details.take('cameraIds');
  return Array.isArray(ids) ? [plain(`cameras ${ids.map(String).join(', ')}`)] : [];
};

/** `make ford where known` */
const wherePhrase = (details: Taken, field: 'make' | 'colour'): Phrase[] => {
  const value = details.text(field);
  return value === '' ? [] : [plain(`${field} ${value} where known`)];
};

/** What was typed, and what it was folded to where that is another text. */
const typedPlate = (details: Taken, field: 'query' | 'plate'): Phrase[] => {
  const typed = details.text(field);
  const key = details.text('plateKey');
  return join(
    [plate(typed === '' ? '(empty)' : typed)],
    key !== '' && key !== typed ? [plain('read as '), plate(key)] : [],
  );
};

const oneVehicle = (details: Taken): Phrase[] => join(typedPlate(details, 'plate'), windowPhrase(details));

/** How near and how often is together. */
const meetingPhrase = (details: Taken): Phrase[] => {
  const gapMs = details.number('gapMs');
  const minShared = details.number('minShared');
  return join(
    gapMs === null ? [] : [plain(`within ${durationWords(gapMs).replace(/ 00 s$/, '')} of each other`)],
    minShared === null ? [] : [plain(`${minShared} times or more`)],
  );
};

/** How many of those found the answer lists. */
const listedPhrase = (details: Taken): Phrase[] => {
  const limit = details.number('limit');
  return limit === null ? [] : [plain(`at most ${limit} listed`)];
};

const scenePhrase = (scene: Record<string, JsonValue>): Phrase[] => {
  const details = new Taken(scene);
  return join([strong(details.text('name'))], windowPhrase(details), areaPhrase(details), camerasPhrase(details));
};

/** Every action has its words: one that is added without them does not compile. */
export const ASKED: Readonly<Record<AuditEntry['action'], (details: Taken) => Phrase[]>> = {
  ...DONE,
  find: (details) =>
    join(
      typedPlate(details, 'query'),
      details.text('direction') === 'witness' ? [plain('as a witness remembers it')] : [],
      windowPhrase(details),
      areaPhrase(details),
      camerasPhrase(details),
      wherePhrase(details, 'make'),
      wherePhrase(details, 'colour'),
      details.take('preview') === true ? [plain('while typing')] : [],
    ),
  'look-alikes': (details) => [plain('Look-alikes of '), ...oneVehicle(details)],
  pattern: (details) => [plain('Movement of '), ...oneVehicle(details)],
  // What is asked is who was read where and when; that they travelled together is for a court to find.
  convoy: (details) =>
    join(
      [plain('Vehicles read at the same cameras as '), ...oneVehicle(details)],
      meetingPhrase(details),
      listedPhrase(details),
    ),
  colocation: (details) => {
    const scenes = details.take('scenes');
    const atLeast = details.number('atLeast');
    details.take('window');
    const all = Array.isArray(scenes) ? scenes : [];
    return join(
      [
        plain(
          `Vehicles read at ${atLeast === all.length ? 'all' : `${atLeast ?? '?'} or more of`} ${count(all.length, 'scene')}`,
        ),
      ],
      ...all.map((scene, at) => [plain(`(${at + 1}) `), ...scenePhrase(isObject(scene) ? scene : {})]),
      listedPhrase(details),
    );
  },
  'all-convoys': (details) =>
    join(
      [plain('All pairs of vehicles read at the same cameras')],
      windowPhrase(details),
      meetingPhrase(details),
      listedPhrase(details),
    ),
  journey: (details) => join([plain('Confirmed reads of '), plate(details.text('plate'))], windowPhrase(details)),
  view: (details) => {
    const wanted = details.text('plate');
    const window = details.take('window');
    return join(
      [plain('Read '), mono(idTail(details.text('detectionId')))],
      wanted === '' ? [] : [plain('as '), plate(wanted)],
      isObject(window) && window.clamped === true ? [plain('window cut to what the rule allows')] : [],
    );
  },
  image: (details) => {
    details.take('sha256');
    const held = details.take('held');
    return join(
      [plain('Image of read '), mono(idTail(details.text('detectionId')))],
      typeof held === 'boolean' ? [plain(held ? 'held here' : 'not held here')] : [],
    );
  },
  confirm: (details) => {
    const typed = details.text('typed');
    const note = details.text('groundNote');
    const ground = details.text('ground');
    const seen = details.text('vehicleSeen');
    const basis = details.text('basis');
    const lookAlikes = details.number('lookAlikesSeen');
    return join(
      [plain('Read '), mono(idTail(details.text('detectionId')))],
      [plain('as '), plate(details.text('plate'))],
      basis === 'image' ? [plain('re-typed '), plate(typed === '' ? '(nothing)' : typed)] : [strong('without image')],
      ground === '' ? [] : [plain(`ground: ${GROUND_WORDS[ground as keyof typeof GROUND_WORDS] ?? ground}`)],
      note === '' ? [] : [plain(`“${note}”`)],
      seen === '' ? [] : [plain(`saw ${seen}`)],
      lookAlikes === null ? [] : [plain(`${count(lookAlikes, 'look-alike')} shown`)],
    );
  },
  'exhibit-add': (details) => {
    const note = details.text('note');
    const restored = details.take('restored') === true;
    details.take('confirmationId');
    return join(
      [strong(details.text('number')), plain(restored ? ' brought back' : '')],
      [plate(details.text('plate'))],
      [plain('read '), mono(idTail(details.text('detectionId')))],
      note === '' ? [] : [plain(`“${note}”`)],
    );
  },
  'exhibit-remove': (details) =>
    join(
      [strong(details.text('number'))],
      [plate(details.text('plate'))],
      [plain(`reason: “${details.text('reason')}”`)],
    ),
  'authority-declare': (details) => {
    details.take('kind');
    return join(
      [plain(`File ${details.text('number')}`)],
      [plain(purposeLabel(details.text('purpose')))],
      [plain(`“${details.text('narrative')}”`)],
    );
  },
  'authority-assignment': (details) => {
    const exists = details.take('exists');
    const assigned = details.take('assigned');
    const offence = details.text('offence');
    return join(
      [plain(exists === true ? 'File exists' : 'File not found')],
      [plain(assigned === true ? 'assigned to the officer' : 'not assigned to the officer')],
      offence === '' ? [] : [plain(offence)],
    );
  },
  'case-create': (details) => {
    const file = details.text('fileNumber');
    return join([plain(details.text('name'))], file === '' ? [] : [plain(`file ${file}`)], [
      plain(details.text('charges')),
    ]);
  },
  'pack-export': (details) => {
    details.take('packId');
    const reason = details.text('reason');
    const recipients = details.text('recipients');
    return join(
      [plain('Pack '), mono(details.text('number'))],
      [plain(`“${details.text('title')}”`)],
      reason === '' ? [] : [plain(`reason: “${reason}”`)],
      recipients === '' ? [] : [plain(`for ${recipients}`)],
    );
  },
  'log-read': (details) => {
    const before = details.number('before');
    const limit = details.number('limit');
    return [
      plain(
        `Query log${before === null ? '' : ` before entry ${before}`}${limit === null ? '' : `, up to ${limit} entries`}`,
      ),
    ];
  },
};
