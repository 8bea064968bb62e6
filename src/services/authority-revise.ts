/**
 * A saved draft as its owner changes it: its words, its papers. Runs in the services worker.
 * Always: only a draft changes; one that was refused stays as it was judged, and its revision is a new draft. Change and
 * entry are one transaction, with the values before and after.
 */

import type { JsonValue } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import {
  deleteAuthorityDocument,
  getAuthorityDocument,
  insertAuthority,
  putAuthorityDocument,
  reviseAuthority,
  updateAuthority,
  type WriteDb,
} from '../workspace/index.ts';
import { draftDetails, draftedRecord, judge, own, ownDraft, withoutReason } from './authority-draft.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import type { Ctx } from './method.ts';
import { papersHold, trusted } from './trusted-authority.ts';

/** Refused by the rules: nothing changes but the log. */
export function revise(ctx: Ctx, input: Inputs['authority']['revise']): Answers['authority']['revise'] {
  const { authorityId, ...said } = input;
  const held = trusted(ctx.session, own(ctx, authorityId));
  const anew = held.approval?.state === 'refused' && held.withdrawnMs === null;
  const before = anew ? held : ownDraft(ctx, authorityId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const drafted = draftedRecord(ctx, { ...said, caseId: before.caseId, kind: before.kind }, nowMs);
  if (drafted.approval === null) {
    throw new AppError('BAD_INPUT', { message: 'This kind of authority is no longer drafted.', tip: 'Declare it.' });
  }
  const papers = anew ? copiesOf(ctx, before) : before.documents.map((document) => ({ document, copyOf: null }));
  const record: AuthorityRecord = {
    ...drafted,
    id: anew ? drafted.id : before.id,
    documents: papers.map(({ document }) => document),
  };
  const judged = judge(ctx, record, nowMs);
  // Papers join a draft; without them it is not wrong, only not finished.
  const decision = withoutReason(judged, 'document-missing');
  const note = { action: 'authority-revise' as const, caseId: before.caseId };
  const details: Record<string, JsonValue> = {
    ...saidBy(record),
    ...(anew ? { revises: before.id } : {}),
    before: saidBy(before),
  };
  if (decision.outcome === 'refused') {
    const refused = { ...note, authority: before, details: { ...details, refused: refusalDetails(decision) } };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, refused, 'refused').seq };
  }
  const logSeq = ctx.workspace.write((tx) => {
    if (anew) {
      insertAuthority(tx, record);
      for (const { document, copyOf } of papers) copyPaper(tx, before, record, document, copyOf);
    } else reviseAuthority(tx, record);
    return ctx.log.eventIn(ctx.session, tx, { ...note, authority: record, details }).seq;
  });
  return { outcome: 'done', authority: record, decision: judged, logSeq };
}

/** Throws BAD_INPUT where it is no draft, NOT_FOUND where there is no such paper. */
export function detach(ctx: Ctx, input: Inputs['authority']['detach']): AuthorityRecord {
  const record = ownDraft(ctx, input.authorityId);
  const gone = record.documents.find(({ id }) => id === input.documentId);
  if (gone === undefined) throw new AppError('NOT_FOUND', { message: 'This draft has no such paper.' });
  const left: AuthorityRecord = { ...record, documents: record.documents.filter((document) => document !== gone) };
  const { id: documentId, name, mime, bytes, sha256, addedMs } = gone;
  return ctx.workspace.write((tx) => {
    updateAuthority(tx, left);
    deleteAuthorityDocument(tx, record.id, documentId);
    ctx.log.eventIn(ctx.session, tx, {
      action: 'authority-detach',
      caseId: record.caseId,
      authority: left,
      details: { authorityId: record.id, documentId, name, mime, bytes, sha256, addedMs },
    });
    return left;
  });
}

type Paper = { document: AuthorityRecord['documents'][number]; copyOf: string | null };

/** Papers under new ids: those of the refused one stay with it. Throws BAD_INPUT where one was changed. */
function copiesOf(ctx: Ctx, { documents, ...rest }: AuthorityRecord): Paper[] {
  if (!papersHold(ctx.session, { ...rest, documents })) {
    throw new AppError('BAD_INPUT', {
      message: 'A paper of this authority is not the one that was attached.',
      tip: 'Nothing was kept. Draft it again with the paper itself, and tell your administrator.',
    });
  }
  return documents.map((document) => ({ document: { ...document, id: ctx.desk.newId() }, copyOf: document.id }));
}

function copyPaper(
  tx: WriteDb,
  from: AuthorityRecord,
  to: AuthorityRecord,
  document: Paper['document'],
  copyOf: string | null,
): void {
  const held = copyOf === null ? null : getAuthorityDocument(tx, from.id, copyOf);
  if (held === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'paper of an authority' } });
  putAuthorityDocument(tx, to.id, { ...document, bytes: held.bytes });
}

function saidBy(record: AuthorityRecord): Record<string, JsonValue> {
  return { ...draftDetails(record), documents: record.documents.map(({ sha256 }) => sha256) };
}
