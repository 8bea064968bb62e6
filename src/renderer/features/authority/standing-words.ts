/** What the register says of an authority in words: where it stands, the clock that runs, the report it owes. Pure. */
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { minuteText, shortDateText, spanText } from '../../format/time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Standing = AuthorityStanding['standing'];
export type Tone = 'plain' | 'amber' | 'red';

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  draft: 'Draft',
  submitted: 'Awaiting approval',
  'not-yet': 'Not yet begun',
  'in-force': 'In force',
  provisional: 'Provisional',
  lapsed: 'Lapsed',
  withdrawn: 'Withdrawn',
  refused: 'Approval refused',
  'rejected-by-register': 'Rejected by the register',
};

/** What it means for the person whose it is. */
export const STANDING_MEANING: Readonly<Record<Standing, string>> = {
  draft: 'Yours alone until you submit it. Nothing runs under it.',
  submitted: 'Somebody else has to approve it. Nothing runs under it before.',
  'not-yet': 'Approved, but its time has not begun.',
  'in-force': 'Queries within its scope run under it.',
  provisional: 'Queries run under it, marked provisional, until the server has confirmed the number.',
  lapsed: 'Its time is over. Nothing runs under it.',
  withdrawn: 'It was withdrawn. Nothing runs under it.',
  refused: 'The approver said no. Mend what is named and ask again.',
  'rejected-by-register': 'The register of the server knows no such authority of yours. Nothing runs under it.',
};

const LIVE: ReadonlySet<Standing> = new Set(['in-force', 'provisional']);
const RED: ReadonlySet<Standing> = new Set(['lapsed', 'refused', 'rejected-by-register']);
const ORDER: readonly Standing[] = [
  'in-force',
  'provisional',
  'submitted',
  'draft',
  'not-yet',
  'refused',
  'rejected-by-register',
  'lapsed',
  'withdrawn',
];

export const isLive = (standing: Standing): boolean => LIVE.has(standing);

/** Amber under an hour, red once it is over or was refused. */
export function toneOfStanding({ standing, record }: AuthorityStanding, nowMs: number): Tone {
  if (RED.has(standing)) return 'red';
  if (!LIVE.has(standing)) return 'plain';
  const leftMs = record.toMs - nowMs;
  return leftMs <= 0 ? 'red' : leftMs < HOUR_MS ? 'amber' : 'plain';
}

/** The time left, to the second in the last hour; or when it ended, or begins. */
export function clockOf({ standing, record }: AuthorityStanding, nowMs: number): string {
  const day = (timeMs: number): string => shortDateText(timeMs);
  const at = (timeMs: number): string =>
    day(timeMs) === day(nowMs) ? minuteText(timeMs) : `${day(timeMs)} ${minuteText(timeMs)}`;
  switch (standing) {
    case 'in-force':
    case 'provisional': {
      const leftMs = record.toMs - nowMs;
      if (leftMs <= 0) return `Lapsed ${at(record.toMs)}`;
      return `${leftMs < HOUR_MS ? lastHourText(leftMs) : spanText(leftMs)} left`;
    }
    case 'lapsed':
      return `Lapsed ${at(record.toMs)}`;
    case 'not-yet':
      return `From ${at(record.fromMs)}`;
    case 'withdrawn':
      return record.withdrawnMs === null ? '' : `Withdrawn ${at(record.withdrawnMs)}`;
    case 'submitted':
      return record.approval?.submittedMs == null ? '' : `Asked ${spanText(nowMs - record.approval.submittedMs)} ago`;
    case 'refused':
      return record.approval?.atMs == null ? '' : `Refused ${at(record.approval.atMs)}`;
    case 'draft':
    case 'rejected-by-register':
      return '';
  }
}

/** `41 min 07 s` */
export function lastHourText(leftMs: number): string {
  const seconds = Math.floor(leftMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The report that is owed after it; null: none is. */
export function reportOf({ report }: AuthorityStanding, nowMs: number): { tone: Tone; text: string } | null {
  if (report === null) return null;
  if (report.madeMs !== null) return { tone: 'plain', text: `Reported ${shortDateText(report.madeMs)}` };
  const leftMs = report.dueMs - nowMs;
  if (report.overdue || leftMs < 0)
    return { tone: 'red', text: leftMs < 0 ? `Overdue by ${spanText(-leftMs)}` : 'Overdue' };
  const tone = leftMs < 7 * DAY_MS ? 'amber' : 'plain';
  return { tone, text: `Due ${shortDateText(report.dueMs)}, in ${spanText(leftMs)}` };
}

/** Those that make something lawful first, then what waits, then what is over; the newest first among equals. */
export function bySituation(left: AuthorityStanding, right: AuthorityStanding): number {
  const order = ORDER.indexOf(left.standing) - ORDER.indexOf(right.standing);
  return order === 0 ? right.record.fromMs - left.record.fromMs : order;
}
