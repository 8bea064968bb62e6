/**
 * Turns a stretch of a match answer into the rows a person reads. Runs in the services worker.
 */
import type { FindMatch } from '../contract/workstation.ts';
import { likelihoodWord } from '../core/match/likelihood-explanation.ts';
import { matchAt } from '../match/index.ts';
import { detectionsByOrdinals, imageState, listCameras, readStates, type Workspace } from '../workspace/index.ts';
import type { FindResult } from './result-store.ts';

/** Ranks `offset + 1` … of what was logged; a row purged since is left out and its rank with it. */
export function findMatches(workspace: Workspace, result: FindResult, offset: number, limit: number): FindMatch[] {
  const { read } = workspace;
  const ranks = result.listed.subarray(offset, offset + limit);
  const found = Array.from(ranks, (at) => matchAt(result.answer, at));
  const rows = new Map(
    detectionsByOrdinals(
      read,
      found.map((match) => match.detectionId),
    ).map((row) => [row.ordinal, row.detection]),
  );
  const sites = new Map(listCameras(read).map((site) => [site.id, site]));
  const states = readStates(read, result.caseId);
  return found.flatMap((match, index): FindMatch[] => {
    const detection = rows.get(match.detectionId);
    if (detection === undefined) return [];
    const site = sites.get(detection.cameraId);
    return [
      {
        rank: offset + index + 1,
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
