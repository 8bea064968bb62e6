/**
 * Camera sites from a GeoJSON FeatureCollection of Points. Runs anywhere (pure).
 * Properties as OpenStreetMap tags cameras, besides our own (`camera_id`, `owner`, `mobility`, `live`). A feature that
 * cannot be used is set aside with its index and field; the others go on. Spec: docs/spec/ingest.md IN10–IN13.
 */
import type { Camera } from '../model/domain.ts';
import type { IngestProblem, IngestProblemCode, ParsedSites } from './message.ts';

export type SiteOptions = {
  readonly provider: string;
  /** Id of a feature without `camera_id`; `{index}` is its zero-based position, four digits: `NZ-{index}` → NZ-0546. */
  readonly idPattern: string;
};

const MAX_SITES = 200_000;
const COMPASS = ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'];

type Fields = { readonly [name: string]: unknown };

/** Reads a parsed GeoJSON document. Never throws. */
export function parseGeoJsonSites(document: unknown, options: SiteOptions): ParsedSites {
  if (!isFields(document) || document.type !== 'FeatureCollection' || !Array.isArray(document.features)) {
    return whole('unknown-format', 'type', 'This is no GeoJSON FeatureCollection. Export the sites as GeoJSON points.');
  }
  if (document.features.length > MAX_SITES) {
    return whole('too-long', 'features', `More than ${MAX_SITES} sites in one file. Send them in parts.`);
  }
  const cameras: Camera[] = [];
  const problems: (IngestProblem & { index: number })[] = [];
  const seen = new Set<string>();
  for (const [index, feature] of document.features.entries()) {
    const read = readSite(feature, index, options);
    if ('code' in read) problems.push({ ...read, index });
    else if (seen.has(read.id)) {
      problems.push({
        index,
        ...problem('duplicate-site', at(index, 'properties.camera_id'), 'An earlier site has this id.'),
      });
    } else {
      seen.add(read.id);
      cameras.push(read);
    }
  }
  return { cameras, problems };
}

function readSite(feature: unknown, index: number, options: SiteOptions): Camera | IngestProblem {
  if (!isFields(feature) || feature.type !== 'Feature')
    return problem('bad-site', at(index, 'type'), 'This is no Feature.');
  const geometry = feature.geometry;
  if (!isFields(geometry) || geometry.type !== 'Point' || !Array.isArray(geometry.coordinates)) {
    return problem('bad-site', at(index, 'geometry'), 'A site must be a Point.');
  }
  const [lon, lat] = geometry.coordinates as unknown[];
  if (typeof lon !== 'number' || !(Math.abs(lon) <= 180)) {
    return problem(
      'bad-coordinates',
      at(index, 'geometry.coordinates[0]'),
      'Longitude must be from -180 to 180 degrees.',
    );
  }
  if (typeof lat !== 'number' || !(Math.abs(lat) <= 90)) {
    return problem(
      'bad-coordinates',
      at(index, 'geometry.coordinates[1]'),
      'Latitude must be from -90 to 90 degrees. GeoJSON writes longitude first.',
    );
  }
  const properties = isFields(feature.properties) ? feature.properties : {};
  const cameraId = siteId(properties.camera_id, index, options.idPattern);
  if (cameraId === null) {
    return problem('bad-camera', at(index, 'properties.camera_id'), 'camera_id must be 1 to 64 plain characters.');
  }
  return {
    id: cameraId,
    name: text(properties.name, 300) || text(properties.description, 300) || cameraId,
    description: text(properties.description, 1000),
    lon,
    lat,
    bearingDeg: parseBearing(properties['camera:direction'] ?? properties.direction),
    mobility: properties.mobility === 'mobile' ? 'mobile' : 'fixed',
    owner: properties.owner === 'police' ? 'police' : 'third-party',
    provider: options.provider,
    live: properties.live !== false && properties.live !== 'no',
  };
}

/**
 * A viewing direction as OpenStreetMap writes it: degrees (`90`, `-15`), a compass point (`NNE`), or null for what
 * names no single direction (`90;270`, `90-180`, `forward`).
 */
export function parseBearing(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const written = String(value).trim().toUpperCase();
  const point = COMPASS.indexOf(written);
  if (point >= 0) return point * 22.5;
  if (!/^[+-]?\d{1,3}(\.\d{1,6})?°?$/.test(written)) return null;
  const degrees = Number.parseFloat(written);
  if (Math.abs(degrees) > 360) return null;
  return ((degrees % 360) + 360) % 360;
}

function siteId(given: unknown, index: number, pattern: string): string | null {
  const own = typeof given === 'number' ? String(given) : given;
  const made = own === undefined || own === null ? pattern.replace('{index}', String(index).padStart(4, '0')) : own;
  return typeof made === 'string' && /^[!#-&(-[\]-_a-~]{1,64}$/.test(made) ? made : null;
}

function text(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? value.trim().slice(0, maxLength).toWellFormed() : '';
}

const at = (index: number, field: string): string => `features[${index}].${field}`;
const problem = (code: IngestProblemCode, field: string, reason: string): IngestProblem => ({ code, field, reason });
const whole = (code: IngestProblemCode, field: string, reason: string): ParsedSites => ({
  cameras: [],
  problems: [{ index: -1, code, field, reason }],
});

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
