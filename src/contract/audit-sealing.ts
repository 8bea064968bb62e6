/**
 * How an entry of the query log is sealed for the auditor, and how the auditor's key is kept. Runs on the workstation
 * (sealing, opening) and on the intel server (making keys); needs WebCrypto, nothing of Node.
 * The server holds only what is sealed here: a General JWE (RFC 7516) to every audit key, and each private key as a JWE
 * under the audit passphrase, which is typed on the auditor's own workstation alone. Spec: docs/spec/sync.md SY14.
 */
import canonicalize from 'canonicalize';
import { CompactEncrypt, compactDecrypt, exportJWK, GeneralEncrypt, generalDecrypt, generateKeyPair } from 'jose';
import { z } from 'zod';
import { type AuditEntry, auditEntry } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';

const KEY_ALG = 'ECDH-ES+A256KW';
const PASSPHRASE_ALG = 'PBES2-HS512+A256KW';
const CONTENT_ALG = 'A256GCM';
/** Passes of PBKDF2-HMAC-SHA-512: about a quarter of a second. Three times OWASP's floor of 210,000. */
const PASSPHRASE_PASSES = 600_000;
/** Bytes: sealed entries differ in steps of this, so that their length does not tell one query from another. */
const PADDED_TO = 512;

const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/);
const coordinate = base64url.length(43).describe('32 bytes, base64url');
const publicJwk = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate });
const privateJwk = publicJwk.extend({ kid: z.string(), d: coordinate });

/** The public half of an audit key. `kid`: SHA-256 of its canonical JSON, hex. */
export const auditPublicKey = z.strictObject({ kid: z.string().regex(/^[0-9a-f]{64}$/), jwk: publicJwk });
export type AuditPublicKey = z.infer<typeof auditPublicKey>;
/** The private half, opened: in memory alone, dropped on lock. */
export type AuditPrivateKey = z.infer<typeof privateJwk>;

/** General JWE of one entry. The bounds are those of a hostile sender. */
export const sealedEntry = z.strictObject({
  protected: base64url.max(1000),
  iv: base64url.max(24),
  ciphertext: base64url.max(14_000_000),
  tag: base64url.max(24),
  recipients: z
    .array(
      z.strictObject({
        header: z.strictObject({
          alg: z.literal(KEY_ALG),
          kid: auditPublicKey.shape.kid,
          epk: publicJwk.optional().describe('in the protected header where there is one recipient'),
        }),
        encrypted_key: base64url.max(64),
      }),
    )
    .min(1)
    .max(8),
});
export type SealedEntry = z.infer<typeof sealedEntry>;

/** @param passphrase checked for length by the caller. @returns the private key only sealed */
export async function makeAuditKey(passphrase: string): Promise<{ publicKey: AuditPublicKey; sealedPrivate: string }> {
  const pair = await generateKeyPair(KEY_ALG, { crv: 'P-256', extractable: true });
  const jwk = publicJwk.parse(await exportJWK(pair.publicKey));
  const publicKey = { kid: await kidOf(jwk), jwk };
  const { d } = await exportJWK(pair.privateKey);
  const plain = new TextEncoder().encode(JSON.stringify({ ...jwk, kid: publicKey.kid, d }));
  const sealedPrivate = await new CompactEncrypt(plain)
    .setProtectedHeader({ alg: PASSPHRASE_ALG, enc: CONTENT_ALG, cty: 'jwk+json', kid: publicKey.kid })
    .setKeyManagementParameters({ p2c: PASSPHRASE_PASSES })
    .encrypt(passphraseBytes(passphrase));
  return { publicKey, sealedPrivate };
}

/** Opens a private key with the audit passphrase; null where the passphrase is wrong. Takes a quarter of a second. */
export async function openAuditKey(sealedPrivate: string, passphrase: string): Promise<AuditPrivateKey | null> {
  try {
    const { plaintext } = await compactDecrypt(sealedPrivate, passphraseBytes(passphrase), {
      keyManagementAlgorithms: [PASSPHRASE_ALG],
      contentEncryptionAlgorithms: [CONTENT_ALG],
      maxPBES2Count: PASSPHRASE_PASSES,
    });
    return privateJwk.parse(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch {
    return null;
  }
}

/** True where the `kid` is that of the key it stands with: a register cannot give a known name to another key. */
export async function isAuditKeyGenuine(key: AuditPublicKey): Promise<boolean> {
  return (await kidOf(key.jwk)) === key.kid;
}

/** Seals an entry to every key given (at least one), so that any one of them opens it. */
export async function sealForAuditor(entry: AuditEntry, keys: readonly AuditPublicKey[]): Promise<SealedEntry> {
  const sealing = new GeneralEncrypt(padded(entry)).setProtectedHeader({ enc: CONTENT_ALG });
  for (const { jwk, kid } of keys) sealing.addRecipient(jwk).setUnprotectedHeader({ alg: KEY_ALG, kid });
  return sealedEntry.parse(await sealing.encrypt());
}

/**
 * The entry that was sealed, or null where none of these keys opens it or what comes out is no entry. That it is the
 * entry the leaf commits to is for the caller to check: whoever sealed it may have sealed anything.
 */
export async function openSealed(sealed: SealedEntry, keys: readonly AuditPrivateKey[]): Promise<AuditEntry | null> {
  const recipient = sealed.recipients.find(({ header }) => keys.some(({ kid }) => kid === header.kid));
  const key = keys.find(({ kid }) => kid === recipient?.header.kid);
  if (recipient === undefined || key === undefined) return null;
  try {
    const { plaintext } = await generalDecrypt(
      { ...sealed, recipients: [recipient] },
      { ...key, alg: KEY_ALG },
      {
        keyManagementAlgorithms: [KEY_ALG],
        contentEncryptionAlgorithms: [CONTENT_ALG],
      },
    );
    const raw: unknown = JSON.parse(new TextDecoder().decode(plaintext));
    // As it came, not as parsed: its hash covers fields this program may not know.
    return auditEntry.safeParse(raw).success ? (raw as AuditEntry) : null;
  } catch {
    return null;
  }
}

/** Canonical JSON with spaces after it, which JSON readers skip. */
function padded(entry: AuditEntry): Uint8Array {
  const text = canonicalize(entry);
  if (text === undefined) throw new AppError('INTERNAL', { message: 'Only JSON can be sealed.' });
  const bytes = new TextEncoder().encode(text);
  const filled = new Uint8Array(Math.ceil(bytes.length / PADDED_TO) * PADDED_TO).fill(0x20);
  filled.set(bytes);
  return filled;
}

async function kidOf(jwk: z.infer<typeof publicJwk>): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalize({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }));
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

const passphraseBytes = (passphrase: string): Uint8Array => new TextEncoder().encode(passphrase.normalize('NFKC'));
