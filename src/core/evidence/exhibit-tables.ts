/**
 * The exhibits as data for other programs: one CSV row, one GeoJSON feature each. Runs anywhere (pure).
 * Times are given as UTC with milliseconds and as New Zealand time with its offset; texts stay as they were.
 */
import { type CsvCell, csvText } from './csv.ts';
import type { PackExhibit, PackInput } from './pack-input.ts';
import { localIso, utcIso } from './pack-time.ts';

type Column = readonly [head: string, cell: (row: PackExhibit) => CsvCell];

const COLUMNS: readonly Column[] = [
  ['exhibit', ({ exhibit }) => exhibit.number],
  ['plate', ({ exhibit }) => exhibit.plate],
  ['read', ({ detection }) => detection.read],
  ['read_confidence', ({ detection }) => detection.confidence],
  ['time_utc', ({ detection }) => utcIso(detection.timeMs)],
  ['time_pacific_auckland', ({ detection }) => localIso(detection.timeMs)],
  ['time_original', ({ detection }) => detection.timeOriginal],
  ['time_original_zone', ({ detection }) => detection.timeZone],
  ['clock_offset_ms', ({ detection }) => detection.clockOffsetMs],
  ['rebased_by_ms', ({ detection }) => detection.rebasedByMs],
  ['camera_id', ({ detection }) => detection.cameraId],
  ['camera_name', ({ camera }) => camera?.name ?? null],
  ['lon', ({ camera }) => camera?.lon ?? null],
  ['lat', ({ camera }) => camera?.lat ?? null],
  ['bearing_deg', ({ camera }) => camera?.bearingDeg ?? null],
  ['likelihood', ({ likelihood }) => likelihood.likelihood],
  ['likelihood_words', ({ likelihood }) => likelihood.word],
  ['base_rate', ({ likelihood }) => likelihood.baseRate],
  [
    'look_alikes',
    ({ likelihood }) => likelihood.lookAlikes.map(({ plate, passes }) => `${plate} ${passes}`).join('; '),
  ],
  ['confirmed_by', ({ confirmation }) => confirmation.by.name],
  ['confirmed_by_title', ({ confirmation }) => confirmation.by.title],
  ['confirmed_utc', ({ confirmation }) => utcIso(confirmation.atMs)],
  ['confirmed_pacific_auckland', ({ confirmation }) => localIso(confirmation.atMs)],
  ['confirmed_basis', ({ confirmation }) => confirmation.basis],
  ['confirmed_ground', ({ confirmation }) => confirmation.ground],
  ['confirmed_ground_note', ({ confirmation }) => confirmation.groundNote],
  ['retyped', ({ confirmation }) => confirmation.typed],
  ['vehicle_seen', ({ confirmation }) => confirmation.vehicleSeen],
  ['look_alikes_seen', ({ confirmation }) => confirmation.lookAlikesSeen],
  ['log_entry', ({ confirmation }) => confirmation.logSeq],
  ['note', ({ exhibit }) => exhibit.note],
  ['image_sha256', ({ detection }) => detection.imageSha256],
  ['image_attached', ({ image }) => image !== null],
  ['provider', ({ detection }) => detection.provider],
  ['detection_id', ({ detection }) => detection.id],
];

export function exhibitsCsv(input: PackInput): string {
  return csvText([COLUMNS.map(([head]) => head), ...input.exhibits.map((row) => COLUMNS.map(([, cell]) => cell(row)))]);
}

/** GeoJSON (RFC 7946): a point a read (no geometry where the camera's place is unknown), a straight line a leg. */
export function exhibitsGeoJson(input: PackInput): object {
  const byNumber = new Map(input.exhibits.map((row) => [row.exhibit.number, row]));
  const place = (row: PackExhibit | undefined): [number, number] | null =>
    row?.camera == null ? null : [row.camera.lon, row.camera.lat];
  const reads = input.exhibits.map((row) => {
    const at = place(row);
    return {
      type: 'Feature',
      geometry: at === null ? null : { type: 'Point', coordinates: at },
      properties: {
        kind: 'read',
        exhibit: row.exhibit.number,
        plate: row.exhibit.plate,
        read: row.detection.read,
        timeUtc: utcIso(row.detection.timeMs),
        timePacificAuckland: localIso(row.detection.timeMs),
        cameraId: row.detection.cameraId,
        cameraName: row.camera?.name ?? null,
        likelihood: row.likelihood.likelihood,
        likelihoodWords: row.likelihood.word,
        confirmedBasis: row.confirmation.basis,
        detectionId: row.detection.id,
      },
    };
  });
  const legs = input.journeys.flatMap((journey) =>
    journey.legs.map((leg) => {
      const from = place(byNumber.get(leg.fromExhibit));
      const to = place(byNumber.get(leg.toExhibit));
      return {
        type: 'Feature',
        geometry: from === null || to === null ? null : { type: 'LineString', coordinates: [from, to] },
        properties: {
          kind: 'leg',
          note: 'straight line between cameras, not a route',
          vehicle: journey.label,
          plate: journey.plate,
          from: leg.fromExhibit,
          to: leg.toExhibit,
          distanceM: Math.round(leg.distanceM),
          durationMs: leg.durationMs,
          averageKmh: leg.speedKmh === null ? null : Math.round(leg.speedKmh * 10) / 10,
          gap: leg.gap,
          impossible: leg.impossible,
        },
      };
    }),
  );
  return { type: 'FeatureCollection', features: [...reads, ...legs] };
}
