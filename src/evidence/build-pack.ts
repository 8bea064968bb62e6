// Makes an evidence pack: draws the pages, attaches the files, signs the whole. Runs in the pack worker, the command line
// and tests. The same input gives the same bytes up to the signature; nothing is fetched, decided or left out here. A log
// that does not hold together or an image that is not the one its hash names ends the making: no pack, and an error.

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { verifyLog } from '../core/audit/verify.ts';
import { AppError } from '../core/errors.ts';
import { buildAttachments } from '../core/evidence/attachments.ts';
import type { PackInput, PackMade, PackProgress, PackSigner } from '../core/evidence/pack-input.ts';
import { sourceResourcesDir } from './fonts.ts';
import { drawFrames } from './layout/frame.ts';
import { Sheet } from './layout/sheet.ts';
import { readBasemap } from './map/read-basemap.ts';
import { attach, openDocument } from './pack-document.ts';
import { drawAuthority } from './pages/authority.ts';
import { drawContents, keepContents } from './pages/contents.ts';
import { drawCover } from './pages/cover.ts';
import { drawCoverage } from './pages/coverage.ts';
import { drawExcluded } from './pages/excluded.ts';
import { drawExhibits } from './pages/exhibits.ts';
import { drawGlossary } from './pages/glossary.ts';
import { drawMovement } from './pages/movement.ts';
import type { PackView } from './pages/pack-view.ts';
import { drawQueryLog } from './pages/query-log.ts';
import { drawRules } from './pages/rules.ts';
import { signPdf } from './sign-pdf.ts';
import { addSignatureField, prepareForSigning } from './signature-field.ts';
import { signerView } from './signer-view.ts';

export type BuildOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: PackProgress) => void) | undefined;
  /** Folder with fonts and basemap; beside the sources unless told. */
  resourcesDir?: string | undefined;
};

const STEPS = 12;

/**
 * @returns the signed file with its hashes
 * @throws AppError CANCELLED on the signal, AUDIT_CHAIN_BROKEN for a log that its checkpoint does not vouch for,
 * BAD_INPUT for an image that is not the one its hash names
 */
export async function buildPack(input: PackInput, signer: PackSigner, options: BuildOptions = {}): Promise<PackMade> {
  const { signal, onProgress, resourcesDir = sourceResourcesDir() } = options;
  let done = 0;
  const stopWhenAsked = (): void => {
    if (signal?.aborted === true)
      throw new AppError('CANCELLED', { message: 'The pack was not made: stopped on request.' });
  };
  const breathe = async (): Promise<void> => {
    await nextTurn();
    stopWhenAsked();
  };
  const step = async (name: string): Promise<void> => {
    onProgress?.({ step: name, done, total: STEPS });
    done += 1;
    await breathe();
  };

  await step('Checking the log');
  const log = verifyLog(input.log, input.checkpoint);
  const [problem] = log.problems;
  if (problem !== undefined) {
    throw new AppError('AUDIT_CHAIN_BROKEN', {
      message: `The query log of this case does not hold together: ${problem.message} No pack was made.`,
      tip: 'Nothing was changed. Show this to the administrator before working on.',
      details: { entry: problem.seq, code: problem.code },
    });
  }
  await step('Gathering files');
  const files = buildAttachments(input);
  const view: PackView = {
    input,
    files,
    signer: signerView(signer),
    basemap: readBasemap(resourcesDir),
    log,
    byNumber: new Map(input.exhibits.map((row) => [row.exhibit.number, row])),
  };

  const doc = openDocument(input, resourcesDir);
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    doc.once('end', resolve);
    doc.once('error', reject);
  });
  const sheet = new Sheet(doc);
  await step('Drawing the summary');
  drawCover(sheet, view);
  const contents = keepContents(sheet);
  drawAuthority(sheet, view);
  await step('Drawing the map');
  drawMovement(sheet, view);
  await step('Drawing exhibits');
  await drawExhibits(sheet, view, breathe);
  await step('Drawing the query log');
  await drawQueryLog(sheet, view, breathe);
  await step('Drawing coverage and rules');
  drawExcluded(sheet, view);
  drawCoverage(sheet, view);
  drawGlossary(sheet, view);
  drawRules(sheet, view);
  await step('Drawing heads and feet');
  drawContents(sheet, contents);
  drawFrames(sheet, input);

  await step('Attaching files');
  for (const file of files.attachments) {
    attach(doc, file, input.madeMs);
    await breathe();
  }
  doc.switchToPage(0);
  doc.font('Inter');
  const form = sheet.coverElement('Form');
  const field = addSignatureField(
    doc,
    { name: view.signer.subject, reason: `Evidence pack ${input.number}`, madeMs: input.madeMs },
    form,
  );
  form.end();
  await step('Writing');
  const { pages } = sheet;
  doc.end();
  await finished;
  stopWhenAsked();

  await step('Signing');
  const prepared = prepareForSigning(doc, new Uint8Array(Buffer.concat(chunks)), field);
  const bytes = await signPdf(prepared, signer);
  onProgress?.({ step: 'Done', done: STEPS, total: STEPS });
  return {
    bytes,
    pages,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    manifestSha256: files.manifestSha256,
    attachments: files.attachments.length,
  };
}
