/**
 * Answers of the movement analyses with the ids, cameras and texts of a file, in the shapes of `contract/movement.ts`.
 * Runs anywhere (pure). There is no case, so no read has a state; an opaque plate has no likelihood.
 */
import type {
  AllConvoysAnswer,
  ColocationAnswer,
  ConvoyAnswer,
  PatternAnswer,
} from '../../../contract/matcher-movement.ts';
import type { Lift } from '../../../core/movement/lift.ts';
import type { OpaquePlates } from './opaque-plates.ts';
import type { Places } from './places.ts';

/** What turns the matcher's numbers and texts into the file's. */
export type FileNames = {
  readonly places: Places;
  readonly opaque: OpaquePlates | null;
  idOf(row: number): string;
};

type Window = { readonly fromMs: number | null; readonly toMs: number | null };

export type JourneyResult = ReturnType<typeof journeyResult>;
export type ConvoyResult = ReturnType<typeof convoyResult>;
export type ColocationResult = ReturnType<typeof colocationResult>;
export type AllConvoysResult = ReturnType<typeof allConvoysResult>;

export function journeyResult(answer: PatternAnswer, names: FileNames, window: Window) {
  const idAt = (at: number): string => names.idOf(answer.sightings[at]?.detectionId ?? -1);
  return {
    plate: textOf(answer.plate, names),
    window,
    sightings: answer.sightings.map(({ detectionId, timeMs, camera, read, likelihood }) => ({
      detectionId: names.idOf(detectionId),
      timeMs,
      ...placeOf(camera, names),
      read: textOf(read, names),
      likelihood: names.opaque === null ? rounded(likelihood) : null,
    })),
    truncated: answer.truncated,
    legs: answer.legs.map(({ from, to, ...leg }) => ({ fromId: idAt(from), toId: idAt(to), ...leg })),
    firstMs: answer.firstMs,
    lastMs: answer.lastMs,
    stays: answer.stays.map(({ camera, ...stay }) => ({ ...cameraOf(camera, names), ...stay })),
    places: answer.places.map(({ camera, ...place }) => ({ ...placeOf(camera, names), ...place })),
    hours: answer.hours,
  };
}

export function convoyResult(answer: ConvoyAnswer, names: FileNames) {
  return {
    plate: textOf(answer.plate, names),
    texts: textsOf(answer.texts, names),
    passes: answer.passes,
    considered: answer.considered,
    total: answer.total,
    partners: answer.partners.map(({ plate, texts, meetings, ...partner }) => ({
      plate: textOf(plate, names),
      texts: textsOf(texts, names),
      ...partner,
      ...roundedOdds(partner),
      meetings: meetings.map(({ camera, detectionId, partnerDetectionId, ...meeting }) => ({
        ...cameraOf(camera, names),
        ...meeting,
        detectionId: names.idOf(detectionId),
        partnerDetectionId: names.idOf(partnerDetectionId),
      })),
    })),
  };
}

/** @param scenes as asked, with the ordinals of their places: one camera may have many */
export function colocationResult(
  answer: ColocationAnswer,
  names: FileNames,
  scenes: readonly { readonly name: string; readonly ordinals: readonly number[] }[],
) {
  return {
    scenes: answer.scenes.map((scene, at) => ({
      name: scenes[at]?.name ?? '',
      ...scene,
      cameras: names.places.cameras(scenes[at]?.ordinals ?? []),
    })),
    vehicles: answer.vehicles.map(({ plate, texts, detectionIds, ...vehicle }) => ({
      plate: textOf(plate, names),
      texts: textsOf(texts, names),
      ...vehicle,
      ...roundedOdds(vehicle),
      detectionIds: detectionIds.map(names.idOf),
    })),
    total: answer.total,
  };
}

export function allConvoysResult(answer: AllConvoysAnswer, names: FileNames) {
  return {
    pairs: answer.pairs.map(({ plates, texts, ...pair }) => ({
      plates: plates.map((plate) => textOf(plate, names)),
      texts: texts.map((each) => textsOf(each, names)),
      ...pair,
      ...roundedOdds(pair),
    })),
    total: answer.total,
  };
}

const textOf = (text: string, { opaque }: FileNames): string => (opaque === null ? text : opaque.writtenFor(text));
const textsOf = (texts: readonly string[], names: FileNames): string[] => texts.map((text) => textOf(text, names));

function cameraOf(camera: number, { places }: FileNames) {
  const { cameraId, cameraName } = places.at(camera);
  return { cameraId, cameraName };
}

function placeOf(camera: number, names: FileNames) {
  const { position } = names.places.at(camera);
  return { ...cameraOf(camera, names), lon: position?.lon ?? null, lat: position?.lat ?? null };
}

const roundedOdds = ({ expected, lift, liftAtLeast }: Lift): Lift => ({
  expected: rounded(expected),
  lift: rounded(lift),
  liftAtLeast: rounded(liftAtLeast),
});

/** Six decimals: the rest says nothing. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
