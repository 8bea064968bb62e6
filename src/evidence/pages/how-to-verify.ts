// How somebody who trusts neither the sender nor the maker of this software proves the pack: by the verifier page, by the
// command line, by public tools and by hand; what each check means; and the fingerprint to compare.

import { checkWords } from '../../core/evidence/code-words.ts';
import { MANIFEST_NAME } from '../../core/evidence/manifest.ts';
import { CHECKPOINT_NAME, LOG_NAME } from '../../core/evidence/pack-names.ts';
import { codeBox } from '../layout/code-box.ts';
import { type FactRow, factRows } from '../layout/fact-rows.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { hashGroups } from '../words.ts';
import type { PackView } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const body = TEXT.body;

/** As printed, for a shell in the folder of pack.pdf and AUTHORITY.pem; tests run these very lines. */
export const OPENSSL_RECIPE: readonly string[] = [
  'set -- $(grep -a -o "/ByteRange \\[[0-9 ]*" pack.pdf | cut -d"[" -f2)',
  'echo $(($3 + $4)); wc -c < pack.pdf',
  'head -c "$2" pack.pdf > signed.bin; tail -c "$4" pack.pdf >> signed.bin',
  'head -c $(($3 - 1)) pack.pdf | tail -c $(($3 - $2 - 2)) | xxd -r -p > signature.der',
  'openssl cms -verify -cades -binary -inform DER -in signature.der -content signed.bin -purpose any -CAfile AUTHORITY.pem -out /dev/null',
];

export const drawHowToVerify = (sheet: Sheet, view: PackView, number: number): void => {
  sheet.openSection(number, 'How to verify', { keepPt: 330 });
  sheet.text(
    'This file can be checked without whoever made it and without a network. Use a verifier that did not come with the file: whoever could change the file could change a verifier sent with it. A copy that was opened, saved again or printed is no longer the file that was signed.',
    TEXT.lead,
    9,
  );
  const ways: readonly (readonly [string, readonly Run[]])[] = [
    [
      'With a browser: ',
      [
        run('open the court’s own copy of ', body),
        run('verifier.html', mono(body)),
        run(' and drag this file into it. It runs the checks below and sends nothing anywhere.', body),
      ],
    ],
    [
      'With Waymark: ',
      [
        run('run ', body),
        run('waymark verify FILE --trust AUTHORITY.pem', mono(body)),
        run('. It says VALID, NOT VALID or UNREADABLE, and for each check below what it found.', body),
      ],
    ],
    ['By hand: ', [run('with the public tools under “By hand, with public tools”, none of them ours.', body)]],
  ];
  const list = sheet.element('L');
  for (const [name, runs] of ways) {
    const item = sheet.element('LI', {}, list);
    sheet.paragraph([run(name, strong(body)), ...runs], { type: 'LBody', parent: item, after: 4 });
  }
  sheet.gap(6);
  compare(sheet, view);
  meanings(sheet);
  byHand(sheet, view);
};

/** What a reader compares by eye, having asked for it by another way than this file. */
const compare = (sheet: Sheet, view: PackView): void => {
  const { input, files, signer } = view;
  const hash = mono(body);
  sheet.heading('What to compare by eye', 120);
  sheet.text(
    'A pack proves that nothing changed since it was signed. Who signed it, it can only claim: ask the agency for the fingerprint of its authority by a way of your own, by telephone or from its published list, and compare all of it.',
    body,
    5,
  );
  const rows: FactRow[] = [
    [
      'Authority',
      signer === null
        ? [run('None: this draft is not signed', strong(body))]
        : [
            run(`${signer.authority}\n`, body),
            run(hashLines(signer.authorityFingerprint), hash),
            run(
              signer.test
                ? '\nA test authority. It vouches for nobody: outside training, do not rely on a pack under it.'
                : '\nSHA-256 of its certificate.',
              signer.test ? strong(body) : quiet(body),
            ),
          ],
    ],
    [
      'Manifest',
      signer === null
        ? [run('A draft has none', body)]
        : [run(hashLines(files.manifestSha256), hash), run(`\nSHA-256 of ${MANIFEST_NAME}.`, quiet(body))],
    ],
    [
      'Log head',
      [
        run(hashLines(input.checkpoint.head), hash),
        run(
          `\nAfter entry ${input.checkpoint.size}; the server that receipted the log can be asked for its own.`,
          quiet(body),
        ),
      ],
    ],
  ];
  factRows(sheet, rows);
  sheet.gap(9);
};

/** In groups of four, eight of them a line. */
const hashLines = (hash: string): string =>
  hashGroups(hash).replace(/((?:\S{4} ){8})/, (half) => `${half.trimEnd()}\n`);

const meanings = (sheet: Sheet): void => {
  sheet.heading('What each check means', 90);
  drawTable(
    sheet,
    [
      { head: 'Check', fixedPt: 140 },
      { head: 'What is known where it passes', share: 1 },
    ],
    Object.values(checkWords).map(({ title, means }) => ({
      cells: [textCell(run(title, strong(TEXT.cell))), textCell(run(means, TEXT.cell))],
    })),
    { summary: 'Checks and what they mean', padPt: 3, rowHeads: true },
  );
  sheet.gap(5);
  sheet.text(
    'A check that cannot be made does not pass: nothing is taken for good because it was skipped. What no check can show: that a camera’s clock was right, that a read is the plate, who was in a car, or what was done on another workstation.',
    TEXT.bodyQuiet,
    12,
  );
};

const byHand = (sheet: Sheet, view: PackView): void => {
  const step = (text: string, lines: readonly string[]): void => {
    sheet.need(70);
    sheet.paragraph([run(text, body)], { after: 3 });
    codeBox(sheet, lines);
  };
  sheet.heading('By hand, with public tools', 130);
  step('The signature (poppler). These lines must all stand there; the exit code alone says nothing:', [
    'pdfsig pack.pdf',
    '- Signature Validation: Signature is Valid.',
    '- Total document signed',
  ]);
  step(
    'The same with OpenSSL alone. The signature is cut out and checked against all the rest; the two figures must be the same, or something was added after it:',
    OPENSSL_RECIPE,
  );
  step(
    `The attached files (qpdf). The first must give the digest on the first page; ${MANIFEST_NAME} lists those of all others:`,
    [
      `qpdf --show-attachment=${MANIFEST_NAME} pack.pdf | sha256sum`,
      `qpdf --show-attachment=${LOG_NAME} pack.pdf | sha256sum`,
      'qpdf --list-attachments pack.pdf',
    ],
  );
  step('The log: as many lines as entries, the last with the head of the signed checkpoint:', [
    `qpdf --show-attachment=${LOG_NAME} pack.pdf | wc -l`,
    `qpdf --show-attachment=${LOG_NAME} pack.pdf | tail -n 1 | grep -o '"hash":"[0-9a-f]*"'`,
    `qpdf --show-attachment=${CHECKPOINT_NAME} pack.pdf`,
  ]);
  sheet.text(
    `How an entry’s hash is made from what it says, and how the head follows from all of them, is written down in the specification that Waymark publishes; ${sectionWords(view, 'query-log')} shows the same entries in words.`,
    TEXT.bodyQuiet,
    0,
  );
};
