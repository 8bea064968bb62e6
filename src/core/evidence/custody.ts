/**
 * Who had the record of a read in hand, and what they did with it, as the log of the case shows. Runs anywhere (pure).
 */
import type { AuditEntry } from '../audit/entry.ts';
import type { CustodyStep } from './pack-input.ts';

type Shown = { detectionId: string; number: string };

/** Every entry that touched this read or its exhibit and was not refused, in the order of the log. */
export function custodyOf(entries: readonly AuditEntry[], { detectionId, number }: Shown): CustodyStep[] {
  return entries.flatMap((entry): CustodyStep[] => {
    const { details, outcome, seq, timeMs, actor } = entry;
    if (details.detectionId !== detectionId && details.number !== number) return [];
    const what = outcome === 'recorded' || outcome === 'ran' ? wordsOf(entry) : null;
    return what === null
      ? []
      : [{ timeMs, who: actor === null ? 'Nobody signed in' : actor.name, what, entrySeq: seq }];
  });
}

function wordsOf({ action, details }: AuditEntry): string | null {
  switch (action) {
    case 'view':
      return 'Opened the record';
    case 'image':
      return details.held === true ? 'Opened the image' : 'Asked for the image, which was not held';
    case 'confirm':
      return JUDGED[String(details.outcome)] ?? null;
    case 'exhibit-add':
      return `Added as ${String(details.number)}`;
    case 'exhibit-remove':
      return `Taken out as ${String(details.number)}`;
    default:
      return null;
  }
}

const JUDGED: Readonly<Record<string, string>> = {
  confirmed: 'Confirmed the plate',
  rejected: 'Rejected the plate',
  'cannot-tell': 'Could not tell the plate',
};
