/**
 * The contract between the renderer (or the command line) and the services of the workstation. Runs anywhere.
 * Expected refusals are answers (`outcome: 'refused'`); typed errors are for what went wrong. No paths and no SQL cross it.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { auditEntry } from '../core/audit/entry.ts';
import { decision } from '../core/authority/decision.ts';
import {
  authorityRecord,
  camera,
  caseRecord,
  confirmation,
  detection,
  epochMs,
  exhibit,
  id,
  noImageGround,
  readState,
  sha256Hex,
} from '../core/model/domain.ts';
import {
  auditDrillDown,
  auditFilter,
  auditFinding,
  auditOverview,
  auditPage,
  auditRef,
  auditSavedView,
  auditState,
  auditVerifyEvent,
} from './audit-answers.ts';
import {
  approvalRequest,
  authorityDraft,
  authorityRevision,
  authorityStanding,
  authorityStep,
  authorityWay,
  declaredInterest,
  interestRelation,
  interestStep,
  lawfulFunction,
  trackAnswer,
  trackingWatch,
} from './authority-answers.ts';
import { sessionState, syncStatus } from './desk-status.ts';
import { findAnswer, findMatch, findRequest, likelihoodExplanation, lookAlikesAnswer } from './find-answers.ts';
import { lawfulAnswer, shareQuestion, sharingRule, stolenFlag, stolenFlagQuestion } from './lawful-answers.ts';
import type { MethodMeta } from './meta.ts';
import { leg } from './movement.ts';
import {
  allConvoysEvent,
  allConvoysQuestion,
  colocationAnswer,
  colocationQuestion,
  convoyAnswer,
  convoyQuestion,
  patternAnswer,
  patternQuestion,
} from './movement-answers.ts';
import {
  buildEvent,
  packChecks,
  packDesk,
  packDraft,
  packRecord,
  packRedaction,
  packVerdict,
  previewEvent,
} from './pack-answers.ts';
import { packSigners, signerImport, timeStampServer } from './pack-signers.ts';
import { refusedAnswer } from './query-answer.ts';
import { reportDue } from './register.ts';
import { auditKeySettings, witnessSettings } from './settings-answers.ts';

export type { SessionState, SyncStatus } from './desk-status.ts';
export type { FindAnswer, FindMatch, FindRequest, LikelihoodExplanation } from './find-answers.ts';
export type { PackDraft, PackMend, PackRecord, PackTry, PackVerdictView } from './pack-answers.ts';

const failure = z.object({ code: z.string(), tip: z.string(), details: z.record(z.string(), z.unknown()).optional() });
const base = oc.$meta<MethodMeta>({ effect: 'read', audit: 'none', gate: 'session' }).errors({
  /** Anything of src/core/errors.ts, with its code, its message and what to do. */
  APP_ERROR: { status: 422, message: 'Waymark could not do this.', data: failure },
});
const read = base.meta({ effect: 'read', audit: 'none', gate: 'session' });
const readLogged = base.meta({ effect: 'read', audit: 'required', gate: 'session' });
const write = base.meta({ effect: 'write', audit: 'none', gate: 'session' });
const writeLogged = base.meta({ effect: 'write', audit: 'required', gate: 'session' });
const query = base.meta({ effect: 'query', audit: 'required', gate: 'authority' });
const open = base.meta({ effect: 'read', audit: 'none', gate: 'open' });
const openLogged = base.meta({ effect: 'write', audit: 'required', gate: 'open' });

