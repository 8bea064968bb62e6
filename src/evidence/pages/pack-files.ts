// The attached files with their hashes, and what the pack was made with and by.

import { MANIFEST_NAME, sha256OfBytes } from '../../core/evidence/manifest.ts';
import { type FactRow, factRows } from '../layout/fact-rows.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { grouped } from '../words.ts';
import type { PackView } from './pack-view.ts';

const cell = TEXT.cell;

export const drawPackFiles = (sheet: Sheet, view: PackView): void => {
  const { manifest, attachments: files } = view.files;
  sheet.heading('Attached files', 70);
  sheet.paragraph(
    [
      run('Attached to this PDF and covered by its signature. ', TEXT.body),
      run(MANIFEST_NAME, mono(TEXT.body)),
      run(
        ' lists the hash of every other one but its own signature; its own hash is printed on the first page.',
        TEXT.body,
      ),
    ],
    { after: 4 },
  );
  const hashes = new Map(manifest.attachments.map(({ name, sha256 }) => [name, sha256]));
  drawTable(
    sheet,
    [
      { head: 'File', fixedPt: 124 },
      { head: 'Bytes', fixedPt: 40, align: 'right' },
      { head: 'SHA-256', share: 1 },
    ],
    files.map(({ name, bytes }) => ({
      cells: [
        textCell(run(name, mono(cell))),
        textCell(run(grouped(bytes.length), cell)),
        textCell(run(hashes.get(name) ?? sha256OfBytes(bytes), mono(cell))),
      ],
    })),
    { summary: 'Attached files with their hashes', padPt: 2.8, rowHeads: true },
  );
  sheet.gap(14);
};

export const drawMadeWith = (sheet: Sheet, view: PackView): void => {
  const { input, signer } = view;
  const style = TEXT.body;
  sheet.heading('Made with', 110);
  factRows(sheet, [
    ['Software', [run(`${input.software.name} ${input.software.version}`, style)]],
    ['Workstation', [run(`${input.device.name} `, style), run(input.device.id, mono(quiet(style)))]],
    ['Pack', [run(`${input.number} `, style), run(input.packId, mono(quiet(style)))]],
    [
      'Sync policy',
      input.policy === null
        ? [run('None: this workstation was not under a server’s policy', style)]
        : [run(`Version ${input.policy.version} `, style), run(input.policy.digest, mono(quiet(TEXT.bodyQuiet)))],
    ],
    ...signedRows(signer),
  ]);
};

const signedRows = (signer: PackView['signer']): FactRow[] => {
  const style = TEXT.body;
  if (signer === null) return [['Signed by', [run('Nobody: this is a draft', strong(style))]]];
  return [
    ['Signed by', [run(signer.subject, style)]],
    [
      'Under',
      [
        run(`${signer.authority}${signer.test ? ' (a test authority: it vouches for nobody)' : ''}\n`, style),
        run(signer.authorityFingerprint, mono(quiet(TEXT.bodyQuiet))),
      ],
    ],
  ];
};
