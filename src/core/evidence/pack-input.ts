/**
 * All that an evidence pack is made of, as plain data: services gather it, the pack worker draws and signs it.
 * Runs anywhere. The same input gives the same pages; nothing is fetched or decided while drawing.
 */

import type { z } from 'zod';
import type { CaseProof } from '../audit/case-proof.ts';
import type { AuditCheckpoint, AuditEntry, AuditReceipt } from '../audit/entry.ts';
import type { WithheldEntry } from '../audit/shown-log.ts';
import type { RuleRef } from '../authority/decision.ts';
import type {
  AuthorityRecord,
  Camera,
  CaseRecord,
  Confirmation,
  Detection,
  Exhibit,
  Space,
  User,
} from '../model/domain.ts';
import type { PolicyClaims, SignedClaims } from '../policy/verify-policy.ts';
import type { packProfile, packWithheld } from './manifest.ts';
import type { PackSectionId } from './sections.ts';
import type { WitnessedHead } from './witnessed-head.ts';

export type PackImage = { sha256: string; mime: 'image/png' | 'image/jpeg'; bytes: Uint8Array };

export type LikelihoodNote = {
  likelihood: number;
  word: string;
  baseRate: number;
  lookAlikes: { plate: string; passes: number }[];
  explanation: { code: string; text: string; value: number | string | null }[];
};

export type PackExhibit = {
  exhibit: Exhibit;
  detection: Detection;
  camera: Camera | null;
  confirmation: Confirmation;
  likelihood: LikelihoodNote;
  image: PackImage | null;
  /** Ground on which the image is withheld, null or not given where it is not. */
  imageWithheld?: string | null;
  /** A copy of it with parts made black, in the place of the image itself. */
  redacted?: PackImage | null;
  /** Everything the log shows of this read, in order: who had it in hand, and what they did. */
  custody: CustodyStep[];
};

/** `entrySeq`: entry of the case's log that shows it. */
export type CustodyStep = { timeMs: number; who: string; what: string; entrySeq: number };

export type PackProfile = z.infer<typeof packProfile>;
export type PackWithheld = z.infer<typeof packWithheld>;
export type PackSection = { id: PackSectionId; included: boolean };

/** A paper an authority rests on. `bytes` null: this workstation does not hold it. */
export type PackDocument = {
  authorityId: string;
  documentId: string;
  name: string;
  mime: string;
  sha256: string;
  bytes: Uint8Array | null;
  /** Ground on which it is withheld, null or not given where it is not. */
  withheld?: string | null;
};

/** A piece of footage. `proxyOf`: hash of the native file that this was made from. */
export type PackClip = { number: string; sha256: string; mime: string; bytes: Uint8Array; proxyOf: string | null };

/** An officer as the log names them, title held at the time; one who changed title stands twice. */
export type PackPerson = { user: User; did: ('declared' | 'approved' | 'confirmed' | 'exported')[] };

/** `seen`: what people wrote they saw; `reported`: make, colour and body as the cameras' provider gave them. */
export type PackVehicle = {
  plate: string;
  label: string;
  exhibits: string[];
  seen: string[];
  reported: string[];
  firstMs: number;
  lastMs: number;
};

/** The policy in force, with the server's signature, as it was received. */
export type PolicyBundle = SignedClaims<PolicyClaims>;

export type PackLeg = {
  fromExhibit: string;
  toExhibit: string;
  distanceM: number;
  durationMs: number;
  speedKmh: number | null;
  gap: boolean;
  impossible: boolean;
};

/** One vehicle's confirmed reads in time order. `label`: A, B, C…: colour and shape follow from it. */
export type PackJourney = { plate: string; label: string; exhibits: string[]; legs: PackLeg[] };

export type PackInput = {
  packId: string;
  number: string;
  space: Space;
  title: string;
  madeMs: number;
  reason: string;
  recipients: string;
  case: CaseRecord;
  officer: User;
  device: { id: string; name: string };
  authorities: AuthorityRecord[];
  exhibits: PackExhibit[];
  journeys: PackJourney[];
  /** Reads judged in this case and not used: rejected, or cannot tell. */
  excluded: { detection: Detection; camera: Camera | null; confirmation: Confirmation }[];
  /** All cameras the workstation holds: for the map and the coverage statement. */
  cameras: Camera[];
  coverage: { liveCameras: number; totalCameras: number; fromMs: number; toMs: number };
  /** Whole log of the case on this workstation, in order, the pack's own export intent last. */
  log: AuditEntry[];
  /** Entries that travel as their commitment alone; those of `log` and these make up the whole. Full packs: none. */
  withheldLog?: WithheldEntry[];
  checkpoint: AuditCheckpoint;
  receipt: AuditReceipt | null;
  policy: { version: number; digest: string } | null;
  rules: RuleRef[];
  profile: PackProfile;
  /** All there are, in the order in which to print them; locked ones are always included. */
  sections: PackSection[];
  withheld: PackWithheld[];
  /** Exhibits of the case that are not in this pack, and why. */
  leftOut: { number: string; why: string }[];
  documents: PackDocument[];
  clips: PackClip[];
  people: PackPerson[];
  vehicles: PackVehicle[];
  /** Of the log above, taken in the same turn as its last entry. */
  caseProof: CaseProof;
  /** The newest checkpoint that others cosigned, and how it goes on to the one of the proof; null: none was. */
  witnessed: WitnessedHead | null;
  /** Whose cosignatures the pack promises besides the server's. */
  witnesses: { name: string; publicKeyHex: string }[];
  policyBundle: PolicyBundle | null;
  /** Every rule that was in force while the log was written, whole. */
  ruleTexts: RuleRef[];
  software: { name: string; version: string };
};

export type { PackSigner } from './pack-signer.ts';

export type PackProgress = { step: string; done: number; total: number };
export type PackMade = {
  bytes: Uint8Array;
  pages: number;
  sha256: string;
  manifestSha256: string;
  attachments: number;
};

/** Every line of the log in order, withheld ones as their commitment. */
export const logLines = ({
  log,
  withheldLog = [],
}: Pick<PackInput, 'log' | 'withheldLog'>): (AuditEntry | WithheldEntry)[] =>
  withheldLog.length === 0 ? log : [...log, ...withheldLog].sort((a, b) => a.seq - b.seq);
