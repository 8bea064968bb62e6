/**
 * Turns what the match worker says of row ids and camera ordinals into reads and cameras a person knows.
 * Runs in the services worker.
 */
import type { ColocationAnswer, ConvoyAnswer, PatternAnswer } from '../contract/matcher-movement.ts';
import type { ColocationResult, ConvoyResult, PatternResult, Scene } from '../contract/movement.ts';
import { detectionPoints, listCameraOrdinals, listCameras, readStates, type Workspace } from '../workspace/index.ts';

type Read = Workspace['read'];
type Place = { cameraId: string; cameraName: string; lon: number | null; lat: number | null };

/** Cameras by their ordinal in the match columns. A camera that only reads name has no place and its id for a name. */
function placesOf(read: Read): (ordinal: number) => Place {
  const sites = new Map(listCameras(read).map((site) => [site.id, site]));
  const idOf = new Map(listCameraOrdinals(read).map(({ ordinal, cameraId }) => [ordinal, cameraId]));
  return (ordinal) => {
    const cameraId = idOf.get(ordinal) ?? '';
    const site = sites.get(cameraId);
    return { cameraId, cameraName: site?.name ?? cameraId, lon: site?.lon ?? null, lat: site?.lat ?? null };
  };
}

/** `[camera ordinal]`, WGS84 degrees; NaN where no place is known. */
export function cameraPositions(read: Read): {
  cameraLons: Float64Array<ArrayBuffer>;
  cameraLats: Float64Array<ArrayBuffer>;
} {
  const ordinals = listCameraOrdinals(read);
  const placeOf = placesOf(read);
  const length = ordinals.reduce((most, { ordinal }) => Math.max(most, ordinal + 1), 0);
  const cameraLons = new Float64Array(length).fill(Number.NaN);
  const cameraLats = new Float64Array(length).fill(Number.NaN);
  for (const { ordinal } of ordinals) {
    const { lon, lat } = placeOf(ordinal);
    cameraLons[ordinal] = lon ?? Number.NaN;
    cameraLats[ordinal] = lat ?? Number.NaN;
  }
  return { cameraLons, cameraLats };
}

/** Ids of the rows still held; one purged since is missing. */
function idsOf(read: Read, ordinals: Iterable<number>): Map<number, string> {
  return new Map(detectionPoints(read, [...new Set(ordinals)]).map(({ ordinal, id }) => [ordinal, id]));
}

/** A sighting purged since is left out, with the legs that touch it. */
export function patternResultOf(
  read: Read,
  caseId: string,
  answer: PatternAnswer,
  window: { fromMs: number; toMs: number },
): PatternResult {
  const placeOf = placesOf(read);
  const states = readStates(read, caseId);
  const ids = idsOf(
    read,
    answer.sightings.map(({ detectionId }) => detectionId),
  );
  const idAt = (position: number): string | undefined => ids.get(answer.sightings[position]?.detectionId ?? -1);
  return {
    plate: answer.plate,
    window: { fromMs: window.fromMs, toMs: window.toMs },
    sightings: answer.sightings.flatMap(({ detectionId, timeMs, camera, read: text, likelihood }) => {
      const id = ids.get(detectionId);
      if (id === undefined) return [];
      const state = states.get(id) ?? 'unconfirmed';
      return [{ detectionId: id, timeMs, ...placeOf(camera), read: text, likelihood, state }];
    }),
    truncated: answer.truncated,
    legs: answer.legs.flatMap(({ from, to, ...leg }) => {
      const fromId = idAt(from);
      const toId = idAt(to);
      return fromId === undefined || toId === undefined ? [] : [{ fromId, toId, ...leg }];
    }),
    firstMs: answer.firstMs,
    lastMs: answer.lastMs,
    stays: answer.stays.map(({ camera, fromMs, toMs, reads }) => {
      const { cameraId, cameraName } = placeOf(camera);
      return { cameraId, cameraName, fromMs, toMs, reads };
    }),
    places: answer.places.map(({ camera, reads, days, shareOfDays, usualHours }) => ({
      ...placeOf(camera),
      reads,
      days,
      shareOfDays,
      usualHours: [...usualHours],
    })),
    hours: [...answer.hours],
  };
}

export function convoyResultOf(read: Read, answer: ConvoyAnswer): ConvoyResult {
  const placeOf = placesOf(read);
  const ids = idsOf(
    read,
    answer.partners.flatMap(({ meetings }) =>
      meetings.flatMap(({ detectionId, partnerDetectionId }) => [detectionId, partnerDetectionId]),
    ),
  );
  return {
    plate: answer.plate,
    texts: [...answer.texts],
    passes: answer.passes,
    considered: answer.considered,
    total: answer.total,
    partners: answer.partners.map(({ texts, meetings, ...partner }) => ({
      ...partner,
      texts: [...texts],
      meetings: meetings.flatMap(({ camera, timeMs, gapMs, detectionId, partnerDetectionId }) => {
        const own = ids.get(detectionId);
        const other = ids.get(partnerDetectionId);
        if (own === undefined || other === undefined) return [];
        const { cameraId, cameraName } = placeOf(camera);
        return [{ cameraId, cameraName, timeMs, gapMs, detectionId: own, partnerDetectionId: other }];
      }),
    })),
  };
}

export function colocationResultOf(read: Read, asked: readonly Scene[], answer: ColocationAnswer): ColocationResult {
  const placeOf = placesOf(read);
  const wanted = new Set(answer.vehicles.flatMap(({ detectionIds }) => detectionIds));
  const held = new Map(detectionPoints(read, [...wanted]).map((point) => [point.ordinal, point]));
  return {
    scenes: answer.scenes.map((scene, at) => ({ name: asked[at]?.name ?? '', ...scene })),
    vehicles: answer.vehicles.map(({ texts, scenes, detectionIds, ...vehicle }) => {
      const points = detectionIds.flatMap((ordinal) => held.get(ordinal) ?? []);
      return {
        ...vehicle,
        texts: [...texts],
        scenes: [...scenes],
        detectionIds: points.map(({ id }) => id),
        seenAt: points.map(({ cameraOrdinal, timeMs }) => ({ cameraId: placeOf(cameraOrdinal).cameraId, timeMs })),
      };
    }),
    total: answer.total,
  };
}
