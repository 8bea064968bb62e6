// What the page asks of its checker and what the checker tells, whether it runs in a worker or, where none is allowed, in
// the page itself. Data alone: everything survives being copied between threads.

import type { AuditAction } from '../core/audit/entry.ts';
import type { ExplainedVerdict } from '../core/evidence/code-words.ts';

/** What the reader holds the pack against; empty lists: nothing was named. Certificates in DER. */
export type TrustGiven = {
  authorities: Uint8Array[];
  timeStamps: Uint8Array[];
  /** Verifier keys, as text that was found to be one. */
  witnesses: string[];
};

export type Question =
  | { kind: 'check'; ask: number; file: Blob; name: string; trust: TrustGiven }
  | { kind: 'content'; ask: number; name: string };

/** `done` and `total` in bytes; a step that cannot be measured has neither. */
export type Progress = { step: 'read' | 'check'; done: number; total: number };

export type Told =
  | { kind: 'ready' }
  | ({ kind: 'progress'; ask: number } & Progress)
  | { kind: 'checked'; ask: number; checked: CheckedFile }
  | { kind: 'content'; ask: number; bytes: Uint8Array }
  | { kind: 'failed'; ask: number; message: string };

export type CheckedFile = {
  file: { name: string; bytes: number; sha256: string; form: 'pdf' | 'bag' };
  verdict: ExplainedVerdict;
  /** Null where the list of what the pack holds cannot be read. */
  contents: PackContents | null;
};

export type ListedFile = {
  name: string;
  mime: string;
  bytes: number;
  sha256: string;
  /** What is attached is what the signed list names. */
  sound: boolean;
};

export type LogRow =
  | { state: 'withheld'; seq: number }
  | { state: 'unreadable'; seq: number }
  | {
      state: 'shown';
      seq: number;
      timeMs: number;
      who: string;
      title: string;
      action: AuditAction;
      phase: 'intent' | 'result' | 'event';
      of: number | null;
      outcome: 'pending' | 'ran' | 'refused' | 'failed' | 'cancelled' | 'recorded';
      authority: string;
      asked: string;
    };

/** What the pack says of itself, as it is listed on the page. Whether it may be believed is for the verdict to say. */
export type PackContents = {
  fileNumber: string | null;
  workstation: string;
  software: string;
  coverage: { liveCameras: number; totalCameras: number; fromMs: number; toMs: number };
  /** `redacted`: the picture is a copy with parts made black. */
  exhibits: { number: string; plate: string; detectionId: string; image: string | null; redacted: boolean }[];
  attachments: ListedFile[];
  /** Everything that is not in the pack, with the reason it gives. */
  absent: { what: string; reason: string }[];
  log: LogRow[];
};
