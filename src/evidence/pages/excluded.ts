// Reads that a person judged in this case and that are not used: rejected, not decided, or confirmed and not
// taken as an exhibit (these the log alone knows).

import type { AuditEntry } from '../../core/audit/entry.ts';
import { differs, platePair } from '../layout/plate-pair.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { count, JUDGEMENT_WORDS, person } from '../words.ts';
import { cameraName, emptyNote, type PackView, timeRuns } from './pack-view.ts';

const cell = TEXT.cell;
const PAIR_PT = 92;

export const drawExcluded = (sheet: Sheet, view: PackView, number: number): void => {
  const { input } = view;
  sheet.openSection(number, 'Excluded hits', { keepPt: 260 });
  sheet.text(
    'Reads that someone looked at in this case and rejected, or could not decide: found, not used, and why. They are listed so that what points the other way is seen too. They are not on the map and in no journey.',
    TEXT.lead,
    9,
  );
  counts(sheet, view);
  if (input.excluded.length === 0) {
    emptyNote(sheet, 'None: no read was rejected or left undecided in this case on this workstation.');
    confirmedNotUsed(sheet, view);
    return;
  }
  drawTable(
    sheet,
    [
      { head: 'Read over plate asked for', fixedPt: PAIR_PT },
      { head: 'When: New Zealand, UTC', fixedPt: 118 },
      { head: 'Camera', share: 1 },
      { head: 'Judgement', share: 1.5 },
      { head: 'By', share: 0.9 },
    ],
    input.excluded.map(({ detection, camera, confirmation }) => ({
      cells: [
        { drawing: platePair(sheet.doc, detection.read, confirmation.plate, PAIR_PT) },
        textCell(...timeRuns(detection.timeMs, cell, mono(TEXT.caption))),
        textCell(run(cameraName({ camera, detection }), cell)),
        textCell(
          run(JUDGEMENT_WORDS[confirmation.outcome], strong(cell)),
          run(confirmation.typed === '' ? '' : `, re-typed ${confirmation.typed}`, cell),
          run(confirmation.vehicleSeen === '' ? '' : `, saw ${confirmation.vehicleSeen}`, cell),
          run(confirmation.groundNote === '' ? '' : `. “${confirmation.groundNote}”`, cell),
          run(differs(detection.read, confirmation.plate) ? '' : '. The camera read the plate asked for.', quiet(cell)),
        ),
        textCell(run(person(confirmation.by), cell), run(`\nlog entry ${confirmation.logSeq}`, quiet(TEXT.caption))),
      ],
    })),
    { summary: 'Reads judged and not used', rowHeads: true },
  );
  sheet.gap(8);
  confirmedNotUsed(sheet, view);
};

/** How many were rejected and how many not decided, and how many were found in all without anybody looking at them. */
const counts = (sheet: Sheet, { input, log }: PackView): void => {
  if (input.excluded.length === 0) return;
  const rejected = input.excluded.filter(({ confirmation }) => confirmation.outcome === 'rejected').length;
  const listed = log.known.flatMap(({ details, outcome }) =>
    outcome === 'ran' && typeof details.listed === 'number' ? [details.listed] : [],
  );
  sheet.paragraph(
    [
      run(`${count(rejected, 'read')} rejected, ${input.excluded.length - rejected} not decided. `, strong(TEXT.body)),
      run(
        `The ${count(listed.length, 'question')} that ran listed ${count(
          listed.reduce((sum, one) => sum + one, 0),
          'read',
        )} in all, the same read often more than once; a read that nobody judged is neither used nor excluded, and is not listed here.`,
        TEXT.body,
      ),
    ],
    { after: 7 },
  );
};

/** Entries of the log that confirm, as the last word on it, a read that is no exhibit of this pack. */
const confirmedElsewhere = ({ input, log }: PackView): AuditEntry[] => {
  const used = new Set(input.exhibits.map(({ exhibit }) => exhibit.detectionId));
  const last = new Map<string, AuditEntry>();
  for (const entry of log.known) {
    const { detectionId } = entry.details;
    if (entry.action === 'confirm' && entry.outcome === 'recorded' && typeof detectionId === 'string') {
      last.set(detectionId, entry);
    }
  }
  return [...last].flatMap(([id, entry]) => (entry.details.outcome === 'confirmed' && !used.has(id) ? [entry] : []));
};

const confirmedNotUsed = (sheet: Sheet, view: PackView): void => {
  const entries = confirmedElsewhere(view);
  const numbers = entries.map(({ seq }) => seq).join(', ');
  sheet.text(
    entries.length === 0
      ? 'No read was confirmed and then not used: every confirmed one is an exhibit of this pack.'
      : `${count(entries.length, 'read')} ${entries.length === 1 ? 'was' : 'were'} confirmed and not taken as an exhibit, or taken out again: log ${entries.length === 1 ? 'entry' : 'entries'} ${numbers}.`,
    TEXT.body,
    0,
  );
};
