/**
 * Picks entries of a log by time, action, outcome and plate. Pure.
 * A result names no plate: it is picked with its intent.
 */
import { type AuditAction, type AuditEntry, auditAction, auditEntry } from '../../core/audit/entry.ts';
import { parsePlateQuery } from '../../core/plate/plate-query.ts';
import { CliError } from '../output.ts';

export const OUTCOMES = auditEntry.shape.outcome.options;

export type EntryFilter = {
  /** From this moment on, up to and not with the other; UTC ms; null: open. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly action: AuditAction | null;
  readonly outcome: AuditEntry['outcome'] | null;
  /** Folded; what was asked for or looked at. */
  readonly plate: string | null;
};

export type FilterOptions = { from?: string; to?: string; action?: string; outcome?: string; plate?: string };

/** Throws CliError (2) that names the option. */
export function filterOf(options: FilterOptions): EntryFilter {
  const action = options.action === undefined ? null : (auditAction.safeParse(options.action).data ?? null);
  if (options.action !== undefined && action === null)
    throw new CliError(`--action: there is no action "${options.action}".`, {
      exitCode: 2,
      tip: `One of: ${auditAction.options.join(', ')}.`,
    });
  const outcome = OUTCOMES.find((each) => each === options.outcome) ?? null;
  if (options.outcome !== undefined && outcome === null)
    throw new CliError(`--outcome: there is no outcome "${options.outcome}".`, {
      exitCode: 2,
      tip: `One of: ${OUTCOMES.join(', ')}.`,
    });
  return {
    fromMs: timeOf(options.from, '--from'),
    toMs: timeOf(options.to, '--to'),
    action,
    outcome,
    plate: options.plate === undefined ? null : plateOf(options.plate),
  };
}

/** A predicate to be asked once for each entry, in the order of writing: results follow their intents. */
export function selector(filter: EntryFilter): (entry: AuditEntry) => boolean {
  const intents = new Set<string>();
  return (entry) => {
    const place = `${entry.log} ${entry.seq}`;
    const aboutPlate =
      filter.plate === null ||
      platesOf(entry).includes(filter.plate) ||
      (entry.of !== null && intents.has(`${entry.log} ${entry.of}`));
    if (aboutPlate && entry.phase === 'intent') intents.add(place);
    return (
      aboutPlate &&
      (filter.fromMs === null || entry.timeMs >= filter.fromMs) &&
      (filter.toMs === null || entry.timeMs < filter.toMs) &&
      (filter.action === null || entry.action === filter.action) &&
      (filter.outcome === null || entry.outcome === filter.outcome)
    );
  };
}

function platesOf({ details }: AuditEntry): string[] {
  return [details.plateKey, details.plate, details.query].flatMap((value) =>
    typeof value === 'string' && value !== '' ? [folded(value)] : [],
  );
}

function plateOf(text: string): string {
  const parsed = parsePlateQuery(text);
  if (parsed.ok) return parsed.query.pattern;
  throw new CliError(`--plate: ${parsed.message}`, { exitCode: 2 });
}

const folded = (text: string): string => {
  const parsed = parsePlateQuery(text);
  return parsed.ok ? parsed.query.pattern : text;
};

/** `2026-11-22` (midnight UTC) or a full ISO 8601 moment with its zone. */
function timeOf(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
  const timeMs = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs))
    throw new CliError(`${option}: "${text}" is no time.`, {
      exitCode: 2,
      tip: 'Write a day, 2026-11-22 (from midnight UTC), or a moment with its zone, 2026-11-22T08:00:00+13:00.',
    });
  return timeMs;
}