export const workstationContract = {
  session: {
    state: open.output(sessionState),
    enrol: openLogged
      .input(
        z.object({ serverUrl: z.string().max(300), code: z.string().max(64), deviceName: z.string().min(1).max(100) }),
      )
      .output(sessionState),
    signIn: openLogged
      .input(z.object({ username: z.string().min(1).max(64), passphrase: z.string().min(1).max(1024) }))
      .errors({
        WRONG_PASSPHRASE: {
          status: 401,
          message: 'The user name or the passphrase is wrong.',
          data: z.object({ failures: z.number().int(), retryAfterMs: z.number() }),
        },
      })
      .output(sessionState),
    lock: writeLogged.output(sessionState),
  },
  sync: {
    status: read.output(syncStatus),
    watch: read.output(eventIterator(syncStatus)),
    start: write.output(syncStatus),
    pause: write.output(syncStatus),
  },
  cases: {
    list: read.output(
      z.array(
        caseRecord.extend({ exhibits: z.number().int(), entries: z.number().int(), lastUsedMs: epochMs.nullable() }),
      ),
    ),
    create: writeLogged
      .input(
        z.object({
          name: z.string().trim().min(1).max(200),
          summary: z.string().max(2000),
          fileNumber: z.string().max(32).nullable(),
          charges: z.string().max(2000),
        }),
      )
      .output(caseRecord),
  },
  cameras: {
    list: read.output(z.array(camera)),
  },
  authority: {
    /** Purposes and rules in force, for the form and its help. */
    rules: read.output(
      z.object({
        purposes: z.array(z.object({ code: z.string(), label: z.string() })),
        rules: z.array(decision.shape.reasons.element.shape.rule),
        past: z
          .array(decision.shape.reasons.element.shape.rule)
          .describe('versions not in force: old entries name them'),
        narrativeMinChars: z.number().int(),
        windowMs: z.number().int(),
      }),
    ),
    /** The signed-in user's authority for this case, live or lapsed; null: none was declared. */
    current: read.input(z.object({ caseId: id })).output(authorityRecord.nullable()),
    list: read.input(z.object({ caseId: id })).output(z.array(authorityRecord)),
    declare: writeLogged
      .input(
        z.object({
          caseId: id,
          kind: z.enum(['file-number']),
          number: z.string().max(64),
          purpose: z.string().max(64),
          narrative: z.string().max(2000),
        }),
      )
      .output(
        z.discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('declared'), authority: authorityRecord, decision, logSeq: z.number().int() }),
          z.object({ outcome: z.literal('refused'), decision, logSeq: z.number().int() }),
        ]),
      ),
    withdraw: writeLogged.input(z.object({ caseId: id, authorityId: id })).output(authorityRecord),
    /** The ways to make this lawful, each with all that its form has to ask. */
    ways: read.input(z.object({ fn: lawfulFunction })).output(z.array(authorityWay)),
    /** Kept as a draft; one that nobody else has to approve is in force at once, like a declaration. */
    draft: writeLogged.input(authorityDraft).output(authorityStep),
    /**
     * Replaces what a draft of one's own says. One that was refused stands as it is: its revision is a new draft, with
     * copies of its papers, and the answer names the new one.
     */
    revise: writeLogged.input(authorityRevision).output(authorityStep),
    /** A paper joins a draft. What it is is told from its bytes, not from its name. */
    attach: writeLogged
      .input(z.object({ authorityId: id, name: z.string().min(1).max(200), file: z.instanceof(Blob) }))
      .output(authorityRecord),
    /** A paper leaves a draft of one's own; its bytes are removed, its name and hash stay in the log. */
    detach: writeLogged.input(z.object({ authorityId: id, documentId: id })).output(authorityRecord),
    /** A paper of an authority of one's own, or of one that waits for one's word. Looking is logged. */
    document: readLogged
      .input(z.object({ authorityId: id, documentId: id }))
      .output(z.object({ name: z.string(), mime: z.string(), sha256: sha256Hex, file: z.instanceof(Blob) })),
    /** Hands a draft to the server, for somebody else to approve; offline it goes with the next sync. */
    submit: writeLogged.input(z.object({ authorityId: id })).output(authorityStep),
    /** What waits for the signed-in person's word; asks the server. */
    toApprove: read.output(
      z.object({ authorities: z.array(approvalRequest), interests: z.array(declaredInterest), asOfMs: epochMs }),
    ),
    decide: writeLogged
      .input(z.object({ authorityId: id, decision: z.enum(['approve', 'refuse']), note: z.string().max(2000) }))
      .output(authorityStep),
    report: writeLogged.input(z.object({ authorityId: id, note: z.string().min(1).max(2000) })).output(authorityRecord),
    /** Reports due or made by the clock of the register: own ones, those one may decide on, the auditor all. Asks the server. */
    reportsDue: read.output(z.object({ reports: z.array(reportDue), asOfMs: epochMs })),
    register: read.input(z.object({ caseId: id })).output(z.array(authorityStanding)),
    interests: read.output(z.array(declaredInterest)),
    declareInterest: writeLogged
      .input(z.object({ plate: z.string().max(16), relation: interestRelation, reason: z.string().max(2000) }))
      .output(interestStep),
    decideInterest: writeLogged
      .input(z.object({ interestId: id, decision: z.enum(['approve', 'refuse']), note: z.string().max(2000) }))
      .output(interestStep),
    tracking: read.input(z.object({ caseId: id })).output(z.array(trackingWatch)),
    track: query
      .input(z.object({ caseId: id, authorityId: id.nullable(), plate: z.string().max(16) }))
      .output(trackAnswer),
    stopTracking: writeLogged
      .input(z.object({ caseId: id, watchId: id, reason: z.string().min(1).max(500) }))
      .output(trackingWatch),
    /** Stolen records of the plates this case has to do with; what is allowed, refused and why. */
    stolenFlags: read.input(z.object({ caseId: id })).output(z.array(stolenFlag)),
    /** May the signed-in person record this vehicle as stolen? Recording it is the register's. */
    decideStolenFlag: writeLogged.input(stolenFlagQuestion).output(lawfulAnswer),
    sharingRule: read.output(sharingRule),
    /** May something of this case go to another agency? */
    shareCheck: writeLogged.input(shareQuestion).output(lawfulAnswer),
  },
  find: {
    run: query.input(findRequest).output(findAnswer),
    page: read
      .input(
        z.object({
          resultId: id,
          offset: z.number().int().min(0).describe('position in this order, folded reads counted only if included'),
          limit: z.number().int().min(1).max(1000),
          /** likelihood: by rank; time: newest first; camera: by camera name, newest first within one. */
          order: z.enum(['likelihood', 'time', 'camera']).default('likelihood'),
          includeFolded: z.boolean().default(true),
        }),
      )
      .output(z.object({ matches: z.array(findMatch) })),
    /** Every match in rank order as parallel columns for the map: at most 200,000. */
    points: read.input(z.object({ resultId: id })).output(
      z.object({
        detectionIds: z.array(z.string()),
        lon: z.array(z.number().nullable()),
        lat: z.array(z.number().nullable()),
        timeMs: z.array(z.number()),
        likelihood: z.array(z.number()),
        states: z.array(readState),
        reads: z.array(z.string()),
      }),
    ),
    /** Makes and colours that occur among the reads held, in the order of the alphabet, for the form. */
    vocabulary: read.output(z.object({ makes: z.array(z.string()), colours: z.array(z.string()) })),
    /** Plates of the data held that a camera may have read as this one, or this one as them. */
    lookAlikes: query
      .input(z.object({ caseId: id, authorityId: id.nullable(), plate: z.string().max(16) }))
      .output(lookAlikesAnswer),
  },
  detections: {
    /** One record with everything known about it; looking is logged. `plate` is the plate it is taken for. */
    view: query
      .input(
        z.object({
          caseId: id,
          authorityId: id.nullable(),
          detectionId: z.string().max(200),
          plate: z.string().max(16),
        }),
      )
      .output(
        z.discriminatedUnion('outcome', [
          z.object({
            outcome: z.literal('ran'),
            logSeq: z.number().int(),
            detection,
            camera: camera.nullable(),
            likelihood: likelihoodExplanation,
            state: readState,
            confirmations: z.array(confirmation),
            exhibits: z.array(exhibit),
            image: z.enum(['held', 'waiting', 'none']),
            dayOfHistory: z.object({ day: z.number().int(), of: z.number().int() }),
          }),
          z.object({ outcome: z.literal('refused'), decision, logSeq: z.number().int() }),
        ]),
      ),
    image: readLogged
      .input(z.object({ caseId: id, detectionId: z.string().max(200) }))
      .output(z.object({ mime: z.string(), sha256: sha256Hex, file: z.instanceof(Blob) })),
    confirm: writeLogged
      .input(
        z.object({
          caseId: id,
          detectionId: z.string().max(200),
          plate: z.string().max(16),
          typed: z.string().max(64),
          basis: z.enum(['image', 'no-image']),
          ground: noImageGround.nullable(),
          groundNote: z.string().max(1000),
          vehicleSeen: z.string().max(200),
          lookAlikesSeen: z.number().int().min(0),
          outcome: z.enum(['confirmed', 'rejected', 'cannot-tell']),
        }),
      )
      .output(
        z.discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('recorded'), confirmation }),
          z.object({
            outcome: z.literal('refused'),
            message: z.string(),
            remedy: z.string(),
            logSeq: z.number().int(),
          }),
        ]),
      ),
  },
  exhibits: {
    list: read
      .input(z.object({ caseId: id }))
      .output(z.array(z.object({ exhibit, detection, camera: camera.nullable(), confirmation }))),
    add: writeLogged
      .input(z.object({ caseId: id, detectionId: z.string().max(200), note: z.string().max(2000) }))
      .output(
        z.discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('added'), exhibit }),
          z.object({
            outcome: z.literal('refused'),
            message: z.string(),
            remedy: z.string(),
            logSeq: z.number().int(),
          }),
        ]),
      ),
    remove: writeLogged.input(z.object({ caseId: id, exhibitId: id, reason: z.string().max(500) })).output(exhibit),
    /** Undo of remove: the same number comes back. */
    restore: writeLogged.input(z.object({ caseId: id, exhibitId: id })).output(exhibit),
  },
  movement: {
    /** Journey of a plate over the reads confirmed in this case. */
    journey: query.input(z.object({ caseId: id, authorityId: id.nullable(), plate: z.string().max(16) })).output(
      z.discriminatedUnion('outcome', [
        z.object({
          outcome: z.literal('ran'),
          plate: z.string(),
          sightings: z.array(
            z.object({
              detectionId: z.string(),
              timeMs: epochMs,
              lon: z.number(),
              lat: z.number(),
              cameraName: z.string(),
              state: readState,
            }),
          ),
          legs: z.array(leg),
          logSeq: z.number().int(),
        }),
        refusedAnswer,
      ]),
    ),
    /** How one vehicle moves, over all reads taken for it: journey with doubts, stays, habits. */
    pattern: query.input(patternQuestion).output(patternAnswer),
    /** Who travels with it, by lift over expectation. */
    convoy: query.input(convoyQuestion).output(convoyAnswer),
    /** Who was seen at several of these scenes. */
    colocation: query.input(colocationQuestion).output(colocationAnswer),
    /** Every pair that travels together in a window. */
    allConvoys: query.input(allConvoysQuestion).output(eventIterator(allConvoysEvent)),
  },
  packs: {
    /** What was chosen for the next pack of this case, and what the case holds for it. */
    draft: read.input(z.object({ caseId: id })).output(packDesk),
    saveDraft: write.input(z.object({ caseId: id, draft: packDraft })).output(z.object({ savedMs: epochMs })),
    /** Of the draft given, else of the one saved. */
    checks: read.input(z.object({ caseId: id, draft: packDraft.optional() })).output(packChecks),
    /** What its profile and choices would take out of a pack of this draft, and what cannot be. */
    redaction: read.input(z.object({ caseId: id, draft: packDraft })).output(packRedaction),
    /** The pages as they would be, every one marked DRAFT, unsigned. Looking ahead is logged; leaving the stream stops it. */
    preview: writeLogged.input(z.object({ caseId: id, draft: packDraft })).output(eventIterator(previewEvent)),
    previewFile: read.input(z.object({ previewId: id })).output(z.object({ file: z.instanceof(Blob) })),
    /** Leaving the stream stops it: no pack, and an entry that says so. */
    build: writeLogged.input(z.object({ caseId: id, draft: packDraft })).output(eventIterator(buildEvent)),
    /** The offer to go on with a try is not made again. Its entries stay in the log. */
    setTryAside: write.input(z.object({ caseId: id })).output(z.object({ setAside: z.boolean() })),
    /** That the provider was asked to keep the read of an exhibit past the end of history. */
    notePreservation: writeLogged
      .input(z.object({ caseId: id, exhibitId: id, note: z.string().min(1).max(1000) }))
      .output(z.object({ logSeq: z.number().int() })),
    list: read.input(z.object({ caseId: id })).output(z.array(packRecord)),
    /** The agency's certificate and the time-stamp server, in the workspace of whoever is signed in; each change is logged. */
    signers: {
      list: read.output(packSigners),
      /** In the place of the one before. */
      import: writeLogged.input(signerImport).output(packSigners),
      setTimeStamp: writeLogged.input(timeStampServer).output(packSigners),
      remove: writeLogged
        .input(z.object({ what: z.enum(['agency', 'time-stamp']), note: z.string().max(500) }))
        .output(packSigners),
    },
    verify: read.input(z.object({ packId: id })).output(packVerdict),
    download: readLogged
      .input(z.object({ packId: id, form: z.enum(['pdf', 'bag']).default('pdf') }))
      .output(z.object({ fileName: z.string(), file: z.instanceof(Blob) })),
  },
  log: {
    /** Entries of this case that the signed-in user may see, newest first. */
    list: readLogged
      .input(z.object({ caseId: id, before: z.number().int().nullable(), limit: z.number().int().min(1).max(500) }))
      .output(
        z.object({
          entries: z.array(auditEntry),
          total: z.number().int(),
          chain: z.object({ ok: z.boolean(), checkedEntries: z.number().int(), problem: z.string() }),
        }),
      ),
  },
  /** Whom this workstation trusts. Only an administrator changes it (audit keys: the auditor too); a try of others is logged. */
  settings: {
    witnesses: read.output(witnessSettings),
    addWitness: writeLogged
      .input(z.object({ verifierKey: z.string().max(500), note: z.string().max(500) }))
      .output(witnessSettings),
    removeWitness: writeLogged
      .input(z.object({ verifierKey: z.string().max(500), note: z.string().min(1).max(500) }))
      .output(witnessSettings),
    auditKeys: read.output(auditKeySettings),
    /** Exactly the keys that the server named last: whoever accepts has compared both fingerprints with the auditor. */
    acceptAuditKeys: writeLogged
      .input(z.object({ kids: z.array(sha256Hex).min(1).max(8), note: z.string().min(1).max(500) }))
      .output(auditKeySettings),
  },
  /** For the role auditor alone; a try of any other role is refused and logged. */
  audit: {
    state: read.output(auditState),
    /** Opens the audit key for this session; the passphrase is not the one to sign in with. */
    unlock: writeLogged.input(z.object({ passphrase: z.string().min(1).max(1024) })).output(auditState),
    overview: readLogged.input(z.object({ filter: auditFilter })).output(auditOverview),
    /** Newest received first. */
    list: readLogged
      .input(
        z.object({
          filter: auditFilter,
          before: z.number().int().nullable().describe('ordinal; null: from the newest'),
          limit: z.number().int().min(1).max(1000),
        }),
      )
      .output(auditPage),
    entry: readLogged.input(z.object({ ref: auditRef })).output(auditDrillDown),
    /** Checks everything held, here. Leaving the stream stops it. */
    verify: readLogged.output(eventIterator(auditVerifyEvent)),
    note: writeLogged
      .input(z.object({ ref: auditRef, kind: auditFinding.shape.kind, note: auditFinding.shape.note }))
      .output(auditFinding),
    views: read.output(z.array(auditSavedView)),
    saveView: write.input(auditSavedView.omit({ id: true })).output(auditSavedView),
    removeView: write.input(z.object({ id })).output(z.object({ removed: z.boolean() })),
  },
};
export type WorkstationContract = typeof workstationContract;
