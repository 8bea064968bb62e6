/**
 * The detections of a workstation as columns, and the distinct texts as tries: what the matcher asks.
 * Runs in the match worker (or in-thread in tests). No object per detection. Text ordinals never move; tries give ranks,
 * mapped to ordinals here. Texts that arrive while open stand in a small second set until it is worth merging.
 */

import type { ColumnChunk, MatcherStats } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';
import type { CostModel } from '../core/match/cost-model.ts';
import type { PlateSet } from '../core/match/plate-set.ts';
import { buildPlateSetFromCodes, findPlate, searchFuzzy, searchWildcard } from '../core/match/plate-set.ts';
import type { ShapeCounts } from '../core/match/plate-shape.ts';
import { addToShape, shapeOf } from '../core/match/plate-shape.ts';
import { GrowingFloat64, GrowingInt32, GrowingUint8, GrowingUint32 } from './growing-columns.ts';
import { TextTable } from './text-table.ts';

/** Text ordinals with costs, the cheapest first. */
export type TextMatches = { readonly ordinals: Int32Array; readonly costs: Uint8Array };

type RankedSet = { readonly set: PlateSet; readonly ordinals: Int32Array };

/** New texts that make merging worth a rebuild: this many, or this share of the merged ones. */
const MERGE_TEXTS = 20_000;
const MERGE_SHARE = 0.25;

export class MatchIndex {
  readonly texts = new TextTable();
  /** `[row]` */
  readonly detectionIds = new GrowingFloat64();
  /** `[row]`: NaN once removed, so that no window holds it. */
  readonly timesMs = new GrowingFloat64();
  readonly cameras = new GrowingUint32();
  /** `[row]`: ordinal of the text read first, -1 where that was no plate. */
  readonly readTexts = new GrowingInt32();
  /** `[row]`: its first posting; its last is before the next row's first. */
  readonly postingStarts = new GrowingUint32();
  /** `[posting]` */
  readonly postingRows = new GrowingUint32();
  readonly postingTexts = new GrowingInt32();
  readonly postingVia = new GrowingUint8();
  readonly postingConfidence = new GrowingUint8();
  /** `[posting]`: the posting of the same text before this one, or -1. */
  readonly postingNext = new GrowingInt32();
  /** `[text]`: its newest posting, or -1. */
  readonly textPostings = new GrowingInt32();
  /** `[text]`: detections whose first reading is this text. */
  readonly textPasses = new GrowingInt32();
  readonly misreadRates: Float32Array;
  shapes: ShapeCounts = new Map();
  epoch = 0;
  readonly #textShapes = new GrowingInt32();
  #merged: RankedSet = emptySet();
  #recent: RankedSet = emptySet();
  #removed = 0;
  #fresh = true;

  constructor(misreadRates: Float32Array = new Float32Array(0)) {
    this.misreadRates = misreadRates;
  }

  /** Adds a chunk, or throws AppError BAD_INPUT and adds nothing of it. */
  append(chunk: ColumnChunk): void {
    assertChunk(chunk);
    const ordinals = this.#internAll(chunk);
    for (let index = 0; index < chunk.detectionIds.length; index++) {
      const row = this.detectionIds.length;
      this.detectionIds.push(chunk.detectionIds[index] ?? 0);
      this.timesMs.push(chunk.timesMs[index] ?? 0);
      this.cameras.push(chunk.cameras[index] ?? 0);
      this.postingStarts.push(this.postingRows.length);
      let readText = -1;
      for (let text = chunk.textStarts[index] ?? 0; text < (chunk.textStarts[index + 1] ?? 0); text++) {
        const ordinal = ordinals[text] ?? 0;
        const via = chunk.textVia[text] ?? 0;
        if (via === 0 && readText < 0) readText = ordinal;
        this.#addPosting(row, ordinal, via, chunk.textConfidence[text] ?? 255);
      }
      this.readTexts.push(readText);
      if (readText >= 0) this.#countPass(readText, 1);
    }
    this.#changed();
  }

