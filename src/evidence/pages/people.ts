// Who worked on the case and which vehicles it is about: people as the log names them, vehicles as people saw them and as
// the provider reported them.

import type { PackVehicle } from '../../core/evidence/pack-input.ts';
import { localTime } from '../../core/evidence/pack-time.ts';
import { type FactRow, factRows } from '../layout/fact-rows.ts';
import { quiet, strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { count, grouped } from '../words.ts';
import { emptyNote, isRefused, type PackView, plateRun, vehicleRuns } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const cell = TEXT.cell;
const body = TEXT.body;

export const drawPeople = (sheet: Sheet, view: PackView, number: number): void => {
  sheet.openSection(number, 'People and vehicles', { keepPt: 330 });
  sheet.text(
    'The officers who did something in this case on this workstation, with the title each held at the time; one whose title changed stands twice. Then each vehicle with confirmed reads: as the people who looked at its images described it, beside what the cameras’ provider reported. That the two agree was for people to judge.',
    TEXT.lead,
    10,
  );
  people(sheet, view);
  vehicles(sheet, view);
};

const DID: Readonly<Record<PackView['input']['people'][number]['did'][number], string>> = {
  declared: 'declared authority',
  approved: 'approved authority',
  confirmed: 'judged reads',
  exported: 'exported',
};

const people = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  sheet.heading('People', 90);
  if (input.people.length === 0) {
    emptyNote(sheet, 'Nobody declared, approved, judged or exported anything in this case on this workstation.');
    return;
  }
  const of = (id: string, title: string) =>
    view.log.known.filter(({ actor, phase }) => actor?.id === id && actor.title === title && phase !== 'result');
  drawTable(
    sheet,
    [
      { head: 'Name', share: 1.1 },
      { head: 'Title at the time', share: 1 },
      { head: 'What they did', share: 1.6 },
      { head: 'Entries', fixedPt: 40, align: 'right' },
      { head: 'Refused', fixedPt: 40, align: 'right' },
    ],
    input.people.map(({ user, did }) => {
      const entries = of(user.id, user.title);
      return {
        cells: [
          textCell(run(user.name, strong(cell)), run(`\n${user.username}`, quiet(TEXT.caption))),
          textCell(run(user.title === '' ? 'none' : user.title, cell)),
          textCell(run(did.map((one) => DID[one]).join(', '), cell)),
          textCell(run(grouped(entries.length), cell)),
          textCell(run(grouped(entries.filter(isRefused).length), cell)),
        ],
      };
    }),
    { summary: 'People and what they did', rowHeads: true },
  );
  sheet.gap(5);
  const named = new Set(input.people.map(({ user }) => user.id));
  const others = new Set(
    view.log.known.flatMap(({ actor }) => (actor === null || named.has(actor.id) ? [] : [actor.id])),
  );
  const more =
    others.size === 0
      ? ''
      : ` ${count(others.size, 'other person', 'other people')} only asked or read, and ${others.size === 1 ? 'stands' : 'stand'} there too.`;
  sheet.text(
    `Entries counts what each asked or did, results not counted again: ${sectionWords(view, 'query-log')}.${more}`,
    TEXT.caption,
    14,
  );
};

const vehicles = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  if (input.vehicles.length === 0) {
    sheet.heading('Vehicles', 40);
    emptyNote(sheet, 'No vehicle has a confirmed read in this pack.');
    return;
  }
  sheet.heading('Vehicles', 120);
  for (const vehicle of input.vehicles) {
    sheet.need(96);
    sheet.paragraph(
      [...vehicleRuns(view, vehicle.plate, strong(body)), run('\u2003', body), plateRun(vehicle.plate, body)],
      { type: 'H3', after: 3 },
    );
    factRows(sheet, rowsOf(vehicle));
    sheet.gap(7);
  }
  sheet.text(`Where and when each was read: ${sectionWords(view, 'movement')}.`, TEXT.caption, 0);
};

const rowsOf = (vehicle: PackVehicle): FactRow[] => {
  const listed = (words: readonly string[], none: string) => [run(words.length === 0 ? none : words.join('; '), body)];
  const some = vehicle.exhibits.length > 0;
  return [
    ['Seen by people', listed(vehicle.seen, 'Not described: no image showed it, or nobody wrote it down')],
    ['Reported', listed(vehicle.reported, 'Nothing reported')],
    [
      'Reads used',
      [run(some ? `${count(vehicle.exhibits.length, 'read')}: ${vehicle.exhibits.join(', ')}` : 'None', body)],
    ],
    ['First and last', [run(some ? `${localTime(vehicle.firstMs)} to ${localTime(vehicle.lastMs)}` : '–', body)]],
  ];
};
