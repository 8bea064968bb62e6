/**
 * The contract between the renderer (or the command line) and the services of the workstation. Runs anywhere.
 * Expected refusals are answers (`outcome: 'refused'`); typed errors are for what went wrong. No paths and no SQL cross it.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { auditEntry } from '../core/audit/entry.ts';
import { decision } from '../core/authority/decision.ts';
import { FOLD_BELOW } from '../core/match/likelihood.ts';
import {
  alert,
  area,
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
  space,
  user,
} from '../core/model/domain.ts';
import type { MethodMeta } from './meta.ts';
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
import { answerWindow, coverage, ranAnswer, refusedAnswer } from './query-answer.ts';

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

// ---- session -------------------------------------------------------------------------------------------------------
export const sessionState = z.object({
  phase: z.enum(['unenrolled', 'locked', 'signed-in']),
  space: space.nullable(),
  device: z.object({ id: z.string(), name: z.string(), serverUrl: z.string() }).nullable(),
  user: user.nullable(),
  knownUsers: z.array(z.string()).describe('user names with a workspace on this workstation'),
  /** Set where this start brought its own server with sample data: what a newcomer needs to get in. */
  offer: z
    .object({
      serverUrl: z.string(),
      code: z.string().nullable(),
      username: z.string(),
      passphrase: z.string(),
      /** The training case: what to look for and under which authority. */
      lesson: z
        .object({
          caseName: z.string(),
          summary: z.string(),
          plate: z.string(),
          vehicle: z.string(),
          fileNumber: z.string(),
          purpose: z.string(),
          narrative: z.string(),
        })
        .nullable(),
    })
    .nullable(),
  host: z.enum(['electron', 'loopback', 'cli']),
  version: z.string(),
});
export type SessionState = z.infer<typeof sessionState>;

// ---- sync ----------------------------------------------------------------------------------------------------------
export const syncStatus = z.object({
  state: z.enum(['idle', 'running', 'paused', 'offline', 'failed']),
  message: z.string().describe('one sentence for the status bar'),
  lastContactMs: epochMs.nullable(),
  nextTryMs: epochMs.nullable(),
  progress: z.array(
    z.object({
      kind: z.enum(['items', 'images', 'log']),
      done: z.number().int(),
      total: z.number().int().nullable(),
      perSecond: z.number(),
    }),
  ),
  held: z.object({ cameras: z.number().int(), detections: z.number().int(), images: z.number().int() }),
  waiting: z.object({ logEntries: z.number().int(), images: z.number().int() }),
  refused: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  lease: z.object({ untilMs: epochMs, ended: z.boolean() }).nullable(),
  policyVersion: z.number().int().nullable(),
  horizon: z.object({ fromMs: epochMs, toMs: epochMs }).nullable().describe('times of the detections held'),
  coverage: z.object({ live: z.number().int(), total: z.number().int() }),
  alerts: z.array(alert),
});
export type SyncStatus = z.infer<typeof syncStatus>;

// ---- find ----------------------------------------------------------------------------------------------------------
export const findRequest = z.object({
  caseId: id,
  authorityId: id.nullable().describe('null: none given; the query is refused and the refusal logged'),
  query: z.string().max(64).describe('plate as typed: ? one character, * any'),
  fromMs: epochMs.nullable(),
  toMs: epochMs.nullable(),
  area: area.nullable(),
  cameraIds: z.array(z.string().max(64)).max(2000).nullable(),
  /** camera: the plate is known, what cameras made of it is looked for. witness: a person half remembers it. */
  direction: z.enum(['camera', 'witness']).default('camera'),
  /** Where known: a read whose make nobody recorded passes; one known to be another does not. */
  make: z.string().max(64).nullable().default(null),
  colour: z.string().max(64).nullable().default(null),
  /** A newer query of the same box ends the older, which releases nothing and is logged as cancelled. */
  box: z.string().min(1).max(32).nullable().default(null),
  /** While typing: enough likely reads for one screen end the search; `costReached` says how far it looked. */
  preview: z.boolean().default(false),
  pageSize: z.number().int().min(1).max(1000).default(200),
});
export type FindRequest = z.infer<typeof findRequest>;

