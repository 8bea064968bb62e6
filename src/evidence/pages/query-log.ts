// Section 4: every entry of the case's query log on this workstation, refusals included, and the proof that none lacks.

import type { AuditEntry } from '../../core/audit/entry.ts';
import { localClock, localDayShort, localTime } from '../../core/evidence/pack-time.ts';
import { describeAuthority, describeEntry, type Phrase } from '../describe-entry.ts';
import { INK, mono, PAGE, plateText, quiet, strong, TEXT, type TextStyle } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawTable, type Row, textCell } from '../layout/table.ts';
import { ACTION_WORDS, count, grouped, shortHash } from '../words.ts';
import { isRefused, type PackView, SECTION } from './pack-view.ts';

const cell = TEXT.cell;

export const drawQueryLog = async (sheet: Sheet, view: PackView, breathe: () => Promise<void>): Promise<void> => {
  const { input } = view;
  sheet.openSection(SECTION.log, 'Query audit trail');
  sheet.paragraph(
    [
      run(
        'Every time anyone asked Waymark anything in this case on this workstation, refusals included, in order, as it was then: names and titles are those held at the time. What ran has two entries: one written before it ran, one with what came back. New Zealand time; UTC with milliseconds is in the attachment ',
        TEXT.lead,
      ),
      run('log/case-log.jsonl', mono(TEXT.lead)),
      run(
        '. This is this workstation’s own log of this case; queries on other workstations stand in theirs.',
        TEXT.lead,
      ),
    ],
    { after: 9 },
  );
  counts(sheet, view);
  sheet.gap(9);
  // The table is drawn in parts so that a stop can come between them; the parts are one table to the eye.
  const size = 400;
  for (let from = 0; from === 0 || from < input.log.length; from += size) {
    const part = input.log.slice(from, from + size);
    drawTable(sheet, COLUMNS, rowsOf(part), {
      summary: `Query log, entries ${from + 1} to ${from + part.length}`,
      padPt: 3.2,
    });
    await breathe();
  }
  sheet.gap(16);
  proof(sheet, view);
};

const COLUMNS = [
  { head: 'No.', fixedPt: 19, align: 'right' as const },
  { head: 'When', fixedPt: 41 },
  { head: 'Who', fixedPt: 50 },
  { head: 'What', fixedPt: 42 },
  { head: 'Under', fixedPt: 64 },
  { head: 'Asked or done', share: 1.06 },
  { head: 'Outcome', share: 1 },
  { head: 'Entry hash', fixedPt: 40 },
];

const phraseRuns = (phrases: readonly Phrase[], style: TextStyle): Run[] =>
  phrases.map(({ text, kind }) => {
    const set = { plain: style, plate: plateText(style), strong: strong(style), mono: mono(style) }[kind];
    return run(text, kind === 'plate' ? { ...set, font: 'JetBrainsMono-Regular' } : set);
  });

/** A result repeats nothing that its intent, named in the row, has just said. */
function* rowsOf(entries: readonly AuditEntry[]): Generator<Row> {
  for (const entry of entries) {
    const refused = isRefused(entry);
    const result = entry.phase === 'result';
    const { asked, outcome } = describeEntry(entry);
    const style = result ? quiet(cell) : cell;
    const small = quiet(TEXT.caption);
    const day = result ? [] : [run(`\n${localDayShort(entry.timeMs)}`, small)];
    const title = result || entry.actor === null || entry.actor.title === '' ? '' : `\n${entry.actor.title}`;
    yield {
      ...(refused ? { fill: INK.refusedPanel } : {}),
      cells: [
        textCell(run(String(entry.seq), quiet(cell))),
        textCell(run(localClock(entry.timeMs), style), ...day),
        textCell(run(entry.actor?.name ?? 'Waymark', style), run(title, small)),
        textCell(run(ACTION_WORDS[entry.action], style)),
        textCell(...phraseRuns(describeAuthority(entry), style)),
        textCell(...phraseRuns(asked, style)),
        { runs: phraseRuns(outcome, cell), ...(refused ? { bar: INK.red } : {}) },
        textCell(run(shortHash(entry.hash), mono(small))),
      ],
    };
  }
}

