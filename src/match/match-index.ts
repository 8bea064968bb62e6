/**
 * The detections of a workstation as columns, their distinct texts as finders, and the counts that likelihoods rest on.
 * Runs in the match worker (or in-thread in tests). Text ordinals never move while the index lives. Every change is seen
 * by the next question; what makes questions faster again (one large finder, columns without tombstones) is done beside.
 */

import type { ColumnChunk, MatcherStats } from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';
import type { CostModel } from '../core/match/cost-model.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { assertChunk } from './check-chunk.ts';
import { GrowingInt32 } from './growing-columns.ts';
import type { BuildPause } from './kernel/build-finder.ts';
import { NameTable } from './name-table.ts';
import { PendingTexts } from './pending-texts.ts';
import { RowColumns } from './row-columns.ts';
import { ShapeTable } from './shape-table.ts';
import type { TextMatches } from './text-finders.ts';
import { TextFinders } from './text-finders.ts';
import { TextTable } from './text-table.ts';

export type { TextMatches } from './text-finders.ts';

/** Tombstones that are worth copying the columns: this many, and this part of the rows. */
const COMPACT_ROWS = 64;
const COMPACT_PART = 8;
/** Rows copied between two pauses. */
const ROWS_PER_STEP = 8192;
/** Rows, postings or texts gone through between two pauses of a load. */
const LOADED_PER_STEP = 65_536;

export class MatchIndex {
  readonly texts = new TextTable();
  readonly makes = new NameTable();
  readonly colours = new NameTable();
  /** `[text]`: detections whose first reading is this text. */
  readonly textPasses = new GrowingInt32();
  readonly misreadRates: Float32Array;
  readonly shapes = new ShapeTable();
  epoch = 0;
  rows = new RowColumns();
  readonly #finders = new TextFinders(this.texts);
  #pending = new PendingTexts();
  /** The columns without tombstones while they are being written: what is taken out meanwhile is taken out of both. */
  #copy: RowColumns | null = null;

  constructor(misreadRates: Float32Array = new Float32Array(0)) {
    this.misreadRates = misreadRates;
  }

  get readTexts(): GrowingInt32 {
    return this.rows.readTexts;
  }

  get cameras(): RowColumns['cameras'] {
    return this.rows.cameras;
  }

  /** Adds a chunk, or throws AppError BAD_INPUT and adds nothing of it. A detection that is held is replaced. */
  append(chunk: ColumnChunk): void {
    assertChunk(chunk);
    const ordinals = this.#internAll(chunk);
    const makes = chunk.makes === undefined ? null : this.makes.internAll(chunk.makeNames ?? []);
    const colours = chunk.colours === undefined ? null : this.colours.internAll(chunk.colourNames ?? []);
    const { rows } = this;
    for (let index = 0; index < chunk.detectionIds.length; index++) {
      const id = chunk.detectionIds[index] ?? 0;
      this.#takeOut(id);
      const make = makes === null ? 0 : (makes[(chunk.makes?.[index] ?? 0) - 1] ?? 0);
      const colour = colours === null ? 0 : (colours[(chunk.colours?.[index] ?? 0) - 1] ?? 0);
      rows.addRow({ id, timeMs: chunk.timesMs[index] ?? 0, camera: chunk.cameras[index] ?? 0, make, colour });
      this.makes.count(make, 1);
      this.colours.count(colour, 1);
      const end = chunk.textStarts[index + 1] ?? 0;
      for (let text = chunk.textStarts[index] ?? 0; text < end; text++) {
        rows.addText(ordinals[text] ?? 0, chunk.textVia[text] === VIA_CANDIDATE, chunk.textConfidence[text] ?? 255);
      }
      this.#countPass(rows.readTexts.data[rows.count() - 1] ?? -1, 1);
    }
    this.epoch++;
  }