  /** Takes rows out. They stay as tombstones until the next load. */
  remove(detectionIds: Float64Array): void {
    const gone = new Set(detectionIds);
    for (let row = 0; row < this.detectionIds.length; row++) {
      if (!gone.has(this.detectionIds.data[row] ?? 0) || Number.isNaN(this.timesMs.data[row])) continue;
      this.timesMs.data[row] = Number.NaN;
      const readText = this.readTexts.data[row] ?? -1;
      if (readText >= 0) this.#countPass(readText, -1);
      this.#removed++;
    }
    this.#changed();
  }

  /** Row of a detection, or -1 where it is not held. */
  rowOf(detectionId: number): number {
    const ids = this.detectionIds;
    let row = ids.data.indexOf(detectionId);
    while (row >= 0 && row < ids.length && Number.isNaN(this.timesMs.data[row]))
      row = ids.data.indexOf(detectionId, row + 1);
    return row < ids.length ? row : -1;
  }

  /** Ordinal of a text, or -1. */
  ordinalOf(text: string): number {
    this.refresh();
    for (const { set, ordinals } of [this.#merged, this.#recent]) {
      const id = findPlate(set, text);
      if (id >= 0) return ordinals[id] ?? -1;
    }
    return -1;
  }

  fuzzy(model: CostModel, query: string, maxCost: number): TextMatches {
    this.refresh();
    const merged = searchFuzzy(this.#merged.set, model, query, maxCost);
    const recent = searchFuzzy(this.#recent.set, model, query, maxCost);
    const ordinals = new Int32Array(merged.ids.length + recent.ids.length);
    const costs = new Uint8Array(ordinals.length);
    // Both come by cost: merged so that the whole does.
    let a = 0;
    let b = 0;
    for (let slot = 0; slot < ordinals.length; slot++) {
      const costA = a < merged.ids.length ? (merged.costs[a] ?? 0) : 256;
      const costB = b < recent.ids.length ? (recent.costs[b] ?? 0) : 256;
      costs[slot] = Math.min(costA, costB);
      ordinals[slot] =
        costA <= costB
          ? (this.#merged.ordinals[merged.ids[a++] ?? 0] ?? -1)
          : (this.#recent.ordinals[recent.ids[b++] ?? 0] ?? -1);
    }
    return { ordinals, costs };
  }

  wildcard(pattern: string): TextMatches {
    this.refresh();
    const found: number[] = [];
    for (const { set, ordinals } of [this.#merged, this.#recent]) {
      for (const id of searchWildcard(set, pattern)) found.push(ordinals[id] ?? -1);
    }
    return { ordinals: Int32Array.from(found), costs: new Uint8Array(found.length) };
  }

  shapeOfText(ordinal: number): number {
    return this.#textShapes.data[ordinal] ?? 0;
  }

  /** Brings tries and counts up to date; done by itself before any question. */
  refresh(): void {
    if (this.#fresh) return;
    const mergedCount = this.#merged.ordinals.length;
    const newCount = this.texts.count() - mergedCount;
    if (newCount > Math.max(MERGE_TEXTS, mergedCount * MERGE_SHARE) || mergedCount === 0) {
      this.#merged = this.#buildSet(0);
      this.#recent = emptySet();
    } else if (newCount !== this.#recent.ordinals.length) {
      this.#recent = this.#buildSet(mergedCount);
    }
    this.#countShapes();
    this.#fresh = true;
  }

  stats(): MatcherStats {
    const columns = [
      this.detectionIds,
      this.timesMs,
      this.cameras,
      this.readTexts,
      this.postingStarts,
      this.postingRows,
      this.postingTexts,
      this.postingVia,
      this.postingConfidence,
      this.postingNext,
      this.textPostings,
      this.textPasses,
      this.#textShapes,
    ];
    const sets = [this.#merged, this.#recent];
    return {
      detections: this.detectionIds.length - this.#removed,
      texts: this.texts.count(),
      postings: this.postingRows.length,
      bytes:
        this.texts.bytes() +
        columns.reduce((sum, column) => sum + column.data.byteLength, 0) +
        sets.reduce((sum, ranked) => sum + setBytes(ranked), 0),
      epoch: this.epoch,
      recentTexts: this.#recent.ordinals.length,
      removedRows: this.#removed,
      finder: 'plain',
    };
  }

  /** Texts first, as they may be refused: nothing of a bad chunk is kept but texts that no row has. */
  #internAll(chunk: ColumnChunk): Int32Array {
    const ordinals = new Int32Array(chunk.textCodes.length);
    try {
      for (let index = 0; index < ordinals.length; index++) {
        const code = chunk.textCodes[index] ?? 0;
        const ordinal = code < 0 ? this.texts.internLong(chunk.longTexts[-code - 1] ?? '') : this.texts.intern(code);
        ordinals[index] = ordinal;
        if (ordinal === this.textPostings.length) this.#addText(ordinal);
      }
    } catch (cause) {
      throw new AppError('BAD_INPUT', {
        message: 'A chunk of detections holds a text that is no folded plate.',
        cause,
      });
    }
    return ordinals;
  }

  #addText(ordinal: number): void {
    this.textPostings.push(-1);
    this.textPasses.push(0);
    this.#textShapes.push(shapeOf(this.texts.textOf(ordinal)));
  }

  #addPosting(row: number, ordinal: number, via: number, confidence: number): void {
    const posting = this.postingRows.length;
    this.postingRows.push(row);
    this.postingTexts.push(ordinal);
    this.postingVia.push(via);
    this.postingConfidence.push(confidence);
    this.postingNext.push(this.textPostings.data[ordinal] ?? -1);
    this.textPostings.data[ordinal] = posting;
  }

  #countPass(ordinal: number, by: number): void {
    this.textPasses.data[ordinal] = (this.textPasses.data[ordinal] ?? 0) + by;
  }

  #changed(): void {
    this.epoch++;
    this.#fresh = false;
  }

  #buildSet(fromOrdinal: number): RankedSet {
    const count = this.texts.count();
    const codes = new Float64Array(count - fromOrdinal);
    const longTexts: string[] = [];
    let packed = 0;
    for (let ordinal = fromOrdinal; ordinal < count; ordinal++) {
      const code = this.texts.codes.data[ordinal] ?? 0;
      if (code < 0) longTexts.push(this.texts.longTexts[-code - 1] ?? '');
      else codes[packed++] = code;
    }
    const set = buildPlateSetFromCodes(codes.subarray(0, packed), longTexts);
    const ordinals = new Int32Array(count - fromOrdinal);
    const longIds = new Map(set.longTexts.map((text, index) => [text, set.longIdBase + index]));
    for (let ordinal = fromOrdinal; ordinal < count; ordinal++) {
      const text = this.texts.textOf(ordinal);
      ordinals[longIds.get(text) ?? findPlate(set, text)] = ordinal;
    }
    return { set, ordinals };
  }

  #countShapes(): void {
    this.shapes = new Map();
    for (let ordinal = 0; ordinal < this.texts.count(); ordinal++) {
      const passes = this.textPasses.data[ordinal] ?? 0;
      if (passes > 0) addToShape(this.shapes, this.#textShapes.data[ordinal] ?? 0, 1, passes);
    }
  }
}

function emptySet(): RankedSet {
  return { set: buildPlateSetFromCodes(new Float64Array(0), []), ordinals: new Int32Array(0) };
}

function setBytes({ set, ordinals }: RankedSet): number {
  let bytes = ordinals.byteLength;
  for (const trie of set.tries) for (const level of trie.levels) bytes += level.low.byteLength + level.high.byteLength;
  return bytes;
}

function assertChunk(chunk: ColumnChunk): void {
  const rows = chunk.detectionIds.length;
  const texts = chunk.textCodes.length;
  let ordered = chunk.textStarts[0] === 0 && chunk.textStarts[rows] === texts;
  for (let index = 0; index < rows && ordered; index++) {
    ordered =
      (chunk.textStarts[index] ?? 0) <= (chunk.textStarts[index + 1] ?? 0) &&
      Number.isFinite(chunk.timesMs[index]) &&
      Number.isSafeInteger(chunk.detectionIds[index]);
  }
  const sameLengths =
    chunk.timesMs.length === rows &&
    chunk.cameras.length === rows &&
    chunk.textStarts.length === rows + 1 &&
    chunk.textVia.length === texts &&
    chunk.textConfidence.length === texts;
  if (!ordered || !sameLengths) {
    throw new AppError('BAD_INPUT', {
      message: 'The columns of a chunk of detections do not fit together.',
      tip: 'Nothing of it was added. Load the workspace into the matcher again.',
    });
  }
}
