/**
 * The shape of a file number, checked without a network (NZ-FILE-1). Runs anywhere; "today" is today in the zone of the
 * rule, from the time passed in. Whether the file exists is the server's to say.
 */
import type { RuleBook } from './rule-book.ts';
import { ruleInForce } from './rule-book.ts';

export type FileNumberProblem = 'shape' | 'online-report' | 'no-such-date' | 'future-date';

/** As it is judged and stored: without space around it. */
export function normalizeFileNumber(number: string): string {
  return number.trim();
}

/** What is wrong with the number, or null. */
export function fileNumberProblem(number: string, book: RuleBook, nowMs: number): FileNumberProblem | null {
  const { params } = ruleInForce(book.rules.fileNumber, nowMs);
  const text = normalizeFileNumber(number);
  const { onlineReportPattern } = params;
  if (onlineReportPattern !== null && new RegExp(onlineReportPattern, 'i').test(text)) return 'online-report';
  if (!new RegExp(params.pattern).test(text)) return 'shape';
  if (!params.dated) return null;
  const today = localDate(nowMs, params.timeZone);
  const twoDigitYear = Number(text.slice(0, 2));
  const year = 2000 + twoDigitYear > today.year + params.futureYears ? 1900 + twoDigitYear : 2000 + twoDigitYear;
  const month = Number(text.slice(2, 4));
  const day = Number(text.slice(4, 6));
  if (!isRealDate(year, month, day)) return 'no-such-date';
  const asNumber = (y: number, m: number, d: number): number => y * 10_000 + m * 100 + d;
  if (asNumber(year, month, day) > asNumber(today.year, today.month, today.day)) return 'future-date';
  return null;
}

function isRealDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localDate(timeMs: number, timeZone: string): { year: number; month: number; day: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  const part = (type: 'year' | 'month' | 'day', parts: Intl.DateTimeFormatPart[]): number =>
    Number(parts.find((candidate) => candidate.type === type)?.value);
  const parts = format.formatToParts(timeMs);
  return { year: part('year', parts), month: part('month', parts), day: part('day', parts) };
}
