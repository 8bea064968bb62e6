/**
 * Evidence packs as the desk makes and lists them: the draft of one, what stands in its way, its preview, its record and
 * its verdict. Runs anywhere. A draft may name what is no longer there or lack what came since: services set it right.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { epochMs, id, sha256Hex, user } from '../core/model/domain.ts';

export const packProfile = z
  .enum(['full', 'defence', 'partner', 'victim'])
  .describe('who it is for, and with that what is removed from it');
export type PackProfileId = z.infer<typeof packProfile>;

/** What permits the pack to go to another agency, as NZ-SHARE-1 asks it. */
export const packSharing = z.object({
  instruments: z.array(z.object({ code: z.string().max(64), reference: z.string().max(300) })).max(10),
  heldBy: z.enum(['holder', 'requester']),
  grounds: z.string().max(2000).describe('the grounds of the belief, where the instrument needs one; else empty'),
});

const packGround = z.string().trim().min(3).max(500).describe('printed in the disclosure schedule');
const part = z.number().min(0).max(1);

/** One thing withheld by whoever makes the pack; none goes without a ground. */
export const packWithhold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), seq: z.number().int().min(1), ground: packGround }),
  z.object({ kind: z.literal('picture'), exhibitId: id, ground: packGround }),
  z.object({
    kind: z.literal('boxes'),
    exhibitId: id,
    boxes: z
      .array(z.object({ x: part, y: part, w: part, h: part }))
      .min(1)
      .max(50)
      .describe('made black; parts of the picture from its upper left corner'),
    ground: packGround,
  }),
  z.object({ kind: z.literal('paper'), sha256: sha256Hex, ground: packGround }),
]);

/** What somebody has chosen for the next pack of a case. What is not said is as in a full pack. */
export const packDraft = z.object({
  title: z.string().max(300).default(''),
  profile: packProfile.default('full'),
  recipients: z.string().max(500).default(''),
  reason: z.string().max(500).default(''),
  sections: z
    .array(z.object({ id: z.string().max(40), included: z.boolean() }))
    .max(40)
    .default([])
    .describe('in the order of the pages; what is missing here is in the pack, at its usual place'),
  exhibits: z
    .array(z.object({ exhibitId: id, included: z.boolean(), why: z.string().max(500).default('') }))
    .max(5000)
    .default([])
    .describe('in the order of the pages; one left out says why, and the pack prints it'),
  form: z.enum(['pdf', 'pdf-and-bag']).default('pdf'),
  signWith: z.enum(['workstation', 'agency']).default('workstation'),
  timeStampUrl: z.string().max(300).nullable().default(null),
  sharing: packSharing.nullable().default(null),
  withhold: z
    .array(packWithhold)
    .max(1000)
    .default([])
    .describe('besides what the profile removes; none in a full pack'),
});
export type PackDraft = z.output<typeof packDraft>;

/** A try to export that did not end in a pack. `killed`: the workstation ended before it was done. */
export const packTry = z.object({
  packId: id,
  number: z.string(),
  startedMs: epochMs,
  logSeq: z.number().int().describe('its intent in the log of the case'),
  state: z.enum(['killed', 'failed', 'cancelled']),
  why: z.string(),
});
export type PackTry = z.infer<typeof packTry>;

/** The desk of the next pack: what was chosen, set right against what the case holds now. */
export const packDesk = z.object({
  draft: packDraft,
  savedMs: epochMs.nullable().describe('null: nothing was chosen yet'),
  nextNumber: z.string(),
  exhibits: z.array(
    z.object({
      exhibitId: id,
      number: z.string(),
      detectionId: z.string(),
      plate: z.string(),
      timeMs: epochMs,
      cameraName: z.string(),
      image: z.enum(['held', 'waiting', 'none']),
    }),
  ),
  lastTry: packTry.nullable().describe('one that did not end in a pack and that nobody has set aside'),
});

