/**
 * Detections and their texts as columns: one row a detection, one posting a text of it, and a chain of postings a text.
 * Runs in the match worker. No object per detection. A row that was taken out stays as a tombstone, its time NaN so that
 * no window holds it, until the columns are copied without it.
 */

import type { ColumnChunk } from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import { GrowingFloat64, GrowingInt32, GrowingNumbers, GrowingUint8, GrowingUint32 } from './growing-columns.ts';

/** What one row holds beside its texts. `make` and `colour`: codes of the index, 0 not known. */
export type RowFields = { id: number; timeMs: number; camera: number; make: number; colour: number };

/** Rows `from` … `to` - 1 whose ids ascend strictly. */
type Run = { from: number; to: number; least: number; most: number };

const CANDIDATE_MARK = 0x80;
const NO_CONFIDENCE_MARK = 0x7f;
const NO_CONFIDENCE = 255;

/** Past this many runs ids come in no order at all, and a map is cheaper. */
const MOST_RUNS = 512;

export class RowColumns {
  /** `[row]` */
  readonly detectionIds = new GrowingNumbers();
  /** `[row]`: UTC epoch ms; NaN once taken out. */
  readonly timesMs = new GrowingFloat64();
  /** `[row]` */
  readonly cameras = new GrowingNumbers();
  readonly makes = new GrowingNumbers();
  readonly colours = new GrowingNumbers();
  /** `[row]`: ordinal of the text read first, -1 where that was no plate. */
  readonly readTexts = new GrowingInt32();
  /** `[row]`: its first posting; its last is before the next row's first. */
  readonly postingStarts = new GrowingUint32();
  /** `[posting]` */
  readonly postingRows = new GrowingUint32();
  readonly postingTexts = new GrowingInt32();
  /** `[posting]`: the posting of the same text before this one, or -1. */
  readonly postingNext = new GrowingInt32();
  /** `[text]`: its newest posting, or -1. Texts that stand in no row may lie past its length: see {@link newestOf}. */
  readonly #textPostings = new GrowingInt32();
  readonly #postingMarks = new GrowingUint8();
  /** `[text]`: 1 where some detection bears it other than as its first reading. */
  readonly #textElsewhere = new GrowingUint8();
  readonly #runs: Run[] = [];
  #rowOfId: Map<number, number> | null = null;
  /** Rows taken out that still stand here. */
  removed = 0;

  count(): number {
    return this.detectionIds.length;
  }

  /** Begins a row; its texts follow by {@link addText}, the first reading first. */
  addRow({ id, timeMs, camera, make, colour }: RowFields): void {
    const row = this.detectionIds.length;
    this.detectionIds.push(id);
    this.timesMs.push(timeMs);
    this.cameras.push(camera);
    this.makes.push(make);
    this.colours.push(colour);
    this.readTexts.push(-1);
    this.postingStarts.push(this.postingRows.length);
    this.#note(row, id);
  }

