/**
 * What is typed into the form of one way to an authority, what of it is still missing, and the draft it makes. Pure.
 * Only the fields of the way are checked and sent; the services decide, this says beforehand what they would.
 */
import type { AuthorityDraft, AuthorityWay } from '../../../contract/authority-answers.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { countOf } from '../../format/number.ts';
import { fromWallValue, wallValue } from '../../format/time.ts';
import { checkNarrative, checkNumber, type FieldCheck } from './checks.ts';

export type WayField = AuthorityWay['fields'][number];

/** As typed. Lists are one text, parted by commas or lines; times are local, `YYYY-MM-DD HH:MM`. */
export interface WayText {
  readonly number: string;
  readonly issuer: string;
  readonly purpose: string;
  readonly narrative: string;
  readonly plates: string;
  readonly people: string;
  readonly devices: string;
  readonly lat: string;
  readonly lon: string;
  readonly radiusKm: string;
  readonly from: string;
  readonly to: string;
  readonly conditions: string;
  readonly ground: string;
  readonly impracticable: string;
}

export const EMPTY_TEXT: WayText = {
  number: '',
  issuer: '',
  purpose: '',
  narrative: '',
  plates: '',
  people: '',
  devices: '',
  lat: '',
  lon: '',
  radiusKm: '',
  from: '',
  to: '',
  conditions: '',
  ground: '',
  impracticable: '',
};

export const TIME_FORM = 'YYYY-MM-DD HH:MM';
const MAX_ITEMS = 50;
const MAX_RADIUS_KM = 2000;

/** `AB12, cd 34` → two items; blank ones are dropped. */
export const itemsOf = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The plates as typed with one more, unless it is among them. */
export function withPlate(plates: string, plate: string): string {
  const named = itemsOf(plates).map((item) => {
    const folded = foldPlate(item);
    return folded.ok ? folded.plate : item;
  });
  return named.includes(plate) ? plates : [...itemsOf(plates), plate].join(', ');
}

export const momentOf = (text: string): number | null => fromWallValue(text.trim().replace(/\s+/, 'T'));

const ok = (text: string): FieldCheck => ({ ok: true, text });
const wrong = (text: string): FieldCheck => ({ ok: false, text });

function checkPlates(text: string): FieldCheck {
  const items = itemsOf(text);
  if (items.length > MAX_ITEMS) return wrong(`At most ${MAX_ITEMS} plates`);
  const bad = items.find((item) => !foldPlate(item).ok);
  if (bad !== undefined) return wrong(`“${bad}” is no plate`);
  return ok(items.length === 1 ? 'one plate' : `${items.length} plates`);
}

function areaOf({ lat, lon, radiusKm }: Pick<WayText, 'lat' | 'lon' | 'radiusKm'>): AuthorityDraft['area'] {
  if ([lat, lon, radiusKm].some((text) => text.trim() === '')) return null;
  const [latitude, longitude, radius] = [Number(lat), Number(lon), Number(radiusKm)];
  const valid = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && radius > 0 && radius <= MAX_RADIUS_KM;
  return valid ? { lat: latitude, lon: longitude, radiusM: radius * 1000 } : null;
}

function checkTime(text: WayText, end: 'from' | 'to', way: AuthorityWay, nowMs: number): FieldCheck {
  const typed = text[end].trim();
  if (typed === '')
    return ok(end === 'from' ? 'empty: from now' : `empty: ${lifeText(way.maxLifetimeMs)}, the longest`);
  const moment = momentOf(typed);
  if (moment === null) return wrong(`Give it as ${TIME_FORM}, local time`);
  const startMs = text.from.trim() === '' ? nowMs : momentOf(text.from);
  if (end === 'from' || startMs === null) return ok('local time');
  if (moment <= startMs) return wrong('It ends before it begins');
  return moment - startMs > way.maxLifetimeMs ? wrong(`At most ${lifeText(way.maxLifetimeMs)} long`) : ok('local time');
}

const EMPTY_WORDS: Partial<Record<WayField, string>> = {
  plates: 'none named: not limited to plates',
  people: 'none named: not limited in that',
  devices: 'none named: not limited in that',
  area: 'none given: not limited to a place',
};

/** Whether a field was left empty; what is empty is judged by whether the way demands it. */
export function isEmpty(field: WayField, text: WayText, papers: number): boolean {
  switch (field) {
    case 'area':
      return [text.lat, text.lon, text.radiusKm].every((part) => part.trim() === '');
    case 'grounds':
      return text.ground === '';
    case 'document':
      return papers === 0;
    default:
      return text[field].trim() === '';
  }
}

