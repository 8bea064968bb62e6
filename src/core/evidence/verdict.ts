/**
 * What a verification answers: checks in words, problems by code. Runs anywhere. The set of codes is closed: a new way
 * for a pack to be wrong gets a new code, an old code never changes its meaning.
 */

export const packProblemCodes = [
  'not-a-pack',
  'too-short',
  'too-large',
  'no-signature',
  'several-signatures',
  'bytes-not-signed',
  'bytes-after-end',
  'signature-form',
  'signature-wrong',
  'content-changed',
  'certificate-form',
  'certificate-chain',
  'certificate-dates',
  'authority-unknown',
  'attachments-unreadable',
  'attachment-missing',
  'attachment-extra',
  'attachment-changed',
  'manifest-form',
  'log-broken',
  'checkpoint-wrong',
  'log-key-unknown',
  'receipt-wrong',
  'query-without-authority',
  'query-form',
  'authority-not-in-force',
  'export-not-logged',
  'exhibit-not-confirmed',
  'exhibit-not-logged',
  'exhibit-image',
  'exhibit-left-out',
  'manifest-signature',
  'time-stamp-wrong',
  'time-stamp-unknown',
  'time-stamp-missing',
  'signature-weak',
  'case-proof-wrong',
  'witness-missing',
  'log-rewritten',
  'document-missing',
  'document-changed',
  'clip-changed',
  'policy-wrong',
  'entry-withheld',
  'disclosure-form',
  'section-left-out',
  'case-uco-form',
  'bag-form',
  'bag-differs',
] as const;
export type PackProblemCode = (typeof packProblemCodes)[number];

/** `where`: byte offset, attachment, or entry, in words. */
export type PackProblem = { code: PackProblemCode; message: string; where: string };

/** In the order in which they are made and shown. */
export const packCheckIds = [
  'layout',
  'signature',
  'time-stamp',
  'certificate',
  'attachments',
  'log',
  'receipt',
  'witness',
  'authority',
  'documents',
  'exhibits',
  'disclosure',
  'bag',
] as const;
export type PackCheckId = (typeof packCheckIds)[number];
export type PackCheck = { id: PackCheckId; title: string; ok: boolean; detail: string; where: string };

export type PackSignerView = {
  subject: string;
  issuer: string;
  fingerprint: string;
  authorityFingerprint: string;
  test: boolean;
};

export type PackSummary = {
  /** Of the manifest: what a pack of it can prove, docs/spec/pack.md. */
  version: 1 | 2;
  packId: string;
  number: string;
  space: 'live' | 'training';
  title: string;
  caseName: string;
  madeMs: number;
  manifestSha256: string;
  attachments: number;
  exhibits: number;
  logEntries: number;
  refusedQueries: number;
  /** Entries that stand in the log as their commitment alone. */
  withheldEntries: number;
  /** For whom it was made; null: version 1, which knows one kind. */
  profile: { id: string; title: string } | null;
};

export type PackVerdict = {
  /** `unreadable`: not a PDF with a pack's signature at all. */
  status: 'valid' | 'invalid' | 'unreadable';
  /** `not-checked`: no authority was named to compare with; `untrusted`: one was, and the pack is not shown to be its. */
  trust: 'anchored' | 'not-checked' | 'untrusted';
  checks: PackCheck[];
  problems: PackProblem[];
  /** Who signed the pages. */
  signer: PackSignerView | null;
  /** The workstation that kept the log and signed the manifest; null: version 1, or its signature does not hold. */
  keeper: PackSignerView | null;
  pack: PackSummary | null;
};

/** Thrown inside the verifier to stop a part that cannot go on; never leaves it. */
export class PackFault extends Error {
  readonly problem: PackProblem;
  constructor(code: PackProblemCode, message: string, where: string) {
    super(message);
    this.problem = { code, message, where };
  }
}
