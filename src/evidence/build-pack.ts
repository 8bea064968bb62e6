// Makes an evidence pack: draws the pages, attaches the files, signs the whole. Runs in the pack worker, the command line
// and tests. The same input gives the same bytes up to the signature. A log that does not hold together or an image that
// is not the one its hash names ends the making: no pack, and an error.

import { createHash } from 'node:crypto';
import type { PackInput, PackMade, PackSigner } from '../core/evidence/pack-input.ts';
import { type BuildOptions, DRAWING_STEPS, drawPack, type SectionPlace, Steps } from './draw-pack.ts';
import { attach } from './pack-document.ts';
import { checkAgencySigner } from './sign-bytes.ts';
import { contentsDigits, signPdf } from './sign-pdf.ts';
import { addSignatureField, prepareForSigning } from './signature-field.ts';
import { signerView } from './signer-view.ts';

/**
 * @returns the signed file with its hashes
 * @throws AppError as `drawPack`, BAD_INPUT for certificates that cannot sign, TIME_STAMP_FAILED where a stamp was asked
 * for and could not be had
 */
export async function buildPack(input: PackInput, signer: PackSigner, options: BuildOptions = {}): Promise<PackMade> {
  const steps = new Steps(options, DRAWING_STEPS + 3);
  const view = signerView(signer);
  if (signer.agency !== null) await checkAgencySigner(signer.agency, input.madeMs);
  const { sheet, files, written } = await drawPack(input, { view, workstation: signer }, steps, options);
  const { doc, pages } = sheet;

  await steps.begin('Attaching files');
  for (const file of files.attachments) {
    attach(doc, file, input.madeMs);
    await steps.breathe();
  }
  doc.switchToPage(0);
  doc.font('Inter');
  const form = sheet.coverElement('Form');
  const field = addSignatureField(
    doc,
    {
      name: view.subject,
      reason: `Evidence pack ${input.number}`,
      madeMs: input.madeMs,
      digits: contentsDigits(signer),
    },
    form,
  );
  form.end();
  await steps.begin('Writing');
  doc.end();
  const unsigned = await written;
  steps.stopWhenAsked();

  await steps.begin('Signing');
  const bytes = await signPdf(prepareForSigning(doc, unsigned, field), signer, {
    madeMs: input.madeMs,
    signal: options.signal,
  });
  steps.end();
  return {
    bytes,
    pages,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    manifestSha256: files.manifestSha256,
    attachments: files.attachments.length,
  };
}

/** Pages to look at before a pack is made. */
export type DraftMade = {
  bytes: Uint8Array;
  pages: number;
  sections: SectionPlace[];
  /** What a pack of this input would have attached, as it stands now. */
  attachments: { name: string; mime: string; bytes: number; sha256: string; what: string }[];
};

/**
 * The pages as a pack of this input would have them, each marked DRAFT: not signed and without a single attachment, so
 * that it can be taken for a pack neither by a person nor by a verifier.
 * @throws AppError as `drawPack`
 */
export async function buildDraft(input: PackInput, options: BuildOptions = {}): Promise<DraftMade> {
  const steps = new Steps(options, DRAWING_STEPS + 1);
  const { sheet, files, places, written } = await drawPack(input, null, steps, options);
  await steps.begin('Writing');
  sheet.doc.end();
  const bytes = await written;
  steps.stopWhenAsked();
  steps.end();
  const attachments = files.attachments.map(({ name, mime, bytes: content, description }) => ({
    name,
    mime,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    what: description,
  }));
  return { bytes, pages: sheet.pages, sections: places, attachments };
}
