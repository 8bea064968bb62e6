/**
 * An authority as its owner makes it: drafted, papers attached, handed in, reported on. Runs in the services worker.
 * Always: every step and its entry are one transaction; what was handed in is not changed any more.
 */

import { MAX_DOCUMENT_BYTES } from '../contract/authority-answers.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { normalizeFileNumber } from '../core/authority/file-number.ts';
import { normalizeNarrative } from '../core/authority/narrative.ts';
import { kindRule } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { standingOf } from '../core/authority/standing.ts';
import { longestEndMs } from '../core/authority/ways-to-authority.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityDocument, AuthorityRecord } from '../core/model/domain.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import {
  getAuthority,
  insertAuthority,
  putAuthorityDocument,
  setHandedOver,
  updateAuthority,
} from '../workspace/index.ts';
import { assignmentOf } from './authority-assignment.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { handOver } from './hand-over.ts';
import type { Ctx } from './method.ts';
import { noteForRegister } from './register-notices.ts';
import { digestOfPaper, ownAuthorities, papersHold, trusted } from './trusted-authority.ts';

type Step = Answers['authority']['draft'];

const MAX_DOCUMENTS = 20;

/** Kept as a draft; one that nobody else approves is in force at once. Refused: nothing is kept but the entry. */
export async function draft(ctx: Ctx, input: Inputs['authority']['draft']): Promise<Step> {
  caseOf(ctx, input.caseId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const record = draftedRecord(ctx, input, nowMs);
  const judged = judge(ctx, record, nowMs);
  // Papers join a draft; without them it is not wrong, only not finished.
  const decision = record.approval === null ? judged : withoutReason(judged, 'document-missing');
  const details = draftDetails(record);
  if (decision.outcome === 'refused') {
    const note = {
      action: 'authority-draft' as const,
      caseId: input.caseId,
      authority: null,
      details: { ...details, refused: refusalDetails(decision) },
    };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, note, 'refused').seq };
  }
  const logSeq = ctx.workspace.write((tx) => {
    insertAuthority(tx, record);
    return ctx.log.eventIn(ctx.session, tx, {
      action: 'authority-draft',
      caseId: input.caseId,
      authority: record,
      details,
    }).seq;
  });
  const authority = record.assignment === 'provisional' ? await assignmentOf(ctx, record) : record;
  return { outcome: 'done', authority, decision: judged, logSeq };
}

/** What it is is told from its first bytes. Throws BAD_INPUT. */
export async function attach(ctx: Ctx, input: Inputs['authority']['attach']): Promise<AuthorityRecord> {
  const bytes = new Uint8Array(await input.file.arrayBuffer());
  const record = ownDraft(ctx, input.authorityId);
  const mime = mimeOf(bytes);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new AppError('BAD_INPUT', {
      message: `This paper is larger than ${MAX_DOCUMENT_BYTES / 1_000_000} MB.`,
      tip: 'Nothing was attached. Scan it in grey, or split it.',
    });
  }
  if (mime === null) {
    throw new AppError('BAD_INPUT', {
      message: 'This is neither a PDF nor a PNG or JPEG picture.',
      tip: 'Nothing was attached. Save it as a PDF, or photograph it.',
    });
  }
  if (record.documents.length >= MAX_DOCUMENTS) {
    throw new AppError('BAD_INPUT', { message: `An authority has at most ${MAX_DOCUMENTS} papers.` });
  }
  const document: AuthorityDocument = {
    id: ctx.desk.newId(),
    name: input.name.normalize('NFC'),
    mime,
    bytes: bytes.length,
    sha256: digestOfPaper(bytes),
    addedMs: ctx.nowMs(),
  };
  const attached: AuthorityRecord = { ...record, documents: [...record.documents, document] };
  return ctx.workspace.write((tx) => {
    putAuthorityDocument(tx, record.id, { ...document, bytes });
    updateAuthority(tx, attached);
    ctx.log.eventIn(ctx.session, tx, {
      action: 'authority-attach',
      caseId: record.caseId,
      authority: attached,
      details: { documentId: document.id, name: document.name, mime, bytes: bytes.length, sha256: document.sha256 },
    });
    return attached;
  });
}

/** Offline it goes with the next sync; nobody can approve it before. */
export async function submit(ctx: Ctx, input: Inputs['authority']['submit']): Promise<Step> {
  const record = ownDraft(ctx, input.authorityId);
  const nowMs = ctx.session.leaseClock.nowMs();
  if (!papersHold(ctx.session, record)) {
    throw new AppError('BAD_INPUT', {
      message: 'A paper of this authority is not the one that was attached.',
      tip: 'Nothing was handed in. Draft it again with the paper itself, and tell your administrator.',
    });
  }
  const decision = judge(ctx, record, nowMs);
  const note = { action: 'authority-submit' as const, caseId: record.caseId };
  const details = { ...draftDetails(record), documents: record.documents.map(({ sha256 }) => sha256) };
  if (decision.outcome === 'refused') {
    const refused = { ...note, authority: record, details: { ...details, refused: refusalDetails(decision) } };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, refused, 'refused').seq };
  }
  const submitted: AuthorityRecord = {
    ...record,
    approval: { state: 'submitted', submittedMs: nowMs, by: null, atMs: null, note: '' },
  };
  const logSeq = ctx.workspace.write((tx) => {
    updateAuthority(tx, submitted);
    setHandedOver(tx, submitted.id, false);
    return ctx.log.eventIn(ctx.session, tx, { ...note, authority: submitted, details }).seq;
  });
  const end = await handOver(ctx.desk, ctx.session, submitted, AbortSignal.any([ctx.signal, ctx.session.ended]));
  const authority = trusted(ctx.session, getAuthority(ctx.workspace.read, record.id) ?? submitted);
  if (end.state === 'refused') return { outcome: 'refused', decision: end.decision, logSeq };
  return { outcome: 'done', authority, decision, logSeq };
}

