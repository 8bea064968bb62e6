/**
 * `trust.json`: whom this workstation trusts besides its server: witnesses of the query log, and audit keys accepted in
 * place of those first seen. Node only. A history that only grows; what holds now follows from it. It is one for all who
 * sign in here, and not secret: each workspace keeps what it has seen of it, so that a history changed behind
 * everybody's back is noticed (docs/spec/sync.md SY18).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { epochMs, id, role } from '../core/model/domain.ts';
import { withDiskErrors } from './disk-errors.ts';
import { writeDurably } from './durable-file.ts';

export const trustChange = z.strictObject({
  kind: z.enum(['witness-added', 'witness-removed', 'audit-keys-accepted']),
  /** The verifier key of the witness; or the ids of all audit keys that are accepted, ascending. */
  keys: z.array(z.string().min(1).max(500)).min(1).max(8),
  by: z.strictObject({ id, name: z.string().max(200), role }),
  atMs: epochMs,
  note: z.string().max(500),
});
export type TrustChange = z.infer<typeof trustChange>;

const trustFile = z.strictObject({ v: z.literal(1), changes: z.array(trustChange).max(10_000) });
const path = (dataDir: string): string => join(dataDir, 'trust.json');

/** Oldest first; empty where there is no file. null: there is one, and it is not whole. */
export function readTrustFile(dataDir: string): TrustChange[] | null {
  const text = withDiskErrors(() => {
    try {
      return readFileSync(path(dataDir), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
  if (text === null) return [];
  try {
    const parsed = trustFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.changes : null;
  } catch {
    return null;
  }
}

/** Atomic, synced, 0600. */
export function writeTrustFile(dataDir: string, changes: readonly TrustChange[]): void {
  const text = JSON.stringify(trustFile.parse({ v: 1, changes }), null, 2);
  withDiskErrors(() => writeDurably(path(dataDir), `${text}\n`));
}

export type Witness = { readonly verifierKey: string; readonly addedMs: number; readonly addedBy: string };

/** In the order they were added; one that was removed is gone. */
export function witnessesOf(changes: readonly TrustChange[]): Witness[] {
  const held = new Map<string, Witness>();
  for (const { kind, keys, by, atMs } of changes) {
    const [verifierKey = ''] = keys;
    if (kind === 'witness-added') held.set(verifierKey, { verifierKey, addedMs: atMs, addedBy: by.name });
    if (kind === 'witness-removed') held.delete(verifierKey);
  }
  return [...held.values()];
}
