/**
 * What of an opened entry the auditor filters and counts by: what it is, what was asked, why it was refused. Pure.
 * Runs in the services worker. Nothing is looked up: values are those of the entry, as they were then.
 */
import type { AuditAction, AuditEntry, JsonValue } from '../core/audit/entry.ts';
import type { ReasonCode } from '../core/authority/reason-code.ts';
import { LocalClock } from '../core/movement/local-clock.ts';
import { parsePlateQuery } from '../core/plate/plate-query.ts';
import { AUDITOR_FLAG, type AuditorRowFacts, type RefusedFor } from '../workspace/index.ts';

/** The zone whose days are counted: that of the profile. */
const clock = new LocalClock('Pacific/Auckland');

/** Local days since 1970, right through daylight saving. */
export const localDay = (timeMs: number): number => clock.day(timeMs);

/** `2026-11-22` for a local day since 1970. */
export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** What asks for something, and looks at what was found included. */
const QUERIES: ReadonlySet<AuditAction> = new Set<AuditAction>([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
  'image',
  'confirm',
  'track-start',
]);
/** What asks for a plate: NZ-REKEY-1 counts these together. */
const ASKS_FOR_A_PLATE: ReadonlySet<AuditAction> = new Set<AuditAction>(['find', 'look-alikes', 'pattern', 'convoy']);
/** By which something leaves the workstation. */
const EXPORTS: ReadonlySet<AuditAction> = new Set<AuditAction>(['pack-export', 'pack-download', 'print']);
const OWN_VEHICLE: ReadonlySet<string> = new Set<ReasonCode>(['own-vehicle']);
const STOLEN_CONFLICT: ReadonlySet<string> = new Set<ReasonCode>([
  'flag-setter-tracks',
  'followed-before-flag',
  'already-flagged',
]);

export function factsOf(at: { ordinal: number; chain: number }, entry: AuditEntry): AuditorRowFacts {
  const refused = refusedForOf(entry);
  const codes = new Set(refused.map(({ code }) => code));
  const plateKey = plateKeyOf(entry);
  const asksForPlate = ASKS_FOR_A_PLATE.has(entry.action) && plateKey !== null;
  const counts = asksForPlate && (entry.outcome !== 'refused' || codes.has('rekeying'));
  let flags = 0;
  const mark = (flag: keyof typeof AUDITOR_FLAG, on: boolean): void => {
    if (on) flags |= AUDITOR_FLAG[flag];
  };
  mark('query', QUERIES.has(entry.action));
  mark('rekeyed', codes.has('rekeying'));
  mark(
    'own-vehicle',
    [...codes].some((code) => OWN_VEHICLE.has(code)),
  );
  mark(
    'stolen-conflict',
    [...codes].some((code) => STOLEN_CONFLICT.has(code)),
  );
  mark('export', EXPORTS.has(entry.action) && entry.outcome !== 'refused');
  mark('provisional', entry.authority?.assignment === 'provisional');
  mark('asked', asksForPlate);
  mark('counts', counts);
  const asked = askedWords(entry);
  return {
    ...at,
    entry,
    day: localDay(entry.timeMs),
    flags,
    asked,
    plateKey,
    refused,
    rows: rowsOf(entry),
    text: textOf(entry, asked, plateKey),
  };
}

/** How many results an entry says were released; null where it is not a thing that has rows. */
export function rowsOf({ action, outcome, phase, details }: AuditEntry): number | null {
  if (phase === 'result' && outcome !== 'ran') return 0;
  if (phase === 'result' && action === 'view') return 1;
  for (const key of ['reads', 'pairs', 'vehicles', 'lookAlikes', 'plates', 'listed', 'exhibits']) {
    const value = details[key];
    if (typeof value === 'number') return value;
  }
  return null;
}

/** The plate or what was looked at, in words. */
export function askedWords({ action, details }: AuditEntry): string {
  const text = (key: string): string => (typeof details[key] === 'string' ? details[key] : '');
  const plate = text('query') || text('plate') || text('typed');
  if (action === 'colocation' && Array.isArray(details.scenes)) return `${details.scenes.length} scenes`;
  if (action === 'all-convoys') return 'every vehicle';
  if (action === 'image') return `Image of ${text('detectionId')}`;
  if (action === 'pack-export' || action === 'pack-download') return `Pack ${text('number')}`.trim();
  return plate || text('number') || text('name') || text('method') || text('username');
}

/** The reason of a refusal in words: the first, and how often the plate was asked for where that is it. */
export function whyRefused(refused: readonly RefusedFor[], asking: number | null): string {
  if (refused.some(({ code }) => code === 'rekeying') && asking !== null && asking > 1) {
    return `${ordinal(asking)} asking in 24 h`;
  }
  const [first] = refused;
  if (first === undefined) return 'Refused';
  return WHY[first.code] ?? `${first.code.charAt(0).toUpperCase()}${first.code.slice(1).replaceAll('-', ' ')}`;
}

/** A code without words here is shown as it is. */
const WHY: Readonly<Record<string, string>> = {
  'no-authority': 'No authority given',
  'junk-reason': 'No reason given',
  'unknown-purpose': 'No purpose given',
  'authority-lapsed': 'Authority lapsed',
  'authority-withdrawn': 'Authority withdrawn',
  'assignment-rejected': 'File not assigned',
  'online-report-number': 'Online report, not a file number',
  'role-may-not-query': 'Role may not query',
  rekeying: 'Plate re-keyed',
  'lease-ended': 'Offline lease ended',
  'no-lease': 'No offline lease',
  'not-found-by-query': 'Not brought by a query',
  'own-vehicle': 'Own or household vehicle',
  'flag-setter-tracks': 'Flag setter is the tracker',
  'out-of-scope': 'Outside the scope of the authority',
  'own-approval': 'Own approval',
};

function refusedForOf({ details }: AuditEntry): RefusedFor[] {
  const { refused } = details;
  if (!Array.isArray(refused)) return [];
  return refused.flatMap((each: JsonValue): RefusedFor[] => {
    if (typeof each === 'string') return [{ code: each, rule: '' }];
    if (each === null || typeof each !== 'object' || Array.isArray(each) || typeof each.code !== 'string') return [];
    return [{ code: each.code, rule: typeof each.rule === 'string' ? each.rule : '' }];
  });
}

/** Folded, as the repetition rule compares plates; null where no plate is named. */
function plateKeyOf({ details }: AuditEntry): string | null {
  if (typeof details.plateKey === 'string') return details.plateKey;
  if (typeof details.plate !== 'string') return null;
  const parsed = parsePlateQuery(details.plate);
  return parsed.ok ? parsed.query.pattern : null;
}

function textOf({ actor, authority, details }: AuditEntry, asked: string, plateKey: string | null): string {
  const own = ['number', 'narrative', 'name', 'title', 'reason', 'recipients', 'note'].map((key) => details[key]);
  return [asked, plateKey, actor?.name, actor?.title, actor?.username, authority?.number, authority?.narrative, ...own]
    .filter((part) => typeof part === 'string')
    .join(' ')
    .normalize('NFC');
}

function ordinal(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  return `${place}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th')}`;
}
