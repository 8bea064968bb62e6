/** How the auditor narrows the log, and how that is said. Pure. Days are local days, a window holds both its ends. */
import type { AuditFilter, AuditState } from '../../../contract/audit-answers.ts';
import { parsePlateQuery } from '../../../core/plate/plate-query.ts';
import { clockText, DAY_MS, fromWallValue, shortDateText, wallValue } from '../../format/time.ts';
import { ACTION_WORDS } from '../../format/words.ts';
import { OUTCOME_TITLES, TAB_TITLES } from './audit-words.ts';

export const EVERYTHING: AuditFilter = {
  tab: 'queries',
  fromMs: null,
  toMs: null,
  userId: null,
  action: null,
  outcome: null,
  plate: null,
  caseLog: null,
  text: '',
};

/** The window and the tab do not change the counts over time: one sees where the window lies among the rest. */
export const overviewFilter = (filter: AuditFilter): AuditFilter => ({
  ...filter,
  tab: 'queries',
  fromMs: null,
  toMs: null,
});

/** Anything but the tab and the window is narrowed. */
export function isNarrowed(filter: AuditFilter): boolean {
  const { userId, action, outcome, plate, caseLog, text, fromMs, toMs } = filter;
  return [userId, action, outcome, plate, caseLog, fromMs, toMs].some((part) => part !== null) || text !== '';
}

export const withoutNarrowing = (filter: AuditFilter): AuditFilter => ({ ...EVERYTHING, tab: filter.tab });

/** The plate as the log keeps what was asked, to compare with; null where no plate is left. */
export function plateOf(typed: string): string | null {
  const parsed = parsePlateQuery(typed);
  return parsed.ok ? parsed.query.pattern : null;
}

/** The local day a moment falls on, `YYYY-MM-DD`. */
export const dayOf = (timeMs: number): string => wallValue(timeMs).slice(0, 10);

/** The day `days` after this one, by the calendar: a day of 23 or 25 hours is one day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** First and last millisecond of the local days from `first` to `last`, both whole. */
export function windowOfDays(first: string, last: string): { fromMs: number; toMs: number } {
  const fromMs = fromWallValue(`${first}T00:00`);
  const endMs = fromWallValue(`${dayAfter(last, 1)}T00:00`);
  if (fromMs === null || endMs === null) throw new RangeError(`Not days: ${first}, ${last}.`);
  return { fromMs, toMs: endMs - 1 };
}

/** `5 – 11 Nov`, `28 Oct – 3 Nov`, `11 Nov`; with clock times where it is not whole days. */
export function windowTitle(fromMs: number | null, toMs: number | null): string {
  if (fromMs === null && toMs === null) return 'all that is held';
  if (fromMs === null) return `to ${shortDateText(toMs ?? 0)}`;
  if (toMs === null) return `from ${shortDateText(fromMs)}`;
  const [from, to] = [shortDateText(fromMs), shortDateText(toMs)];
  if (clockText(fromMs) !== '00:00:00' || clockText(toMs) !== '23:59:59') {
    return `${from} ${clockText(fromMs).slice(0, 5)} – ${to} ${clockText(toMs).slice(0, 5)}`;
  }
  if (from === to) return from;
  const [day, month] = from.split(' ');
  return to.endsWith(` ${month}`) ? `${day} – ${to}` : `${from} – ${to}`;
}

/** A view in one line, as a name to begin with. */
export function viewTitle(filter: AuditFilter, people: AuditState['people']): string {
  const person = people.find((item) => item.userId === filter.userId);
  return [
    TAB_TITLES[filter.tab],
    person?.name,
    filter.action === null ? '' : ACTION_WORDS[filter.action],
    filter.outcome === null ? '' : OUTCOME_TITLES[filter.outcome],
    filter.plate,
    filter.text === '' ? '' : `“${filter.text}”`,
    filter.fromMs === null && filter.toMs === null ? '' : windowTitle(filter.fromMs, filter.toMs),
  ]
    .filter(Boolean)
    .join(', ')
    .slice(0, 100);
}
