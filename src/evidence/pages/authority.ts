// Section 1: under which authorities the case was worked on, as they were declared, and what was asked under each.

import { localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import { factRows } from '../layout/fact-rows.ts';
import { quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { ASSIGNMENT_WORDS, count, person, purposeLabel } from '../words.ts';
import { emptyNote, isRefused, type PackView, SECTION } from './pack-view.ts';

export const drawAuthority = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  // It shares its page with the contents.
  sheet.openSection(SECTION.authority, 'Authority', 300);
  sheet.text(
    `What made the queries of this case lawful, as each officer declared it and as the register answered. Names and titles are those held at the time. An authority is its officer’s alone. The rules it was judged by: section ${SECTION.rules}.`,
    TEXT.lead,
    10,
  );
  if (input.authorities.length === 0) {
    emptyNote(
      sheet,
      'No authority was declared in this case. Queries asked without one were refused and stand in the log.',
    );
  }
  const style = TEXT.body;
  for (const authority of input.authorities) {
    const under = input.log.filter((entry) => entry.authority?.id === authority.id && entry.phase !== 'result');
    const refused = under.filter(isRefused).length;
    const when = (ms: number): Run[] => [run(localTime(ms), style), run(` (${utcIsoSeconds(ms)})`, quiet(style))];
    sheet.heading(`File number ${authority.number}`, 150);
    factRows(sheet, [
      ['Purpose', [run(purposeLabel(authority.purpose), style)]],
      ['Reason as declared', [run(`“${authority.narrative}”`, style)]],
      ['Declared by', [run(person(authority.declaredBy), style)]],
      ['From', when(authority.fromMs)],
      ['To', when(authority.toMs)],
      [
        'Register',
        [run(ASSIGNMENT_WORDS[authority.assignment], authority.assignment === 'confirmed' ? style : strong(style))],
      ],
      ['Withdrawn', authority.withdrawnMs === null ? [run('No', style)] : when(authority.withdrawnMs)],
      [
        'Used',
        [
          run(
            `${count(under.length, 'entry', 'entries')} of the log stand under it; ${refused} of them were refused`,
            style,
          ),
        ],
      ],
    ]);
    sheet.gap(8);
  }
  const without = input.log.filter((entry) => entry.authority === null && isRefused(entry)).length;
  sheet.heading('Asked without authority', 30);
  sheet.text(
    without === 0
      ? 'Nothing was refused for want of an authority in this case on this workstation.'
      : `${count(without, 'entry', 'entries')} without an authority were refused. They stand in section ${SECTION.log} with the rule that refused them.`,
    style,
    0,
  );
};
