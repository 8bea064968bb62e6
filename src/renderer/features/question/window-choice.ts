/** The time window of a query as chosen on screen: the last so many days, or two moments. Pure. */
import { DAY_MS } from '../../format/time.ts';

export type WindowChoice =
  | { readonly kind: 'last'; readonly spanMs: number }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number };

/** Used until the rules have been read; the services clamp in any case. */
export const DEFAULT_LIMIT_MS = 60 * DAY_MS;

export const PRESETS: readonly { readonly label: string; readonly spanMs: number }[] = [
  { label: 'Last 24 hours', spanMs: DAY_MS },
  { label: 'Last 7 days', spanMs: 7 * DAY_MS },
  { label: 'Last 30 days', spanMs: 30 * DAY_MS },
  { label: 'Last 60 days, the limit', spanMs: 60 * DAY_MS },
];

/** Moments are chosen to the minute: less than one before the limit is the limit. */
const MINUTE_MS = 60_000;

export interface ResolvedWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** The choice reaches back further than the rules allow; the query starts later. */
  readonly clamped: boolean;
  readonly problem: string | null;
}

export function resolveWindow(choice: WindowChoice, limitMs: number, nowMs: number): ResolvedWindow {
  const toMs = choice.kind === 'last' ? nowMs : choice.toMs;
  const asked = choice.kind === 'last' ? nowMs - choice.spanMs : choice.fromMs;
  const earliest = nowMs - limitMs;
  const fromMs = Math.max(asked, earliest);
  if (choice.kind === 'between' && choice.fromMs >= choice.toMs) {
    return { fromMs: asked, toMs, clamped: false, problem: 'The window ends before it begins.' };
  }
  if (toMs <= earliest) {
    return {
      fromMs: asked,
      toMs,
      clamped: false,
      problem: 'The window lies wholly before the 60 days that may be searched.',
    };
  }
  return { fromMs, toMs, clamped: asked < earliest - MINUTE_MS, problem: null };
}

/** `60 days, the limit`, `7 days`, `3 h 20 min`: the words beside the two moments. */
export function windowWords(choice: WindowChoice, limitMs: number): string {
  if (choice.kind === 'between') return '';
  if (choice.spanMs >= limitMs) return `${Math.round(limitMs / DAY_MS)} days, the limit`;
  const days = Math.round(choice.spanMs / DAY_MS);
  return days === 1 ? '24 hours' : `${days} days`;
}

/** What is sent: null for "as far as the rules allow" and "until now", so that the log says what was asked. */
export function requestWindow(
  choice: WindowChoice,
  limitMs: number,
  nowMs: number,
): { fromMs: number | null; toMs: number | null } {
  if (choice.kind === 'between') return { fromMs: choice.fromMs, toMs: choice.toMs };
  return { fromMs: choice.spanMs >= limitMs ? null : nowMs - choice.spanMs, toMs: null };
}

/**
 * Two moments, for a question that must name its time. As far back as may be searched is a minute less: the services look
 * a moment later, and would say that they cut what nobody meant to go further.
 */
export function namedWindow(choice: WindowChoice, limitMs: number, nowMs: number): { fromMs: number; toMs: number } {
  if (choice.kind === 'between') return { fromMs: choice.fromMs, toMs: choice.toMs };
  return { fromMs: Math.max(nowMs - choice.spanMs, nowMs - limitMs + MINUTE_MS), toMs: nowMs };
}
