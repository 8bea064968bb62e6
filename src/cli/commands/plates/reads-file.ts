/**
 * A file of reads, fed to the matcher in chunks while it is read. Runs in the CLI process.
 * OpenALPR messages or a plate a line: told apart by the first line, never by the name. Row ids are line numbers for a
 * text file (nothing else is kept of a line) and places among the ids taken for messages.
 */
import type { ColumnChunk } from '../../../contract/matcher.ts';
import { foldPlate, isPlateText } from '../../../core/plate/plate-text.ts';
import { chunkDetections, type DetectionColumnsInput } from '../../../match/index.ts';
import { CliError } from '../../output.ts';
import { fileName, type LineBatch, readLineBatches } from '../../text-file.ts';
import { peekFirstLine, readJsonItems } from './json-items.ts';
import { detectionsOfItem, textsOf } from './openalpr-items.ts';
import { BARE_RETURN, HOLDS_BARE_RETURN, SetAside } from './set-aside.ts';

/** Messages one file may hold: their ids stay in memory. A text file has no such limit. */
const MAX_MESSAGES = 10_000_000;

export class ReadsFile {
  readonly path: string;
  readonly setAside = new SetAside();
  format: 'openalpr' | 'text' = 'text';
  /** Reads taken. */
  count = 0;
  /** Messages whose uuid an earlier one had. */
  duplicates = 0;
  /** Messages without a read. */
  skipped = 0;
  readonly #ids = new Set<string>();
  #idList: readonly string[] = [];
  readonly #cameras = new Map<string, number>();

  constructor(path: string) {
    this.path = path;
  }

  /** Reads the file once. Throws CliError where it cannot be read or holds no read at all. */
  async *chunks(onProgress: (reads: number) => void): AsyncGenerator<ColumnChunk, void, void> {
    const damagedTip = 'Nothing was searched: an answer from part of the reads would mislead. Get the file again.';
    const { firstLine, batches } = await peekFirstLine(readLineBatches(this.path, { damagedTip }));
    this.format = firstLine !== null && /^\s*[[{]/.test(firstLine) ? 'openalpr' : 'text';
    for await (const detections of this.#detections(firstLine ?? '', batches)) {
      yield* chunkDetections(detections);
      onProgress(this.count);
    }
    this.#idList = [...this.#ids];
    if (this.count === 0) throw this.#nothing();
  }

  /** The message's uuid, or `line-17` for line 17 of a text file. */
  idOf(row: number): string {
    return this.format === 'text' ? `line-${row}` : (this.#idList[row] ?? '');
  }

  /** Ordinals of cameras by id. Throws CliError naming one that no read is of. */
  ordinalsOf(cameraIds: readonly string[]): number[] {
    return cameraIds.map((id) => {
      const ordinal = this.#cameras.get(id);
      if (ordinal !== undefined) return ordinal;
      throw new CliError(`--camera: no read of ${fileName(this.path)} is of the camera "${id}".`, {
        exitCode: 2,
        tip: `Its reads are of ${this.#cameras.size} cameras, such as ${[...this.#cameras.keys()].slice(0, 3).join(', ')}.`,
      });
    });
  }

  async *#detections(
    firstLine: string,
    batches: AsyncGenerator<LineBatch>,
  ): AsyncGenerator<Iterable<DetectionColumnsInput>> {
    if (this.format === 'text') {
      for await (const batch of batches) yield this.#plates(batch);
      return;
    }
    for await (const items of readJsonItems(batches, firstLine, this.setAside)) {
      const rows: DetectionColumnsInput[] = [];
      for (const item of items) {
        const { detections, skipped } = detectionsOfItem(item, this.setAside);
        if (skipped) this.skipped += 1;
        for (const detection of detections) {
          const { uuid } = detection;
          if (this.#ids.has(uuid)) {
            this.duplicates += 1;
            continue;
          }
          if (this.#ids.size >= MAX_MESSAGES) throw tooMany(this.path);
          this.#ids.add(uuid);
          rows.push({
            id: this.count++,
            timeMs: detection.timeMs,
            cameraOrdinal: this.#cameraOrdinal(detection.cameraId),
            texts: textsOf(detection),
            make: detection.make,
            colour: detection.colour,
          });
        }
      }
      yield rows;
    }
  }

  *#plates({ first, texts, problems }: LineBatch): Generator<DetectionColumnsInput> {
    this.setAside.addLines(problems);
    for (const [at, raw] of texts.entries()) {
      if (raw === null) continue;
      let text: string = raw;
      if (!isPlateText(raw)) {
        if (raw.trim() === '') continue;
        if (BARE_RETURN.test(raw)) {
          this.setAside.add(HOLDS_BARE_RETURN, `line ${first + at}`);
          continue;
        }
        const folded = foldPlate(raw);
        if (!folded.ok) {
          this.setAside.add(folded.message, `line ${first + at}`);
          continue;
        }
        text = folded.plate;
      }
      this.count += 1;
      yield { id: first + at, timeMs: 0, cameraOrdinal: 0, texts: [{ text, via: 'read', confidence: null }] };
    }
  }

  #cameraOrdinal(cameraId: string): number {
    const known = this.#cameras.get(cameraId);
    if (known !== undefined) return known;
    this.#cameras.set(cameraId, this.#cameras.size);
    return this.#cameras.size - 1;
  }

  #nothing(): CliError {
    const expected = 'OpenALPR alpr_results messages are expected, one a line, or a plate a line.';
    if (this.setAside.total === 0 && this.skipped === 0)
      return new CliError(`${fileName(this.path)} is empty: there is no read in it.`, { exitCode: 2, tip: expected });
    const [most] = this.setAside.reasons();
    return new CliError(`No line of ${fileName(this.path)} could be used.`, {
      tip: `${most === undefined ? 'It holds only messages without a read.' : `Most often: ${most.reason} (${most.places[0]}).`} ${expected}`,
    });
  }
}

const tooMany = (path: string): CliError =>
  new CliError(`${fileName(path)} holds more than ${MAX_MESSAGES.toLocaleString('en-NZ')} messages.`, {
    exitCode: 2,
    tip: 'Split it, and search the parts one after the other.',
  });
