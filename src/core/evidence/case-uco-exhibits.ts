/**
 * Cameras, reads, judgements and exhibits in CASE/UCO. Runs anywhere, pure. A read is an observation by a camera at its
 * place, and its result the reading as it came; what vehicle it was is the result of a person's confirmation, and is said
 * there and nowhere else.
 */
import type { Camera, Confirmation, Detection } from '../model/domain.ts';
import {
  confirmationId,
  dateTime,
  fileNodes,
  imageId,
  kbId,
  node,
  observationId,
  placeNodes,
  refsTo,
  refTo,
  type UcoNode,
} from './case-uco-nodes.ts';
import { personId } from './case-uco-people.ts';
import type { PackExhibit, PackImage, PackInput } from './pack-input.ts';
import { imageName } from './pack-names.ts';

const cameraId = (id: string): string => kbId('camera', id);
const placeId = (id: string): string => kbId('location', id);
const vehicleId = (plate: string): string => kbId('vehicle', plate);
const readId = (detectionId: string): string => kbId('read', detectionId);
export const exhibitId = (id: string): string => kbId('exhibit', id);

/** @param toolId the program that was used; @param informedBy actions of the log that led to each judgement */
export function exhibitNodes(
  input: PackInput,
  toolId: string,
  informedBy: (detectionId: string, beforeSeq: number) => string[],
): UcoNode[] {
  const judged = [
    ...input.exhibits.map(({ detection, camera, confirmation, image }) => ({ detection, camera, confirmation, image })),
    ...input.excluded.map((row) => ({ ...row, image: null })),
  ];
  const cameras = new Map(judged.flatMap(({ camera }) => (camera === null ? [] : [[camera.id, camera] as const])));
  const images = new Map(input.exhibits.map(({ exhibit, detection }) => [detection.id, exhibit.number]));
  const reads = new Map(judged.map((row) => [row.detection.id, row]));
  return [
    ...[...cameras.values()].flatMap(cameraNodes),
    ...[...reads.values()].flatMap(({ detection, camera, image }) =>
      readNodes(detection, camera, image, images.get(detection.id) ?? null),
    ),
    ...vehicleNodes(input),
    ...judged.map(({ detection, confirmation }) =>
      judgementNode(detection, confirmation, toolId, informedBy(detection.id, confirmation.logSeq)),
    ),
    ...input.exhibits.map(exhibitNode),
  ];
}

function cameraNodes(camera: Camera): UcoNode[] {
  const { id, name, description, bearingDeg, mobility, owner, provider } = camera;
  const facet = kbId('device-facet', id);
  return [
    node(cameraId(id), 'uco-observable:DigitalCamera', {
      'uco-core:name': name,
      'uco-core:description': [
        ...(description === '' ? [] : [description]),
        ...(bearingDeg === null ? [] : [`Looks ${bearingDeg}° clockwise from true north`]),
        `${mobility}, owner: ${owner}, provider: ${provider}`,
      ],
      'uco-core:hasFacet': [refTo(facet)],
    }),
    node(facet, 'uco-observable:DeviceFacet', {
      'uco-observable:deviceType': 'Number-plate camera',
      'uco-observable:serialNumber': id,
    }),
    ...placeNodes(placeId(id), name, camera),
  ];
}

