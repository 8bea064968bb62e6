/**
 * The things of the field (domain terms) as schemas and types: cameras, detections, users, cases, confirmations,
 * exhibits. Runs anywhere. Times are UTC epoch milliseconds; positions WGS84 degrees; hashes lower-case hex SHA-256.
 */
import { z } from 'zod';

export const epochMs = z.number().int().min(0).max(8_640_000_000_000_000).describe('UTC, milliseconds since 1970');
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const id = z.string().min(1).max(128);
export const lon = z.number().min(-180).max(180);
export const lat = z.number().min(-90).max(90);

/** `training`: data that cannot be anybody's, marked on every screen and page. A server serves one space. */
export const space = z.enum(['live', 'training']);
export type Space = z.infer<typeof space>;

export const role = z.enum(['investigator', 'analyst', 'prosecutor', 'admin', 'auditor']);
export type Role = z.infer<typeof role>;

export const user = z.object({
  id,
  username: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  title: z.string().max(200).describe('rank or title held now; the log keeps the one held at the time'),
  role,
});
export type User = z.infer<typeof user>;

export const camera = z.object({
  id: z.string().min(1).max(64),
  name: z.string().max(300),
  description: z.string().max(1000),
  lon,
  lat,
  bearingDeg: z.number().min(0).max(360).nullable().describe('viewing direction, clockwise from true north'),
  mobility: z.enum(['fixed', 'mobile']),
  owner: z.enum(['police', 'third-party']),
  provider: z.string().max(64),
  live: z.boolean().describe('delivering reads as far as the provider says'),
});
export type Camera = z.infer<typeof camera>;

export const candidate = z.object({
  text: z.string().min(1).max(64),
  confidence: z.number().min(0).max(1).nullable(),
});

/** One read of a plate by a camera, as it came: the raw text is never corrected. */
export const detection = z.object({
  id: z.string().min(1).max(200).describe('provider and uuid joined by a colon: unique in a space'),
  provider: z.string().min(1).max(64),
  uuid: z.string().min(1).max(128),
  cameraId: z.string().min(1).max(64),
  timeMs: epochMs,
  timeOriginal: z.string().max(64).describe('the time as the message wrote it'),
  timeZone: z.string().max(64).nullable().describe('zone as the message wrote it; null: epoch or UTC'),
  clockOffsetMs: z.number().int().nullable().describe('camera clock minus true time where measured'),
  rebasedByMs: z.number().int().describe('0, or by how much a recording was shifted for training or a test'),
  read: z.string().max(64).describe('the first reading, raw'),
  confidence: z.number().min(0).max(1).nullable(),
  candidates: z.array(candidate).max(32),
  imageSha256: sha256Hex.nullable(),
  make: z.string().max(64).nullable(),
  colour: z.string().max(64).nullable(),
  body: z.string().max(64).nullable(),
});
export type Detection = z.infer<typeof detection>;

export const caseRecord = z.object({
  id,
  space,
  name: z.string().min(1).max(200).describe('operation or working name, e.g. Operation Kōtare'),
  summary: z.string().max(2000),
  fileNumber: z.string().max(32).nullable(),
  charges: z.string().max(2000),
  createdMs: epochMs,
  createdBy: z.string().max(200),
});
export type CaseRecord = z.infer<typeof caseRecord>;

export const authorityKind = z.enum([
  'file-number',
  'operation',
  'senior-authority',
  'surveillance-device-warrant',
  'production-order',
  'emergency',
  'stolen-report',
]);
export type AuthorityKind = z.infer<typeof authorityKind>;

/** A paper that an authority rests on, kept encrypted in the workspace; the log keeps its hash. */
export const authorityDocument = z.object({
  id,
  name: z.string().min(1).max(200),
  mime: z.enum(['application/pdf', 'image/png', 'image/jpeg']),
  bytes: z.number().int().min(1),
  sha256: sha256Hex,
  addedMs: epochMs,
});
export type AuthorityDocument = z.infer<typeof authorityDocument>;

/** What it is limited to; an empty list or null: not limited in that. */
export const authorityScope = z.object({
  plates: z.array(z.string().max(16)).max(50).describe('folded'),
  people: z.array(z.string().max(200)).max(50),
  area: z.object({ lon, lat, radiusM: z.number().positive().max(2_000_000) }).nullable(),
  devices: z.array(z.string().max(200)).max(50),
});

