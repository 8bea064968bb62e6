/**
 * The head of a workspace's tree as a C2SP checkpoint: origin, size and root as the text of a signed note, signed by the
 * workstation, cosigned by the server and by witnesses. Runs anywhere, pure. Spec: docs/spec/audit.md, AU20–AU22.
 */
import { base64Of, bytesOfBase64 } from './base64.ts';
import type { Hash } from './merkle.ts';
import { type NoteKey, type NoteSigner, type SignBytes, signNote, verifyNote } from './signed-note.ts';

/** Head of one tree: which log, how many leaves, RFC 6962 root. */
export type TreeHead = { readonly origin: string; readonly size: number; readonly root: Hash };

export type CheckpointVerdict =
  | { readonly ok: true; readonly head: TreeHead; readonly signers: readonly NoteSigner[] }
  | { readonly ok: false; readonly why: 'malformed' | 'bad-signature' | 'no-known-key' | 'not-by-its-log' };

/** Origin of the tree of one user's workspace on one workstation. The ids hold no space and no plus. */
export const deviceOrigin = (at: { serverId: string; deviceId: string; userId: string }): string =>
  `waymark.invalid/log/${at.serverId}/${at.deviceId}/${at.userId}`;

/** Whose tree an origin names; null for one of another form. */
export function ownerOf(origin: string): { serverId: string; deviceId: string; userId: string } | null {
  const [, serverId, deviceId, userId] = /^waymark\.invalid\/log\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(origin) ?? [];
  return serverId === undefined || deviceId === undefined || userId === undefined
    ? null
    : { serverId, deviceId, userId };
}

/** The key that signs the checkpoints of a log: it is named like the log. */
export const logKey = (origin: string, publicKeyHex: string): NoteKey => ({
  name: origin,
  kind: 'ed25519',
  publicKeyHex,
});

/** The key the intel server cosigns with. */
export const serverCosignerKey = (serverId: string, publicKeyHex: string): NoteKey => ({
  name: `waymark.invalid/server/${serverId}`,
  kind: 'cosignature',
  publicKeyHex,
});

/** Three lines: origin, decimal size, base64 root. */
export function writeTreeHead({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${base64Of(root)}\n`;
}

/** Null where the text is not exactly a checkpoint's three lines. Lines after them are not ours and not taken. */
export function readTreeHead(text: string): TreeHead | null {
  const found = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\n$/.exec(text);
  if (found === null) return null;
  const [, origin = '', decimal, encoded = ''] = found;
  const size = Number(decimal);
  const root = bytesOfBase64(encoded);
  return root?.length === 32 && Number.isSafeInteger(size) ? { origin, size, root } : null;
}

/** A checkpoint signed by its log's key. */
export function signCheckpoint(head: TreeHead, publicKeyHex: string, sign: SignBytes): string {
  return signNote(writeTreeHead(head), logKey(head.origin, publicKeyHex), sign);
}

/**
 * What a checkpoint says, where the key of its own log signed it. Cosignatures that known keys made are among `signers`;
 * whether there are enough of them is for the caller to say.
 * @param keys the log's key (`logKey`) and those of the server and witnesses
 */
export function verifyCheckpointNote(note: string, keys: readonly NoteKey[]): CheckpointVerdict {
  const verdict = verifyNote(note, keys);
  if (!verdict.ok) return verdict;
  const head = readTreeHead(verdict.text);
  if (head === null) return { ok: false, why: 'malformed' };
  const byLog = verdict.signers.some(({ key }) => key.kind === 'ed25519' && key.name === head.origin);
  return byLog ? { ok: true, head, signers: verdict.signers } : { ok: false, why: 'not-by-its-log' };
}
