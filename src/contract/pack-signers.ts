/**
 * What packs may be signed and stamped with besides the workstation's own certificate, as the settings show it. Runs
 * anywhere. Times are UTC epoch milliseconds; fingerprints are SHA-256 of the whole certificate, lower-case hex.
 */
import { z } from 'zod';
import { epochMs, sha256Hex } from '../core/model/domain.ts';

const name = z.string().describe('as the certificate writes it: CN=…, O=…');

export const packSigners = z.object({
  workstation: z
    .object({
      subject: name,
      issuer: name,
      fingerprint: sha256Hex,
      rootFingerprint: sha256Hex.describe('of the authority it rests on: read it out to whoever will check packs'),
      key: z.string(),
      validToMs: epochMs.describe('of the first of the chain to lapse'),
    })
    .describe('given when the workstation was enrolled; signs wherever no other does'),
  agency: z
    .object({
      subject: name,
      issuer: name,
      fingerprint: sha256Hex,
      root: name,
      rootFingerprint: sha256Hex.describe('read it out to whoever will check packs'),
      certificates: z.number().int().describe('in the chain, its root included'),
      key: z.string().describe('RSA 2048, P-256 …'),
      validFromMs: epochMs,
      validToMs: epochMs.describe('of the first of the chain to lapse'),
      lapsed: z.boolean().describe('out of date by the clock of this workstation: it cannot sign'),
      importedMs: epochMs,
      importedBy: z.string(),
    })
    .nullable()
    .describe('null: none was imported; packs are signed by the workstation'),
  timeStamp: z
    .object({
      url: z.string(),
      root: name,
      rootFingerprint: sha256Hex,
      rootValidToMs: epochMs,
      setMs: epochMs,
      setBy: z.string(),
    })
    .nullable()
    .describe('null: none was set; packs are not stamped'),
});
export type PackSigners = z.infer<typeof packSigners>;

export const signerImport = z.object({
  file: z.instanceof(Blob).describe('PKCS#12 with key and whole chain'),
  passphrase: z.string().max(1024),
  note: z.string().max(500),
});
export const timeStampServer = z.object({
  url: z.url({ protocol: /^https?$/ }).max(300),
  roots: z.instanceof(Blob).describe('PEM or DER: the root, and certificates between where the server leaves them out'),
  note: z.string().max(500),
});
