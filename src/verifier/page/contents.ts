// What is in the pack: exhibits, what is left out, attached files to look at and save, and the log of every query. On screen
// only: the pack itself is its own print. Page only.

import { localTime, utcIso } from '../../core/evidence/pack-time.ts';
import type { ListedFile, LogRow, PackContents } from '../exchange.ts';
import { inGroups, safeFileName, sizeWords } from '../plain-text.ts';
import { actionWords, outcomeWords } from '../words.ts';
import { type Child, el, fill, groups, mark, said } from './elements.ts';
import { longTable } from './long-table.ts';
import { isPicture, showPicture } from './picture.ts';

type ContentOf = (name: string) => Promise<Uint8Array>;

export function drawContents(contents: PackContents, isValid: boolean, contentOf: ContentOf): HTMLElement {
  const { attachments, exhibits, absent, log, workstation, software, coverage } = contents;
  const files = new Map(attachments.map((file) => [file.name, file]));
  const wrong = el('p', { class: 'wrong', part: 'content-wrong', aria: { role: 'alert' } });
  const guarded = async (act: () => Promise<void>): Promise<void> => {
    fill(wrong, []);
    try {
      await act();
    } catch (error) {
      fill(wrong, [error instanceof Error ? error.message : 'This file could not be read.']);
    }
  };
  const button = (name: string, label: string, act: () => Promise<void>): HTMLElement =>
    el(
      'button',
      { class: 'plain', set: { type: 'button' }, on: { click: () => void guarded(act) }, aria: { label } },
      name,
    );
  const save = ({ name }: ListedFile): HTMLElement =>
    button('Save', `Save ${name}`, async () => saveFile(name, await contentOf(name)));
  const look = ({ name }: ListedFile): HTMLElement | null =>
    isPicture(name) ? button('Look', `Look at ${name}`, async () => showPicture(name, await contentOf(name))) : null;
  return el(
    'div',
    { class: 'contents screen-only', part: 'contents' },
    el('h2', {}, 'What is in the pack'),
    isValid
      ? null
      : el(
          'p',
          { class: 'box fails' },
          mark('fails'),
          'A check does not hold: what follows is what the file says, and may be false.',
        ),
    el(
      'p',
      {},
      'Kept by workstation ',
      said(workstation),
      ', written with ',
      said(software),
      `. ${coverage.liveCameras} of ${coverage.totalCameras} cameras were live from ${localTime(coverage.fromMs)} to ${localTime(coverage.toMs)}.`,
    ),
    wrong,
    el('h3', {}, `Exhibits (${exhibits.length})`),
    longTable({
      part: 'exhibits',
      caption: 'Exhibits',
      heads: ['Number', 'Plate', 'Read', 'Picture'],
      rows: exhibits,
      text: ({ number, plate, detectionId }) => `${number} ${plate} ${detectionId}`,
      cells: ({ number, plate, detectionId, image, redacted }) => {
        const file = image === null ? undefined : files.get(image);
        return [
          said(number),
          said(plate, 'plate'),
          said(detectionId, 'hash'),
          file === undefined
            ? 'None attached'
            : el(
                'span',
                { class: 'actions' },
                look(file),
                save(file),
                redacted ? 'A copy with parts made black' : null,
              ),
        ];
      },
    }),
    el('h3', {}, `Not in the pack, and named (${absent.length})`),
    absent.length === 0
      ? el('p', {}, 'The pack names nothing that was withheld, removed or unavailable.')
      : longTable({
          part: 'absent',
          caption: 'Not in the pack',
          heads: ['What', 'Reason'],
          rows: absent,
          text: ({ what, reason }) => `${what} ${reason}`,
          cells: ({ what, reason }) => [said(what), said(reason)],
        }),
    el('h3', {}, `Attached files (${attachments.length})`),
    longTable({
      part: 'attachments',
      caption: 'Attached files',
      heads: ['Name', 'Size', 'SHA-256', 'As signed', 'Open'],
      rows: attachments,
      text: ({ name, sha256 }) => `${name} ${sha256}`,
      state: ({ sound }) => (sound ? '' : 'fails'),
      cells: (file) => [
        said(file.name),
        sizeWords(file.bytes),
        groups(inGroups(file.sha256)),
        state(file.sound ? 'holds' : 'fails', file.sound ? 'Yes' : 'No: changed or missing'),
        el('span', { class: 'actions' }, look(file), save(file)),
      ],
    }),
    el('h3', {}, `Log of the case (${log.length} entries)`),
    logTable(log),
  );
}

const state = (kind: 'holds' | 'fails' | 'none' | 'caution', words: string): HTMLElement =>
  el('span', { class: `cell-state ${kind}` }, mark(kind), words);

const isRefusal = (row: LogRow): boolean => row.state === 'shown' && row.outcome === 'refused';

const logTable = (rows: readonly LogRow[]): HTMLElement =>
  longTable<LogRow>({
    part: 'log',
    caption: 'Log of the case',
    heads: ['No.', 'When', 'Who', 'What', 'Authority', 'Details'],
    rows,
    narrow: [
      ['Refusals', isRefusal],
      ['Withheld entries', (row) => row.state === 'withheld'],
    ],
    state: (row) => (row.state === 'shown' ? (row.outcome === 'refused' ? 'refused' : '') : row.state),
    text: (row) =>
      row.state === 'shown'
        ? [
            row.seq,
            row.who,
            actionWords[row.action],
            row.outcome,
            row.authority,
            row.asked,
            localTime(row.timeMs),
          ].join(' ')
        : `${row.seq} ${row.state}`,
    cells: (row): Child[] => {
      if (row.state === 'withheld')
        return [
          String(row.seq),
          '',
          '',
          state('none', 'Withheld'),
          '',
          'Its place in the log is proven, what it says is not shown. The reason stands above, under what is not in the pack.',
        ];
      if (row.state === 'unreadable') return [String(row.seq), '', '', state('fails', 'Not an entry'), '', ''];
      const what = `${actionWords[row.action]}: ${outcomeWords[row.outcome]}${row.of === null ? '' : ` (of ${row.of})`}`;
      return [
        String(row.seq),
        el('time', { set: { dateTime: utcIso(row.timeMs), title: utcIso(row.timeMs) } }, localTime(row.timeMs)),
        said(row.title === '' ? row.who : `${row.who}, ${row.title}`),
        row.outcome === 'refused' ? state('fails', what) : what,
        said(row.authority),
        said(row.asked),
      ];
    },
  });

/** Never under a type the browser would open: saved is all that is done with it. */
function saveFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes.slice().buffer], { type: 'application/octet-stream' }));
  el('a', { set: { href: address, download: safeFileName(name) } }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
