/** Answers of movement as marks of the map: sightings and legs of one vehicle, meetings of two. Pure. */
import type { ColocationResult, ConvoyResult, PatternResult } from '../../../contract/movement.ts';
import type { Camera, ReadState } from '../../../core/model/domain.ts';
import { timeText } from '../../format/time.ts';

interface Mark {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly timeMs: number;
  readonly state: ReadState;
  readonly likelihood: number;
  readonly label: string;
  readonly vehicle: number;
}

export interface Drawing {
  readonly detections: readonly Mark[];
  readonly journey: {
    readonly legs: readonly { vehicle: number; from: Mark; to: Mark; impossible: boolean }[];
  } | null;
  readonly vehicles: readonly { plate: string; note: string }[];
}

export const NOTHING: Drawing = { detections: [], journey: null, vehicles: [] };

/** How these reads were judged was not looked up; the legend says nothing of it. */
const UNKNOWN = { state: 'unconfirmed', likelihood: 1 } as const;

/** More legs than this would cover the map: reads are drawn without them. */
export const MAX_DRAWN_LEGS = 600;

/** The journey of one vehicle; reads whose camera has no known place are left out. */
export function drawPattern(result: PatternResult): Drawing {
  const marks = result.sightings.flatMap((sighting): Mark[] =>
    sighting.lon === null || sighting.lat === null
      ? []
      : [
          {
            id: sighting.detectionId,
            lon: sighting.lon,
            lat: sighting.lat,
            timeMs: sighting.timeMs,
            state: sighting.state,
            likelihood: sighting.likelihood,
            label: `${sighting.read}, ${sighting.cameraName}, ${timeText(sighting.timeMs)}`,
            vehicle: 0,
          },
        ],
  );
  const byId = new Map(marks.map((mark) => [mark.id, mark]));
  const legs =
    result.legs.length > MAX_DRAWN_LEGS
      ? []
      : result.legs.flatMap((leg) => {
          const [from, to] = [byId.get(leg.fromId), byId.get(leg.toId)];
          // Between two reads of one camera there is no way to draw.
          return from === undefined || to === undefined || leg.distanceM === 0
            ? []
            : [{ vehicle: 0, from, to, impossible: leg.impossible }];
        });
  return { detections: marks, journey: { legs }, vehicles: [{ plate: result.plate, note: 'likelihood as strength' }] };
}

/** Where a vehicle was read at the scenes; a read whose camera has no known place is left out. */
export function drawSeen(vehicle: ColocationResult['vehicles'][number] | null, cameras: readonly Camera[]): Drawing {
  if (vehicle?.seenAt === undefined) return NOTHING;
  const places = new Map(cameras.map((camera) => [camera.id, camera]));
  const detections = vehicle.seenAt.flatMap(({ cameraId, timeMs }, at): Mark[] => {
    const camera = places.get(cameraId);
    const id = vehicle.detectionIds[at];
    if (camera === undefined || id === undefined) return [];
    const label = `${vehicle.plate}, ${camera.name}, ${timeText(timeMs)}`;
    return [{ ...{ id, lon: camera.lon, lat: camera.lat, timeMs, label }, ...UNKNOWN, vehicle: 0 }];
  });
  return { detections, journey: null, vehicles: [{ plate: vehicle.plate, note: 'at the scenes' }] };
}

/** Where two vehicles met, both told apart; each meeting is a read of either. */
export function drawMeetings(
  plate: string,
  partner: ConvoyResult['partners'][number] | null,
  cameras: readonly Camera[],
): Drawing {
  if (partner === null) return NOTHING;
  const places = new Map(cameras.map((camera) => [camera.id, camera]));
  const detections = partner.meetings.flatMap((meeting): Mark[] => {
    const camera = places.get(meeting.cameraId);
    if (camera === undefined) return [];
    const mark = (id: string, text: string, timeMs: number, vehicle: number): Mark => ({
      id,
      lon: camera.lon,
      lat: camera.lat,
      timeMs,
      ...UNKNOWN,
      label: `${text}, ${camera.name}, ${timeText(timeMs)}`,
      vehicle,
    });
    return [
      mark(meeting.detectionId, plate, meeting.timeMs, 0),
      mark(meeting.partnerDetectionId, partner.plate, meeting.timeMs + meeting.gapMs, 1),
    ];
  });
  return {
    detections,
    journey: null,
    vehicles: [
      { plate, note: 'asked for' },
      { plate: partner.plate, note: 'met it here' },
    ],
  };
}
