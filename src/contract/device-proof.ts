/**
 * The proof that a call comes from an enrolled workstation: a compact JWS (EdDSA, the device key) over what is sent.
 * Runs on the workstation (making) and on the intel server (checking); needs WebCrypto, nothing of Node.
 * A token alone is worth nothing: without a fresh proof of the same device key the server answers 401.
 * The server refuses a `jti` seen before; that needs its store, so it is not done here. Spec: docs/spec/ingest.md IN20.
 */
import { CompactSign, compactVerify, decodeJwt, importJWK } from 'jose';
import { z } from 'zod';

const hex256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a proof says. `htu` is path and query as sent, without scheme and host, so that a proxy may stand between. */
export const deviceProofClaims = z.strictObject({
  dev: z.string().min(1).max(128).describe('device id'),
  htm: z.string().max(16).describe('HTTP method, upper case'),
  htu: z.string().max(4096).describe('path with query, e.g. /register/file-number?number=261101%2F4417'),
  iat: z.number().int().describe('when it was made, UTC, epoch SECONDS (RFC 7519)'),
  jti: z.string().min(16).max(64).describe('never used twice by this device'),
  bh: hex256.describe('SHA-256 of the body as sent, of nothing where there is none'),
  ath: hex256.optional().describe('SHA-256 of the session token in UTF-8; absent at sign-in only'),
});
export type DeviceProofClaims = z.infer<typeof deviceProofClaims>;

/** Ed25519 key pair of the workstation, raw, hex: the 32-byte seed and the 32-byte public key. */
export type DeviceKey = { readonly privateKeyHex: string; readonly publicKeyHex: string };

/** How far `iat` may lie from the server's clock. */
export const DEVICE_PROOF_MAX_AGE_MS = 120_000;

const PROOF_TYPE = 'waymark-proof+jws';
/** Longest proof looked at: a real one is about 700 characters. */
const MAX_PROOF_LENGTH = 8192;

export type DeviceProofInput = {
  readonly deviceId: string;
  readonly key: DeviceKey;
  readonly method: string;
  /** Absolute URL, or path with query. */
  readonly url: string;
  readonly body: Uint8Array | string | null;
  /** Session token; null at sign-in. */
  readonly token: string | null;
  /** UTC epoch ms: the server's time as far as known (`timeMs` of /health), else the machine's. */
  readonly nowMs: number;
};

/** Makes the value of the header `x-waymark-proof` for one call. Each call needs its own. */
export async function makeDeviceProof(input: DeviceProofInput): Promise<string> {
  const claims: DeviceProofClaims = {
    dev: input.deviceId,
    htm: input.method.toUpperCase(),
    htu: pathAndQuery(input.url),
    iat: Math.floor(input.nowMs / 1000),
    jti: crypto.randomUUID(),
    bh: await sha256HexOf(input.body ?? ''),
    ...(input.token === null ? {} : { ath: await sha256HexOf(input.token) }),
  };
  const key = await importJWK(
    {
      kty: 'OKP',
      crv: 'Ed25519',
      d: hexToBase64Url(input.key.privateKeyHex),
      x: hexToBase64Url(input.key.publicKeyHex),
    },
    'EdDSA',
  );
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: PROOF_TYPE })
    .sign(key);
}

export type DeviceProofRefusal =
  | 'missing'
  | 'malformed'
  | 'wrong-key'
  | 'stale'
  | 'other-method'
  | 'other-url'
  | 'other-body'
  | 'other-token'
  | 'other-device';

export type DeviceProofCheck =
  | { readonly ok: true; readonly claims: DeviceProofClaims }
  | { readonly ok: false; readonly reason: DeviceProofRefusal };

/** The device a proof claims to be from, so that its key can be looked up. Nothing is checked yet. */
export function claimedDevice(proof: string | null | undefined): string | null {
  if (!proof || proof.length > MAX_PROOF_LENGTH) return null;
  try {
    const claimed = decodeJwt(proof).dev;
    return typeof claimed === 'string' && claimed.length <= 128 ? claimed : null;
  } catch {
    return null;
  }
}

/** Checks everything about a proof but whether its `jti` was used before. Never throws. */
export async function checkDeviceProof(
  proof: string | null | undefined,
  expected: {
    readonly deviceId: string;
    readonly publicKeyHex: string;
    readonly method: string;
    readonly url: string;
    readonly body: Uint8Array | string | null;
    readonly token: string | null;
    readonly nowMs: number;
  },
): Promise<DeviceProofCheck> {
  if (!proof) return { ok: false, reason: 'missing' };
  if (proof.length > MAX_PROOF_LENGTH) return { ok: false, reason: 'malformed' };
  let payload: Uint8Array;
  try {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: hexToBase64Url(expected.publicKeyHex) }, 'EdDSA');
    const verified = await compactVerify(proof, key, { algorithms: ['EdDSA'] });
    if (verified.protectedHeader.typ !== PROOF_TYPE) return { ok: false, reason: 'malformed' };
    payload = verified.payload;
  } catch {
    return { ok: false, reason: 'wrong-key' };
  }
  const claims = parseClaims(payload);
  if (claims === null) return { ok: false, reason: 'malformed' };
  if (claims.dev !== expected.deviceId) return { ok: false, reason: 'other-device' };
  if (Math.abs(expected.nowMs - claims.iat * 1000) > DEVICE_PROOF_MAX_AGE_MS) return { ok: false, reason: 'stale' };
  if (claims.htm !== expected.method.toUpperCase()) return { ok: false, reason: 'other-method' };
  if (claims.htu !== pathAndQuery(expected.url)) return { ok: false, reason: 'other-url' };
  if (claims.bh !== (await sha256HexOf(expected.body ?? ''))) return { ok: false, reason: 'other-body' };
  const ath = expected.token === null ? undefined : await sha256HexOf(expected.token);
  if (claims.ath !== ath) return { ok: false, reason: 'other-token' };
  return { ok: true, claims };
}

function parseClaims(payload: Uint8Array): DeviceProofClaims | null {
  try {
    return deviceProofClaims.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch {
    return null;
  }
}

/** Path and query of a URL, as it goes over the wire. */
function pathAndQuery(url: string): string {
  const parsed = new URL(url, 'http://any.invalid');
  return parsed.pathname + parsed.search;
}

async function sha256HexOf(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function hexToBase64Url(hex: string): string {
  let binary = '';
  for (let at = 0; at < hex.length; at += 2) binary += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
