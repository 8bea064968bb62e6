/**
 * All that an evidence pack is made of, as plain data: services gather it, the pack worker draws and signs it.
 * Runs anywhere. The same input gives the same pages; nothing is fetched or decided while drawing.
 */

import type { AuditCheckpoint, AuditEntry, AuditReceipt } from '../audit/entry.ts';
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
};

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
  checkpoint: AuditCheckpoint;
  receipt: AuditReceipt | null;
  policy: { version: number; digest: string } | null;
  rules: RuleRef[];
  software: { name: string; version: string };
};

/** Signs with the agency's certificate: DER certificates, leaf first; `sign` gives an ECDSA P-256 SHA-256 signature. */
export type PackSigner = {
  certificates: Uint8Array[];
  /** PKCS#8 DER of the P-256 private key; never leaves the pack worker. */
  privateKeyPkcs8: Uint8Array;
};

export type PackProgress = { step: string; done: number; total: number };
export type PackMade = {
  bytes: Uint8Array;
  pages: number;
  sha256: string;
  manifestSha256: string;
  attachments: number;
};
