/**
 * A file of detections, fed to the matcher in chunks while it is read. Runs in the CLI process.
 * A table with a header, OpenALPR messages, or plain objects one a line: told apart by the first line, never by the name.
 * What cannot be used is set aside with its reason and place; the rest goes on.
 */
import type { ColumnChunk } from '../../../contract/matcher.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { chunkDetections, type DetectionColumnsInput } from '../../../match/index.ts';
import { CliError } from '../../output.ts';
import { fileName, type LineBatch, readLineBatches } from '../../text-file.ts';
import { parseDegrees } from './column-names.ts';
import { type InstantOptions, parseInstant } from './instants.ts';
import { type JsonItem, peekFirstLine, readJsonItems } from './json-items.ts';
import { OpaquePlates } from './opaque-plates.ts';
import { detectionsOfItem, idOfPlace, isFields, textsOf } from './openalpr-items.ts';
import type { Places, Position } from './places.ts';
import { SetAside } from './set-aside.ts';
import { ObjectReader, readTable, type TableOptions, type WrittenDetection } from './written-detections.ts';

export type DetectionsOptions = InstantOptions &
  TableOptions & {
    /** `any`: whatever stands in the column is an id of a vehicle, matched exactly and never as a misread. */
    readonly plateText: 'plate' | 'any';
    /** Only reads of this vehicle, where plates are opaque. */
    readonly only: string | null;
  };

/** Longest id or camera name taken from a file. */
const MAX_ID_LENGTH = 120;

export class DetectionsFile {
  readonly setAside = new SetAside();
  readonly opaque: OpaquePlates | null;
  /** Detections taken, and of them those without a position. */
  count = 0;
  unplaced = 0;
  /** Messages without a read. */
  skipped = 0;
  /** Detections of other vehicles than the only one asked for. */
  #others = 0;
  readonly #options: DetectionsOptions;
  readonly #places: Places;
  readonly #ids = new Set<string>();
  #idList: readonly string[] = [];
  readonly #objects: ObjectReader;

  constructor(options: DetectionsOptions, places: Places) {
    this.#options = options;
    this.#places = places;
    this.#objects = new ObjectReader(options.columns);
    this.opaque = options.plateText === 'any' ? new OpaquePlates() : null;
  }

  /** Reads the file once. Throws CliError where it cannot be read or holds no detection at all. */
  async *chunks(onProgress: (detections: number) => void): AsyncGenerator<ColumnChunk, void, void> {
    const { path } = this.#options;
    const damagedTip =
      'Nothing was worked out: an answer from part of the detections would mislead. Get the file again.';
    const { firstLine, batches } = await peekFirstLine(readLineBatches(path, { damagedTip }));
    if (firstLine === null)
      throw new CliError(`${fileName(path)} is empty: there is no detection in it.`, { exitCode: 2, tip: EXPECTED });
    const rows = /^\s*[[{]/.test(firstLine)
      ? this.#ofItems(readJsonItems(batches, firstLine, this.setAside))
      : this.#ofTable(firstLine, batches);
    for await (const detections of rows) {
      yield* chunkDetections(detections);
      onProgress(this.count);
    }
    this.#idList = [...this.#ids];
    if (this.count === 0) throw this.#nothing();
  }

  /** The detection's own id, or its line (`line-17`). */
  idOf(row: number): string {
    return this.#idList[row] ?? '';
  }

  async *#ofItems(items: AsyncGenerator<JsonItem[]>): AsyncGenerator<Generator<DetectionColumnsInput>> {
    for await (const batch of items) yield this.#takeItems(batch);
  }

  *#takeItems(items: readonly JsonItem[]): Generator<DetectionColumnsInput> {
    for (const item of items) {
      const { value } = item;
      if (!isFields(value)) this.setAside.add('JSON, but no object', item.place);
      else if ('data_type' in value) yield* this.#takeMessage(item, value);
      else yield* this.#takeWritten(this.#objects.read(item.place, value));
    }
  }

