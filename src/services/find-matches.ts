/**
 * Turns a stretch of a match answer into the rows a person reads. Runs in the services worker.
 */
import type { FindMatch } from '../contract/workstation.ts';
import { likelihoodWord } from '../core/match/likelihood-explanation.ts';
import { matchAt } from '../match/index.ts';
import {
  detectionPoints,
  detectionsByOrdinals,
  imageState,
  listCameraOrdinals,
  listCameras,
  readStates,
  type Workspace,
} from '../workspace/index.ts';
import type { Inputs } from './contract-types.ts';
import type { FindResult } from './result-store.ts';

/** Which of the reads of a result are looked at, and in which order. */
export type ResultView = Pick<Inputs['find']['page'], 'order' | 'includeFolded'>;

/**
 * Rows `offset` … of a view of what was logged; a row purged since is left out. `rank` stays the logged one, whatever
 * the order.
 */
export function findMatches(
  workspace: Workspace,
  result: FindResult,
  page: { offset: number; limit: number },
  view: ResultView = {},
): FindMatch[] {
  const { read } = workspace;
  const positions = positionsOf(workspace, result, view).subarray(page.offset, page.offset + page.limit);
  const found = Array.from(positions, (position) => matchAt(result.answer, result.listed[position] ?? 0));
  const rows = new Map(
    detectionsByOrdinals(
      read,
      found.map((match) => match.detectionId),
    ).map((row) => [row.ordinal, row.detection]),
  );
  const sites = new Map(listCameras(read).map((site) => [site.id, site]));
  const states = readStates(read, result.caseId);
  return found.flatMap((match, index): FindMatch[] => {
    const position = positions[index] ?? 0;
    const detection = rows.get(match.detectionId);
    if (detection === undefined) return [];
    const site = sites.get(detection.cameraId);
    return [
      {
        rank: position + 1,
        detectionId: detection.id,
        read: detection.read,
        plate: match.plate,
        matchedText: match.matchedText,
        via: match.via,
        cost: match.cost,
        likelihood: match.likelihood,
        word: likelihoodWord(match.likelihood),
        baseRate: match.baseRate,
        lookAlikeCount: match.lookAlikeCount,
        folded: match.folded,
        timeMs: detection.timeMs,
        cameraId: detection.cameraId,
        cameraName: site?.name ?? detection.cameraId,
        lon: site?.lon ?? null,
        lat: site?.lat ?? null,
        make: detection.make,
        colour: detection.colour,
        state: states.get(detection.id) ?? 'unconfirmed',
        hasImage: detection.imageSha256 !== null && imageState(read, detection.imageSha256) !== 'absent',
      },
    ];
  });
}

/** Orders once made serve every further page of the same result. */
const made = new WeakMap<FindResult, Map<string, Uint32Array>>();

/** Positions in `listed` in the order of the view. */
function positionsOf(
  workspace: Workspace,
  result: FindResult,
  { order = 'likelihood', includeFolded = true }: ResultView,
): Uint32Array {
  const key = `${order} ${includeFolded}`;
  const known = made.get(result) ?? new Map<string, Uint32Array>();
  made.set(result, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  let positions = result.listed.map((_, position) => position);
  if (!includeFolded) {
    positions = positions.filter((position) => !matchAt(result.answer, result.listed[position] ?? 0).folded);
  }
  if (order !== 'likelihood') positions.sort(comparing(workspace, result, order));
  known.set(key, positions);
  return positions;
}

/** Newest first; by camera: by its name, newest first within one. What is equal stays in rank order. */
function comparing(
  workspace: Workspace,
  result: FindResult,
  order: 'time' | 'camera',
): (a: number, b: number) => number {
  const { read } = workspace;
  const ordinals = Array.from(result.listed, (at) => result.answer.columns.detectionIds[at] ?? -1);
  const points = new Map(detectionPoints(read, ordinals).map((point) => [point.ordinal, point]));
  const pointAt = (position: number) => points.get(ordinals[position] ?? -1);
  const newestFirst = (a: number, b: number): number => (pointAt(b)?.timeMs ?? 0) - (pointAt(a)?.timeMs ?? 0) || a - b;
  if (order === 'time') return newestFirst;
  const names = new Map(listCameras(read).map((camera) => [camera.id, camera.name]));
  const inOrder = listCameraOrdinals(read)
    .map(({ ordinal, cameraId }) => ({ ordinal, name: names.get(cameraId) ?? cameraId }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-NZ') || a.ordinal - b.ordinal);
  const placeOf = new Map(inOrder.map(({ ordinal }, place) => [ordinal, place]));
  const place = (position: number): number => placeOf.get(pointAt(position)?.cameraOrdinal ?? -1) ?? -1;
  return (a, b) => place(a) - place(b) || newestFirst(a, b);
}
