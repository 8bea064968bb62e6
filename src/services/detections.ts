/**
 * Contract area `detections`: look at one read, see its image, judge it. Runs in the services worker.
 * Always: looking is logged before anything is shown; a judgement and its entry are one transaction.
 */

import { queryWindowMs } from '../core/authority/decide-access.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityRecord, Confirmation, Detection } from '../core/model/domain.ts';
import { foldPlate, type PlateText } from '../core/plate/plate-text.ts';
import {
  getCamera,
  getDetection,
  getImage,
  hasLookedAt,
  hasOpenedImage,
  imageState,
  insertConfirmation,
  listConfirmations,
  listExhibits,
  readStates,
  type Workspace,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { explainRead } from './explain-read.ts';
import { type Found, gated, type QueryCtx, refusal, refusalDetails } from './gated.ts';
import { type Ctx, session } from './method.ts';
import { broughtByQuery, decideUse } from './released.ts';

const DAY_MS = 86_400_000;

type ViewInput = Inputs['detections']['view'];
type ViewAnswer = Answers['detections']['view'];

export const detections = {
  view: audited(
    gated<ViewInput, ViewAnswer>(
      {
        action: 'view',
        details: (input) => ({ detectionId: input.detectionId, plate: input.plate }),
        // One record that a logged query brought: no plate is searched for, so repetition is not counted.
        question: () => null,
        broughtByQuery,
        refused: refusal,
      },
      view,
    ),
  ),
  image: audited(session(image)),
  confirm: audited(session(confirm)),
};

async function view(ctx: QueryCtx, input: ViewInput): Promise<Found<ViewAnswer>> {
  const { read } = ctx.workspace;
  const { ordinal, detection } = heldDetection(ctx.workspace, input.detectionId);
  const likelihood = await explainRead(ctx, ordinal, foldedPlate(input.plate));
  const image = imageOf(ctx.workspace, detection);
  if (image === 'waiting' && detection.imageSha256 !== null) ctx.session.sync.wantImage(detection.imageSha256);
  const windowDays = Math.round(queryWindowMs(ctx.nowMs()) / DAY_MS);
  return {
    answer: {
      outcome: 'ran',
      logSeq: ctx.intent.seq,
      detection,
      camera: getCamera(read, detection.cameraId),
      likelihood,
      state: readStates(read, input.caseId).get(detection.id) ?? 'unconfirmed',
      confirmations: listConfirmations(read, input.caseId, detection.id),
      exhibits: listExhibits(read, input.caseId).filter((exhibit) => exhibit.detectionId === detection.id),
      image,
      dayOfHistory: { day: Math.max(1, Math.floor((ctx.nowMs() - detection.timeMs) / DAY_MS) + 1), of: windowDays },
    },
    details: { detectionId: detection.id, likelihood: likelihood.likelihood, image },
  };
}

function image(ctx: Ctx, input: Inputs['detections']['image']): Answers['detections']['image'] {
  caseOf(ctx, input.caseId);
  const { decision: use, authority, judgedMs } = decideUse(ctx, input);
  const [reason] = use.reasons;
  if (reason !== undefined || authority === null) {
    const details = { detectionId: input.detectionId, refused: refusalDetails(use) };
    ctx.log.event(ctx.session, { action: 'image', caseId: input.caseId, authority, details }, 'refused');
    throw new AppError('FORBIDDEN', {
      message: reason?.message ?? 'The image of this read may not be shown.',
      tip: reason?.remedy ?? '',
    });
  }
  const { detection } = heldDetection(ctx.workspace, input.detectionId);
  const sha256 = detection.imageSha256;
  const held = sha256 !== null && imageState(ctx.workspace.read, sha256) === 'held';
  const note = {
    action: 'image' as const,
    caseId: input.caseId,
    authority,
    details: { detectionId: detection.id, sha256, held, judgedMs },
  };
  ctx.log.event(ctx.session, note);
  const file = held ? getImage(ctx.workspace.read, sha256) : null;
  if (sha256 === null || file === null) {
    if (sha256 !== null) ctx.session.sync.wantImage(sha256);
    throw new AppError('NOT_FOUND', {
      message: 'No image of this read is held on this workstation.',
      tip: sha256 === null ? 'The camera sent none.' : 'It comes with the next sync if the server still has it.',
    });
  }
  return { mime: file.mime, sha256, file: new Blob([Uint8Array.from(file.bytes)], { type: file.mime }) };
}

function confirm(ctx: Ctx, input: Inputs['detections']['confirm']): Answers['detections']['confirm'] {
  caseOf(ctx, input.caseId);
  const { read } = ctx.workspace;
  const { decision: use, authority, judgedMs } = decideUse(ctx, input);
  if (use.outcome === 'refused') return refuseJudgement(ctx, input, use, authority);
  const { detection } = heldDetection(ctx.workspace, input.detectionId);
  const looked = { log: `case:${input.caseId}`, actorId: ctx.actor.id, detectionId: detection.id };
  const decision = decideLawfully(ctx.desk.policies, {
    what: 'confirm',
    ...input,
    user: ctx.actor,
    imageHeld: imageOf(ctx.workspace, detection) === 'held',
    viewed: hasLookedAt(read, looked),
    imageOpened: hasOpenedImage(read, { ...looked, sha256: detection.imageSha256 }),
    nowMs: ctx.nowMs(),
  });
  if (decision.outcome === 'refused') return refuseJudgement(ctx, input, decision, authority);
  const plate = foldedPlate(input.plate);
  const confirmation = ctx.workspace.write((tx) => {
    const judged = { ...judgedBy(input), plate };
    const entry = ctx.log.eventIn(ctx.session, tx, {
      action: 'confirm',
      caseId: input.caseId,
      authority,
      details: { ...judged, judgedMs },
    });
    const record: Confirmation = {
      id: ctx.desk.newId(),
      caseId: input.caseId,
      ...judged,
      by: ctx.actor,
      atMs: ctx.nowMs(),
      logSeq: entry.seq,
    };
    insertConfirmation(tx, record);
    return record;
  });
  return { outcome: 'recorded', confirmation };
}

type Judgement = Inputs['detections']['confirm'];

/** What was judged and typed, as it came in. */
function judgedBy(input: Judgement) {
  return {
    detectionId: input.detectionId,
    plate: input.plate,
    typed: input.typed,
    basis: input.basis,
    ground: input.ground,
    groundNote: input.groundNote,
    vehicleSeen: input.vehicleSeen,
    lookAlikesSeen: input.lookAlikesSeen,
    outcome: input.outcome,
  };
}

function refuseJudgement(
  ctx: Ctx,
  input: Judgement,
  decision: Decision,
  authority: AuthorityRecord | null,
): Answers['detections']['confirm'] {
  const details = { ...judgedBy(input), refused: refusalDetails(decision) };
  const note = { action: 'confirm' as const, caseId: input.caseId, authority, details };
  const entry = ctx.log.event(ctx.session, note, 'refused');
  const [reason] = decision.reasons;
  return {
    outcome: 'refused',
    message: reason?.message ?? 'This judgement cannot be recorded.',
    remedy: reason?.remedy ?? '',
    logSeq: entry.seq,
  };
}

/** Throws NOT_FOUND. */
function heldDetection(workspace: Workspace, detectionId: string): { ordinal: number; detection: Detection } {
  const row = getDetection(workspace.read, detectionId);
  if (row === null) {
    throw new AppError('NOT_FOUND', {
      message: 'This read is not held on this workstation.',
      tip: 'It may be past the time it may be held. Run the query again.',
    });
  }
  return row;
}

function imageOf(workspace: Workspace, detection: Detection): 'held' | 'waiting' | 'none' {
  if (detection.imageSha256 === null) return 'none';
  const state = imageState(workspace.read, detection.imageSha256);
  return state === 'absent' ? 'none' : state;
}

/** Throws BAD_INPUT without repeating the text. */
function foldedPlate(text: string): PlateText {
  const folded = foldPlate(text);
  if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
  return folded.plate;
}
