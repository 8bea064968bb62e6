/**
 * Builds column chunks for the matcher from detections as they stand in the workspace.
 * Runs anywhere (pure). Texts are folded here once more: what does not fold is counted in `refusedTexts`, not dropped in
 * silence, and its detection still stands in the chunk.
 */

import type { ColumnChunk, MatchVia } from '../contract/matcher.ts';
import { NO_CONFIDENCE, VIA_CANDIDATE, VIA_READ } from '../contract/matcher.ts';
import { packPlate } from '../core/match/plate-code.ts';
import { foldPlate, isPlateText } from '../core/plate/plate-text.ts';
import { GrowingFloat64, GrowingUint8, GrowingUint32 } from './growing-columns.ts';
import { foldName } from './name-table.ts';

export type DetectionText = {
  /** Raw or folded. */
  readonly text: string;
  readonly via: MatchVia;
  /** 0–1, or null where the engine gave none. */
  readonly confidence: number | null;
};

export type DetectionColumnsInput = {
  /** Workspace row id. */
  readonly id: number;
  readonly timeMs: number;
  readonly cameraOrdinal: number;
  readonly texts: Iterable<DetectionText>;
  /** As the camera's system named it; null, empty or absent: not known. */
  readonly make?: string | null | undefined;
  readonly colour?: string | null | undefined;
};

/** Detections that make a good chunk: some milliseconds of work, some hundred kilobytes. */
export const CHUNK_DETECTIONS = 20_000;

export class ColumnChunkBuilder {
  readonly #ids = new GrowingFloat64();
  readonly #times = new GrowingFloat64();
  readonly #cameras = new GrowingUint32();
  readonly #starts = new GrowingUint32();
  readonly #codes = new GrowingFloat64();
  readonly #via = new GrowingUint8();
  readonly #confidence = new GrowingUint8();
  readonly #longTexts: string[] = [];
  readonly #makes = new NameColumn();
  readonly #colours = new NameColumn();
  /** Texts that are no plate, over the life of this builder. */
  refusedTexts = 0;

  constructor() {
    this.#starts.push(0);
  }

  /** Detections waiting to be built. */
  count(): number {
    return this.#ids.length;
  }

  add(detection: DetectionColumnsInput): void {
    this.#ids.push(detection.id);
    this.#times.push(detection.timeMs);
    this.#cameras.push(detection.cameraOrdinal);
    this.#makes.add(detection.make);
    this.#colours.add(detection.colour);
    for (const { text, via, confidence } of detection.texts) this.#addText(text, via, confidence);
    this.#starts.push(this.#codes.length);
  }

  #addText(raw: string, via: MatchVia, confidence: number | null): void {
    let text: string = raw;
    if (!isPlateText(raw)) {
      const folded = foldPlate(raw);
      if (!folded.ok) {
        this.refusedTexts++;
        return;
      }
      text = folded.plate;
    }
    const code = packPlate(text);
    this.#codes.push(code >= 0 ? code : -this.#longTexts.push(text));
    this.#via.push(via === 'read' ? VIA_READ : VIA_CANDIDATE);
    const percent = confidence === null ? NO_CONFIDENCE : Math.round(Math.min(1, Math.max(0, confidence)) * 100);
    this.#confidence.push(percent);
  }

  /** The chunk of everything added since the last one; the builder is empty again. */
  take(): ColumnChunk {
    const makes = this.#makes.take();
    const colours = this.#colours.take();
    const chunk: ColumnChunk = {
      detectionIds: this.#ids.take(),
      timesMs: this.#times.take(),
      cameras: this.#cameras.take(),
      textStarts: this.#starts.take(),
      textCodes: this.#codes.take(),
      textVia: this.#via.take(),
      textConfidence: this.#confidence.take(),
      longTexts: this.#longTexts.splice(0),
      ...(makes === null ? {} : { makes: makes.codes, makeNames: makes.names }),
      ...(colours === null ? {} : { colours: colours.codes, colourNames: colours.names }),
    };
    this.#starts.push(0);
    return chunk;
  }
}

/** Most names one chunk's dictionary holds; what comes after counts as not known, so that it is never filtered away. */
const MAX_CHUNK_NAMES = 60_000;

/** Names as codes into a dictionary of their own. */
class NameColumn {
  readonly #codes: number[] = [];
  readonly #places = new Map<string, number>();

  add(name: string | null | undefined): void {
    const folded = foldName(name);
    let place = folded === '' ? 0 : (this.#places.get(folded) ?? -1);
    if (place < 0) {
      place = this.#places.size < MAX_CHUNK_NAMES ? this.#places.size + 1 : 0;
      if (place > 0) this.#places.set(folded, place);
    }
    this.#codes.push(place);
  }

  /** Null where no name is known at all. */
  take(): { codes: Uint16Array; names: string[] } | null {
    const codes = Uint16Array.from(this.#codes.splice(0));
    const names = [...this.#places.keys()];
    this.#places.clear();
    return names.length === 0 ? null : { codes, names };
  }
}

/** Chunks of `size` from any stream of detections. */
export function* chunkDetections(
  detections: Iterable<DetectionColumnsInput>,
  size: number = CHUNK_DETECTIONS,
): Generator<ColumnChunk> {
  const builder = new ColumnChunkBuilder();
  for (const detection of detections) {
    builder.add(detection);
    if (builder.count() >= size) yield builder.take();
  }
  if (builder.count() > 0) yield builder.take();
}

/** Buffers of a chunk that may be transferred to a worker. */
export function chunkBuffers(chunk: ColumnChunk): ArrayBuffer[] {
  const views = [
    chunk.detectionIds,
    chunk.timesMs,
    chunk.cameras,
    chunk.textStarts,
    chunk.textCodes,
    chunk.textVia,
    chunk.textConfidence,
    ...(chunk.makes === undefined ? [] : [chunk.makes]),
    ...(chunk.colours === undefined ? [] : [chunk.colours]),
  ];
  return [...new Set(views.map((view) => view.buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}
