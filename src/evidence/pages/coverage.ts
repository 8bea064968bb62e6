// Section 6: what the cameras could see, what the pack holds and what it lacks, and what it was made with.

import { MANIFEST_NAME } from '../../core/evidence/manifest.ts';
import { localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import { factRows } from '../layout/fact-rows.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { count, grouped } from '../words.ts';
import { type PackView, SECTION } from './pack-view.ts';

const cell = TEXT.cell;

export const drawCoverage = (sheet: Sheet, view: PackView): void => {
  sheet.openSection(SECTION.coverage, 'Coverage and completeness', 420);
  coverage(sheet, view);
  completeness(sheet, view);
  attachments(sheet, view);
  made(sheet, view);
};

const coverage = (sheet: Sheet, view: PackView): void => {
  const { liveCameras, totalCameras, fromMs, toMs } = view.input.coverage;
  const down = view.input.cameras.filter(({ live }) => !live);
  sheet.heading('What the cameras could see');
  sheet.paragraph(
    [
      run(`${liveCameras} of ${totalCameras} cameras`, strong(TEXT.body)),
      run(
        ` this workstation knows were live when the pack was made, as far as their providers say. The reads it holds lie between ${localTime(fromMs)} (${utcIsoSeconds(fromMs)}) and ${localTime(toMs)} (${utcIsoSeconds(toMs)}). `,
        TEXT.body,
      ),
      run('No reads is coverage, not absence: ', strong(TEXT.body)),
      run(
        'a camera may have been down, looked another way, missed or misread the plate; a vehicle may have gone where no camera stands. A provider’s word that a camera is live says nothing about every minute before.',
        TEXT.body,
      ),
    ],
    { after: 7 },
  );
  if (down.length === 0) sheet.text('No camera was reported down.', TEXT.bodyQuiet, 10);
  else {
    const names = down.map(({ name, id }) => (name === '' ? id : `${name} (${id})`));
    sheet.paragraph([run('Reported down: ', strong(TEXT.bodyQuiet)), run(`${names.join('; ')}.`, TEXT.bodyQuiet)], {
      after: 10,
    });
  }
};

const completeness = (sheet: Sheet, view: PackView): void => {
  const { attempted, produced, unavailable } = view.files.manifest.completeness;
  sheet.heading('What the pack holds and what it lacks');
  sheet.paragraph(
    [
      run(
        `The pack takes in every exhibit the case held when it was made, every read rejected or not decided, and the whole log; Waymark offers no way to leave any of them out. It tried to include ${count(attempted, 'thing')} that may be missing, the image of each exhibit and the server’s receipt: `,
        TEXT.body,
      ),
      run(
        `${produced} are here, ${unavailable.length} ${unavailable.length === 1 ? 'is' : 'are'} not.`,
        strong(TEXT.body),
      ),
    ],
    { after: 5 },
  );
  sheet.paragraph(
    [
      run('The query log is this workstation’s own log of this case', strong(TEXT.body)),
      run(
        ': all entries it made, none of others. What was asked about the case on another workstation stands in that workstation’s log, which the server holds.',
        TEXT.body,
      ),
    ],
    { after: 8 },
  );
  if (unavailable.length === 0) sheet.text('Nothing is unavailable.', TEXT.bodyQuiet, 10);
  else {
    drawTable(
      sheet,
      [
        { head: 'Unavailable', share: 0.5 },
        { head: 'Why', share: 1.5 },
      ],
      unavailable.map(({ what, reason }) => ({
        cells: [textCell(run(what, strong(cell))), textCell(run(reason, cell))],
      })),
      { summary: 'What is unavailable and why' },
    );
    sheet.gap(14);
  }
};

const attachments = (sheet: Sheet, view: PackView): void => {
  const { manifest, manifestSha256, attachments: files } = view.files;
  sheet.heading('Attached files', 70);
  sheet.paragraph(
    [
      run('Attached to this PDF and covered by its signature. ', TEXT.body),
      run(MANIFEST_NAME, mono(TEXT.body)),
      run(' lists the hash of every other one; its own is printed on the first page.', TEXT.body),
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
        textCell(run(hashes.get(name) ?? manifestSha256, mono(cell))),
      ],
    })),
    { summary: 'Attached files with their hashes', padPt: 2.8 },
  );
  sheet.gap(14);
};

const made = (sheet: Sheet, view: PackView): void => {
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

const signedRows = (signer: PackView['signer']): (readonly [string, readonly Run[]])[] => {
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