  *#takeMessage(item: JsonItem, message: Readonly<Record<string, unknown>>): Generator<DetectionColumnsInput> {
    const { detections, skipped } = detectionsOfItem(item, this.setAside);
    if (skipped) this.skipped += 1;
    // OpenALPR writes -1 in both where a camera has no position.
    const unset = message.gps_longitude === -1 && message.gps_latitude === -1;
    const position = unset ? null : positionOf(message.gps_longitude, message.gps_latitude);
    for (const detection of detections) {
      const { uuid, timeMs, cameraId } = detection;
      yield* this.#take(item.place, uuid, timeMs, cameraId, position ?? null, textsOf(detection));
    }
  }

  async *#ofTable(
    header: string,
    batches: AsyncGenerator<LineBatch>,
  ): AsyncGenerator<Generator<DetectionColumnsInput>> {
    for await (const rows of readTable(header, batches, this.#options, this.setAside)) yield this.#takeAll(rows);
  }

  *#takeAll(rows: Iterable<WrittenDetection>): Generator<DetectionColumnsInput> {
    for (const row of rows) yield* this.#takeWritten(row);
  }

  *#takeWritten(row: WrittenDetection): Generator<DetectionColumnsInput> {
    const { place, camera } = row;
    if (row.plate === '') return this.setAside.add('no plate', place);
    if (camera === '') return this.setAside.add('no camera', place);
    if (camera.length > MAX_ID_LENGTH || row.id.length > MAX_ID_LENGTH)
      return this.setAside.add('an id that is too long', place);
    const time = parseInstant(row.time, this.#options);
    if (!time.ok) return this.setAside.add(time.reason, place);
    const position = positionOf(row.lon, row.lat);
    if (position === undefined) return this.setAside.add('a position that is not on the globe', place);
    let text = row.plate;
    if (this.opaque === null) {
      const folded = foldPlate(text);
      if (!folded.ok) return this.setAside.add(folded.message, place);
      text = folded.plate;
    } else {
      if (this.#options.only !== null && text !== this.#options.only) {
        this.#others += 1;
        return;
      }
      const stand = this.opaque.standFor(text);
      if (stand === null) return this.setAside.add('an id that is too long', place);
      text = stand;
    }
    const id = row.id === '' ? idOfPlace(place) : row.id;
    yield* this.#take(place, id, time.timeMs, camera, position, [{ text, via: 'read', confidence: null }]);
  }

  *#take(
    place: string,
    id: string,
    timeMs: number,
    cameraId: string,
    position: Position | null,
    texts: DetectionColumnsInput['texts'],
  ): Generator<DetectionColumnsInput> {
    if (this.#ids.has(id)) return this.setAside.add('an id that an earlier detection has', place);
    if (this.#ids.size >= MAX_DETECTIONS)
      return this.setAside.add(`past the ${MAX_DETECTIONS} detections one run takes`, place);
    this.#ids.add(id);
    const cameraOrdinal = this.#places.ordinalOf(cameraId, position);
    if (this.#places.positionOf(cameraId, position) === null) this.unplaced += 1;
    yield { id: this.count++, timeMs, cameraOrdinal, texts };
  }

  #nothing(): CliError {
    const { path, only } = this.#options;
    if (only !== null && this.#others > 0)
      return new CliError(`${fileName(path)} holds no detection of this vehicle.`, {
        tip: 'Ids are matched exactly, as they are written.',
      });
    const [most] = this.setAside.reasons();
    const why = most === undefined ? '' : `Most often: ${most.reason} (${most.places[0]}). `;
    const hashed =
      this.opaque === null && most?.reason.includes('plate')
        ? 'If plates are hashes or other ids, add --plate-text any. '
        : '';
    return new CliError(`No line of ${fileName(path)} could be used.`, { tip: `${why}${hashed}${EXPECTED}` });
  }
}

/** Their ids stay in memory. */
const MAX_DETECTIONS = 12_000_000;

const EXPECTED =
  'Expected: a table with a header (plate, time, camera; lon, lat and id where there are any), OpenALPR messages, or objects, one a line.';

/** null where neither is given, undefined where they are no position. */
function positionOf(lonValue: unknown, latValue: unknown): Position | null | undefined {
  const lon = parseDegrees(lonValue, 180);
  const lat = parseDegrees(latValue, 90);
  if (lon === undefined || lat === undefined) return undefined;
  return lon === null || lat === null ? null : { lon, lat };
}
