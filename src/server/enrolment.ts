/** Enrolling workstations and signing people in. Wrong tries are counted and delayed. IN21, IN24. */
import { randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import type { User } from '../core/model/domain.ts';
import { certify } from './certificates.ts';
import type { ServerParts } from './context.ts';
import { enrolmentCodeHash, newToken, nobodysVerifier, passphraseMatches, sha256Hex } from './credentials.ts';
import { findUser, forgetProofs, openSession, takeCode, toUser } from './tables/people.ts';
import { clearTries, startTry } from './tables/throttle.ts';

const SESSION_MS = 12 * 3_600_000;

export type EnrolInput = {
  readonly code: string;
  readonly deviceName: string;
  readonly devicePublicKey: string;
  readonly signingPublicKeySpki: string;
};

export async function enrol(parts: ServerParts, input: EnrolInput, from: string) {
  const { store, identity, clock } = parts;
  const nowMs = clock();
  const id = randomUUID();
  const names = {
    device: { id, publicKey: input.devicePublicKey },
    server: { id: identity.serverId, publicKey: identity.publicKey },
  };
  const leaf = await certify(
    identity.authority,
    { commonName: input.deviceName, spki: Buffer.from(input.signingPublicKeySpki, 'base64'), names },
    nowMs,
  ).catch(() => {
    throw new ORPCError('BAD_REQUEST', {
      message: 'signingPublicKeySpki must be a P-256 public key, SPKI DER, base64.',
    });
  });
  const tries = `enrol:${from}`;
  await wait(parts, tries, nowMs);
  const device = {
    id,
    name: input.deviceName,
    public_key: input.devicePublicKey,
    signing_spki: input.signingPublicKeySpki,
    certificate: leaf,
    enrolled_ms: nowMs,
  };
  const used = await store.db.transaction().execute(async (tx) => {
    const code = await takeCode(tx, enrolmentCodeHash(input.code), nowMs);
    if (code === null) return false;
    const added = await tx
      .insertInto('devices')
      .values(device)
      .onConflict((on) => on.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added) {
      await store.promise(tx, { kind: 'row', table: 'enrolment_codes', row: code });
      await store.promise(tx, { kind: 'row', table: 'devices', row: device });
      return true;
    }
    throw new ORPCError('CONFLICT', {
      status: 409,
      message: 'A workstation with this key is enrolled already. The code was not used up.',
    });
  });
  if (!used) {
    throw new ORPCError('WRONG_CODE', { status: 403, message: 'The one-time code is wrong, used or out of date.' });
  }
  await clearTries(store.db, tries);
  parts.log(`workstation enrolled: ${device.id}`);
  return {
    deviceId: device.id,
    serverId: identity.serverId,
    serverPublicKey: identity.publicKey,
    space: parts.space,
    certificates: [leaf, identity.authority.certificate],
  };
}

export async function signIn(
  parts: ServerParts,
  input: { readonly username: string; readonly passphrase: string },
  deviceId: string,
): Promise<{ token: string; expiresMs: number; user: User; timeMs: number }> {
  const { store, clock } = parts;
  const nowMs = clock();
  const username = input.username.trim().toLowerCase();
  const tries = `sign-in:${username}`;
  await wait(parts, tries, nowMs);
  const user = await findUser(store.db, username);
  // A user who does not exist takes as long as one who does.
  const matches = await passphraseMatches(input.passphrase, user?.verifier ?? (await nobodysVerifier()));
  if (user === null || !matches) {
    throw new ORPCError('WRONG_PASSPHRASE', { status: 401, message: 'The user name or the passphrase is wrong.' });
  }
  await clearTries(store.db, tries);
  await forgetProofs(store.db, nowMs);
  const token = newToken();
  const expiresMs = nowMs + SESSION_MS;
  const session = { token_hash: sha256Hex(token), user_id: user.id, device_id: deviceId, expires_ms: expiresMs };
  await openSession(store.db, session, nowMs);
  return { token, expiresMs, user: toUser(user), timeMs: nowMs };
}

async function wait(parts: ServerParts, tries: string, nowMs: number): Promise<void> {
  const retryAfterMs = await startTry(parts.store.db, tries, nowMs);
  if (retryAfterMs === 0) return;
  throw new ORPCError('TOO_MANY', {
    status: 429,
    message: `Too many wrong tries. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    data: { retryAfterMs },
  });
}
