/**
 * Contract area `movement`: the journey of a plate over the reads confirmed in a case, and the analyses over all reads held
 * (`movement-analyses.ts`). Runs in the services worker.
 */
import { AppError } from '../core/errors.ts';
import { buildJourney, type Journey, type Sighting } from '../core/movement/journey.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import { getCamera, getDetection, listConfirmations, type Workspace } from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Found, gated, type QueryCtx, refusal } from './gated.ts';
import { allConvoys, colocation, convoy, pattern } from './movement-analyses.ts';

type Answer = Answers['movement']['journey'];
type JourneyInput = Inputs['movement']['journey'];

export const movement = {
  journey: audited(
    gated<JourneyInput, Answer>(
      {
        action: 'journey',
        details: (input) => ({ plate: input.plate }),
        // Reads already confirmed are looked at again; no plate is searched for.
        question: () => null,
        refused: refusal,
      },
      journeyOf,
    ),
  ),
  pattern,
  convoy,
  colocation,
  allConvoys,
};

function journeyOf(ctx: QueryCtx, input: JourneyInput): Found<Answer> {
  const folded = foldPlate(input.plate);
  if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
  const { journey, withoutPlace } = confirmedJourney(ctx.workspace, input.caseId, folded.plate);
  return {
    answer: {
      outcome: 'ran',
      plate: folded.plate,
      sightings: journey.sightings.map(({ id, timeMs, lon, lat, cameraName }) => ({
        detectionId: id,
        timeMs,
        lon,
        lat,
        cameraName,
        state: 'confirmed',
      })),
      legs: [...journey.legs],
      logSeq: ctx.intent.seq,
    },
    details: {
      reads: journey.sightings.length,
      withoutPlace,
      legs: journey.legs.length,
      detectionIds: journey.sightings.map(({ id }) => id),
    },
  };
}

export type PlacedSighting = Sighting & { cameraName: string };

/** Reads whose latest judgement in this case is "confirmed" as this plate; those without a known place are counted. */
export function confirmedJourney(
  workspace: Workspace,
  caseId: string,
  plate: string,
): { journey: Journey<PlacedSighting>; withoutPlace: number } {
  const { read } = workspace;
  const latest = new Map(listConfirmations(read, caseId).map((row) => [row.detectionId, row]));
  const sightings: PlacedSighting[] = [];
  let withoutPlace = 0;
  for (const confirmation of latest.values()) {
    if (confirmation.outcome !== 'confirmed' || confirmation.plate !== plate) continue;
    const detection = getDetection(read, confirmation.detectionId)?.detection;
    const camera = detection === undefined ? null : getCamera(read, detection.cameraId);
    if (detection === undefined || camera === null) {
      withoutPlace += 1;
      continue;
    }
    const { lon, lat, name } = camera;
    sightings.push({ id: detection.id, timeMs: detection.timeMs, lon, lat, cameraName: name });
  }
  return { journey: buildJourney(sightings), withoutPlace };
}