export const likelihoodExplanation = z.object({
  likelihood: z.number().min(0).max(1),
  word: z.enum(['very likely', 'likely', 'about even', 'unlikely', 'very unlikely']),
  baseRate: z.number().min(0).max(1),
  lookAlikes: z.array(z.object({ plate: z.string(), cost: z.number(), passes: z.number().int() })),
  explanation: z.array(
    z.object({ code: z.string(), text: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
  ),
});
export type LikelihoodExplanation = z.infer<typeof likelihoodExplanation>;

export const findMatch = z.object({
  rank: z.number().int().min(1),
  detectionId: z.string(),
  read: z.string(),
  plate: z.string().describe('the plate it is taken for'),
  matchedText: z.string(),
  via: z.enum(['read', 'candidate']),
  cost: z.number(),
  likelihood: z.number().min(0).max(1),
  word: likelihoodExplanation.shape.word,
  baseRate: z.number().min(0).max(1),
  lookAlikeCount: z.number().int(),
  folded: z.boolean().describe(`likelihood under ${FOLD_BELOW}: shown folded, never dropped`),
  timeMs: epochMs,
  cameraId: z.string(),
  cameraName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  make: z.string().nullable(),
  colour: z.string().nullable(),
  state: readState,
  hasImage: z.boolean(),
});
export type FindMatch = z.infer<typeof findMatch>;

const findSummary = z.object({
  resultId: id,
  logSeq: z.number().int(),
  total: z.number().int().describe('reads that matched'),
  plates: z.number().int(),
  folded: z.number().int(),
  truncated: z.boolean().describe('more matched than can be listed; narrow the query'),
  elapsedMs: z.number(),
  window: answerWindow,
  coverage,
  /** What was asked, as it stands in the log. */
  asked: z.object({
    query: z.string(),
    direction: findRequest.shape.direction.unwrap(),
    make: z.string().nullable(),
    colour: z.string().nullable(),
  }),
  costReached: z.number().int().describe('how far from the query plates were looked for; 0 for a pattern'),
});
export const findAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ran'), decision, summary: findSummary, matches: z.array(findMatch) }),
  refusedAnswer,
]);
export type FindAnswer = z.infer<typeof findAnswer>;

export const lookAlikesAnswer = z.discriminatedUnion('outcome', [
  ranAnswer.extend({
    plate: z.string(),
    passes: z.number().int().describe('reads held with this very text, as first reading or candidate'),
    /** The nearest first; passes over all reads held. */
    lookAlikes: likelihoodExplanation.shape.lookAlikes,
    truncated: z.boolean(),
  }),
  refusedAnswer,
]);

export const leg = z.object({
  fromId: z.string(),
  toId: z.string(),
  distanceM: z.number(),
  durationMs: z.number(),
  speedKmh: z.number().nullable(),
  gap: z.boolean(),
  impossible: z.boolean(),
});

// ---- packs ---------------------------------------------------------------------------------------------------------
export const packRecord = z.object({
  id,
  caseId: id,
  number: z.string(),
  title: z.string(),
  fileName: z.string(),
  madeMs: epochMs,
  madeBy: user,
  reason: z.string(),
  recipients: z.string(),
  pages: z.number().int(),
  bytes: z.number().int(),
  sha256: sha256Hex,
  manifestSha256: sha256Hex,
  logSeq: z.number().int(),
});
export type PackRecord = z.infer<typeof packRecord>;

export const packVerdict = z.object({
  status: z.enum(['valid', 'invalid', 'unreadable']),
  trust: z.enum(['anchored', 'not-checked', 'untrusted']),
  checks: z.array(
    z.object({ id: z.string(), title: z.string(), ok: z.boolean(), detail: z.string(), where: z.string() }),
  ),
  problems: z.array(z.object({ code: z.string(), message: z.string(), where: z.string() })),
});
export type PackVerdictView = z.infer<typeof packVerdict>;

export const packCheck = z.object({
  id: z.string(),
  severity: z.enum(['stop', 'mend', 'ok']),
  title: z.string(),
  detail: z.string(),
});

export const buildEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), step: z.string(), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('done'), pack: packRecord, verdict: packVerdict }),
  z.object({ type: z.literal('refused'), decision }),
]);

// ---- the contract --------------------------------------------------------------------------------------------------
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
    checks: read
      .input(z.object({ caseId: id }))
      .output(z.object({ checks: z.array(packCheck), exhibits: z.number().int(), logEntries: z.number().int() })),
    build: writeLogged
      .input(
        z.object({
          caseId: id,
          title: z.string().min(1).max(300),
          reason: z.string().max(500),
          recipients: z.string().max(500),
        }),
      )
      .output(eventIterator(buildEvent)),
    list: read.input(z.object({ caseId: id })).output(z.array(packRecord)),
    verify: read.input(z.object({ packId: id })).output(packVerdict),
    download: readLogged
      .input(z.object({ packId: id }))
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
};
export type WorkstationContract = typeof workstationContract;
