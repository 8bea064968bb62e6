/**
 * Starts the services worker: the one start function of both hosts. Runs in the main thread of a host.
 * The worker owns the database and answers contract calls; a host only carries frames between a client and the
 * MessagePort that `connect()` hands out. Nothing is computed here.
 */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.ts';
import type { ServicesWorkerData, ServicesWorkerReport } from '../services/worker-protocol.ts';

export type StartedServices = {
  /** A new port that speaks the workstation contract; closing it ends that client's calls. */
  connect(): MessagePort;
  /** Rejects when the worker dies by itself; never resolves otherwise. */
  readonly died: Promise<never>;
  /** Locks the workspace and ends the worker. */
  close(): Promise<void>;
};

/** Starts the worker and waits until it answers; a workspace or set-up it cannot serve rejects with the reason. */
export async function startServices(workerUrl: URL, data: ServicesWorkerData): Promise<StartedServices> {
  const worker = new Worker(workerUrl, { workerData: data, name: 'waymark-services' });
  let closing = false;
  let fail: (error: Error) => void = () => {};
  const died = new Promise<never>((_, reject) => {
    fail = reject;
  });
  died.catch(() => {});
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (report: ServicesWorkerReport) => {
      if (report.type === 'ready') resolve();
      if (report.type === 'failed') reject(new AppError('INTERNAL', { message: report.message, tip: report.tip }));
    });
    worker.once('error', (error) => {
      reject(error);
      fail(error);
    });
    worker.once('exit', (code) => {
      const error = new AppError('INTERNAL', {
        message: `The services stopped (${code}).`,
        tip: 'Start Waymark again. What was saved is safe.',
      });
      reject(error);
      if (!closing) fail(error);
    });
  });
  await ready;
  return {
    connect() {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ type: 'connect', port: port2 }, [port2]);
      return port1;
    },
    died,
    async close() {
      closing = true;
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.postMessage({ type: 'close' });
      const timer = setTimeout(() => void worker.terminate(), 5000);
      await exited;
      clearTimeout(timer);
    },
  };
}
