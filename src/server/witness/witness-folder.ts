/**
 * What a witness keeps: its key (0600) and, for each log, the newest checkpoint it cosigned, synced before it answers.
 * Runs in Node. One file a log, named by the SHA-256 of its origin; a torn write leaves the one before.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { NoteKey, SignBytes } from '../../core/audit/signed-note.ts';
import { AppError } from '../../core/errors.ts';

const keyFile = z.strictObject({
  v: z.literal(1),
  name: z.string().min(1).max(200),
  seedHex: z.string().regex(/^[0-9a-f]{64}$/),
});

export type WitnessFolder = {
  readonly key: NoteKey;
  readonly sign: SignBytes;
  /** The newest checkpoint cosigned of a log; null where there is none. Throws IO_FAILED where it cannot be read. */
  readonly newest: (origin: string) => string | null;
  /** On disk when it returns. */
  readonly keep: (origin: string, checkpoint: string) => void;
};

/** Opens a witness's folder, or makes one. Throws BAD_INPUT where its key file is damaged. */
export function openWitnessFolder(dir: string): WitnessFolder {
  const checkpoints = join(dir, 'checkpoints');
  mkdirSync(checkpoints, { recursive: true, mode: 0o700 });
  const path = join(dir, 'witness.json');
  if (!existsSync(path)) {
    const name = `waymark.invalid/witness/${randomBytes(8).toString('hex')}`;
    writeDurably(path, JSON.stringify({ v: 1, name, seedHex: randomBytes(32).toString('hex') }));
  }
  const { name, seedHex } = readKey(path);
  const seed = hexToBytes(seedHex);
  const fileOf = (origin: string): string =>
    join(checkpoints, `${createHash('sha256').update(origin).digest('hex')}.txt`);
  return {
    key: { name, kind: 'cosignature', publicKeyHex: bytesToHex(ed25519.getPublicKey(seed)) },
    sign: (message) => bytesToHex(ed25519.sign(message, seed)),
    newest: (origin) => (existsSync(fileOf(origin)) ? readFileSync(fileOf(origin), 'utf8') : null),
    keep: (origin, checkpoint) => writeDurably(fileOf(origin), checkpoint),
  };
}

function readKey(path: string): z.infer<typeof keyFile> {
  try {
    return keyFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new AppError('BAD_INPUT', {
      message: 'witness.json of this witness is damaged.',
      tip: 'Restore it from a backup: with another key it is another witness. Nothing was changed.',
      cause,
    });
  }
}

function writeDurably(path: string, text: string): void {
  const aside = `${path}.new`;
  const file = openSync(aside, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  const folder = openSync(join(path, '..'), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
