// A token's key asked from inside the pack worker: the token stays on the side of whoever holds it, and what is to be
// signed goes to it as a message. Runs on both sides of the worker. One question at a time: a pack has one signature.

import type { AgencySigner, PackSigner, SigningAlgorithm, SigningToken } from '../core/evidence/pack-signer.ts';

type HeldKey = Exclude<AgencySigner, { token: SigningToken }>;
type AskedKey = Pick<AgencySigner, 'certificates' | 'algorithm'> & { token: 'asked' };
/** What may cross to the worker: a token is a thing of this side, and only that there is one is said. */
export type SentSigner = Omit<PackSigner, 'agency'> & { agency: HeldKey | AskedKey | null };

export type SignQuestion = { kind: 'sign'; tbs: Uint8Array; algorithm: SigningAlgorithm };
/** null: the token did not sign; why, its own side knows. */
export type SignAnswer = { kind: 'signed'; signature: Uint8Array | null };

export function sentSigner(signer: PackSigner): { sent: SentSigner; token: SigningToken | null } {
  const { agency } = signer;
  if (agency === null || !('token' in agency)) return { sent: { ...signer, agency }, token: null };
  const { certificates, algorithm, token } = agency;
  return { sent: { ...signer, agency: { certificates, algorithm, token: 'asked' } }, token };
}

/** @param ask carries a question to the other side */
export function receivedSigner(
  { agency, ...signer }: SentSigner,
  ask: (question: SignQuestion) => Promise<SignAnswer>,
): PackSigner {
  if (agency === null || !('token' in agency)) return { ...signer, agency };
  const { certificates, algorithm } = agency;
  const token: SigningToken = {
    certificates: async () => certificates,
    async sign(tbs, by) {
      const { signature } = await ask({ kind: 'sign', tbs, algorithm: by });
      if (signature === null) throw new Error('the token did not sign');
      return signature;
    },
  };
  return { ...signer, agency: { certificates, algorithm, token } };
}

/** The answer of the side that holds the token. Never rejects. */
export async function answerSigning(token: SigningToken | null, { tbs, algorithm }: SignQuestion): Promise<SignAnswer> {
  try {
    return { kind: 'signed', signature: token === null ? null : await token.sign(tbs, algorithm) };
  } catch {
    return { kind: 'signed', signature: null };
  }
}
