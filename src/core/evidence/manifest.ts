/**
 * The form of an evidence pack's manifest: what the pack is, what it rests on, and the hash of every other attachment.
 * Runs anywhere (pure); read by the verifier, so nothing here writes. It is canonical JSON (RFC 8785), attached to the PDF as `manifest.json` and so covered by the
 * PDF's signature; its own SHA-256 is printed on the first page.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalText } from '../audit/canonical.ts';
import { auditCheckpoint, auditReceipt } from '../audit/entry.ts';
import { epochMs, id, sha256Hex, space } from '../model/domain.ts';
import { packSectionId } from './sections.ts';

export const MANIFEST_NAME = 'manifest.json';

/** How an attachment relates to the pages (ISO 32000-2, AFRelationship). */
export const relationship = z.enum(['Data', 'Source', 'Supplement']);

export const manifestAttachment = z.object({
  name: z.string().min(1).max(255).describe('unique in the pack, e.g. log/case-log.jsonl'),
  mime: z.string().min(1).max(127),
  bytes: z.number().int().min(0),
  sha256: sha256Hex,
  relationship,
});
export type ManifestAttachment = z.infer<typeof manifestAttachment>;

/** What both versions say. */
const shared = {
  packId: id,
  number: z.string().describe('for people, printed at the foot of every page'),
  space,
  title: z.string(),
  madeMs: epochMs,
  case: z.object({ id, name: z.string(), fileNumber: z.string().nullable() }),
  device: z.object({ id: z.string(), name: z.string() }),
  policy: z.object({ version: z.number().int(), digest: z.string() }).nullable(),
  software: z.object({ name: z.string(), version: z.string() }),
  rules: z.array(z.object({ id: z.string(), version: z.number().int() })),
  log: z.object({ name: z.string(), entries: z.number().int().min(0), head: sha256Hex }),
  checkpoint: auditCheckpoint,
  receipt: auditReceipt.nullable(),
  exhibits: z.array(
    z.object({
      number: z.string(),
      detectionId: z.string(),
      plate: z.string(),
      confirmationId: id,
      imageSha256: sha256Hex.nullable().describe('hash of the image the camera sent; null: it sent none'),
    }),
  ),
  completeness: z.object({
    attempted: z.number().int().min(0).describe("the image of every exhibit, and the server's receipt"),
    produced: z.number().int().min(0),
    unavailable: z.array(z.object({ what: z.string(), reason: z.string() })),
  }),
  coverage: z.object({
    liveCameras: z.number().int().min(0),
    totalCameras: z.number().int().min(0),
    fromMs: epochMs,
    toMs: epochMs,
  }),
  attachments: z.array(manifestAttachment).describe('every attachment but this one, in the order of the file'),
};

/** Written by no version of the software any more; what was handed out with it holds for ever. */
const packManifestV1 = z.object({ v: z.literal(1), ...shared });

const attachmentName = z.string().min(1).max(255);

/** For whom a pack is made, and what was therefore taken out of it before it was made. `full`: nothing was. */
const packProfileId = z.enum(['full', 'defence', 'partner', 'victim']);
export const packProfile = z.strictObject({
  id: packProfileId,
  title: z.string().min(1).max(200),
  removed: z.array(
    z.strictObject({
      what: z.string().min(1).max(500).describe('kind of thing, in words: never the thing itself'),
      count: z.number().int().min(1),
      ground: z.string().min(1).max(500),
    }),
  ),
});

/** How the pages are signed. The workstation says it beforehand, so that nobody can take a stamp or a signature away. */
const packSignature = z.strictObject({ by: z.enum(['workstation', 'agency']), timeStamp: z.boolean() });
export type PackSignature = z.infer<typeof packSignature>;

/** One thing that is kept back, named so that its absence is seen. Entries of the log: see `withheldEntriesName`. */
export const packWithheld = z.strictObject({
  what: z.string().min(1).max(500),
  ground: z.string().min(1).max(500),
});

/** The version that is written. The log says it where it announces an export: docs/spec/pack.md, EP21. */
export const MANIFEST_VERSION = 2;

const packManifestV2 = z.strictObject({
  v: z.literal(MANIFEST_VERSION),
  ...shared,
  signature: packSignature
    .optional()
    .describe(
      'who signs the pages, and whether a time stamp belongs to it; always written, absent in the oldest packs',
    ),
  profile: packProfile,
  sections: z
    .array(
      z.strictObject({
        id: packSectionId,
        title: z.string().min(1).max(200),
        included: z.boolean(),
        note: z.string().max(500).describe('of one left out: the line that says so'),
      }),
    )
    .describe('every section there is, once, in the order in which the included ones are printed'),
  withheld: z.array(packWithheld),
  caseProof: attachmentName.describe('attachment that proves the log to be whole up to this export'),
  witnessed: attachmentName.nullable().describe('attachment with the newest cosigned checkpoint; null: there was none'),
  witnesses: z
    .array(z.strictObject({ name: z.string().min(1).max(300), publicKeyHex: sha256Hex }))
    .describe('who must have cosigned it, besides the server; Ed25519, raw, hex'),
  documents: z.array(
    z.strictObject({
      authorityId: z.string(),
      name: z.string(),
      sha256: sha256Hex,
      attachment: attachmentName.nullable().describe('null: not held, or kept back; stated as such'),
    }),
  ),
  clips: z.array(
    z.strictObject({
      number: z.string(),
      sha256: sha256Hex,
      attachment: attachmentName,
      proxyOf: sha256Hex.nullable().describe('hash of the native file this was made from; null: it is the native file'),
    }),
  ),
});

export const packManifest = z.discriminatedUnion('v', [packManifestV1, packManifestV2]);
export type PackManifest = z.infer<typeof packManifest>;
export type PackManifestV2 = z.infer<typeof packManifestV2>;

/** What it says of the signature of the pages; undefined: nothing. */
export const claimOf = (manifest: PackManifest): PackSignature | undefined =>
  manifest.v === 1 ? undefined : manifest.signature;

export { canonicalText };

/** Canonical JSON (RFC 8785) in UTF-8, without a final newline. Throws TypeError for what JSON cannot hold. */
export const canonicalBytes = (value: unknown): Uint8Array => utf8ToBytes(canonicalText(value));

/** Lower-case hex. */
export const sha256OfBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
