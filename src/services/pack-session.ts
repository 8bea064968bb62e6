/**
 * What of packs lives only as long as somebody is signed in: exports under way, and the last preview. Runs in the
 * services worker. Kept beside the session it belongs to and gone with it; a preview is never written to disk.
 */
import type { OpenSession } from './desk.ts';

type Preview = { id: string; bytes: Uint8Array };
type Kept = { running: Map<string, string>; preview: Preview | null };

const kept = new WeakMap<OpenSession, Kept>();

function of(session: OpenSession): Kept {
  let found = kept.get(session);
  if (found === undefined) {
    found = { running: new Map(), preview: null };
    kept.set(session, found);
  }
  return found;
}

/** Id of the pack that is being made of this case; null: none is. */
export const runningExport = (session: OpenSession, caseId: string): string | null =>
  of(session).running.get(caseId) ?? null;

export function beginExport(session: OpenSession, caseId: string, packId: string): void {
  of(session).running.set(caseId, packId);
}

export function endExport(session: OpenSession, caseId: string, packId: string): void {
  const { running } = of(session);
  if (running.get(caseId) === packId) running.delete(caseId);
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
