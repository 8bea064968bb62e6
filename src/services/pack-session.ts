/**
 * What of packs lives only as long as somebody is signed in: exports under way, the last preview, and what was
 * found out of images. Runs in the
 * services worker. Kept beside the session it belongs to and gone with it; a preview is never written to disk.
 */
import { createHash } from 'node:crypto';
import { getImage } from '../workspace/index.ts';
import type { OpenSession } from './desk.ts';

type Preview = { id: string; bytes: Uint8Array };
/** `stopping` fires when it is asked to stop; `ended` resolves once the log says what became of it. */
type Running = { packId: string; stopping: AbortSignal; ended: Promise<void>; end: () => void };
/** `whole`: the bytes held are those its hash names. */
type ImageFacts = { bytes: number; whole: boolean };
type Kept = { running: Map<string, Running>; preview: Preview | null; images: Map<string, ImageFacts> };

const kept = new WeakMap<OpenSession, Kept>();

function of(session: OpenSession): Kept {
  let found = kept.get(session);
  if (found === undefined) {
    found = { running: new Map(), preview: null, images: new Map() };
    kept.set(session, found);
  }
  return found;
}

/** Id of the pack that is being made of this case; null: none is. */
export const runningExport = (session: OpenSession, caseId: string): string | null =>
  of(session).running.get(caseId)?.packId ?? null;

/** Waits for an export of this case that is being stopped; one that goes on is not waited for. */
export async function exportStopped(session: OpenSession, caseId: string): Promise<void> {
  const running = of(session).running.get(caseId);
  if (running?.stopping.aborted) await running.ended;
}

export function beginExport(session: OpenSession, caseId: string, packId: string, stopping: AbortSignal): void {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  of(session).running.set(caseId, { packId, stopping, ended, end });
}

export function endExport(session: OpenSession, caseId: string, packId: string): void {
  const { running } = of(session);
  const found = running.get(caseId);
  if (found?.packId !== packId) return;
  running.delete(caseId);
  found.end();
}

/** In the place of the one before. */
export function keepPreview(session: OpenSession, preview: Preview): void {
  of(session).preview = preview;
}

/** null where another came since, or the session is a new one. */
export const previewBytes = (session: OpenSession, id: string): Uint8Array | null => {
  const { preview } = of(session);
  return preview?.id === id ? preview.bytes : null;
};

/** Read and hashed once a session: a case may hold thousands. null: it is not held. */
export function imageFacts(session: OpenSession, sha256: string): ImageFacts | null {
  const { images } = of(session);
  const known = images.get(sha256);
  if (known !== undefined) return known;
  const held = getImage(session.workspace.read, sha256);
  if (held === null) return null;
  const whole = createHash('sha256').update(held.bytes).digest('hex') === sha256;
  const facts = { bytes: held.bytes.length, whole };
  images.set(sha256, facts);
  return facts;
}
