/**
 * What a host and the services worker say to each other besides contract frames. Runs on both sides; types alone.
 * Ports come one per client; the worker speaks the workstation contract on each.
 */
import type { MessagePort } from 'node:worker_threads';
import type { SessionState } from '../contract/workstation.ts';

/** Given to the worker at birth (structured clone: worker entries as href strings, `null` = run in this thread). */
export type ServicesWorkerData = {
  dataDir: string;
  workers: { match: string | null; pack: string | null };
  /** Folder with basemap and fonts; null: beside the sources. */
  resourcesDir: string | null;
  offer: SessionState['offer'];
  host: SessionState['host'];
  version: string;
};

/** From the host: serve one more client, or lock everything and end. */
export type ServicesWorkerCommand = { type: 'connect'; port: MessagePort } | { type: 'close' };

/** From the worker: it answers now, or it cannot be started and why. */
export type ServicesWorkerReport = { type: 'ready' } | { type: 'failed'; code: string; message: string; tip: string };