  /**
   * Adds a chunk of a load, or throws AppError BAD_INPUT and adds nothing of it. Of an index that held nothing; until
   * {@link settle} has ended it may not be asked.
   */
  addLoaded(chunk: ColumnChunk): void {
    assertChunk(chunk);
    try {
      this.#pending.add(chunk);
    } catch (cause) {
      throw noPlate(cause);
    }
    const makes = chunk.makes === undefined ? null : this.makes.internAll(chunk.makeNames ?? []);
    const colours = chunk.colours === undefined ? null : this.colours.internAll(chunk.colourNames ?? []);
    this.rows.addRows(
      chunk,
      codesOf(chunk.makes, makes, chunk.cameras.length),
      codesOf(chunk.colours, colours, chunk.cameras.length),
    );
  }

  /** Ends a load: gives all texts their ordinals at once, by rank. Throws AppError BAD_INPUT where one is no plate. */
  async settle(pause: BuildPause): Promise<void> {
    const { rows, shapes, textPasses } = this;
    const { finder, codes, longTexts } = await this.#pending
      .rank(pause, (texts) => {
        rows.openTexts(texts);
        return rows.postingTexts.data;
      })
      .catch((cause: unknown) => {
        throw cause instanceof RangeError ? noPlate(cause) : cause;
      });
    this.#pending = new PendingTexts();
    this.texts.takeRanked(codes, longTexts);
    this.#finders.take(finder);
    textPasses.reserve(finder.size);
    textPasses.length = finder.size;
    await inSteps(codes.length, pause, (text) => shapes.addRanked(codes[text] ?? 0));
    for (const text of longTexts) shapes.add(text as PlateText);
    for (let from = 0; from < rows.postingRows.length; from += LOADED_PER_STEP) {
      rows.linkPostings(from, Math.min(rows.postingRows.length, from + LOADED_PER_STEP));
      await pause();
    }
    await inSteps(rows.count(), pause, (row) => {
      if (rows.isRemoved(row)) return;
      const text = rows.readTexts.data[row] ?? -1;
      if (text >= 0) textPasses.data[text] = (textPasses.data[text] ?? 0) + 1;
      this.makes.count(rows.makes.data[row] ?? 0, 1);
      this.colours.count(rows.colours.data[row] ?? 0, 1);
    });
    await inSteps(finder.size, pause, (text) => {
      const passes = textPasses.data[text] ?? 0;
      if (passes > 0) shapes.countPasses(text, 1, passes);
    });
    for (const column of [...rows.columns(), this.texts.codes, textPasses, shapes]) {
      column.trim();
      await pause();
    }
    this.epoch++;
  }

  /** Takes detections out. Their rows stay as tombstones until {@link upkeep} copies the columns without them. */
  remove(detectionIds: Float64Array): void {
    for (const id of detectionIds) this.#takeOut(id);
    this.epoch++;
  }

  /** Row of a detection, or -1 where it is not held. A row number is good until the next {@link upkeep}. */
  rowOf(detectionId: number): number {
    return this.rows.rowOf(detectionId);
  }

  /** Ordinal of a text, or -1. */
  ordinalOf(text: string): number {
    return this.texts.find(text);
  }

  fuzzy(model: CostModel, query: string, maxCost: number): TextMatches {
    return this.#finders.fuzzy(model, query, maxCost);
  }

  wildcard(pattern: string): TextMatches {
    return this.#finders.wildcard(pattern);
  }

  shapeOfText(ordinal: number): number {
    return this.shapes.shapeAt(this.shapes.placeOf(ordinal));
  }

  needsUpkeep(): boolean {
    return this.#finders.needsRebuild() || this.#needsCompacting();
  }

