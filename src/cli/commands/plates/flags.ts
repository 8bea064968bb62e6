/** Values of options that the `plates` commands share. Runs in the CLI process. */
import { numberOf } from '../../option-values.ts';
import { CliError } from '../../output.ts';
import { assertReadable } from '../../text-file.ts';
import { type DateOrder, isZone, parseInstant } from './instants.ts';

/** Printed by every help: these commands stand outside what makes a query lawful. */
export const OUTSIDE_A_CASE = `
For calibration and testing, on files you hold yourself: it reads no workspace and asks no server, checks no authority
and writes no log. Questions about people's vehicles belong to a case: ask them at the desk, where every query is logged.`;

/** Before anything is read: a name that is mistyped must not cost minutes. Standard input can be read once. */
export function assertFiles(files: Readonly<Record<string, string | undefined>>): void {
  const named = Object.entries(files).filter(([, path]) => path === '-');
  if (named.length > 1)
    throw new CliError(`Only one of ${named.map(([option]) => option).join(' and ')} can be standard input.`, {
      exitCode: 2,
    });
  for (const path of Object.values(files)) if (path !== undefined) assertReadable(path);
}

export function wholeOf(text: string, option: string, least: number, most: number): number {
  const value = numberOf(text, option);
  if (value >= least && value <= most) return value;
  throw new CliError(`${option} must be from ${least} to ${most}, not ${text}.`, { exitCode: 2 });
}

/** A time with its zone written, or local where `zone` is given; null where absent. */
export function timeOf(text: string | undefined, option: string, zone: string | null = null): number | null {
  if (text === undefined) return null;
  const read = parseInstant(text, { zone, dateOrder: null });
  if (read.ok) return read.timeMs;
  throw new CliError(`${option} is no time that can be used: ${read.reason}.`, {
    exitCode: 2,
    tip: 'Write it with its zone, such as 2026-11-06T13:00:00+13:00 or 2026-11-06T00:00:00Z.',
  });
}

export type WindowFlags = { readonly from?: string; readonly to?: string };

export function windowOf({ from, to }: WindowFlags, zone: string | null = null) {
  const window = { fromMs: timeOf(from, '--from', zone), toMs: timeOf(to, '--to', zone) };
  if (window.fromMs !== null && window.toMs !== null && window.fromMs > window.toMs)
    throw new CliError('--from lies after --to.', { exitCode: 2 });
  return window;
}

export function zoneOf(zone: string | undefined): string | null {
  if (zone === undefined) return null;
  if (isZone(zone)) return zone;
  throw new CliError(`--zone: no time zone is called "${zone}".`, {
    exitCode: 2,
    tip: 'Use the name of the time zone database, such as Pacific/Auckland or America/Los_Angeles.',
  });
}

export type TimeFlags = { readonly zone?: string; readonly dateOrder?: DateOrder };

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `2m`, `0.5h`, ms without a unit. */
export function durationOf(text: string, option: string, leastMs: number, mostMs: number): number {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text.trim());
  const ms = parts === null ? Number.NaN : Math.round(Number(parts[1]) * (UNITS_MS[parts[2] ?? 'ms'] ?? 1));
  if (ms >= leastMs && ms <= mostMs) return ms;
  throw new CliError(
    `${option} must be from ${leastMs / 1000}s to ${mostMs / 60_000}m, such as 2m or 90s, not "${text}".`,
    {
      exitCode: 2,
    },
  );
}
