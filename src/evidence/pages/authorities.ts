// Under which authorities the case was worked on: as they were declared, limited, approved and reported, with the papers
// they rest on, and the rules that judged them.

import { nzRuleBook } from '../../core/authority/rules/nz.ts';
import { standingOf } from '../../core/authority/standing.ts';
import { localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import type { AuthorityRecord } from '../../core/model/domain.ts';
import { type FactRow, factRows } from '../layout/fact-rows.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import {
  APPROVAL_WORDS,
  ASSIGNMENT_WORDS,
  count,
  groundLabel,
  grouped,
  kindTitle,
  person,
  purposeLabel,
  STANDING_WORDS,
} from '../words.ts';
import { emptyNote, isRefused, type PackView } from './pack-view.ts';
import { drawRules } from './rules.ts';
import { sectionWords } from './section-order.ts';

const style = TEXT.body;

export const drawAuthorities = (sheet: Sheet, view: PackView, number: number): void => {
  const { input } = view;
  sheet.openSection(number, 'Authorities');
  sheet.text(
    'What made the queries of this case lawful, as each officer declared it and as others approved it and the register answered. Names and titles are those held at the time. An authority is its officer’s alone. The rules that judged it stand at the end of this section.',
    TEXT.lead,
    10,
  );
  if (input.authorities.length === 0) {
    emptyNote(
      sheet,
      'No authority was declared in this case. Queries asked without one were refused and stand in the log.',
    );
  }
  for (const authority of input.authorities) {
    sheet.heading(`${kindTitle(authority.kind)} ${authority.number}`.trim(), 150);
    factRows(sheet, rowsOf(view, authority));
    sheet.gap(4);
    papers(sheet, view, authority);
    sheet.gap(8);
  }
  const without = view.log.known.filter((entry) => entry.authority === null && isRefused(entry)).length;
  sheet.heading('Asked without authority', 30);
  sheet.text(
    without === 0
      ? 'Nothing was refused for want of an authority in this case on this workstation.'
      : `${count(without, 'entry', 'entries')} without an authority ${without === 1 ? 'was' : 'were'} refused. They stand in ${sectionWords(view, 'query-log')} with the rule that refused them.`,
    style,
    12,
  );
  drawRules(sheet, view);
};

const when = (ms: number): Run[] => [run(localTime(ms), style), run(` (${utcIsoSeconds(ms)})`, quiet(style))];
const words = (text: string): Run[] => [run(text, style)];

const rowsOf = (view: PackView, authority: AuthorityRecord): FactRow[] => {
  const { input } = view;
  const { standing, endsMs, report } = standingOf(authority, input.madeMs, nzRuleBook);
  const under = view.log.known.filter((entry) => entry.authority?.id === authority.id && entry.phase !== 'result');
  const refused = under.filter(isRefused).length;
  const rows: FactRow[] = [
    ['Purpose', words(purposeLabel(authority.purpose))],
    ['Reason as declared', words(`“${authority.narrative}”`)],
    ['Declared by', words(person(authority.declaredBy))],
  ];
  if (authority.issuer !== '') rows.push(['Issued by', words(authority.issuer)]);
  if (authority.ground !== '') rows.push(['Ground relied on', words(groundLabel(authority.kind, authority.ground))]);
  if (authority.impracticable !== '') rows.push(['Why no warrant in time', words(`“${authority.impracticable}”`)]);
  rows.push(['From', when(authority.fromMs)], ['To', when(Math.min(endsMs, authority.toMs))]);
  if (authority.firstUsedMs !== null) rows.push(['First used', when(authority.firstUsedMs)]);
  rows.push(
    ['Limited to', words(scopeWords(authority))],
    ['Conditions', words(authority.conditions === '' ? 'None stated' : `“${authority.conditions}”`)],
    ['Approved by', approvalRuns(authority)],
    [
      'Register',
      [run(ASSIGNMENT_WORDS[authority.assignment], authority.assignment === 'confirmed' ? style : strong(style))],
    ],
    ['Withdrawn', authority.withdrawnMs === null ? words('No') : when(authority.withdrawnMs)],
    ['State when made', words(STANDING_WORDS[standing])],
    ['Report', reportRuns(report)],
    [
      'Used',
      words(`${count(under.length, 'entry', 'entries')} of the log stand under it; ${refused} of them were refused`),
    ],
  );
  return rows;
};

const scopeWords = ({ scope }: AuthorityRecord): string => {
  const { plates, people, area, devices } = scope;
  const parts = [
    plates.length === 0 ? '' : `plates ${plates.join(', ')}`,
    people.length === 0 ? '' : `people: ${people.join(', ')}`,
    area === null
      ? ''
      : `${Math.round(area.radiusM / 100) / 10} km around ${Math.abs(area.lat).toFixed(4)}° ${area.lat < 0 ? 'S' : 'N'}, ${Math.abs(area.lon).toFixed(4)}° ${area.lon < 0 ? 'W' : 'E'}`,
    devices.length === 0 ? '' : `devices: ${devices.join(', ')}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'No plate, person, place or device by its own words' : parts.join('; ');
};

const approvalRuns = ({ approval }: AuthorityRecord): Run[] => {
  if (approval === null) return words('Nobody: authorities of this kind need no second person');
  const { state, by, atMs, note } = approval;
  const runs: Run[] = [run(APPROVAL_WORDS[state], state === 'approved' ? style : strong(style))];
  if (by !== null) runs.push(run(`: ${person(by)}`, style));
  if (atMs !== null) runs.push(run(', ', style), ...when(atMs));
  if (note !== '') runs.push(run(`. “${note}”`, style));
  return runs;
};

const reportRuns = (report: ReturnType<typeof standingOf>['report']): Run[] => {
  if (report === null) return words('None is due');
  if (report.madeMs !== null)
    return [run('Made on ', style), ...when(report.madeMs), run('; due by ', style), ...when(report.dueMs)];
  return report.overdue
    ? [run('Overdue: ', strong(style)), run('was due by ', style), ...when(report.dueMs)]
    : [run('Not made yet; due by ', style), ...when(report.dueMs)];
};

const papers = (sheet: Sheet, view: PackView, authority: AuthorityRecord): void => {
  const held = new Map(view.input.documents.map((document) => [document.documentId, document]));
  if (authority.documents.length === 0) return;
  const cell = TEXT.cell;
  drawTable(
    sheet,
    [
      { head: 'Paper it rests on', share: 1.1 },
      { head: 'Added', share: 0.9 },
      { head: 'Bytes', fixedPt: 42, align: 'right' },
      { head: 'SHA-256', share: 1.6 },
      { head: 'In this pack', share: 0.55 },
    ],
    authority.documents.map((document) => {
      const attached = held.get(document.id)?.bytes != null;
      return {
        cells: [
          textCell(run(document.name, strong(cell)), run(`\n${document.mime}`, quiet(TEXT.caption))),
          textCell(run(localTime(document.addedMs), cell)),
          textCell(run(grouped(document.bytes), cell)),
          textCell(run(document.sha256, mono(TEXT.caption))),
          textCell(run(attached ? 'attached' : 'not attached', attached ? cell : strong(cell))),
        ],
      };
    }),
    { summary: `Papers of ${authority.number}`, rowHeads: true, padPt: 3 },
  );
  sheet.gap(4);
};
