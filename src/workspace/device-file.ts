/**
 * `device.json`: the workstation's own secrets and what it learnt on enrolment. Node only; readable by its owner alone.
 * Under the loopback host the device secret lies here; under Electron the host may keep it in the OS keystore instead.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { space } from '../core/model/domain.ts';
import { withDiskErrors } from './disk-errors.ts';
import { writeDurably } from './durable-file.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const deviceFile = z.strictObject({
  v: z.literal(1),
  deviceId: z.string().min(1).max(128),
  deviceName: z.string().min(1).max(100),
  deviceSecretHex: hex32.describe('mixed into the wrapping key of every user: a stolen keyring alone is not enough'),
  deviceKeySeedHex: hex32.describe('Ed25519 seed: signs checkpoints and proofs to the server'),
  devicePublicKeyHex: hex32,
  signingKeyPkcs8Base64: base64.describe('P-256 key that signs packs, PKCS#8 DER'),
  certificatesBase64: z.array(base64).describe('X.509 DER: leaf of this workstation, then the authority'),
  serverUrl: z.string().max(300),
  serverId: z.string().min(1),
  serverPublicKeyHex: hex32,
  space,
});
export type DeviceFile = z.infer<typeof deviceFile>;

const path = (dataDir: string): string => join(dataDir, 'device.json');

/** null where there is none yet. Throws BAD_INPUT on one that is not whole, or that others than its owner may read. */
export function readDeviceFile(dataDir: string): DeviceFile | null {
  const text = withDiskErrors(() => {
    try {
      if (process.platform !== 'win32' && (statSync(path(dataDir)).mode & 0o077) !== 0) {
        throw new AppError('BAD_INPUT', {
          message: 'device.json can be read by other users of this machine.',
          tip: 'Set its mode to 0600 (owner only). If others may have read it, enrol this workstation anew.',
        });
      }
      return readFileSync(path(dataDir), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
  if (text === null) return null;
  const parsed = deviceFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError('BAD_INPUT', {
    message: 'device.json is not whole.',
    tip: 'Restore it from a backup, or move it away and enrol this workstation anew. Workspaces need the old one.',
    details: { field: parsed.error.issues[0]?.path.join('.') ?? '' },
  });
}

/** Atomic, synced, 0600. */
export function writeDeviceFile(dataDir: string, device: DeviceFile): void {
  const text = JSON.stringify(deviceFile.parse(device), null, 2);
  withDiskErrors(() => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeDurably(path(dataDir), `${text}\n`);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