  /**
   * One large finder again, and columns without tombstones, in steps. Everything may be asked and changed between steps.
   * @param swap runs what it is given at a moment when no search holds row numbers
   */
  async upkeep(pause: BuildPause, swap: (work: () => void) => Promise<void>): Promise<void> {
    if (this.#finders.needsRebuild()) await this.#finders.rebuild(pause);
    if (this.#needsCompacting()) await this.#compact(pause, swap);
  }

  stats(): MatcherStats {
    const { rows } = this;
    return {
      detections: rows.count() - rows.removed,
      texts: this.texts.count(),
      postings: rows.postingRows.length,
      bytes:
        rows.bytes() +
        this.texts.bytes() +
        this.#finders.bytes() +
        this.textPasses.data.byteLength +
        this.shapes.bytes(),
      epoch: this.epoch,
      recentTexts: this.#finders.recent(),
      removedRows: rows.removed,
      finder: this.#finders.kind(),
    };
  }

  close(): void {
    this.#finders.close();
  }

  #takeOut(detectionId: number): void {
    const row = this.rows.rowOf(detectionId);
    if (row < 0) return;
    this.rows.takeOut(row);
    this.#countPass(this.rows.readTexts.data[row] ?? -1, -1);
    this.makes.count(this.rows.makes.data[row] ?? 0, -1);
    this.colours.count(this.rows.colours.data[row] ?? 0, -1);
    const copied = this.#copy?.rowOf(detectionId) ?? -1;
    if (copied >= 0) this.#copy?.takeOut(copied);
  }

  #needsCompacting(): boolean {
    const { removed } = this.rows;
    return removed >= COMPACT_ROWS && removed * COMPACT_PART >= this.rows.count();
  }

  async #compact(pause: BuildPause, swap: (work: () => void) => Promise<void>): Promise<void> {
    const from = this.rows;
    const to = new RowColumns();
    let copied = 0;
    const copyTo = (end: number): void => {
      for (; copied < end; copied++) if (!from.isRemoved(copied)) to.copyRow(from, copied);
    };
    this.#copy = to;
    try {
      while (from.count() - copied > ROWS_PER_STEP) {
        copyTo(copied + ROWS_PER_STEP);
        await pause();
      }
      await swap(() => {
        copyTo(from.count());
        this.rows = to;
      });
    } finally {
      this.#copy = null;
    }
  }

  /** Texts first, as they may be refused: ordinals that no posting uses are harmless, half a chunk is not. */
  #internAll(chunk: ColumnChunk): Int32Array {
    const ordinals = new Int32Array(chunk.textCodes.length);
    try {
      for (let text = 0; text < ordinals.length; text++) {
        const code = chunk.textCodes[text] ?? 0;
        ordinals[text] = code < 0 ? this.texts.internLong(chunk.longTexts[-code - 1] ?? '') : this.texts.intern(code);
      }
    } catch (cause) {
      throw noPlate(cause);
    } finally {
      // Also where the chunk is refused: its good texts have ordinals now.
      while (this.shapes.count() < this.texts.count()) {
        this.shapes.add(this.texts.textOf(this.shapes.count()));
        this.textPasses.push(0);
      }
    }
    return ordinals;
  }

  #countPass(ordinal: number, by: 1 | -1): void {
    if (ordinal < 0) return;
    const before = this.textPasses.data[ordinal] ?? 0;
    this.textPasses.data[ordinal] = before + by;
    const texts = before === 0 ? 1 : before + by === 0 ? -1 : 0;
    this.shapes.countPasses(ordinal, texts, by);
  }
}

function noPlate(cause: unknown): AppError {
  return new AppError('BAD_INPUT', {
    message: 'A chunk of detections holds a text that is no folded plate.',
    cause,
  });
}

/** Codes of a chunk's own dictionary as codes of the index. */
function codesOf(given: Uint16Array | undefined, codes: ArrayLike<number> | null, count: number): ArrayLike<number> {
  if (given === undefined || codes === null) return new Uint8Array(count);
  return Float64Array.from(given, (code) => codes[code - 1] ?? 0);
}

async function inSteps(count: number, pause: BuildPause, work: (at: number) => void): Promise<void> {
  for (let at = 0; at < count; ) {
    for (const end = Math.min(count, at + LOADED_PER_STEP); at < end; at++) work(at);
    await pause();
  }
}
