/**
 * `keyring.json`: the random workspace key, wrapped under the passphrase and the device secret. Node only.
 *
 *   wrapping key = HKDF-SHA256(Argon2id(passphrase, salt) ‖ device secret)      wrapped = AES-256-GCM(workspace key)
 *
 * The file holds no key in the clear and no hash of the passphrase. A try is counted on disk before it is made, so that
 * killing the program does not win a free one. Spec: docs/spec/workspace.md WS1–WS3.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { argon2id } from 'hash-wasm';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { withDiskErrors } from './disk-errors.ts';
import { writeDurably } from './durable-file.ts';

/** Bounds keep a forged file from making the key cheap to guess or the machine run out of memory. */
const kdf = z.strictObject({
  name: z.literal('argon2id'),
  saltHex: z.string().regex(/^[0-9a-f]{32}$/),
  memoryKiB: z.number().int().min(65_536).max(1_048_576),
  iterations: z.number().int().min(3).max(16),
  parallelism: z.literal(1),
});
const keyring = z.strictObject({
  v: z.literal(1),
  workspaceId: z.string().min(1).max(64),
  kdf,
  wrapped: z.strictObject({
    name: z.literal('aes-256-gcm'),
    nonceHex: z.string().regex(/^[0-9a-f]{24}$/),
    ciphertextHex: z.string().regex(/^[0-9a-f]{64}$/),
    tagHex: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  tries: z.strictObject({ failures: z.number().int().min(0).max(1e9), notBeforeMs: z.number().int().min(0) }),
});
type Keyring = z.infer<typeof keyring>;

const firstDelayMs = 1000;
export const MAX_DELAY_MS = 15 * 60_000;

/** How long to wait after the n-th wrong passphrase in a row, ms: 1 s, 2 s, 4 s … 15 min. */
export function delayAfter(failures: number): number {
  return failures <= 0 ? 0 : Math.min(MAX_DELAY_MS, firstDelayMs * 2 ** Math.min(failures - 1, 30));
}

export type WrapInput = {
  path: string;
  workspaceId: string;
  /** 32 bytes. */
  workspaceKey: Uint8Array;
  passphrase: string;
  deviceSecretHex: string;
  random: (length: number) => Uint8Array;
};

/** Writes a new keyring, whole and synced, 0600. */
export async function writeKeyring(input: WrapInput): Promise<void> {
  const parameters: Keyring['kdf'] = {
    name: 'argon2id',
    saltHex: Buffer.from(input.random(16)).toString('hex'),
    memoryKiB: 65_536,
    iterations: 3,
    parallelism: 1,
  };
  const wrappingKey = await deriveWrappingKey(input.passphrase, input.deviceSecretHex, parameters);
  const nonce = input.random(12);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce);
  cipher.setAAD(boundData(input.workspaceId, parameters));
  const ciphertext = Buffer.concat([cipher.update(input.workspaceKey), cipher.final()]);
  wrappingKey.fill(0);
  save(input.path, {
    v: 1,
    workspaceId: input.workspaceId,
    kdf: parameters,
    wrapped: {
      name: 'aes-256-gcm',
      nonceHex: Buffer.from(nonce).toString('hex'),
      ciphertextHex: ciphertext.toString('hex'),
      tagHex: cipher.getAuthTag().toString('hex'),
    },
    tries: { failures: 0, notBeforeMs: 0 },
  });
}

export type Unwrapped =
  | { outcome: 'opened'; workspaceKey: Buffer; workspaceId: string; failuresBefore: number }
  | { outcome: 'wrong-passphrase'; failures: number; retryAfterMs: number }
  | { outcome: 'delayed'; failures: number; retryAfterMs: number };

/** Throws NOT_FOUND where there is no keyring, FROM_THE_FUTURE or WORKSPACE_DAMAGED where it is not one to trust. */
export async function unwrapKeyring(input: {
  path: string;
  passphrase: string;
  deviceSecretHex: string;
  nowMs: number;
}): Promise<Unwrapped> {
  const ring = read(input.path);
  const { failures } = ring.tries;
  // A clock set far back must not lock the owner out for longer than the longest delay.
  const waitMs = Math.min(ring.tries.notBeforeMs - input.nowMs, MAX_DELAY_MS);
  if (waitMs > 0) return { outcome: 'delayed', failures, retryAfterMs: waitMs };

  const retryAfterMs = delayAfter(failures + 1);
  save(input.path, { ...ring, tries: { failures: failures + 1, notBeforeMs: input.nowMs + retryAfterMs } });
  const workspaceKey = await unwrap(ring, input.passphrase, input.deviceSecretHex);
  if (workspaceKey === null) return { outcome: 'wrong-passphrase', failures: failures + 1, retryAfterMs };
  save(input.path, { ...ring, tries: { failures: 0, notBeforeMs: 0 } });
  return { outcome: 'opened', workspaceKey, workspaceId: ring.workspaceId, failuresBefore: failures };
}

async function unwrap(ring: Keyring, passphrase: string, deviceSecretHex: string): Promise<Buffer | null> {
  const wrappingKey = await deriveWrappingKey(passphrase, deviceSecretHex, ring.kdf);
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.from(ring.wrapped.nonceHex, 'hex'));
    decipher.setAAD(boundData(ring.workspaceId, ring.kdf));
    decipher.setAuthTag(Buffer.from(ring.wrapped.tagHex, 'hex'));
    return Buffer.concat([decipher.update(Buffer.from(ring.wrapped.ciphertextHex, 'hex')), decipher.final()]);
  } catch {
    return null; // the tag does not fit: wrong passphrase, wrong device or an altered file; they cannot be told apart
  } finally {
    wrappingKey.fill(0);
  }
}