/** The report that is due after its end. Once; throws CONFLICT where none is due. */
export function report(ctx: Ctx, input: Inputs['authority']['report']): AuthorityRecord {
  const record = own(ctx, input.authorityId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const { report: due } = standingOf(trusted(ctx.session, record), nowMs, nzRuleBook);
  if (due === null || due.madeMs !== null) {
    throw new AppError('BAD_INPUT', { message: 'No report is due on this authority.' });
  }
  const reported: AuthorityRecord = { ...record, reportedMs: nowMs };
  return ctx.workspace.write((tx) => {
    updateAuthority(tx, reported);
    noteForRegister(ctx.desk, tx, reported, { kind: 'report', atMs: nowMs, note: input.note });
    const details = { note: input.note, reportedMs: nowMs };
    ctx.log.eventIn(ctx.session, tx, {
      action: 'authority-report',
      caseId: record.caseId,
      authority: reported,
      details,
    });
    return reported;
  });
}

export function judge(ctx: Ctx, record: AuthorityRecord, nowMs: number): Decision {
  const earlier = ownAuthorities(ctx.session);
  return decideLawfully(ctx.desk.policies, { what: 'submit', record, nowMs, earlier });
}

/** Throws NOT_FOUND for what is not there, and for what is somebody else's. */
export function own(ctx: Ctx, authorityId: string): AuthorityRecord {
  const record = getAuthority(ctx.workspace.read, authorityId);
  if (record === null || record.declaredBy.id !== ctx.actor.id) {
    throw new AppError('NOT_FOUND', { message: 'There is no such authority of yours on this workstation.' });
  }
  return record;
}

export function ownDraft(ctx: Ctx, authorityId: string): AuthorityRecord {
  const record = own(ctx, authorityId);
  if (record.approval?.state === 'draft' && record.withdrawnMs === null) return record;
  throw new AppError('BAD_INPUT', {
    message: 'This authority is no draft: what was handed in is not changed any more.',
    tip: 'Nothing was changed. Withdraw it and draft a new one.',
  });
}

export function draftedRecord(ctx: Ctx, input: Inputs['authority']['draft'], nowMs: number): AuthorityRecord {
  const rule = kindRule(nzRuleBook, input.kind, nowMs);
  const fromMs = input.fromMs ?? nowMs;
  const approved = rule?.params.approver == null;
  return {
    id: ctx.desk.newId(),
    caseId: input.caseId,
    kind: input.kind,
    number: rule?.params.numberShape === 'file-number' ? normalizeFileNumber(input.number) : tidy(input.number),
    purpose: input.purpose,
    narrative: normalizeNarrative(input.narrative),
    declaredBy: ctx.actor,
    fromMs,
    toMs: input.toMs ?? longestEndMs(input.kind, fromMs, nzRuleBook, nowMs),
    assignment: rule?.params.registered === true ? 'provisional' : 'confirmed',
    withdrawnMs: null,
    issuer: tidy(input.issuer),
    scope: {
      plates: [...new Set(input.plates.map(foldedPlate))],
      people: input.people.map(tidy).filter((name) => name !== ''),
      area: input.area,
      devices: input.devices.map(tidy).filter((name) => name !== ''),
    },
    conditions: input.conditions.normalize('NFC').trim(),
    ground: input.ground,
    impracticable: normalizeNarrative(input.impracticable),
    documents: [],
    approval: approved ? null : { state: 'draft', submittedMs: null, by: null, atMs: null, note: '' },
    firstUsedMs: null,
    reportedMs: null,
  };
}

export function draftDetails(record: AuthorityRecord) {
  const { kind, number, purpose, narrative, issuer, conditions, ground, impracticable, fromMs, toMs, scope } = record;
  const { plates, people, area, devices } = scope;
  return {
    ...{ authorityId: record.id, kind, number, purpose, narrative, issuer, conditions, ground, impracticable },
    ...{ fromMs, toMs, plates, people, area, devices },
  };
}

export function withoutReason(decision: Decision, code: string): Decision {
  const reasons = decision.reasons.filter((reason) => reason.code !== code);
  return { ...decision, outcome: reasons.length === 0 ? 'allowed' : 'refused', reasons };
}

function foldedPlate(text: string): string {
  const folded = foldPlate(text);
  if (folded.ok) return folded.plate;
  throw new AppError('BAD_INPUT', {
    message: 'One of the plates is no whole plate.',
    tip: 'Type it without ? and *. Nothing was kept.',
  });
}

const tidy = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** From the first bytes: PDF, PNG or JPEG; null: none of them. */
function mimeOf(bytes: Uint8Array): AuthorityDocument['mime'] | null {
  const starts = (...first: number[]) => first.every((byte, at) => bytes[at] === byte);
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return starts(0xff, 0xd8, 0xff) ? 'image/jpeg' : null;
}