function readNodes(
  detection: Detection,
  camera: Camera | null,
  image: PackImage | null,
  exhibitNumber: string | null,
): UcoNode[] {
  const { id, timeMs, read, imageSha256, confidence, clockOffsetMs, timeOriginal, timeZone, rebasedByMs } = detection;
  const facet = kbId('content-data-facet', 'read', id);
  const pictured = imageSha256 === null ? [] : [imageId(id, imageSha256)];
  const attached = image !== null && exhibitNumber !== null;
  return [
    node(observationId(id), 'uco-observable:Observation', {
      // The one name that UCO gives an observation.
      'uco-core:name': 'observe',
      'uco-core:description': [
        `Read ${id}; the camera wrote the time as ${timeOriginal}${timeZone === null ? '' : ` (${timeZone})`}`,
        clockOffsetMs === null
          ? 'How far the clock of the camera was off is not known'
          : `The clock of the camera was ${clockOffsetMs} ms ahead of true time`,
        ...(rebasedByMs === 0 ? [] : [`A recording, shifted by ${rebasedByMs} ms`]),
      ],
      'uco-action:startTime': dateTime(timeMs),
      'uco-action:endTime': dateTime(timeMs),
      'uco-action:instrument': camera === null ? null : [refTo(cameraId(camera.id))],
      'uco-action:location': camera === null ? null : [refTo(placeId(camera.id))],
      'uco-action:result': refsTo([readId(id), ...pictured]),
    }),
    node(readId(id), 'uco-observable:ObservableObject', {
      'uco-core:name': `Read ${id}`,
      'uco-core:description': confidence === null ? null : `Confidence by the camera’s own word: ${confidence}`,
      'uco-core:hasFacet': [refTo(facet)],
    }),
    node(facet, 'uco-observable:ContentDataFacet', {
      'uco-observable:dataPayload': read,
      'uco-observable:mimeType': 'text/plain',
    }),
    ...(imageSha256 === null
      ? []
      : fileNodes(imageId(id, imageSha256), 'uco-observable:RasterPicture', {
          name: attached ? imageName(exhibitNumber, image.mime) : null,
          description: attached ? `Image of ${exhibitNumber}` : 'The image the camera sent; not in this pack',
          sha256: imageSha256,
          mime: image?.mime ?? null,
          bytes: image?.bytes.length ?? null,
        })),
  ];
}

/** Vehicles that a person confirmed, by plate. */
function vehicleNodes({ exhibits, excluded }: PackInput): UcoNode[] {
  const confirmed = [...exhibits, ...excluded].filter(({ confirmation }) => confirmation.outcome === 'confirmed');
  return [...new Set(confirmed.map(({ confirmation }) => confirmation.plate))].map((plate) =>
    node(vehicleId(plate), 'uco-core:Item', {
      'uco-core:name': `Vehicle with the plate ${plate}`,
      'uco-core:tag': 'vehicle',
    }),
  );
}

function judgementNode(
  { id, imageSha256 }: Detection,
  confirmation: Confirmation,
  toolId: string,
  informedBy: readonly string[],
): UcoNode {
  const { plate, typed, basis, ground, groundNote, vehicleSeen, outcome, by, atMs, logSeq } = confirmation;
  const confirmed = outcome === 'confirmed';
  return node(confirmationId(confirmation.id), 'investigation:InvestigativeAction', {
    'uco-core:name': `Judge a read: ${outcome}`,
    'uco-core:description': [
      basis === 'image' ? `Typed from the image, without seeing the reading: ${typed}` : `No image: ${ground ?? ''}`,
      ...(groundNote === '' ? [] : [groundNote]),
      ...(vehicleSeen === '' ? [] : [`Vehicle seen: ${vehicleSeen}`]),
      ...(confirmed ? [`Confirmed as ${plate}`] : []),
      `Log entry ${logSeq}`,
    ],
    'uco-action:performer': refTo(personId(by)),
    'uco-action:instrument': [refTo(toolId)],
    'uco-action:object': refsTo([readId(id), ...(imageSha256 === null ? [] : [imageId(id, imageSha256)])]),
    'uco-action:result': confirmed ? [refTo(vehicleId(plate))] : null,
    'uco-action:endTime': dateTime(atMs),
    'investigation:wasInformedBy': refsTo(informedBy),
  });
}

function exhibitNode({ exhibit, detection, confirmation }: PackExhibit): UcoNode {
  const { id, number, plate, note, addedBy, addedMs, logSeq } = exhibit;
  const { imageSha256 } = detection;
  return node(exhibitId(id), 'investigation:ProvenanceRecord', {
    'uco-core:name': `Exhibit ${number}`,
    'uco-core:description': [`Plate ${plate}`, ...(note === '' ? [] : [note]), `Log entry ${logSeq}`],
    'uco-core:createdBy': refTo(personId(addedBy)),
    'uco-core:objectCreatedTime': dateTime(addedMs),
    'investigation:exhibitNumber': number,
    'uco-core:object': refsTo([
      observationId(detection.id),
      readId(detection.id),
      ...(imageSha256 === null ? [] : [imageId(detection.id, imageSha256)]),
      confirmationId(confirmation.id),
      vehicleId(plate),
    ]),
  });
}