/** Whether one field is as the rules want it, and in words why not. `papers`: how many documents there are. */
export function checkField(
  field: WayField,
  way: AuthorityWay,
  text: WayText,
  papers: number,
  nowMs: number,
): FieldCheck {
  const demanded = way.required.includes(field);
  if (isEmpty(field, text, papers) && field !== 'from' && field !== 'to')
    return demanded ? wrong(DEMAND[field]) : ok(EMPTY_WORDS[field] ?? 'may be left empty');
  switch (field) {
    case 'number':
      return way.kind === 'file-number' ? checkNumber(text.number, nowMs) : ok('as it stands on the paper');
    case 'issuer':
    case 'purpose':
    case 'conditions':
      return ok('given');
    case 'narrative':
      return checkNarrative(text.narrative, nowMs);
    case 'plates':
      return checkPlates(text.plates);
    case 'people':
    case 'devices': {
      const count = itemsOf(text[field]).length;
      return count > MAX_ITEMS ? wrong(`At most ${MAX_ITEMS}, parted by commas`) : ok(`${count} named`);
    }
    case 'area':
      return areaOf(text) === null
        ? wrong('Latitude −90 to 90, longitude −180 to 180, radius up to 2,000 km: all three, or none')
        : ok('a circle on the ground');
    case 'from':
    case 'to':
      return checkTime(text, field, way, nowMs);
    case 'grounds':
      return way.grounds.some((ground) => ground.code === text.ground) ? ok('chosen') : wrong(DEMAND.grounds);
    case 'impracticable':
      return checkNarrative(text.impracticable, nowMs);
    case 'document':
      return ok(papers === 1 ? 'one document' : `${papers} documents`);
  }
}

const DEMAND: Readonly<Record<WayField, string>> = {
  number: 'Give its number or name, as it stands on the paper',
  issuer: 'Give who issued it, with their office',
  purpose: 'Choose a purpose',
  narrative: 'In words: who or what was seen, why this vehicle',
  plates: 'Name the plate it is for',
  people: 'Name the people it is for',
  area: 'Give the area it is for',
  devices: 'Name the devices it is for',
  from: 'Give its beginning',
  to: 'Give its end',
  conditions: 'Give its conditions',
  grounds: 'Choose the situation relied on',
  impracticable: 'Say why no warrant can be had in the time there is',
  document: 'Attach the signed document',
};

const MISSING: Readonly<Record<WayField, string>> = {
  number: 'a number',
  issuer: 'the issuer',
  purpose: 'a purpose',
  narrative: 'a narrative in words',
  plates: 'the plates',
  people: 'the people',
  area: 'the area',
  devices: 'the devices',
  from: 'the start',
  to: 'the end',
  conditions: 'the conditions',
  grounds: 'the ground',
  impracticable: 'why no warrant can be had',
  document: 'the document',
};

/** What it still waits for, in the order of the form; a draft may be saved without its document. */
export function missingOf(way: AuthorityWay, text: WayText, papers: number, nowMs: number): string[] {
  return way.fields.filter((field) => !checkField(field, way, text, papers, nowMs).ok).map((field) => MISSING[field]);
}

/** What a draft says, to be changed: its times stand as they were given. */
export function textOfDraft(record: AuthorityRecord): WayText {
  const shown = (timeMs: number): string => wallValue(timeMs).replace('T', ' ');
  return { ...textOf(record), from: shown(record.fromMs), to: shown(record.toMs) };
}

export function draftOf(caseId: string, way: AuthorityWay, text: WayText): AuthorityDraft {
  const asked = new Set(way.fields);
  const typed = (field: WayField, value: string): string => (asked.has(field) ? value.trim() : '');
  const plates = asked.has('plates')
    ? itemsOf(text.plates).flatMap((item) => {
        const folded = foldPlate(item);
        return folded.ok ? [folded.plate] : [];
      })
    : [];
  return {
    caseId,
    kind: way.kind,
    number: typed('number', text.number),
    issuer: typed('issuer', text.issuer),
    purpose: typed('purpose', text.purpose),
    narrative: typed('narrative', text.narrative),
    plates,
    people: asked.has('people') ? itemsOf(text.people) : [],
    area: asked.has('area') ? areaOf(text) : null,
    devices: asked.has('devices') ? itemsOf(text.devices) : [],
    fromMs: asked.has('from') ? momentOf(text.from) : null,
    toMs: asked.has('to') ? momentOf(text.to) : null,
    conditions: typed('conditions', text.conditions),
    ground: asked.has('grounds') ? text.ground : '',
    impracticable: typed('impracticable', text.impracticable),
  };
}

/** What was given last time, to give again: all but the time it held. */
export function textOf(record: AuthorityRecord): WayText {
  const { area } = record.scope;
  return {
    ...EMPTY_TEXT,
    number: record.number,
    issuer: record.issuer,
    purpose: record.purpose,
    narrative: record.narrative,
    plates: record.scope.plates.join(', '),
    people: record.scope.people.join(', '),
    devices: record.scope.devices.join(', '),
    lat: area === null ? '' : String(area.lat),
    lon: area === null ? '' : String(area.lon),
    radiusKm: area === null ? '' : String(area.radiusM / 1000),
    conditions: record.conditions,
    ground: record.ground,
    impracticable: record.impracticable,
  };
}

const HOUR_MS = 3_600_000;

/** `8 hours`, `60 days`: how long something may last. Calendar days may be an hour longer or shorter. */
export function lifeText(spanMs: number): string {
  const hours = Math.round(spanMs / HOUR_MS);
  return hours <= 72 ? countOf(hours, 'hour') : countOf(Math.round(hours / 24), 'day');
}
