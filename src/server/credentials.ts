/**
 * Secrets of people and machines: made, hashed and checked. Runs on the server. Nothing here keeps a secret.
 * Random codes and tokens are hashed with SHA-256 (they cannot be guessed); passphrases with Argon2id.
 */
import { createHash, randomBytes } from 'node:crypto';
import { argon2id, argon2Verify } from 'hash-wasm';

/** Without 0, 1, I, L, O, U: a code is read out over the telephone. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
export const newToken = (): string => randomBytes(32).toString('base64url');
export const newIngestKey = (): string => `wmk_${randomBytes(32).toString('base64url')}`;

/** Twelve characters in threes of four, about 58 bits: `K7QM-2RTD-9HXB`. */
export function newEnrolmentCode(): string {
  const characters: string[] = [];
  while (characters.length < 12) {
    // Bytes past the last whole alphabet would favour its first letters.
    for (const byte of randomBytes(16)) if (byte < 240) characters.push(CODE_ALPHABET[byte % 30] ?? '');
  }
  return [0, 4, 8].map((at) => characters.slice(at, at + 4).join('')).join('-');
}

/** Codes are compared without case, dashes and spaces. */
export function enrolmentCodeHash(code: string): string {
  return sha256Hex(`waymark-enrol:${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`);
}

/** OWASP's first choice and a little more: 32 MiB, three passes. */
export async function passphraseVerifier(passphrase: string): Promise<string> {
  return argon2id({
    password: passphrase.normalize('NFKC'),
    salt: randomBytes(16),
    memorySize: 32 * 1024,
    iterations: 3,
    parallelism: 1,
    hashLength: 32,
    outputType: 'encoded',
  });
}

export async function passphraseMatches(passphrase: string, verifier: string): Promise<boolean> {
  try {
    return await argon2Verify({ password: passphrase.normalize('NFKC'), hash: verifier });
  } catch {
    return false;
  }
}

/** The verifier of a passphrase nobody has: checking it takes as long, so that user names cannot be told by the clock. */
let nobody: Promise<string> | null = null;
export function nobodysVerifier(): Promise<string> {
  nobody ??= passphraseVerifier(randomBytes(32).toString('hex'));
  return nobody;
}
