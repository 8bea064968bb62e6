/**
 * Whether a sync policy may be taken into force: the server's word, for this server and space, in date, never older than
 * one already accepted, never wider than the law allows (T10). Runs anywhere, pure. Times are UTC epoch ms.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Space } from '../model/domain.ts';

/** What is judged of a policy; the whole body is what the contract says it is. */
export type PolicyClaims = {
  version: number;
  space: Space;
  serverId: string;
  issuedMs: number;
  expiresMs: number;
  windowMs: number;
  leaseMs: number;
};
export type SignedClaims<B extends PolicyClaims> = { body: B; publicKey: string; signature: string };

export type PolicyRefusal =
  | 'bad-signature'
  | 'wrong-server'
  | 'wrong-space'
  | 'older-version'
  | 'same-version-differs'
  | 'expired'
  | 'not-yet-issued'
  | 'window-too-long';

export type PolicyVerdict<B extends PolicyClaims> =
  | { outcome: 'accepted'; body: B; digest: string }
  | { outcome: 'refused'; reason: PolicyRefusal; message: string };

export type PolicyAudience = {
  /** The key the workstation learnt on enrolment; the one inside the policy is never trusted by itself. */
  serverPublicKeyHex: string;
  serverId: string;
  space: Space;
  /** Highest version ever accepted, 0 for none (the ratchet). */
  lastVersion: number;
  /** Digest of that version where it is known: one version has one content. */
  lastDigest: string | null;
  /** The lease clock, not the bare wall clock. */
  nowMs: number;
};

/** History a workstation may hold at most. */
export const MAX_POLICY_WINDOW_MS = 60 * 86_400_000;
/** A server's clock may run ahead of the workstation's by this much. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

export function verifyPolicy<B extends PolicyClaims>(
  signed: SignedClaims<B>,
  audience: PolicyAudience,
): PolicyVerdict<B> {
  const { body } = signed;
  const message = policyMessage(body);
  if (signed.publicKey !== audience.serverPublicKeyHex || !isSigned(message, signed)) {
    return refuse('bad-signature', 'The sync policy is not signed by the server this workstation was enrolled with.');
  }
  if (body.serverId !== audience.serverId) return refuse('wrong-server', 'The sync policy is for another server.');
  if (body.space !== audience.space) return refuse('wrong-space', 'The sync policy is for another data space.');
  if (body.version < audience.lastVersion) {
    return refuse('older-version', 'The sync policy is older than the one already in force.');
  }
  const digest = bytesToHex(sha256(message));
  if (body.version === audience.lastVersion && audience.lastDigest !== null && digest !== audience.lastDigest) {
    return refuse('same-version-differs', 'The sync policy differs from the one in force under the same version.');
  }
  if (audience.nowMs >= body.expiresMs) return refuse('expired', 'The sync policy is out of date.');
  if (body.issuedMs > audience.nowMs + CLOCK_TOLERANCE_MS) {
    return refuse('not-yet-issued', 'The sync policy is dated in the future of this workstation. Check its clock.');
  }
  if (body.windowMs > MAX_POLICY_WINDOW_MS) {
    return refuse('window-too-long', 'The sync policy asks for more than 60 days of history.');
  }
  return { outcome: 'accepted', body, digest };
}

/** The bytes a policy's signature covers: canonical JSON (RFC 8785) of its body. */
export function policyMessage(body: PolicyClaims): Uint8Array {
  const text = canonicalize(body);
  if (text === undefined) throw new TypeError('not JSON');
  return utf8ToBytes(text);
}

/** Lower-case hex SHA-256 of what is signed. */
export function policyDigest(body: PolicyClaims): string {
  return bytesToHex(sha256(policyMessage(body)));
}

/** Whether the key a policy brings signed it; whose key that is, whoever asks must know. */
export const isSignedPolicy = (signed: SignedClaims<PolicyClaims>): boolean =>
  isSigned(policyMessage(signed.body), signed);

function isSigned(message: Uint8Array, signed: { publicKey: string; signature: string }): boolean {
  try {
    return ed25519.verify(hexToBytes(signed.signature), message, hexToBytes(signed.publicKey), { zip215: false });
  } catch {
    return false; // not hex, not a point: not a signature
  }
}

function refuse(
  reason: PolicyRefusal,
  message: string,
): { outcome: 'refused'; reason: PolicyRefusal; message: string } {
  return { outcome: 'refused', reason, message };
}
