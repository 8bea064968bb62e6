/**
 * What the log of a pack must show besides holding together: every query that ran had an authority, every exhibit its
 * confirmation, and the export itself. Runs anywhere, pure. Never imports a writer.
 */
import type { AuditEntry } from '../audit/entry.ts';
import type { PackProblem } from './verdict.ts';

const queryActions: ReadonlySet<AuditEntry['action']> = new Set(['find', 'journey', 'view']);

/** Queries that were let through without any authority named. */
export function findUnauthorised(entries: readonly AuditEntry[]): PackProblem[] {
  return entries
    .filter((entry) => queryActions.has(entry.action) && entry.outcome !== 'refused' && entry.authority === null)
    .map((entry) => ({
      code: 'query-without-authority',
      message: `Entry ${entry.seq} (${entry.action}) went ahead without an authority.`,
      where: `log entry ${entry.seq}`,
    }));
}

export type ExhibitClaim = { number: string; detectionId: string; plate: string; confirmationId: string };

/** Exhibits whose confirmation or whose entry the log does not show. */
export function findUnconfirmed(entries: readonly AuditEntry[], exhibits: readonly ExhibitClaim[]): PackProblem[] {
  return exhibits.flatMap((exhibit): PackProblem[] => {
    const added = entries.findLast(
      ({ action, outcome, details }) =>
        action === 'exhibit-add' &&
        outcome === 'recorded' &&
        details.number === exhibit.number &&
        details.detectionId === exhibit.detectionId &&
        details.plate === exhibit.plate &&
        details.confirmationId === exhibit.confirmationId,
    );
    const where = `exhibit ${exhibit.number}`;
    if (added === undefined)
      return [{ code: 'exhibit-not-logged', message: `The log does not show exhibit ${exhibit.number}.`, where }];
    const gone = entries.some(
      ({ seq, action, outcome, details }) =>
        seq > added.seq && action === 'exhibit-remove' && outcome === 'recorded' && details.number === exhibit.number,
    );
    if (gone)
      return [
        { code: 'exhibit-not-logged', message: `The log shows that exhibit ${exhibit.number} was taken out.`, where },
      ];
    const judged = entries.findLast(
      ({ seq, action, outcome, details }) =>
        seq < added.seq &&
        action === 'confirm' &&
        outcome === 'recorded' &&
        details.detectionId === exhibit.detectionId,
    );
    if (judged?.details.outcome === 'confirmed' && judged.details.plate === exhibit.plate) return [];
    const message = `The log does not show that the read behind exhibit ${exhibit.number} was confirmed.`;
    return [{ code: 'exhibit-not-confirmed', message, where }];
  });
}

/** Exhibits that stand in the log and are neither in the pack nor named as left out of it. */
export function findLeftOut(
  entries: readonly AuditEntry[],
  exhibits: readonly ExhibitClaim[],
  stated: ReadonlySet<string>,
): PackProblem[] {
  const standing = new Map<string, boolean>();
  for (const { action, outcome, details } of entries)
    if (outcome === 'recorded' && (action === 'exhibit-add' || action === 'exhibit-remove'))
      standing.set(String(details.number), action === 'exhibit-add');
  const held = new Set(exhibits.map(({ number }) => number));
  return [...standing]
    .filter(([number, stands]) => stands && !held.has(number) && !stated.has(`Exhibit ${number}`))
    .map(([number]) => ({
      code: 'exhibit-left-out',
      message: `The log shows exhibit ${number}, the pack does not hold it, and nothing says why.`,
      where: `exhibit ${number}`,
    }));
}

/** The pack's own export must be the last thing its log says. */
export function findExport(entries: readonly AuditEntry[], packId: string): PackProblem[] {
  const last = entries.at(-1);
  if (last?.action === 'pack-export' && last.phase === 'intent' && last.details.packId === packId) return [];
  return [
    {
      code: 'export-not-logged',
      message: 'The log does not end with the export of this pack.',
      where: `log entry ${entries.length}`,
    },
  ];
}
