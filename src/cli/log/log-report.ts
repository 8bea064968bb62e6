/**
 * What checking a query log found, and how it is told: words for people, one object for programs. Runs in the CLI process.
 */
import { count, type Output, plural } from '../output.ts';
import { NotChecked } from './open-log.ts';
import { BROKEN, type BrokenCode, NOT_CHECKED, type Problem } from './result-codes.ts';

/** Problems listed in words; past these they are counted. A log whose every entry is broken says it once. */
const MAX_LISTED = 20;

/** One thing that was looked at. `detail`: what was found, in words. */
export type Check = { readonly title: string; readonly ok: boolean; readonly detail: string };
export type LogReport = {
  /** What was checked, in words. */
  readonly what: string;
  readonly entries: number;
  readonly checks: readonly Check[];
  readonly problems: readonly Problem[];
  /** What these bytes cannot show. Never empty of what a reader might take for checked. */
  readonly notCovered: readonly string[];
};

/** A check that holds where none of these problems was found. */
export function checkOf(title: string, problems: readonly Problem[], whole: string): Check {
  const kinds = [...new Set(problems.map(({ code }) => code))];
  return { title, ok: problems.length === 0, detail: kinds.length === 0 ? whole : kinds.map(wordsOf).join(' ') };
}

const wordsOf = (code: BrokenCode): string => BROKEN[code];

/** Prints it and gives the exit code. */
export function tellReport(target: string, report: LogReport, output: Output): number {
  const { checks, problems, entries, notCovered } = report;
  output.line(`${report.what}: ${plural(entries, 'entry', 'entries')}.`);
  for (const { ok, title, detail } of checks) output.line(`   ${ok ? 'ok  ' : 'FAIL'}  ${title}: ${detail}`);
  for (const { code, message, where } of problems.slice(0, MAX_LISTED))
    output.line(`   ${code}: ${message}${where === '' ? '' : ` (${where})`}`);
  if (problems.length > MAX_LISTED) output.line(`   … and ${count(problems.length - MAX_LISTED)} more.`);
  for (const note of notCovered) output.line(`   Not covered: ${note}`);
  const whole = problems.length === 0;
  output.line(
    whole
      ? 'WHOLE: nothing was altered, removed, added or moved.'
      : 'BROKEN. Do not rely on this log. Keep everything as it is and call the auditor.',
  );
  output.result({ target, status: whole ? 'whole' : 'broken', ...report, problemCount: problems.length });
  return whole ? 0 : 1;
}

/** The same for a log that could not be checked at all; other errors are thrown on. */
export function tellNotChecked(target: string, error: unknown, output: Output): number {
  if (!(error instanceof NotChecked)) throw error;
  output.line(`   ${error.code}: ${error.message}`);
  if (error.tip !== '') output.line(`   ${error.tip}`);
  output.line(`NOT CHECKED: ${NOT_CHECKED[error.code]}`);
  output.result({ target, status: 'not-checked', code: error.code, message: error.message, tip: error.tip });
  return error.exitCode;
}
