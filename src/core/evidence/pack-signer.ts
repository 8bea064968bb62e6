/**
 * Who signs a pack, as plain data and one interface: the workstation always (it signs the manifest, and the pages unless
 * an agency's certificate does), and a server that stamps the time. Types alone; runs anywhere.
 */

/** The workstation's certificate with its authority, DER, leaf first, and its P-256 key as PKCS#8 DER. */
export type WorkstationSigner = { certificates: Uint8Array[]; privateKeyPkcs8: Uint8Array };

/** ECDSA on P-256 or P-384; RSA from 2048 bits as PKCS#1 v1.5 or PSS; SHA-256 in all. */
export type SigningAlgorithm = 'ecdsa-sha256' | 'rsa-sha256' | 'rsa-pss-sha256';

/**
 * A key that cannot be taken out of where it is: a smart card or a hardware module behind PKCS#11.
 * `certificates`: DER, leaf first, up to the root. `sign`: over the bytes themselves, not their hash; RSA gives the
 * signature, ECDSA DER of r and s.
 */
export interface SigningToken {
  certificates(): Promise<Uint8Array[]>;
  sign(tbs: Uint8Array, algorithm: SigningAlgorithm): Promise<Uint8Array>;
}

/** The agency's own certificate. `certificates`: DER, leaf first, one to four, up to its root. */
export type AgencySigner = { certificates: Uint8Array[]; algorithm: SigningAlgorithm } & (
  | { privateKeyPkcs8: Uint8Array }
  | { token: SigningToken }
);

/** `roots`: DER of what its stamps must rest on, the certificates between included where the server leaves them out. */
export type TimeStampServer = { url: string; roots: Uint8Array[] };

/** `agency` null: the workstation signs the pages too. `timeStamp` null: the user chose a pack without a stamp. */
export type PackSigner = WorkstationSigner & { agency: AgencySigner | null; timeStamp: TimeStampServer | null };
