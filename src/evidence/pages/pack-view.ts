// What every page is drawn from: the input, what was computed from it once, and small phrases several pages share.

import type { AuditEntry } from '../../core/audit/entry.ts';
import type { ShownLog } from '../../core/audit/shown-log.ts';
import type { PackFiles } from '../../core/evidence/attachments.ts';
import type { PackExhibit, PackInput, PackJourney, PackLeg } from '../../core/evidence/pack-input.ts';
import { localClockMs, localDayShort, localZone, utcIso } from '../../core/evidence/pack-time.ts';
import type { BasemapData } from '../../core/map/basemap.ts';
import { legKind, legWords } from '../../core/map/leg-words.ts';
import { type MarkShape, vehicleMark } from '../../core/map/palette.ts';
import { coloured, INK, plateText, strong, type TextStyle } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import type { MapInput } from '../map/vector-map.ts';
import type { PlacedSection } from './section-order.ts';

/** Who signs, read from the certificates. */
export interface SignerView {
  readonly subject: string;
  /** `PAdES-B-B (ECDSA, SHA-256)` */
  readonly form: string;
  readonly authority: string;
  /** SHA-256 of the authority's certificate, hex. */
  readonly authorityFingerprint: string;
  /** The authority says of itself that it is for tests. */
  readonly test: boolean;
}

export interface PackView {
  readonly input: PackInput;
  readonly files: PackFiles;
  /** null in a draft, which nobody signs. */
  readonly signer: SignerView | null;
  readonly basemap: BasemapData;
  /** The log as it was checked; `known`: entries that are shown, in order, the withheld ones aside. */
  readonly log: ShownLog;
  readonly sections: readonly PlacedSection[];
  readonly byNumber: ReadonlyMap<string, PackExhibit>;
}

const SHAPES: Readonly<Record<MarkShape, string>> = { disc: '●', square: '■', triangle: '▲', diamond: '◆' };

export const journeyIndex = (view: PackView, plate: string): number =>
  view.input.journeys.findIndex((journey) => journey.plate === plate);

/** `● A` in the vehicle's colour; nothing for a plate without a journey. */
export const vehicleRuns = (view: PackView, plate: string, style: TextStyle): Run[] => {
  const index = journeyIndex(view, plate);
  const journey = view.input.journeys[index];
  if (journey === undefined) return [];
  const mark = vehicleMark(index);
  return [run(SHAPES[mark.shape], coloured(style, mark.light)), run(`\u00A0${journey.label}`, style)];
};

export const plateRun = (plate: string, style: TextStyle): Run => run(plate, plateText(style));

/** `plate`: one vehicle alone; `exhibits`: those of its reads alone, and the legs between them. */
export interface MapOnly {
  readonly plate: string;
  readonly exhibits?: ReadonlySet<string>;
}

/** The map of all journeys, or of one: confirmed reads, straight legs, every camera. Letters and colours never change. */
export const mapInput = (view: PackView, rest: Partial<MapInput> = {}, only: MapOnly | null = null): MapInput => {
  const { input, byNumber } = view;
  const shows = (plate: string, ...exhibits: string[]): boolean =>
    only === null ||
    (only.plate === plate && (only.exhibits === undefined || exhibits.every((one) => only.exhibits?.has(one))));
  const marks = input.journeys.flatMap((journey, vehicle) =>
    journey.exhibits.flatMap((number) => {
      const row = byNumber.get(number);
      if (row?.camera == null || !shows(journey.plate, number)) return [];
      const { lon, lat } = row.camera;
      return [{ lon, lat, vehicle, state: 'confirmed' as const, likelihood: row.likelihood.likelihood }];
    }),
  );
  const legs = input.journeys.flatMap((journey, vehicle) =>
    journey.legs.flatMap((leg) => {
      const from = byNumber.get(leg.fromExhibit)?.camera;
      const to = byNumber.get(leg.toExhibit)?.camera;
      if (from == null || to == null || !shows(journey.plate, leg.fromExhibit, leg.toExhibit)) return [];
      const kind = legKind(leg.durationMs, leg.impossible);
      return [{ vehicle, from, to, kind, words: legWords(kind, from, to, leg.durationMs) }];
    }),
  );
  return {
    vehicles: input.journeys.map((journey) => ({
      plate: journey.plate,
      note: `${journey.exhibits.length} confirmed ${journey.exhibits.length === 1 ? 'read' : 'reads'}`,
    })),
    marks,
    legs,
    cameras: input.cameras.map(({ lon, lat, live }) => ({ lon, lat, live })),
    scenes: [],
    ...rest,
  };
};

/** `Sat 7 Nov 02:24:31.240 NZDT` over `2026-11-06T13:24:31.240Z`. */
export const timeRuns = (timeMs: number, style: TextStyle, utcStyle: TextStyle): Run[] => [
  run(`${localDayShort(timeMs)} `, style),
  run(localClockMs(timeMs), strong(style)),
  run(` ${localZone(timeMs)}\n`, style),
  run(utcIso(timeMs), utcStyle),
];

export const cameraName = ({ camera, detection }: Pick<PackExhibit, 'camera' | 'detection'>): string =>
  camera === null ? `Camera ${detection.cameraId} (place not known)` : camera.name === '' ? camera.id : camera.name;

export const legsOf = (journey: PackJourney): ReadonlyMap<string, PackLeg> =>
  new Map(journey.legs.map((leg) => [leg.toExhibit, leg]));

/** Refused, however it was written: as an event or as the result of an intent. */
export const isRefused = (entry: AuditEntry): boolean => entry.outcome === 'refused';

export const emptyNote = (sheet: Sheet, text: string): void => sheet.text(text, { ...BODY_NOTE }, 8);
const BODY_NOTE: TextStyle = { font: 'Inter', sizePt: 9.2, leadingPt: 13.4, colour: INK.t2 };
