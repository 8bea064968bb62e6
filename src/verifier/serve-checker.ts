// The checker inside a worker: questions come as messages, what it tells goes back as messages, one after the other.

import { createChecker } from './checker.ts';
import type { Question, Told } from './exchange.ts';

/** Of a worker's global scope, what is used; the page's types know windows alone. */
type WorkerScope = {
  postMessage(told: Told, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { data: Question }) => void): void;
};

export function serveChecker(scope: WorkerScope = globalThis as unknown as WorkerScope): void {
  const tell = (told: Told, transfer: Transferable[] = []): void => scope.postMessage(told, transfer);
  const ask = createChecker(tell, () => Promise.resolve());
  let before = Promise.resolve();
  scope.addEventListener('message', ({ data }) => {
    before = before.then(() => ask(data));
  });
  tell({ kind: 'ready' });
}
