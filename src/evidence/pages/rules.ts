// The rules that were in force while the log was written, in their versions, with their sources: the end of Authorities.

import { coloured, INK, mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { emptyNote, type PackView } from './pack-view.ts';

const cell = TEXT.cell;

export const drawRules = (sheet: Sheet, view: PackView): void => {
  const rules = view.input.ruleTexts;
  sheet.heading('Rules in force', 150);
  sheet.text(
    'The rules Waymark applied while the log of this case was written. A changed rule is a new version, never an edit: an older entry of the log names the version that judged it. A rule marked “not confirmed” rests on a secondary source or on Waymark’s own choice; it was switched on all the same.',
    TEXT.body,
    7,
  );
  if (rules.length === 0) {
    emptyNote(sheet, 'No rules were in force.');
    return;
  }
  drawTable(
    sheet,
    [
      { head: 'Rule', fixedPt: 70 },
      { head: 'What it says', share: 1.9 },
      { head: 'Source', share: 1.2 },
      { head: 'In force from', fixedPt: 50 },
    ],
    rules.map((rule) => ({
      cells: [
        textCell(
          run(`${rule.id} v${rule.version}`, mono(cell)),
          run(rule.unconfirmed ? '\nnot confirmed' : '', coloured(strong(TEXT.caption), INK.amber)),
        ),
        textCell(run(`${rule.title}. `, strong(cell)), run(rule.text, cell)),
        textCell(run(rule.source, quiet(cell))),
        textCell(run(rule.inForceFrom, cell)),
      ],
    })),
    { summary: 'Rules in force', padPt: 3, rowHeads: true },
  );
};
