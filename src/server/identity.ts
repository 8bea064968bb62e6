/**
 * Who the server is: its id, its Ed25519 key and the test authority. Kept in `identity.json` (0600) of the data folder,
 * never in the database: whoever can read the data cannot speak for the server.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { type Space, space as spaceSchema } from '../core/model/domain.ts';
import { makeAuthority } from './certificates.ts';

const identityFile = z.object({
  v: z.literal(1),
  serverId: z.string().min(1),
  space: spaceSchema,
  signingKeyPkcs8: z.string(),
  authority: z.object({ privateKeyPkcs8: z.string(), certificate: z.string() }),
});
type IdentityFile = z.infer<typeof identityFile>;

export type Identity = {
  readonly serverId: string;
  /** Ed25519, raw, hex. */
  readonly publicKey: string;
  readonly authority: IdentityFile['authority'];
  /** Ed25519 over `prefix` and the canonical JSON (RFC 8785) of `value`; hex. */
  readonly sign: (prefix: string, value: object) => string;
  /** Ed25519 over bytes; hex. */
  readonly signBytes: (message: Uint8Array) => string;
  /** Key under which the plates of one person's own vehicles are hashed: 32 bytes, hex. Lost with the identity. */
  readonly vehicleKeyHex: (userId: string) => string;
};

/** Reads the identity of a data folder, or makes one. Throws BAD_INPUT where it is of another space or damaged. */
export async function openIdentity(dataDir: string, space: Space, nowMs: number): Promise<Identity> {
  const path = join(dataDir, 'identity.json');
  const file = existsSync(path) ? readIdentity(path) : await makeIdentity(path, space, nowMs);
  if (file.space !== space) {
    throw new AppError('BAD_INPUT', {
      message: `This data folder belongs to the ${file.space} space and was asked to serve the ${space} space.`,
      tip: 'Choose another data folder. Nothing was changed.',
    });
  }
  const key = createPrivateKey({ key: Buffer.from(file.signingKeyPkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  const signBytes = (message: Uint8Array): string => sign(null, message, key).toString('hex');
  return {
    serverId: file.serverId,
    publicKey: rawPublicKey(key),
    authority: file.authority,
    signBytes,
    vehicleKeyHex: (userId) => {
      const secret = Buffer.from(file.signingKeyPkcs8, 'base64');
      return Buffer.from(hkdfSync('sha256', secret, 'waymark-own-vehicle-v1', userId, 32)).toString('hex');
    },
    sign: (prefix, value) => {
      const text = canonicalize(value);
      if (text === undefined) throw new AppError('INTERNAL', { message: 'Only JSON can be signed.' });
      return signBytes(Buffer.from(prefix + text, 'utf8'));
    },
  };
}

function readIdentity(path: string): IdentityFile {
  try {
    return identityFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new AppError('BAD_INPUT', {
      message: 'identity.json of the intel server is damaged.',
      tip: 'Restore it from a backup: without it no workstation will know this server. Nothing was changed.',
      cause,
    });
  }
}

async function makeIdentity(path: string, space: Space, nowMs: number): Promise<IdentityFile> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file: IdentityFile = {
    v: 1,
    serverId: `${space === 'training' ? 'training' : 'intel'}-${randomUUID()}`,
    space,
    signingKeyPkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    authority: await makeAuthority(space, nowMs),
  };
  // Written aside, synced, renamed: a half-written identity would lock every workstation out.
  const aside = `${path}.new`;
  const handle = openSync(aside, 'w', 0o600);
  writeSync(handle, JSON.stringify(file, null, 2));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(aside, path);
  return file;
}

/** The last 32 bytes of an Ed25519 SPKI are the key (RFC 8410). */
function rawPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
}