/** The way to mend what a check found. */
export const packMend = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('find') }),
  z.object({ kind: z.literal('confirm'), detectionId: z.string(), plate: z.string() }),
  z.object({ kind: z.literal('authority') }),
  z.object({ kind: z.literal('preserve'), exhibitId: id, number: z.string() }),
  z.object({ kind: z.literal('sync') }),
  z.object({ kind: z.literal('exhibit'), exhibitId: id }),
  z.object({ kind: z.literal('share') }),
  z.object({ kind: z.literal('field'), field: z.enum(['title', 'profile', 'recipients', 'reason', 'sign']) }),
]);
export type PackMend = z.infer<typeof packMend>;

export const packCheck = z.object({
  id: z.string().describe('unique in one answer'),
  severity: z.enum(['stop', 'mend', 'ok']),
  title: z.string(),
  detail: z.string(),
  mend: packMend.nullable(),
});

export const packChecks = z.object({
  checks: z.array(packCheck),
  exhibits: z.number().int().describe('in the pack as drafted'),
  logEntries: z.number().int(),
  excluded: z.object({
    judged: z.number().int().describe('reads somebody has judged in this case'),
    total: z.number().int().describe('of these, not used'),
    groups: z.array(z.object({ id: z.string(), title: z.string(), count: z.number().int() })),
  }),
  completeness: z.object({
    attempted: z.number().int(),
    produced: z.number().int(),
    unavailable: z.array(z.object({ what: z.string(), reason: z.string() })),
    liveCameras: z.number().int(),
    totalCameras: z.number().int(),
  }),
  bytesAbout: z.number().int().describe('images and log together: what the file is at least'),
});

/** What a pack of a draft would not hold. */
export const packRedaction = z.object({
  removed: z.array(z.object({ what: z.string(), count: z.number().int(), ground: z.string() })),
  kept: z
    .array(z.object({ what: z.string(), count: z.number().int(), why: z.string() }))
    .describe('what would be removed, and stands in entries the exhibits rest on'),
  blocked: z.array(z.string()).describe('why no pack can be made of this draft; empty where one can'),
  withheld: z.array(z.object({ what: z.string(), ground: z.string() })).describe('lines of the disclosure schedule'),
  unsearched: z.number().int().describe('removed from their fields, too short to be searched for in the finished file'),
  log: z.array(
    z.object({ seq: z.number().int(), action: z.string(), timeMs: epochMs, who: z.string(), withheld: z.boolean() }),
  ),
  papers: z.array(z.object({ name: z.string(), sha256: sha256Hex })),
});

export const packProgress = z.object({
  type: z.literal('progress'),
  step: z.string(),
  done: z.number(),
  total: z.number(),
});

/** Where a section stands in the pages. */
export const packPages = z.object({ id: z.string(), fromPage: z.number().int(), toPage: z.number().int() });

export const previewEvent = z.discriminatedUnion('type', [
  packProgress,
  z.object({
    type: z.literal('done'),
    previewId: id.describe('asks for the file; forgotten with the next preview'),
    pages: z.number().int(),
    bytes: z.number().int(),
    sections: z.array(packPages),
    attachments: z.array(
      z.object({ name: z.string(), mime: z.string(), bytes: z.number().int(), sha256: sha256Hex, what: z.string() }),
    ),
    logSeq: z.number().int(),
  }),
]);

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
  profile: packProfile,
  signedWith: z.enum(['workstation', 'agency']),
  exhibits: z.number().int(),
  leftOut: z
    .array(z.string())
    .describe('numbers of exhibits of the case that are not in it, and sections that are not'),
  bagSha256: sha256Hex.nullable().describe('of the bag as a zip; null: none was made with it'),
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

export const buildEvent = z.discriminatedUnion('type', [
  packProgress,
  z.object({ type: z.literal('done'), pack: packRecord, verdict: packVerdict }),
  z.object({ type: z.literal('refused'), decision }),
]);