/** Figures over the table; each is counted, none is assumed. */
const counts = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input, log } = view;
  const ran = input.log.filter((entry) => entry.outcome === 'ran');
  const people = new Set(ran.map((entry) => entry.actor?.id ?? '')).size;
  const refused = input.log.filter(isRefused).length;
  const boxes: readonly (readonly [string, string])[] = [
    [`${grouped(input.log.length)} of ${grouped(input.checkpoint.size)}`, 'entries of this case on this workstation'],
    [grouped(ran.length), `ran, by ${count(people, 'person', 'people')}`],
    [grouped(refused), 'refused, each marked by a red bar'],
    [grouped(log.problems.length), 'missing, altered or out of order, checked when made'],
  ];
  const wide = FULL.widthPt / boxes.length;
  const laid = boxes.map(([figure, text]) => [
    ...layoutLines(doc, [run(figure, TEXT.figure)], wide - 20),
    ...layoutLines(doc, [run(text, quiet(TEXT.cell))], wide - 20),
  ]);
  const height = Math.max(...laid.map(linesHeight)) + 16;
  sheet.need(height + 60);
  sheet.artefact(() => {
    doc.roundedRect(FULL.x, sheet.y, FULL.widthPt, height, 3).lineWidth(0.6).stroke(INK.t3);
    for (let index = 1; index < boxes.length; index += 1) {
      doc
        .moveTo(FULL.x + index * wide, sheet.y)
        .lineTo(FULL.x + index * wide, sheet.y + height)
        .lineWidth(0.45)
        .stroke(INK.line2);
    }
  });
  laid.forEach((lines, index) => {
    sheet.draw(sheet.element('P'), () => drawLines(doc, lines, FULL.x + index * wide + 10, sheet.y + 8));
  });
  sheet.y += height;
};

const proof = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input } = view;
  const { checkpoint, receipt } = input;
  const code: TextStyle = { font: 'JetBrainsMono-Regular', sizePt: 6.7, leadingPt: 9.8, colour: INK.t1 };
  const dim = quiet(code);
  const boxX = FULL.x + 258;
  const boxPt = PAGE.rightPt - boxX;
  const runs: Run[] = [
    run('checkpoint\n', { ...code, font: 'JetBrainsMono-Bold' }),
    run('log   ', dim),
    run(`${checkpoint.log}\n`, code),
    run('size  ', dim),
    run(`${checkpoint.size}\n`, code),
    run('head  ', dim),
    run(`${checkpoint.head}\n`, code),
    run('time  ', dim),
    run(`${localTime(checkpoint.timeMs)}\n`, code),
    run('key   ', dim),
    run(`${checkpoint.publicKey}\n`, code),
    run('sig   ', dim),
    run(`${checkpoint.signature}\n\n`, code),
    run('receipt\n', { ...code, font: 'JetBrainsMono-Bold' }),
  ];
  if (receipt === null) runs.push(run('none: the server has not seen this log yet', code));
  else {
    runs.push(
      run('server  ', dim),
      run(`${receipt.serverId}\n`, code),
      run('holds   ', dim),
      run(`entries of the workstation up to ${receipt.deviceSeq}\n`, code),
      run('time    ', dim),
      run(`${localTime(receipt.timeMs)}\n`, code),
      run('sig     ', dim),
      run(receipt.signature, code),
    );
  }
  const lines = layoutLines(doc, runs, boxPt - 20);
  const height = linesHeight(lines) + 18;
  sheet.heading('Proof that the list is whole', height);
  const top = sheet.y;
  sheet.artefact(() => {
    doc.roundedRect(boxX, top, boxPt, height, 2).fill(INK.panel);
  });
  const block = { x: FULL.x, widthPt: 238 };
  for (const text of proofTexts(view)) sheet.paragraph([run(text, TEXT.body)], { block, after: 5 });
  sheet.draw(sheet.element('P'), () => drawLines(doc, lines, boxX + 10, top + 9));
  sheet.y = Math.max(sheet.y, top + height);
};

const proofTexts = ({ input, log }: PackView): string[] => {
  const { checkpoint, receipt } = input;
  const last = input.log.at(-1);
  const covered =
    receipt === null
      ? 'The server has given no receipt for this workstation’s log: that nothing was cut off its end rests on the workstation’s word alone.'
      : last !== undefined && receipt.deviceSeq >= last.deviceSeq
        ? `The server ${receipt.serverId} has receipted the workstation’s whole log, this one included.`
        : `The server ${receipt.serverId} has receipted the workstation’s log up to its entry ${receipt.deviceSeq}; ${count(input.log.filter((entry) => entry.deviceSeq > receipt.deviceSeq).length, 'entry', 'entries')} of this case came after.`;
  return [
    'Each entry carries the hash of the one before it. Removing, adding, changing or reordering one entry changes every hash after it, and so the head.',
    `The workstation signed the head of ${count(checkpoint.size, 'entry', 'entries')}. When this pack was made, all ${input.log.length} were checked against it: ${log.problems.length === 0 ? 'none is missing, altered or out of order' : 'they do not agree'}.`,
    covered,
  ];
};
