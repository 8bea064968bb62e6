/**
 * Contract area `exhibits`: the reads of a case that go to court. Runs in the services worker.
 * Always: only a read whose latest judgement is "confirmed" becomes an exhibit; numbers are never used again, so a
 * removed exhibit leaves its gap and comes back under its own number.
 */
import { AppError } from '../core/errors.ts';
import type { Camera, Confirmation, Detection, Exhibit } from '../core/model/domain.ts';
import {
  getCamera,
  getConfirmation,
  getDetection,
  getExhibit,
  insertExhibit,
  listConfirmations,
  listExhibits,
  nextExhibitNumber,
  setExhibitRemoved,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import { caseOf } from './cases.ts';
import { type Ctx, session } from './method.ts';

export const exhibits = {
  list: session((ctx: Ctx, input: { caseId: string }) => listHeld(ctx, input.caseId)),
  add: audited(session(addExhibit)),
  remove: audited(
    session((ctx: Ctx, input: { caseId: string; exhibitId: string; reason: string }) =>
      setRemoved(ctx, input.caseId, input.exhibitId, input.reason),
    ),
  ),
  restore: audited(
    session((ctx: Ctx, input: { caseId: string; exhibitId: string }) =>
      setRemoved(ctx, input.caseId, input.exhibitId, null),
    ),
  ),
};

export type HeldExhibit = { exhibit: Exhibit; detection: Detection; camera: Camera | null; confirmation: Confirmation };

/** By number. Throws WORKSPACE_DAMAGED where a row an exhibit stands on is gone: purges keep those. */
export function listHeld(ctx: Ctx, caseId: string): HeldExhibit[] {
  caseOf(ctx, caseId);
  const { read } = ctx.workspace;
  return listExhibits(read, caseId).map((exhibit) => {
    const row = getDetection(read, exhibit.detectionId);
    const confirmation = getConfirmation(read, exhibit.confirmationId);
    if (row === null || confirmation === null) {
      throw new AppError('WORKSPACE_DAMAGED', {
        message: `Exhibit ${exhibit.number} has lost the record it stands on.`,
        tip: 'Nothing was changed. Call the administrator; the server holds the log.',
      });
    }
    return { exhibit, detection: row.detection, camera: getCamera(read, row.detection.cameraId), confirmation };
  });
}

type AddAnswer =
  | { outcome: 'added'; exhibit: Exhibit }
  | { outcome: 'refused'; message: string; remedy: string; logSeq: number };

function addExhibit(ctx: Ctx, input: { caseId: string; detectionId: string; note: string }): AddAnswer {
  caseOf(ctx, input.caseId);
  const { read } = ctx.workspace;
  const refuse = (code: string, message: string, remedy: string): AddAnswer => {
    const entry = ctx.log.event(
      ctx.session,
      {
        action: 'exhibit-add',
        caseId: input.caseId,
        authority: null,
        details: { detectionId: input.detectionId, refused: [code] },
      },
      'refused',
    );
    return { outcome: 'refused', message, remedy, logSeq: entry.seq };
  };
  if (getDetection(read, input.detectionId) === null) {
    return refuse('not-held', 'This read is not held on this workstation.', 'Sync, then look it up again.');
  }
  const confirmation = listConfirmations(read, input.caseId, input.detectionId).at(-1);
  if (confirmation === undefined || confirmation.outcome !== 'confirmed') {
    return refuse(
      confirmation === undefined ? 'unconfirmed' : confirmation.outcome,
      confirmation === undefined
        ? 'Nobody has confirmed this read in this case yet.'
        : `The last judgement of this read is "${confirmation.outcome}".`,
      'Confirm the read first: look at its image and type what you see.',
    );
  }
  if (listExhibits(read, input.caseId).some((held) => held.detectionId === input.detectionId)) {
    return refuse('already-exhibit', 'This read is an exhibit of this case already.', 'Find it under Exhibits.');
  }
  const exhibit = ctx.workspace.write((tx) => {
    const number = nextExhibitNumber(tx, input.caseId);
    const entry = ctx.log.eventIn(ctx.session, tx, {
      action: 'exhibit-add',
      caseId: input.caseId,
      authority: null,
      details: {
        number,
        detectionId: input.detectionId,
        plate: confirmation.plate,
        confirmationId: confirmation.id,
        note: input.note,
      },
    });
    const record: Exhibit = {
      id: ctx.desk.newId(),
      caseId: input.caseId,
      number,
      detectionId: input.detectionId,
      plate: confirmation.plate,
      note: input.note,
      confirmationId: confirmation.id,
      addedBy: ctx.actor,
      addedMs: ctx.nowMs(),
      removedMs: null,
      logSeq: entry.seq,
    };
    insertExhibit(tx, record);
    return record;
  });
  return { outcome: 'added', exhibit };
}

/** `reason` null: bring it back. Doing it twice changes nothing but is logged. */
function setRemoved(ctx: Ctx, caseId: string, exhibitId: string, reason: string | null): Exhibit {
  const exhibit = getExhibit(ctx.workspace.read, exhibitId);
  if (exhibit === null || exhibit.caseId !== caseId) {
    throw new AppError('NOT_FOUND', { message: 'There is no such exhibit in this case.' });
  }
  if (reason === null) assertRestorable(ctx, exhibit);
  return ctx.workspace.write((tx) => {
    const entry = ctx.log.eventIn(ctx.session, tx, {
      action: reason === null ? 'exhibit-add' : 'exhibit-remove',
      caseId,
      authority: null,
      details: {
        number: exhibit.number,
        detectionId: exhibit.detectionId,
        plate: exhibit.plate,
        confirmationId: exhibit.confirmationId,
        ...(reason === null ? { restored: true } : { reason }),
      },
    });
    return setExhibitRemoved(tx, exhibitId, reason === null ? null : ctx.nowMs(), entry.seq);
  });
}

/** What was removed may have been judged anew or added under another number meanwhile. Throws BAD_INPUT. */
function assertRestorable(ctx: Ctx, exhibit: Exhibit): void {
  const { read } = ctx.workspace;
  if (listConfirmations(read, exhibit.caseId, exhibit.detectionId).at(-1)?.outcome !== 'confirmed') {
    throw new AppError('BAD_INPUT', {
      message: `Exhibit ${exhibit.number} cannot come back: its read is no longer confirmed.`,
      tip: 'Confirm the read again first.',
    });
  }
  if (
    listExhibits(read, exhibit.caseId).some(
      (held) => held.detectionId === exhibit.detectionId && held.id !== exhibit.id,
    )
  ) {
    throw new AppError('BAD_INPUT', {
      message: `Exhibit ${exhibit.number} cannot come back: its read is an exhibit under another number now.`,
    });
  }
}
