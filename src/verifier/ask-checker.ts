// Asks the checker: in a worker made from the page's own script, so that the page stays alive under a large pack; in the
// page itself where a worker cannot be started. Runs in the page.

import { createChecker } from './checker.ts';
import type { CheckedFile, Progress, Question, Told, TrustGiven } from './exchange.ts';

/** How long a worker may take to start before the page does without it. */
const startLimitMs = 10_000;

export type AskChecker = {
  check(file: File, trust: TrustGiven, onProgress: (progress: Progress) => void): Promise<CheckedFile>;
  content(name: string): Promise<Uint8Array>;
  /** False: the page may stand still while a large pack is checked. */
  readonly beside: Promise<boolean>;
};

type Waiting = { onProgress: (progress: Progress) => void; done: (told: Told) => void };
type Send = (question: Question) => void;

export function askChecker(script: string): AskChecker {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const heard = (told: Told): void => {
    if (told.kind === 'ready') return;
    const asked = waiting.get(told.ask);
    if (told.kind === 'progress') asked?.onProgress(told);
    else {
      waiting.delete(told.ask);
      asked?.done(told);
    }
  };
  const inPage: Send = createChecker(heard, nextFrame);
  const worker = startWorker(script, heard, (message) => {
    for (const ask of [...waiting.keys()]) heard({ kind: 'failed', ask, message });
  });
  const send = async (question: Question): Promise<void> => ((await worker) ?? inPage)(question);
  const asked = (question: Question, onProgress: Waiting['onProgress']): Promise<Told> =>
    new Promise((done) => {
      waiting.set(question.ask, { onProgress, done });
      void send(question);
    });
  return {
    beside: worker.then((found) => found !== null),
    async check(file, trust, onProgress) {
      last += 1;
      const told = await asked({ kind: 'check', ask: last, file, name: file.name, trust }, onProgress);
      if (told.kind === 'checked') return told.checked;
      throw new Error(told.kind === 'failed' ? told.message : 'The checker did not answer.');
    },
    async content(name) {
      last += 1;
      const told = await asked({ kind: 'content', ask: last, name }, () => {});
      if (told.kind === 'content') return told.bytes;
      throw new Error(told.kind === 'failed' ? told.message : 'The checker did not answer.');
    },
  };
}

/** Null where the browser does not let a page from a file have one. */
function startWorker(
  script: string,
  heard: (told: Told) => void,
  onCrash: (message: string) => void,
): Promise<Send | null> {
  return new Promise((found) => {
    let worker: Worker;
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    try {
      worker = new Worker(address);
    } catch {
      found(null);
      return;
    }
    setTimeout(() => found(null), startLimitMs);
    worker.onerror = () => {
      found(null);
      onCrash(
        'The check stopped: this computer has not enough memory for a file of this size. Nothing was changed. Load the page again, or use the command “waymark verify”.',
      );
    };
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'ready') {
        URL.revokeObjectURL(address);
        found((question) => worker.postMessage(question));
      } else heard(data);
    };
  });
}

const nextFrame = (): Promise<void> => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
