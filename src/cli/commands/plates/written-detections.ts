/**
 * Detections as a file writes them, before anything of them is believed: rows of a table, or objects. Runs in the CLI
 * process. Which column or field holds what is found by its name, or told.
 */
import { CliError } from '../../output.ts';
import { fileName, type LineBatch } from '../../text-file.ts';
import { type Columns, findColumns } from './column-names.ts';
import { type CsvRecord, cutRecord, delimiterOf, RecordCutter } from './csv-records.ts';
import type { SetAside } from './set-aside.ts';

export type WrittenDetection = {
  /** Such as `line 12`. */
  readonly place: string;
  readonly plate: string;
  readonly time: string;
  readonly camera: string;
  readonly lon: unknown;
  readonly lat: unknown;
  readonly id: string;
};

export type TableOptions = {
  readonly path: string;
  readonly columns: Columns<string>;
  /** null: found in the header. */
  readonly delimiter: string | null;
};

/** Rows of a table, batch by batch. Throws CliError where the header has no plate, time or camera. */
export async function* readTable(
  header: string,
  batches: AsyncGenerator<LineBatch>,
  { path, columns: told, delimiter: given }: TableOptions,
  setAside: SetAside,
): AsyncGenerator<Generator<WrittenDetection>> {
  const delimiter = given ?? delimiterOf(header) ?? ',';
  const names = cutRecord(header, delimiter) ?? [];
  const { columns, missing } = findColumns(names, told);
  assertColumns(names, columns, missing, path);
  const cutter = new RecordCutter(delimiter, setAside);
  let headerSeen = false;
  const read = function* (records: Iterable<CsvRecord>): Generator<WrittenDetection> {
    for (const record of records) {
      if (!headerSeen) headerSeen = true;
      else if (record.fields.length !== names.length)
        setAside.add('more or fewer fields than the header', record.place);
      else yield ofRecord(record, columns);
    }
  };
  for await (const batch of batches) yield read(cutter.take(batch));
  yield read(cutter.rest());
}

function ofRecord({ place, fields }: CsvRecord, columns: Columns<number>): WrittenDetection {
  const cell = (at: number | undefined): string => (at === undefined ? '' : (fields[at] ?? '').trim());
  const { plate, time, camera, lon, lat, id } = columns;
  return {
    place,
    plate: cell(plate),
    time: cell(time),
    camera: cell(camera),
    lon: cell(lon),
    lat: cell(lat),
    id: cell(id),
  };
}

/** Reads objects. Those of one file have the same fields, mostly in the same order, so names are looked up once. */
export class ObjectReader {
  readonly #told: Columns<string>;
  #last: { key: string; columns: Columns<number> } = { key: '', columns: {} };

  constructor(told: Columns<string>) {
    this.#told = told;
  }

  read(place: string, value: Readonly<Record<string, unknown>>): WrittenDetection {
    const names = Object.keys(value);
    const { plate, time, camera, lon, lat, id } = this.#columnsOf(names);
    const cell = (at: number | undefined): unknown => (at === undefined ? undefined : value[names[at] ?? '']);
    const text = (at: number | undefined): string => {
      const given = cell(at);
      return typeof given === 'string' ? given.trim() : typeof given === 'number' ? String(given) : '';
    };
    return {
      place,
      plate: text(plate),
      time: text(time),
      camera: text(camera),
      lon: cell(lon),
      lat: cell(lat),
      id: text(id),
    };
  }

  #columnsOf(names: readonly string[]): Columns<number> {
    const key = names.join('\n');
    if (key === this.#last.key) return this.#last.columns;
    this.#last = { key, columns: findColumns(names, this.#told).columns };
    return this.#last.columns;
  }
}

function assertColumns(
  names: readonly string[],
  columns: Columns<number>,
  missing: readonly string[],
  path: string,
): void {
  const has = `Its columns are: ${names.slice(0, 40).join(', ').slice(0, 500)}.`;
  if (missing.length > 0)
    throw new CliError(`--columns: ${fileName(path)} has no column "${missing.join('", "')}".`, {
      exitCode: 2,
      tip: has,
    });
  const lacking = (['plate', 'time', 'camera'] as const).filter((field) => columns[field] === undefined);
  if (lacking.length > 0)
    throw new CliError(`${fileName(path)}: no column is known to hold the ${lacking.join(', the ')}.`, {
      exitCode: 2,
      tip: `${has} Say which is which: --columns ${lacking.map((field) => `${field}=NAME`).join(',')}`,
    });
}