/** What makes a query lawful, as it was declared. `assignment` stays provisional until the server has confirmed it. */
export const authorityRecord = z.object({
  id,
  caseId: id,
  kind: authorityKind,
  number: z.string().max(64),
  purpose: z.string().max(64).describe('purpose code, see purposes in the rules'),
  narrative: z.string().max(2000),
  declaredBy: user,
  fromMs: epochMs,
  toMs: epochMs,
  assignment: z.enum(['provisional', 'confirmed', 'rejected']),
  withdrawnMs: epochMs.nullable(),
  /** What follows is empty on a plain file number; records made before it was known are read as such. */
  issuer: z.string().max(200).default(''),
  scope: authorityScope.default({ plates: [], people: [], area: null, devices: [] }),
  conditions: z.string().max(2000).default(''),
  ground: z.string().max(64).default('').describe('code of the limb relied on'),
  impracticable: z.string().max(2000).default('').describe('why a warrant could not be had in time'),
  documents: z.array(authorityDocument).max(20).default([]),
  /** null: a kind that needs nobody else's approval. */
  approval: z
    .object({
      state: z.enum(['draft', 'submitted', 'approved', 'refused']),
      submittedMs: epochMs.nullable(),
      by: user.nullable(),
      atMs: epochMs.nullable(),
      note: z.string().max(2000),
    })
    .nullable()
    .default(null),
  firstUsedMs: epochMs.nullable().default(null).describe('an emergency power runs from its first use'),
  reportedMs: epochMs.nullable().default(null),
});
export type AuthorityRecord = z.infer<typeof authorityRecord>;

/** What a plain file number leaves empty of an authority. */
export const plainAuthority: Pick<
  AuthorityRecord,
  | 'issuer'
  | 'scope'
  | 'conditions'
  | 'ground'
  | 'impracticable'
  | 'documents'
  | 'approval'
  | 'firstUsedMs'
  | 'reportedMs'
> = {
  issuer: '',
  scope: { plates: [], people: [], area: null, devices: [] },
  conditions: '',
  ground: '',
  impracticable: '',
  documents: [],
  approval: null,
  firstUsedMs: null,
  reportedMs: null,
};

export const readState = z.enum(['unconfirmed', 'confirmed', 'rejected', 'cannot-tell']);
export type ReadState = z.infer<typeof readState>;

/** Why a read is confirmed although no image of it was kept. */
export const noImageGround = z.enum(['image-not-kept', 'image-expired', 'witness-statement', 'other-record']);

/** A person's judgement of one read: blind re-type against the image, or a stated ground where none was kept. */
export const confirmation = z.object({
  id,
  caseId: id,
  detectionId: z.string(),
  plate: z.string().max(16).describe('the plate it was judged to be, folded'),
  typed: z.string().max(64).describe('what the person typed without seeing the reading; empty where no image'),
  basis: z.enum(['image', 'no-image']),
  ground: noImageGround.nullable(),
  groundNote: z.string().max(1000),
  vehicleSeen: z.string().max(200).describe('make and colour the person saw; empty: not visible'),
  lookAlikesSeen: z.number().int().min(0),
  outcome: z.enum(['confirmed', 'rejected', 'cannot-tell']),
  by: user,
  atMs: epochMs,
  logSeq: z.number().int().describe('entry of the case log that records it'),
});
export type Confirmation = z.infer<typeof confirmation>;

export const exhibit = z.object({
  id,
  caseId: id,
  number: z.string().regex(/^E-\d{2,}$/),
  detectionId: z.string(),
  plate: z.string().max(16),
  note: z.string().max(2000),
  confirmationId: id,
  addedBy: user,
  addedMs: epochMs,
  removedMs: epochMs.nullable(),
  logSeq: z.number().int(),
});
export type Exhibit = z.infer<typeof exhibit>;

/** A problem as data, shown to the user: what happened and what to do. */
export const alert = z.object({
  id,
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  tip: z.string(),
  atMs: epochMs,
});
export type Alert = z.infer<typeof alert>;

/** A circle on the ground used as a filter. */
export const area = z.object({ lon, lat, radiusM: z.number().positive().max(2_000_000) });
export type Area = z.infer<typeof area>;
