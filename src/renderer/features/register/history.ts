/** What became of an authority, oldest first, as far as its record says. Pure. The log says the rest. */
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';

export interface HistoryEvent {
  readonly timeMs: number;
  readonly text: string;
  readonly note: string;
  /** It has not come yet. */
  readonly ahead: boolean;
}

export function historyOf({ record, report }: AuthorityStanding, nowMs: number): HistoryEvent[] {
  const events: { timeMs: number | null; text: string; note?: string }[] = [
    ...record.documents.map((item) => ({ timeMs: item.addedMs, text: `“${item.name}” attached` })),
    { timeMs: record.approval?.submittedMs ?? null, text: `Submitted by ${record.declaredBy.name}` },
    { timeMs: record.fromMs, text: 'Its time begins' },
    {
      timeMs: record.approval?.atMs ?? null,
      text: `${record.approval?.state === 'refused' ? 'Refused' : 'Approved'} by ${record.approval?.by?.name ?? 'somebody'}, ${record.approval?.by?.title ?? ''}`,
      note: record.approval?.note ?? '',
    },
    { timeMs: record.firstUsedMs, text: 'First used' },
    { timeMs: record.withdrawnMs, text: 'Withdrawn' },
    // What was withdrawn before its end does not lapse.
    { timeMs: record.withdrawnMs === null ? record.toMs : null, text: 'Its time ends' },
    { timeMs: report?.madeMs ?? null, text: 'Reported' },
    { timeMs: report !== null && report.madeMs === null ? report.dueMs : null, text: 'Report is due' },
  ];
  return events
    .flatMap(({ timeMs, text, note = '' }) => (timeMs === null ? [] : [{ timeMs, text, note, ahead: timeMs > nowMs }]))
    .sort((left, right) => left.timeMs - right.timeMs);
}
