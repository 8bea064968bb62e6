// Chain of custody of one exhibit: everybody who had its record in hand, as the log shows it, in order.

import type { CustodyStep } from '../../core/evidence/pack-input.ts';
import { localTime, utcIso } from '../../core/evidence/pack-time.ts';
import { mono, quiet, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';

const cell = TEXT.caption;
const PAD_PT = 1.4;
const HEAD_PT = 18;

export const custodyHeight = (steps: readonly CustodyStep[]): number =>
  HEAD_PT + Math.max(1, steps.length) * (cell.leadingPt + 2 * PAD_PT);

export const drawCustody = (sheet: Sheet, number: string, steps: readonly CustodyStep[]): void => {
  if (steps.length === 0) {
    sheet.text('Custody: the log shows nothing of this read.', cell, 0);
    return;
  }
  drawTable(
    sheet,
    [
      { head: 'Custody: when', fixedPt: 124 },
      { head: 'UTC', fixedPt: 98 },
      { head: 'Who', share: 1 },
      { head: 'What', share: 1.2 },
      { head: 'Log entry', fixedPt: 42, align: 'right' },
    ],
    steps.map(({ timeMs, who, what, entrySeq }) => ({
      cells: [
        textCell(run(localTime(timeMs), cell)),
        textCell(run(utcIso(timeMs), mono(quiet(cell)))),
        textCell(run(who, cell)),
        textCell(run(what, cell)),
        textCell(run(String(entrySeq), cell)),
      ],
    })),
    { summary: `Chain of custody of ${number}`, padPt: PAD_PT },
  );
};
