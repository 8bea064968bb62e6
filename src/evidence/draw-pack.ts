// Draws all pages of a pack into an open document: the same drawing for a signed pack and for a draft of it. Runs where
// pdfkit runs. The same input gives the same pages; nothing is fetched, decided or left out here.

import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { verifyShownLog } from '../core/audit/shown-log.ts';
import { AppError } from '../core/errors.ts';
import { buildAttachments, type PackFiles } from '../core/evidence/attachments.ts';
import { logLines, type PackInput, type PackProgress } from '../core/evidence/pack-input.ts';
import type { PackSigner } from '../core/evidence/pack-signer.ts';
import { type PackSectionId, packSections } from '../core/evidence/sections.ts';
import { sourceResourcesDir } from './fonts.ts';
import { drawFrames } from './layout/frame.ts';
import { Sheet } from './layout/sheet.ts';
import { readBasemap } from './map/read-basemap.ts';
import { openDocument } from './pack-document.ts';
import { type PackOutput, writeInto } from './pack-output.ts';
import { type ContentsPlace, drawContents, keepContents } from './pages/contents.ts';
import { drawSection } from './pages/draw-sections.ts';
import type { PackView, SignerView } from './pages/pack-view.ts';
import { placeSections } from './pages/section-order.ts';

export type BuildOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: PackProgress) => void) | undefined;
  /** Folder with fonts and basemap; beside the sources unless told. */
  resourcesDir?: string | undefined;
};

/** Steps told to whoever waits, and the places where a stop is heard. */
export class Steps {
  readonly #options: BuildOptions;
  readonly #total: number;
  #done = 0;

  constructor(options: BuildOptions, total: number) {
    this.#options = options;
    this.#total = total;
  }

  /** @throws AppError CANCELLED */
  stopWhenAsked(): void {
    if (this.#options.signal?.aborted === true)
      throw new AppError('CANCELLED', { message: 'The pack was not made: stopped on request.' });
  }

  readonly breathe = async (): Promise<void> => {
    await nextTurn();
    this.stopWhenAsked();
  };

  async begin(name: string): Promise<void> {
    this.#options.onProgress?.({ step: name, done: this.#done, total: this.#total });
    this.#done += 1;
    await this.breathe();
  }

  end(): void {
    this.#options.onProgress?.({ step: 'Done', done: this.#total, total: this.#total });
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Steps that drawing takes, of those a builder counts. */
export const DRAWING_STEPS = packSections.length + 3;

export type SectionPlace = { id: PackSectionId; fromPage: number; toPage: number };

export interface DrawnPack {
  readonly sheet: Sheet;
  readonly files: PackFiles;
  /** Where each section stands, first page and last, from 1; one that is left out is where the line says so. */
  readonly places: SectionPlace[];
  /** Fulfilled once the document has been ended and has written its end. */
  readonly written: Promise<void>;
}

/** Who signs: as it is printed, and the workstation's own certificate and key, which sign the manifest that says so. */
export type Signs = { readonly view: SignerView; readonly workstation: PackSigner };

/**
 * @param signs who will sign; null in a draft that nobody signs
 * @throws AppError CANCELLED on the signal, AUDIT_CHAIN_BROKEN for a log that its checkpoint does not vouch for,
 * BAD_INPUT for an image that is not the one its hash names
 */
export async function drawPack(
  input: PackInput,
  signs: Signs | null,
  output: PackOutput,
  steps: Steps,
  { resourcesDir = sourceResourcesDir() }: BuildOptions,
): Promise<DrawnPack> {
  await steps.begin('Checking the log');
  const log = verifyShownLog(logLines(input), input.checkpoint);
  const [problem] = log.problems;
  if (problem !== undefined) {
    throw new AppError('AUDIT_CHAIN_BROKEN', {
      message: `The query log of this case does not hold together: ${problem.message} No pack was made.`,
      tip: 'Nothing was changed. Show this to the administrator before working on.',
      details: { entry: problem.seq, code: problem.code },
    });
  }
  await steps.begin('Gathering files');
  const files = buildAttachments(input, signs?.workstation ?? null, sha256Of);
  const view: PackView = {
    input,
    files,
    signer: signs?.view ?? null,
    basemap: readBasemap(resourcesDir),
    log,
    byNumber: new Map(input.exhibits.map((row) => [row.exhibit.number, row])),
    sections: placeSections(input.sections),
  };
  const doc = openDocument(input, resourcesDir);
  const written = writeInto(doc, output);
  const sheet = new Sheet(doc);
  const handOn = async (): Promise<void> => {
    await steps.breathe();
    await output.drain();
  };
  let contents: ContentsPlace | null = null;
  const places: SectionPlace[] = [];
  for (const section of view.sections) {
    await steps.begin(`Drawing: ${section.title}`);
    const before = sheet.sections.length;
    await drawSection(sheet, view, section, handOn);
    const fromPage = (sheet.sections[before]?.pageIndex ?? 0) + 1;
    places.push({ id: section.id, fromPage, toPage: sheet.pages });
    // The cover is always the first.
    contents ??= keepContents(sheet, view);
  }
  await steps.begin('Drawing heads and feet');
  if (contents !== null) drawContents(sheet, contents);
  sheet.endOutline();
  drawFrames(sheet, input, { draft: signs === null });
  return { sheet, files, places, written };
}
