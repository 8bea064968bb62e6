/**
 * Contract area `cases`. Runs in the services worker.
 */
import { AppError } from '../core/errors.ts';
import type { CaseRecord } from '../core/model/domain.ts';
import { getCase, insertCase, listCases } from '../workspace/index.ts';
import { audited } from './audited.ts';
import { type Ctx, session } from './method.ts';

export const cases = {
  list: session((ctx: Ctx) => listCases(ctx.workspace.read)),
  create: audited(session(createCase)),
};

type CreateCase = { name: string; summary: string; fileNumber: string | null; charges: string };

function createCase(ctx: Ctx, input: CreateCase): CaseRecord {
  const record: CaseRecord = {
    id: ctx.desk.newId(),
    space: ctx.session.device.space,
    name: input.name.normalize('NFC'),
    summary: input.summary,
    fileNumber: input.fileNumber?.trim() || null,
    charges: input.charges,
    createdMs: ctx.nowMs(),
    createdBy: ctx.actor.name,
  };
  ctx.workspace.write((tx) => {
    insertCase(tx, record);
    ctx.log.eventIn(ctx.session, tx, {
      action: 'case-create',
      caseId: record.id,
      authority: null,
      details: { name: record.name, fileNumber: record.fileNumber, charges: record.charges },
    });
  });
  return record;
}

/** Throws NOT_FOUND. */
export function caseOf(ctx: Ctx, caseId: string): CaseRecord {
  const record = getCase(ctx.workspace.read, caseId);
  if (record === null) throw new AppError('NOT_FOUND', { message: 'There is no such case on this workstation.' });
  return record;
}
