// Makes an evidence pack: draws the pages, attaches the files, signs the whole. Runs in the pack worker, the command line
// and tests. The same input gives the same bytes up to the signature. A log that does not hold together or an image that
// is not the one its hash names ends the making: no pack, and an error.

import type { PackInput, PackMade, PackSigner } from '../core/evidence/pack-input.ts';
import { type BuildOptions, DRAWING_STEPS, drawPack, type SectionPlace, Steps, sha256Of } from './draw-pack.ts';
import { attach, writePages } from './pack-document.ts';
import { PackOutput, type PackSink } from './pack-output.ts';
import { checkAgencySigner } from './sign-bytes.ts';
import { contentsDigits, signPdf } from './sign-pdf.ts';
import { addSignatureField, prepareForSigning } from './signature-field.ts';
import { signerView } from './signer-view.ts';

/** What was made, where its bytes went as they came. */
export type PackWritten = Omit<PackMade, 'bytes'> & { bytes: number };

/**
 * Makes a pack in one pass, from its first byte to its last. The sink gets every byte once and in order; until it has
 * taken the last, what it holds is no pack.
 * @throws AppError as `drawPack`, BAD_INPUT for certificates that cannot sign, TIME_STAMP_FAILED where a stamp was asked
 * for and could not be had; and whatever the sink throws
 */
export async function writePack(
  input: PackInput,
  signer: PackSigner,
  sink: PackSink,
  options: BuildOptions = {},
): Promise<PackWritten> {
  const steps = new Steps(options, DRAWING_STEPS + 3);
  const view = signerView(signer);
  if (signer.agency !== null) await checkAgencySigner(signer.agency, input.madeMs);
  const output = new PackOutput(sink);
  const { sheet, files, written } = await drawPack(input, { view, workstation: signer }, output, steps, options);
  const { doc, pages } = sheet;
  const handOn = async (): Promise<void> => {
    await steps.breathe();
    await output.drain();
  };

  await steps.begin('Attaching files');
  for (const file of files.attachments) {
    attach(doc, file, input.madeMs);
    await handOn();
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
  await writePages(doc, handOn);
  sheet.end();
  const before = await output.hold();
  field.end();
  doc.end();
  await written;
  steps.stopWhenAsked();

  await steps.begin('Signing');
  const end = await signPdf(prepareForSigning(doc, output.held(), field, before), signer, {
    madeMs: input.madeMs,
    signal: options.signal,
  });
  const { bytes, sha256 } = await output.release(end);
  steps.end();
  return { bytes, pages, sha256, manifestSha256: files.manifestSha256, attachments: files.attachments.length };
}

/** As `writePack`, whole in memory. @returns the signed file with its hashes */
export async function buildPack(input: PackInput, signer: PackSigner, options: BuildOptions = {}): Promise<PackMade> {
  const pieces: Uint8Array[] = [];
  const made = await writePack(input, signer, (piece) => void pieces.push(piece), options);
  return { ...made, bytes: joined(pieces) };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
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
  const pieces: Uint8Array[] = [];
  const output = new PackOutput((piece) => void pieces.push(piece));
  const { sheet, files, places, written } = await drawPack(input, null, output, steps, options);
  await steps.begin('Writing');
  await writePages(sheet.doc, steps.breathe);
  sheet.doc.end();
  await written;
  await output.end();
  steps.stopWhenAsked();
  steps.end();
  const listed = new Map(files.manifest.attachments.map((file) => [file.name, file]));
  const attachments = files.attachments.map((file) => {
    const { bytes, sha256 } = listed.get(file.name) ?? { bytes: file.bytes.length, sha256: sha256Of(file.bytes) };
    return { name: file.name, mime: file.mime, bytes, sha256, what: file.description };
  });
  return { bytes: joined(pieces), pages: sheet.pages, sections: places, attachments };
}
