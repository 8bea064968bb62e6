// Every entry of the case's query log on this workstation, refusals included.

import { isWithheld, type WithheldEntry } from '../../core/audit/shown-log.ts';
import { logLines, type PackInput } from '../../core/evidence/pack-input.ts';
import { readWithheldEntries } from '../../core/evidence/pack-names.ts';
import { localClock, localDayShort } from '../../core/evidence/pack-time.ts';
import { describeAuthority, describeEntry, type Phrase } from '../describe-entry.ts';
import { INK, mono, plateText, quiet, strong, TEXT, type TextStyle } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { type Row, Table, textCell } from '../layout/table.ts';
import { ACTION_WORDS, count, grouped, shortHash } from '../words.ts';
import { drawLogProof } from './log-proof.ts';
import { isRefused, type PackView } from './pack-view.ts';

const cell = TEXT.cell;

/** Rows drawn before a stop may come between. */
const ROWS_A_BREATH = 100;

export const drawQueryLog = async (
  sheet: Sheet,
  view: PackView,
  number: number,
  breathe: () => Promise<void>,
): Promise<void> => {
  sheet.openSection(number, 'Query audit trail');
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
  const table = new Table(sheet, COLUMNS, {
    summary: `Query log, entries 1 to ${view.log.entries}`,
    padPt: 3.2,
    rowHeads: true,
  });
  let drawn = 0;
  for (const row of rowsOf(view)) {
    table.row(row);
    drawn += 1;
    if (drawn % ROWS_A_BREATH === 0) await breathe();
  }
  sheet.gap(16);
  drawLogProof(sheet, view);
};

const COLUMNS = [
  { head: 'No.', fixedPt: 20, align: 'right' as const },
  { head: 'When', fixedPt: 43 },
  { head: 'Who', fixedPt: 50 },
  { head: 'What', fixedPt: 42 },
  { head: 'Under', fixedPt: 49 },
  { head: 'Asked or done', share: 1.2 },
  { head: 'Outcome', share: 1 },
  { head: 'Entry hash', fixedPt: 38 },
];

const phraseRuns = (phrases: readonly Phrase[], style: TextStyle): Run[] =>
  phrases.map(({ text, kind }) => {
    const set = { plain: style, plate: plateText(style), strong: strong(style), mono: mono(style) }[kind];
    return run(text, kind === 'plate' ? { ...set, font: 'JetBrainsMono-Regular' } : set);
  });

/** A result repeats nothing that its intent, named in the row, has just said. */
function* rowsOf({ input, log }: PackView): Generator<Row> {
  const groundOf = withheldGrounds(input);
  const lines: readonly unknown[] = logLines(input);
  let next = 0;
  for (const line of lines) {
    if (isWithheld(line)) {
      yield withheldRow(line, groundOf(line.seq));
      continue;
    }
    const entry = log.known[next];
    next += 1;
    if (entry === undefined) return;
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

/** The ground on which an entry is withheld, from the line of the disclosure schedule that names it. */
const withheldGrounds = ({ withheld }: PackInput): ((seq: number) => string) => {
  const ranges = withheld.flatMap(({ what, ground }) => {
    const range = readWithheldEntries(what);
    return range === null ? [] : [{ ...range, ground }];
  });
  return (seq) => ranges.find(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= toSeq)?.ground ?? 'no ground stated';
};

/** In its place and with its hash, and nothing of what it says. */
const withheldRow = ({ seq, hash }: WithheldEntry, ground: string): Row => ({
  fill: INK.panel,
  cells: [
    textCell(run(String(seq), quiet(cell))),
    textCell(run('–', quiet(cell))),
    textCell(run('–', quiet(cell))),
    textCell(run('Withheld', strong(cell))),
    textCell(run('–', quiet(cell))),
    textCell(run(`Ground: ${ground}`, cell)),
    textCell(run('Stands here by its hash alone', cell)),
    textCell(run(shortHash(hash), mono(quiet(TEXT.caption)))),
  ],
});

/** Figures over the table; each is counted, none is assumed. */
const counts = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input, log } = view;
  const ran = log.known.filter((entry) => entry.outcome === 'ran');
  const people = new Set(ran.map((entry) => entry.actor?.id ?? '')).size;
  const refused = log.known.filter(isRefused).length;
  const boxes: readonly (readonly [string, string])[] = [
    [
      `${grouped(log.entries)} of ${grouped(input.checkpoint.size)}`,
      log.withheld.size === 0
        ? 'entries of this case on this workstation'
        : `entries of this case on this workstation; ${grouped(log.withheld.size)} withheld, by hash alone`,
    ],
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
