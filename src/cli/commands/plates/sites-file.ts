/** Camera sites of a file, by camera id: GeoJSON points or a table with a header. Runs in the CLI process. */
import { parseGeoJsonSites } from '../../../core/ingest/geojson-sites.ts';
import { CliError, type Output } from '../../output.ts';
import { fileName, readText } from '../../text-file.ts';
import { findColumns, parseDegrees } from './column-names.ts';
import { cutRecord, delimiterOf, RecordCutter } from './csv-records.ts';
import type { Site } from './places.ts';
import { SetAside } from './set-aside.ts';

/**
 * @param idPattern id of a GeoJSON feature without `camera_id`; `{index}` counts from 0
 * @throws CliError where no site can be read
 */
export function readSites(path: string, idPattern: string, notes: Output): ReadonlyMap<string, Site> {
  const text = readText(path, 'Camera sites, as GeoJSON points or a table,', '');
  const setAside = new SetAside();
  const sites = text.trimStart().startsWith('{')
    ? ofGeoJson(path, text, idPattern, setAside)
    : ofTable(path, text, setAside);
  setAside.report('site', notes);
  if (sites.size === 0)
    throw new CliError(`No camera site of ${fileName(path)} could be used.`, {
      tip: 'Expected: a GeoJSON FeatureCollection of points, or a table with the columns id, lon and lat.',
    });
  return sites;
}

function ofGeoJson(path: string, text: string, idPattern: string, setAside: SetAside): Map<string, Site> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new CliError(`${fileName(path)} is not JSON.`, { exitCode: 2, tip: 'GeoJSON points are expected.', cause });
  }
  const { cameras, problems } = parseGeoJsonSites(document, { provider: 'file', idPattern });
  for (const { index, reason } of problems) setAside.add(reason, index < 0 ? 'the whole file' : `feature ${index}`);
  return new Map(cameras.map(({ id, name, lon, lat }) => [id, { name, position: { lon, lat } }]));
}

function ofTable(path: string, text: string, setAside: SetAside): Map<string, Site> {
  const lines = text.split(/\r?\n/);
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const delimiter = delimiterOf(header) ?? ',';
  const names = cutRecord(header, delimiter) ?? [];
  const { columns } = findColumns(names);
  const idColumn = columns.camera ?? columns.id;
  const { lon: lonColumn, lat: latColumn, name: nameColumn } = columns;
  if (idColumn === undefined || lonColumn === undefined || latColumn === undefined)
    throw new CliError(`${fileName(path)}: a table of sites needs the columns id, lon and lat.`, {
      exitCode: 2,
      tip: `Its columns are: ${names.slice(0, 40).join(', ').slice(0, 500)}.`,
    });
  const sites = new Map<string, Site>();
  const cutter = new RecordCutter(delimiter, setAside);
  const batch = { first: 1, texts: lines, problems: [] };
  for (const records of [cutter.take(batch), cutter.rest()])
    for (const { place, fields } of records) {
      if (fields.length === names.length && fields.every((field, at) => field === names[at])) continue;
      const id = (fields[idColumn] ?? '').trim();
      const lon = parseDegrees(fields[lonColumn], 180);
      const lat = parseDegrees(fields[latColumn], 90);
      if (id === '') setAside.add('no id', place);
      else if (lon === undefined || lat === undefined || lon === null || lat === null)
        setAside.add('no position on the globe', place);
      else if (sites.has(id)) setAside.add('an id that an earlier site has', place);
      else sites.set(id, { name: fields[nameColumn ?? -1]?.trim() || id, position: { lon, lat } });
    }
  return sites;
}
