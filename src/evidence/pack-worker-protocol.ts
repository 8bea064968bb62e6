// What the pack worker is given at birth and what it says. Types alone; both sides import them.

import type { PackInput, PackMade, PackProgress } from '../core/evidence/pack-input.ts';
import type { DraftMade } from './build-pack.ts';
import type { ReadingEnd } from './pack-reading.ts';
import type { SentSigner, SignQuestion } from './worker-token.ts';

/** `signer` null: a draft. */
export type PackWorkerData = {
  /** Without the contents of pictures, footage and papers: they are read through `reading`. */
  input: PackInput;
  reading: ReadingEnd;
  signer: SentSigner | null;
  resourcesDir: string;
};

/** Codes, messages, tips and details cross; causes and stacks do not: they may hold what the case is about. */
export type FromPackWorker =
  | { kind: 'progress'; progress: PackProgress }
  | SignQuestion
  | { kind: 'made'; made: PackMade }
  | { kind: 'drafted'; draft: DraftMade }
  | {
      kind: 'error';
      code: string;
      message: string;
      tip: string;
      details: Record<string, string | number | boolean | null>;
    };