  /** Adds a text to the row begun last. @param percent 0–100, or 255 where no confidence was given */
  addText(text: number, candidate: boolean, percent: number): void {
    const row = this.detectionIds.length - 1;
    while (this.#textPostings.length <= text) {
      this.#textPostings.push(-1);
      this.#textElsewhere.push(0);
    }
    const posting = this.postingRows.length;
    this.postingRows.push(row);
    this.postingTexts.push(text);
    this.#postingMarks.push(markOf(candidate, percent));
    this.postingNext.push(this.#textPostings.data[text] ?? -1);
    this.#textPostings.data[text] = posting;
    if (!candidate && (this.readTexts.data[row] ?? -1) < 0) this.readTexts.data[row] = text;
    else this.#textElsewhere.data[text] = 1;
  }

  /** Whether every detection that bears a text bears it as its first reading: then its passes are all there is of it. */
  isOnlyRead(text: number): boolean {
    return (this.#textElsewhere.data[text] ?? 0) === 0;
  }

  /**
   * Adds the rows of a chunk, their texts to come: {@link openTexts}, then {@link linkPostings} of all that was added.
   * A detection that is held is replaced.
   * @param makes `[row of the chunk]`: codes of the index
   */
  addRows(chunk: ColumnChunk, makes: ArrayLike<number>, colours: ArrayLike<number>): void {
    const { detectionIds, textStarts, textVia, textConfidence } = chunk;
    const first = this.count();
    const firstPosting = this.postingRows.length;
    const rows = detectionIds.length;
    const postings = textVia.length;
    this.detectionIds.pushAll(detectionIds);
    this.timesMs.reserve(rows);
    this.timesMs.data.set(chunk.timesMs, first);
    this.timesMs.length += rows;
    this.cameras.pushAll(chunk.cameras);
    this.makes.pushAll(makes);
    this.colours.pushAll(colours);
    this.readTexts.reserve(rows);
    this.readTexts.data.fill(-1, first, first + rows);
    this.readTexts.length += rows;
    this.postingStarts.reserve(rows);
    this.postingRows.reserve(postings);
    this.#postingMarks.reserve(postings);
    const starts = this.postingStarts.data;
    const rowsOf = this.postingRows.data;
    const marks = this.#postingMarks.data;
    for (let row = 0; row < rows; row++) {
      const start = textStarts[row] ?? 0;
      const end = textStarts[row + 1] ?? 0;
      starts[first + row] = firstPosting + start;
      for (let text = start; text < end; text++) {
        rowsOf[firstPosting + text] = first + row;
        marks[firstPosting + text] = markOf(textVia[text] === VIA_CANDIDATE, textConfidence[text] ?? NO_CONFIDENCE);
      }
    }
    this.postingStarts.length += rows;
    this.postingRows.length += postings;
    this.#postingMarks.length += postings;
    for (let row = 0; row < rows; row++) {
      const id = detectionIds[row] ?? 0;
      if (!this.#isNew(id)) {
        const held = this.rowOf(id);
        if (held >= 0) this.takeOut(held);
      }
      this.#note(first + row, id);
    }
  }

  /** Makes room for so many texts and the postings of {@link addRows}, whose texts are written next. */
  openTexts(texts: number): void {
    const postings = this.postingRows.length;
    for (const column of [this.postingTexts, this.postingNext]) {
      column.reserve(postings - column.length);
      column.length = postings;
    }
    this.#textPostings.reserve(texts);
    this.#textPostings.data.fill(-1, 0, texts);
    this.#textPostings.length = texts;
    this.#textElsewhere.reserve(texts);
    this.#textElsewhere.length = texts;
  }

  /** Chains postings whose texts are written, in order. */
  linkPostings(from: number, to: number): void {
    const { data: textOf } = this.postingTexts;
    const { data: rowsOf } = this.postingRows;
    const { data: next } = this.postingNext;
    const { data: newest } = this.#textPostings;
    const { data: readTexts } = this.readTexts;
    for (let posting = from; posting < to; posting++) {
      const text = textOf[posting] ?? 0;
      const row = rowsOf[posting] ?? 0;
      next[posting] = newest[text] ?? -1;
      newest[text] = posting;
      if (!this.isCandidate(posting) && (readTexts[row] ?? -1) < 0) readTexts[row] = text;
      else this.#textElsewhere.data[text] = 1;
    }
  }

  /** Columns that may give back room, one after the other. */
  columns(): readonly { readonly data: { readonly byteLength: number }; trim(): void }[] {
    return [
      this.detectionIds,
      this.timesMs,
      this.cameras,
      this.makes,
      this.colours,
      this.readTexts,
      this.postingStarts,
      this.postingRows,
      this.postingTexts,
      this.postingNext,
      this.#textPostings,
      this.#postingMarks,
      this.#textElsewhere,
    ];
  }

  /** The newest posting of a text, or -1; {@link postingNext} leads on from it. */
  newestOf(text: number): number {
    return text < this.#textPostings.length ? (this.#textPostings.data[text] ?? -1) : -1;
  }

  isCandidate(posting: number): boolean {
    return ((this.#postingMarks.data[posting] ?? 0) & CANDIDATE_MARK) !== 0;
  }

  /** Confidence in percent, 255 where none was given. */
  confidenceOf(posting: number): number {
    const percent = (this.#postingMarks.data[posting] ?? 0) & 0x7f;
    return percent === NO_CONFIDENCE_MARK ? NO_CONFIDENCE : percent;
  }

  /** Confidence of the first reading in percent, 255 where it was no plate or none was given. */
  readConfidenceOf(row: number): number {
    const first = this.postingStarts.data[row] ?? 0;
    return first < this.postingEnd(row) && !this.isCandidate(first) ? this.confidenceOf(first) : NO_CONFIDENCE;
  }

  /** The posting after the last of a row. */
  postingEnd(row: number): number {
    return row + 1 < this.detectionIds.length ? (this.postingStarts.data[row + 1] ?? 0) : this.postingRows.length;
  }

  isRemoved(row: number): boolean {
    return Number.isNaN(this.timesMs.data[row]);
  }

  /** Row of a detection, or -1 where it is not held. */
  rowOf(detectionId: number): number {
    if (this.#rowOfId !== null) {
      const row = this.#rowOfId.get(detectionId) ?? -1;
      return row < 0 || this.isRemoved(row) ? -1 : row;
    }
    // The newest run first: what was replaced stands further back as a tombstone.
    for (let at = this.#runs.length - 1; at >= 0; at--) {
      const run = this.#runs[at];
      if (run === undefined || detectionId < run.least || detectionId > run.most) continue;
      const row = this.#rowIn(run, detectionId);
      if (row >= 0 && !this.isRemoved(row)) return row;
    }
    return -1;
  }

  /** Makes a tombstone of a row. */
  takeOut(row: number): void {
    this.timesMs.data[row] = Number.NaN;
    this.removed++;
  }

  /** Adds row `row` of other columns, with its texts. */
  copyRow(from: RowColumns, row: number): void {
    this.addRow({
      id: from.detectionIds.data[row] ?? 0,
      timeMs: from.timesMs.data[row] ?? 0,
      camera: from.cameras.data[row] ?? 0,
      make: from.makes.data[row] ?? 0,
      colour: from.colours.data[row] ?? 0,
    });
    const end = from.postingEnd(row);
    for (let posting = from.postingStarts.data[row] ?? 0; posting < end; posting++) {
      this.addText(from.postingTexts.data[posting] ?? 0, from.isCandidate(posting), from.confidenceOf(posting));
    }
  }

  bytes(): number {
    return this.columns().reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  #rowIn(run: Run, detectionId: number): number {
    let from = run.from;
    let to = run.to - 1;
    while (from <= to) {
      const middle = (from + to) >>> 1;
      const id = this.detectionIds.data[middle] ?? 0;
      if (id === detectionId) return middle;
      if (id < detectionId) from = middle + 1;
      else to = middle - 1;
    }
    return -1;
  }

  /** Whether an id comes after all that are held, as most do. */
  #isNew(id: number): boolean {
    const last = this.#runs.at(-1);
    return this.#rowOfId === null && (last === undefined || (this.#runs.length === 1 && id > last.most));
  }

  #note(row: number, id: number): void {
    if (this.#rowOfId !== null) {
      this.#rowOfId.set(id, row);
      return;
    }
    const last = this.#runs.at(-1);
    if (last !== undefined && id > last.most) {
      last.to = row + 1;
      last.most = id;
    } else if (this.#runs.length < MOST_RUNS) {
      this.#runs.push({ from: row, to: row + 1, least: id, most: id });
    } else {
      this.#rowOfId = new Map();
      for (let before = 0; before <= row; before++) this.#rowOfId.set(this.detectionIds.data[before] ?? 0, before);
    }
  }
}

function markOf(candidate: boolean, percent: number): number {
  return (candidate ? CANDIDATE_MARK : 0) | (percent > 100 ? NO_CONFIDENCE_MARK : percent);
}
