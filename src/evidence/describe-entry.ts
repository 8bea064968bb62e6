// One entry of the query log in words, values as they were: what was asked and what came of it. Pure. Details that have
// no phrase of their own are printed as name and value, so that nothing an entry says is left out of the page.

import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { localDay, localTime, utcIso } from '../core/evidence/pack-time.ts';
import { count, GROUND_WORDS, JUDGEMENT_WORDS, OUTCOME_WORDS, purposeLabel } from './words.ts';

/** A piece of a phrase: a plate or query is set in its own face. */
export type Phrase = { readonly text: string; readonly kind: 'plain' | 'plate' | 'strong' | 'mono' };

type Details = AuditEntry['details'];

const plain = (text: string): Phrase => ({ text, kind: 'plain' });
const plate = (text: string): Phrase => ({ text, kind: 'plate' });
const strong = (text: string): Phrase => ({ text, kind: 'strong' });
const mono = (text: string): Phrase => ({ text, kind: 'mono' });

/** Clocks closer than this say the same to a reader. */
const CLOCK_APART_MS = 60_000;

const isObject = (value: JsonValue | undefined): value is Record<string, JsonValue> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const string = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const number = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);

/** Takes keys out of the details, so that what is left can be printed as it is. */
class Taken {
  readonly #left: Map<string, JsonValue>;
  constructor(details: Details) {
    this.#left = new Map(Object.entries(details));
  }
  take(key: string): JsonValue | undefined {
    const value = this.#left.get(key);
    this.#left.delete(key);
    return value;
  }
  text(key: string): string {
    return string(this.take(key));
  }
  number(key: string): number | null {
    return number(this.take(key));
  }
  /** `name: value` of all that no phrase has used and that says anything. */
  rest(): Phrase[] {
    const found = [...this.#left].filter(([, value]) => value !== null && value !== '');
    return found.flatMap(([key, value], index) => [
      plain(`${index === 0 ? '' : '; '}${words(key)}: `),
      plain(typeof value === 'string' ? value : JSON.stringify(value)),
    ]);
  }
}

/** `detectionId` → `detection id` */
const words = (key: string): string =>
  key.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

const join = (...parts: (readonly Phrase[])[]): Phrase[] => {
  const said = parts.filter((part) => part.some(({ text }) => text !== ''));
  return said.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part]));
};

/** The short end of an identifier: enough to find it in the attached log. */
const idTail = (id: string): string => (id.length > 14 ? `…${id.slice(-8)}` : id);

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
  return [plain(`within ${km} km of ${String(lat)}, ${String(lon)}`)];
};

const camerasPhrase = (details: Taken): Phrase[] => {
  const ids = details.take('cameraIds');
  return Array.isArray(ids) ? [plain(`cameras ${ids.map(String).join(', ')}`)] : [];
};

/** `make ford where known` */
const wherePhrase = (details: Taken, field: 'make' | 'colour'): Phrase[] => {
  const value = details.text(field);
  return value === '' ? [] : [plain(`${field} ${value} where known`)];
};

const oneVehicle = (details: Taken): Phrase[] => {
  const wanted = details.text('plate');
  const key = details.text('plateKey');
  return join(
    [plate(wanted === '' ? '(empty)' : wanted)],
    key !== '' && key !== wanted ? [plain('read as '), plate(key)] : [],
    windowPhrase(details),
  );
};

/** How near and how often is together. */
const meetingPhrase = (details: Taken): Phrase[] => {
  const gapMs = details.number('gapMs');
  const minShared = details.number('minShared');
  return join(
    gapMs === null ? [] : [plain(`within ${gapMs / 1000} s of each other`)],
    minShared === null ? [] : [plain(`${minShared} times or more`)],
  );
};

const scenePhrase = (scene: Record<string, JsonValue>): Phrase[] => {
  const details = new Taken(scene);
  return join([strong(details.text('name'))], windowPhrase(details), areaPhrase(details), camerasPhrase(details));
};

