/**
 * Who is calling. Runs before any input is looked at. What is not listed as open needs a session: a token and a fresh
 * proof by the key of the very workstation it was given to (a stolen token is worth nothing). IN20–IN23.
 */
import { ORPCError } from '@orpc/server';
import { checkDeviceProof, claimedDevice, DEVICE_PROOF_MAX_AGE_MS } from '../contract/device-proof.ts';
import { deviceProofHeader } from '../contract/intel.ts';
import type { Call, Caller, ServerParts } from './context.ts';
import { sha256Hex } from './credentials.ts';
import { findDevice, findSession, hasProviderKey, takeProof } from './tables/people.ts';

/** Methods anyone may call, by contract path. */
const OPEN = new Set(['health', 'enrol']);

/** Throws UNAUTHORIZED. `path` is the method's place in the contract, e.g. `['feed', 'pull']`. */
export async function authenticate(parts: ServerParts, path: readonly string[], call: Call): Promise<Caller> {
  const method = path.join('.');
  if (OPEN.has(method)) return { kind: 'anyone' };
  if (path[0] === 'ingest') return authenticateProvider(parts, call);
  if (method === 'session.signIn') return authenticateDevice(parts, call);
  return authenticateSession(parts, call);
}

async function authenticateProvider(parts: ServerParts, call: Call): Promise<Caller> {
  const key = bearer(call);
  if (key === null || !(await hasProviderKey(parts.store.db, sha256Hex(key)))) {
    throw unauthorized('The ingest key is missing or wrong. Send it as "Authorization: Bearer …".');
  }
  return { kind: 'provider' };
}

async function authenticateDevice(parts: ServerParts, call: Call): Promise<Caller> {
  const proof = call.header(deviceProofHeader);
  const claimed = claimedDevice(proof);
  const device = claimed === null ? null : await findDevice(parts.store.db, claimed);
  if (device === null) throw unauthorized('This workstation is not enrolled here. Enrol it with a one-time code.');
  await checkProof(parts, call, proof, device.id, device.public_key, null);
  return { kind: 'device', deviceId: device.id };
}

async function authenticateSession(parts: ServerParts, call: Call): Promise<Caller> {
  const token = bearer(call);
  const session = token === null ? null : await findSession(parts.store.db, sha256Hex(token), parts.clock());
  if (token === null || session === null) throw unauthorized('Sign in again.');
  await checkProof(parts, call, call.header(deviceProofHeader), session.deviceId, session.publicKey, token);
  return { kind: 'session', deviceId: session.deviceId, user: session.user };
}

async function checkProof(
  parts: ServerParts,
  call: Call,
  proof: string | null,
  deviceId: string,
  publicKeyHex: string,
  token: string | null,
): Promise<void> {
  const { method, url, body } = call;
  const nowMs = parts.clock();
  const check = await checkDeviceProof(proof, { deviceId, publicKeyHex, method, url, body, token, nowMs });
  if (!check.ok) {
    parts.log(`proof refused: ${check.reason}`);
    throw unauthorized(
      check.reason === 'stale'
        ? 'The clock of this workstation is more than 2 minutes off. Set it, then sign in again.'
        : 'This call does not prove that it comes from the workstation that signed in.',
    );
  }
  // Kept as long as the same proof would still be fresh.
  if (!(await takeProof(parts.store.db, deviceId, check.claims.jti, nowMs + 2 * DEVICE_PROOF_MAX_AGE_MS))) {
    parts.log('proof refused: replayed');
    throw unauthorized('This call was already made. Each call needs a proof of its own.');
  }
}

function bearer(call: Call): string | null {
  const match = /^Bearer ([\x21-\x7e]{1,512})$/.exec(call.header('authorization') ?? '');
  return match?.[1] ?? null;
}

const unauthorized = (message: string): ORPCError<'UNAUTHORIZED', undefined> =>
  new ORPCError('UNAUTHORIZED', { status: 401, message });
