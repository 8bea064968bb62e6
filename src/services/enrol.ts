/**
 * Enrols this workstation at an intel server with a one-time code. Runs in the services worker.
 * Keys are made here and their private halves never leave; what the server answers is checked before it is kept: the
 * same server key before and after, and a certificate over the very key that was sent.
 */
import { X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { intelContract } from '../contract/intel.ts';
import { AppError } from '../core/errors.ts';
import { type CertificateNames, certificateUris } from '../core/evidence/certificate-names.ts';
import { answerSchemaOf, createIntelClient, type Reached, reach } from '../sync/index.ts';
import { readDeviceFile, writeDeviceFile } from '../workspace/index.ts';
import type { OpenCtx } from './method.ts';

const health = answerSchemaOf(intelContract.health);
const enrolled = answerSchemaOf(intelContract.enrol);

/** Throws BAD_INPUT (enrolled already, not a Waymark server), OFFLINE, WRONG_CODE, BAD_SIGNATURE. */
export async function enrol(
  ctx: OpenCtx,
  input: { serverUrl: string; code: string; deviceName: string },
): Promise<void> {
  const { desk } = ctx;
  mkdirSync(desk.dataDir, { recursive: true, mode: 0o700 });
  if (readDeviceFile(desk.dataDir) !== null) {
    throw new AppError('BAD_INPUT', {
      message: 'This workstation is enrolled already.',
      tip: 'Its keys open the workspaces on it, so they are not replaced. Use another data folder for another server.',
    });
  }
  const intel = createIntelClient({
    serverUrl: input.serverUrl.trim(),
    device: null,
    fetch: desk.fetch,
    nowMs: desk.clock.nowMs,
  });
  const server = answerOf(await reach(health, () => intel.api.health(undefined, { signal: ctx.signal }), ctx.signal));

  const seed = desk.randomBytes(32);
  const devicePublicKey = bytesToHex(ed25519.getPublicKey(seed));
  const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const spki = base64(await crypto.subtle.exportKey('spki', signing.publicKey));
  const pkcs8 = base64(await crypto.subtle.exportKey('pkcs8', signing.privateKey));
  const answer = answerOf(
    await reach(
      enrolled,
      () =>
        intel.api.enrol(
          { code: input.code.trim(), deviceName: input.deviceName, devicePublicKey, signingPublicKeySpki: spki },
          { signal: ctx.signal },
        ),
      ctx.signal,
    ),
  );
  if (
    answer.serverPublicKey !== server.publicKey ||
    answer.serverId !== server.serverId ||
    answer.space !== server.space
  ) {
    throw new AppError('BAD_SIGNATURE', {
      message: 'The server changed its identity while this workstation was enrolled.',
    });
  }
  assertCertified(answer.certificates, spki, {
    device: { id: answer.deviceId, publicKey: devicePublicKey },
    server: { id: server.serverId, publicKey: server.publicKey },
  });
  // The entry first: a workstation that is enrolled without a word in its log would be worse than a word too many.
  ctx.log.aside('enrol', {
    deviceId: answer.deviceId,
    serverId: answer.serverId,
    space: answer.space,
    deviceName: input.deviceName,
  });
  writeDeviceFile(desk.dataDir, {
    v: 1,
    deviceId: answer.deviceId,
    deviceName: input.deviceName,
    deviceSecretHex: bytesToHex(desk.randomBytes(32)),
    deviceKeySeedHex: bytesToHex(seed),
    devicePublicKeyHex: devicePublicKey,
    signingKeyPkcs8Base64: pkcs8,
    certificatesBase64: answer.certificates,
    serverUrl: intel.serverUrl,
    serverId: answer.serverId,
    serverPublicKeyHex: answer.serverPublicKey,
    space: answer.space,
  });
}

function answerOf<T>(reached: Reached<T>): T {
  if (reached.state === 'answered') return reached.value;
  if (reached.state === 'offline') {
    throw new AppError('OFFLINE', {
      message: `The intel server cannot be reached: ${reached.reason}`,
      tip: 'Check the address and the network, then try again. The code is still good.',
    });
  }
  if (reached.state === 'refused' && reached.code === 'WRONG_CODE') {
    throw new AppError('WRONG_CODE', { tip: 'Ask the administrator for a new code. Each works once.' });
  }
  const message = reached.state === 'refused' ? reached.message : 'The server asks to sign in.';
  throw new AppError('BAD_INPUT', {
    message: `The server did not enrol this workstation: ${message}`,
    tip: 'Check the code and the name, and that the address is that of a Waymark intel server. Nothing was changed.',
  });
}

/**
 * The leaf certifies our own signing key, names our own log key and the server's, and the next certificate vouches for
 * it: packs would not verify else. Throws BAD_SIGNATURE.
 */
function assertCertified(certificates: readonly string[], spkiBase64: string, names: CertificateNames): void {
  const [leaf, issuer] = certificates.map(certificateOf);
  const ours =
    leaf !== undefined &&
    issuer !== undefined &&
    leaf.publicKey.export({ type: 'spki', format: 'der' }).toString('base64') === spkiBase64 &&
    leaf.verify(issuer.publicKey) &&
    leaf.subjectAltName ===
      certificateUris(names)
        .map((uri) => `URI:${uri}`)
        .join(', ');
  if (!ours) {
    throw new AppError('BAD_SIGNATURE', {
      message: 'The certificate the server sent is not for the key of this workstation.',
      tip: 'Nothing was kept. Tell the administrator of the server.',
    });
  }
}

function certificateOf(derBase64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(derBase64, 'base64'));
  } catch {
    return undefined;
  }
}

function base64(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('base64');
}
