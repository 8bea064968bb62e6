/**
 * Which column of a table, or which field of an object, holds what: by the names that readers and exports commonly use,
 * or as told. Runs anywhere (pure).
 */

export const COLUMN_FIELDS = ['plate', 'time', 'camera', 'lon', 'lat', 'id', 'name'] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** Position, or field name, by what it holds. */
export type Columns<T> = { readonly [field in ColumnField]?: T };

/** Names without case, spaces and punctuation, the surest first. */
const KNOWN: { readonly [field in ColumnField]: readonly string[] } = {
  plate:
    'plate platenumber plateno platetext platehash platenum licenseplate licenceplate licenseplatenumber licenceplatenumber numberplate registration registrationnumber registrationmark reg vrm vrn vrmhash lpn plateread read'.split(
      ' ',
    ),
  time: 'time timestamp datetime dt timeutc datetimeutc timems timestampms timestamputc epochtime epoch readtime readat capturetime capturedat captured detectedat detectiontime eventtime seenat passtime passedat'.split(
    ' ',
  ),
  camera:
    'camera cameraid cam camid device deviceid cameraname site siteid sensor sensorid reader readerid station stationid'.split(
      ' ',
    ),
  lon: 'lon lng long longitude gpslongitude gpslon x'.split(' '),
  lat: 'lat latitude gpslatitude gpslat y'.split(' '),
  id: 'id uuid detectionid readid eventid recordid guid'.split(' '),
  name: 'name description'.split(' '),
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Columns of these names. Those told (`told`, field to name) come first; a name told that is not there is in `missing`.
 */
export function findColumns(
  names: readonly string[],
  told: Columns<string> = {},
): { readonly columns: Columns<number>; readonly missing: readonly string[] } {
  const columns: { [field in ColumnField]?: number } = {};
  const missing: string[] = [];
  const exact = names.map((name) => name.trim().toLowerCase());
  const loose = names.map(plain);
  for (const field of COLUMN_FIELDS) {
    const name = told[field];
    if (name !== undefined) {
      const at = exact.indexOf(name.trim().toLowerCase());
      if (at >= 0) columns[field] = at;
      else missing.push(name);
      continue;
    }
    const at = KNOWN[field].map((known) => loose.indexOf(known)).find((position) => position >= 0);
    if (at !== undefined) columns[field] = at;
  }
  return { columns, missing };
}

/** `plate=plate_hash,time=dt`; null where it is not of that form. */
export function parseColumns(text: string): Columns<string> | null {
  const told: { [field in ColumnField]?: string } = {};
  for (const part of text.split(',')) {
    const cut = part.indexOf('=');
    const field = COLUMN_FIELDS.find((known) => known === part.slice(0, cut).trim());
    const name = part.slice(cut + 1).trim();
    if (cut < 0 || field === undefined || name === '') return null;
    told[field] = name;
  }
  return told;
}

/** A number of degrees, or null where the cell is empty or says that nothing is known; undefined where it is neither. */
export function parseDegrees(value: unknown, limit: number): number | null | undefined {
  if (value === null || value === undefined) return null;
  const text = String(value).trim();
  if (/^(|-|na|n\/a|nan|null|none)$/i.test(text)) return null;
  const degrees = /^[+-]?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(degrees) <= limit ? degrees : undefined;
}