const ASKED: Partial<Record<AuditEntry['action'], (details: Taken) => Phrase[]>> = {
  find: (details) => {
    const query = details.text('query');
    const key = details.text('plateKey');
    return join(
      [plate(query === '' ? '(empty)' : query)],
      key !== '' && key !== query ? [plain('read as '), plate(key)] : [],
      details.text('direction') === 'witness' ? [plain('as a witness remembers it')] : [],
      windowPhrase(details),
      areaPhrase(details),
      camerasPhrase(details),
      wherePhrase(details, 'make'),
      wherePhrase(details, 'colour'),
      details.take('preview') === true ? [plain('while typing')] : [],
    );
  },
  'look-alikes': (details) => [plain('Look-alikes of '), ...oneVehicle(details)],
  pattern: (details) => [plain('Movement of '), ...oneVehicle(details)],
  convoy: (details) => join([plain('Company of '), ...oneVehicle(details)], meetingPhrase(details)),
  colocation: (details) => {
    const scenes = details.take('scenes');
    const atLeast = details.number('atLeast');
    details.take('window');
    const all = Array.isArray(scenes) ? scenes : [];
    return join(
      [plain(`Seen at ${atLeast ?? '?'} of ${count(all.length, 'scene')}`)],
      ...all.map((scene, at) => [plain(`(${at + 1}) `), ...scenePhrase(isObject(scene) ? scene : {})]),
    );
  },
  'all-convoys': (details) => join([plain('All that travel together')], windowPhrase(details), meetingPhrase(details)),
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
    return [plain('Image of read '), mono(idTail(details.text('detectionId')))];
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

const refusalPhrase = (refused: JsonValue | undefined): Phrase[] => {
  const reasons = Array.isArray(refused) ? refused : [];
  return join(
    ...reasons.map((reason) =>
      isObject(reason)
        ? [plain(`${string(reason.code).replaceAll('-', ' ')} (${string(reason.rule)} v${String(reason.version)})`)]
        : [plain(String(reason).replaceAll('-', ' '))],
    ),
  );
};

const found = (details: Taken): Phrase[] => {
  const reads = details.number('reads');
  const folded = details.number('folded');
  const listed = details.number('listed');
  const plates = details.number('plates');
  const vehicles = details.number('vehicles');
  const truncated = details.take('truncated') === true;
  const coverage = details.take('coverage');
  const digest = details.text('digest');
  const likelihood = details.number('likelihood');
  const image = details.text('image');
  const pages = details.number('pages');
  const ids = details.take('detectionIds');
  details.take('detectionId');
  return join(
    reads === null ? [] : [plain(count(reads, 'read'))],
    vehicles === null ? [] : [plain(count(vehicles, 'vehicle'))],
    plates === null ? [] : [plain(count(plates, 'spelling'))],
    folded === null || folded === 0 ? [] : [plain(`${folded} folded`)],
    truncated || (vehicles !== null && listed !== null && listed < vehicles)
      ? [strong(`only ${listed ?? '?'} listed`)]
      : [],
    isObject(coverage) ? [plain(`${String(coverage.live)} of ${String(coverage.total)} cameras live`)] : [],
    likelihood === null ? [] : [plain(`likelihood ${likelihood.toFixed(2)}`)],
    image === '' ? [] : [plain(`image ${image}`)],
    Array.isArray(ids) && ids.length > 0 ? [plain(`reads ${ids.map((id) => idTail(String(id))).join(' ')}`)] : [],
    pages === null ? [] : [plain(count(pages, 'page'))],
    digest === '' ? [] : [plain('answer '), mono(`${digest.slice(0, 4)}…${digest.slice(-4)}`)],
  );
};

/** Times of the lease clock: the one judged by where it is not the entry's own, and how long a declaration holds. */
const leasePhrase = (entry: AuditEntry, details: Taken): Phrase[] => {
  const judgedMs = details.number('judgedMs');
  if (judgedMs !== null && Math.abs(judgedMs - entry.timeMs) > CLOCK_APART_MS)
    return [strong(`judged by the lease clock at ${utcIso(judgedMs)}`)];
  if (entry.action !== 'authority-declare') return [];
  const toMs = details.number('toMs');
  details.take('fromMs');
  return toMs === null ? [] : [plain(`holds until ${localTime(toMs)}`)];
};

/** What was asked or done, and what came of it. */
export const describeEntry = (entry: AuditEntry): { asked: Phrase[]; outcome: Phrase[] } => {
  const details = new Taken(entry.details);
  const refused = details.take('refused');
  const judged = entry.action === 'confirm' ? details.text('outcome') : '';
  if (entry.phase === 'result') {
    const code = details.text('code');
    const said = found(details);
    return {
      asked: [plain(`Result of ${entry.of ?? '?'}`)],
      outcome: [
        strong(OUTCOME_WORDS[entry.outcome]),
        ...prefixed(': ', join(said, code === '' ? [] : [plain(code)], details.rest())),
      ],
    };
  }
  const known = ASKED[entry.action]?.(details) ?? [];
  const asked = join(known, leasePhrase(entry, details), details.rest());
  if (entry.outcome === 'refused') {
    return { asked, outcome: [strong('Refused'), ...prefixed(': ', refusalPhrase(refused))] };
  }
  if (judged !== '')
    return { asked, outcome: [strong(JUDGEMENT_WORDS[judged as keyof typeof JUDGEMENT_WORDS] ?? judged)] };
  const extra = refused === undefined ? [] : prefixed(': ', refusalPhrase(refused));
  return { asked, outcome: [plain(OUTCOME_WORDS[entry.outcome]), ...extra] };
};

const prefixed = (lead: string, phrases: Phrase[]): Phrase[] => (phrases.length === 0 ? [] : [plain(lead), ...phrases]);

const NEEDS_AUTHORITY: ReadonlySet<AuditEntry['action']> = new Set([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);

/** The authority an entry was made under, as it stood then. */
export const describeAuthority = (entry: AuditEntry): Phrase[] => {
  const { authority, action } = entry;
  if (authority !== null) {
    const state = authority.assignment === 'confirmed' ? '' : ` (${authority.assignment})`;
    return [plain(`File ${authority.number}${state}`)];
  }
  return [NEEDS_AUTHORITY.has(action) ? strong('None given') : plain('–')];
};