async function deriveWrappingKey(
  passphrase: string,
  deviceSecretHex: string,
  parameters: Keyring['kdf'],
): Promise<Buffer> {
  const salt = Buffer.from(parameters.saltHex, 'hex');
  const stretched = await argon2id({
    password: Buffer.from(passphrase.normalize('NFKC'), 'utf8'),
    salt,
    memorySize: parameters.memoryKiB,
    iterations: parameters.iterations,
    parallelism: parameters.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  const both = Buffer.concat([stretched, Buffer.from(deviceSecretHex, 'hex')]);
  const key = Buffer.from(hkdfSync('sha256', both, salt, 'waymark-workspace-wrap-v1', 32));
  stretched.fill(0);
  both.fill(0);
  return key;
}

/** Ties the wrapped key to its workspace and parameters: a file put together from two is refused. */
function boundData(workspaceId: string, parameters: Keyring['kdf']): Buffer {
  const { name, saltHex, memoryKiB, iterations, parallelism } = parameters;
  return Buffer.from(
    JSON.stringify(['waymark-keyring-v1', workspaceId, name, saltHex, memoryKiB, iterations, parallelism]),
  );
}

function save(path: string, ring: Keyring): void {
  withDiskErrors(() => writeDurably(path, `${JSON.stringify(ring, null, 2)}\n`));
}

function read(path: string): Keyring {
  const text = withDiskErrors(() => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new AppError('NOT_FOUND', {
          message: 'There is no workspace for this user on this workstation.',
          tip: 'Connect to the intel server and sign in: the workspace is then made.',
        });
      }
      throw error;
    }
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : null;
  if (typeof version === 'number' && version > 1) {
    throw new AppError('FROM_THE_FUTURE', { tip: 'Install the newer Waymark that wrote this keyring.' });
  }
  const parsed = keyring.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError('WORKSPACE_DAMAGED', {
    message: 'The keyring of this workspace is not one Waymark trusts. It was left untouched.',
    tip: 'Restore keyring.json from a backup. Or move the user’s folder away and sign in anew while connected.',
    details: { field: parsed.error.issues[0]?.path.join('.') ?? '' },
  });
}
