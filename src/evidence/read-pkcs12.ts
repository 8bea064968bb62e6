// Opens a PKCS#12 file (.p12, .pfx) with an agency's certificate, key and chain. Runs in Node. Takes what current programs
// write (PBES2 with AES, an integrity code of SHA-256 or longer); what they wrote before can be broken open and is refused.
// What comes out can sign a pack that its verifier takes: nothing else does.

import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { OctetString } from 'asn1js';
import * as pkijs from 'pkijs';
import { AppError } from '../core/errors.ts';
import { readCertificate } from '../core/evidence/certificate.ts';
import { checkChain } from '../core/evidence/certificate-chain.ts';
import { parseDer } from '../core/evidence/cms-form.ts';
import { compareBytes } from '../core/evidence/der.ts';
import type { SigningAlgorithm } from '../core/evidence/pack-signer.ts';
import { hashNamed } from '../core/evidence/signature-algorithm.ts';
import { PackFault } from '../core/evidence/verdict.ts';
import { orderChain } from './order-chain.ts';
import { macHolds } from './pkcs12-mac.ts';

const MAX_FILE_BYTES = 1_000_000;
/** Beyond it, trying a passphrase takes minutes: nobody writes such a file for use. */
const MAX_ITERATIONS = 10_000_000;
const PBES2 = '1.2.840.113549.1.5.13';
const bagOids = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
} as const;

/** `certificates`: DER, leaf first, root last. */
export type AgencyKey = { certificates: Uint8Array[]; privateKeyPkcs8: Uint8Array; algorithm: SigningAlgorithm };

const refused = (message: string, tip: string, cause?: unknown): AppError =>
  new AppError('BAD_INPUT', {
    message: `${message} Nothing was imported.`,
    tip,
    ...(cause === undefined ? {} : { cause }),
  });
const EXPORT_AGAIN =
  'Write it anew: openssl pkcs12 -legacy -in OLD.p12 -nodes -out ALL.pem, then openssl pkcs12 -export -in ALL.pem -out NEW.p12. Erase ALL.pem afterwards: it holds the key in clear.';
const noPkcs12 = (cause?: unknown): AppError =>
  refused('This is not a PKCS#12 file.', 'Give the .p12 or .pfx file that holds certificate, key and chain.', cause);
const legacy = (): AppError =>
  refused('This PKCS#12 file is encrypted by a method that can be broken (RC2, 3DES or SHA-1).', EXPORT_AGAIN);

/**
 * @param nowMs certificates must be in date
 * @throws AppError BAD_INPUT, saying what is wrong and what to do
 */
export async function readPkcs12(file: Uint8Array, passphrase: string, nowMs: number): Promise<AgencyKey> {
  if (file.length > MAX_FILE_BYTES) throw noPkcs12();
  const { keys, certificates } = await openBags(checkedContent(file, passphrase), passphrase);
  const [privateKeyPkcs8, ...more] = keys;
  if (privateKeyPkcs8 === undefined || more.length > 0)
    throw refused(
      privateKeyPkcs8 === undefined ? 'The file holds no private key.' : 'The file holds more than one private key.',
      'Export one certificate with its key and its chain.',
    );
  const leaf = certificates.find((certificate) => belongs(certificate, privateKeyPkcs8));
  if (leaf === undefined) throw refused('The file holds no certificate for its key.', 'Export the two together.');
  return { ...checkedChain(leaf, certificates, nowMs), privateKeyPkcs8 };
}

/** The content whose integrity code the passphrase made. */
function checkedContent(file: Uint8Array, passphrase: string): ArrayBuffer {
  let pfx: pkijs.PFX;
  try {
    pfx = new pkijs.PFX({ schema: parseDer(file) });
  } catch (cause) {
    throw noPkcs12(cause);
  }
  const { authSafe, macData } = pfx;
  if (
    authSafe.contentType !== pkijs.ContentInfo.DATA ||
    !(authSafe.content instanceof OctetString) ||
    macData === undefined
  )
    throw refused('This PKCS#12 file is not protected by a passphrase.', EXPORT_AGAIN);
  const hash = hashNamed(new Uint8Array(macData.mac.digestAlgorithm.toSchema().toBER()));
  if (hash === null) throw legacy();
  const content = authSafe.content.getValue();
  const iterations = macData.iterations ?? 1;
  if (iterations > MAX_ITERATIONS) throw noPkcs12();
  const salt = new Uint8Array(macData.macSalt.valueBlock.valueHexView);
  const digest = new Uint8Array(macData.mac.digest.valueBlock.valueHexView);
  if (!macHolds({ hash, salt, iterations, digest }, new Uint8Array(content), passphrase))
    throw refused('The passphrase does not open this file, or the file was changed.', 'Check both and try again.');
  return content;
}

type Bags = { keys: Uint8Array[]; certificates: Uint8Array[] };

async function openBags(content: ArrayBuffer, passphrase: string): Promise<Bags> {
  const bags: Bags = { keys: [], certificates: [] };
  try {
    for (const info of pkijs.AuthenticatedSafe.fromBER(content).safeContents) {
      const opened =
        info.contentType === pkijs.ContentInfo.ENCRYPTED_DATA
          ? await decrypt(new pkijs.EncryptedData({ schema: info.content }), passphrase)
          : info.content.getValue();
      for (const { bagId, bagValue } of pkijs.SafeContents.fromBER(opened).safeBags) {
        if (bagId === bagOids.certificate && bagValue instanceof pkijs.CertBag)
          bags.certificates.push(new Uint8Array((bagValue.certValue as OctetString).valueBlock.valueHexView));
        else if (bagId === bagOids.key && bagValue instanceof pkijs.PrivateKeyInfo)
          bags.keys.push(new Uint8Array(bagValue.toSchema().toBER()));
        else if (bagId === bagOids.shroudedKey && bagValue instanceof pkijs.PKCS8ShroudedKeyBag)
          bags.keys.push(new Uint8Array(await decrypt(shrouded(bagValue), passphrase)));
      }
    }
  } catch (error) {
    throw error instanceof AppError ? error : noPkcs12(error);
  }
  return bags;
}

const shrouded = ({ encryptionAlgorithm, encryptedData }: pkijs.PKCS8ShroudedKeyBag): pkijs.EncryptedData =>
  new pkijs.EncryptedData({
    encryptedContentInfo: new pkijs.EncryptedContentInfo({
      contentEncryptionAlgorithm: encryptionAlgorithm,
      encryptedContent: encryptedData,
    }),
  });

async function decrypt(data: pkijs.EncryptedData, passphrase: string): Promise<ArrayBuffer> {
  const { algorithmId, algorithmParams } = data.encryptedContentInfo.contentEncryptionAlgorithm;
  if (algorithmId !== PBES2) throw legacy();
  const { iterationCount } = new pkijs.PBKDF2Params({
    schema: new pkijs.PBES2Params({ schema: algorithmParams }).keyDerivationFunc.algorithmParams,
  });
  if (iterationCount > MAX_ITERATIONS) throw noPkcs12();
  const crypto = webcrypto as unknown as Crypto;
  const engine = new pkijs.CryptoEngine({ name: 'pkcs12', crypto, subtle: crypto.subtle });
  const password = Uint8Array.from(Buffer.from(passphrase, 'utf8')).buffer;
  return data.decrypt({ password }, engine);
}

/** Whether the certificate is that of the key. */
function belongs(certificate: Uint8Array, pkcs8: Uint8Array): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    const own = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
    const certified = new pkijs.Certificate({ schema: parseDer(certificate) }).subjectPublicKeyInfo;
    return compareBytes(own, new Uint8Array(certified.toSchema().toBER())) === 0;
  } catch {
    return false;
  }
}

function checkedChain(
  leaf: Uint8Array,
  pool: readonly Uint8Array[],
  nowMs: number,
): { certificates: Uint8Array[]; algorithm: SigningAlgorithm } {
  try {
    const { chain, whole } = orderChain(leaf, pool);
    if (!whole)
      throw refused(
        `The file does not hold the whole chain up to its root: ${readCertificate(chain.at(-1) ?? leaf, '').issuer} is missing.`,
        'Export it with the chain: openssl pkcs12 -export -in CERT.pem -inkey KEY.pem -certfile CHAIN-WITH-ROOT.pem -out NEW.p12',
      );
    const { leaf: own, validFromMs, validToMs } = checkChain(chain, 'signature', 'certificate');
    if (nowMs < validFromMs || nowMs > validToMs)
      throw refused(
        `The certificate, or one above it, is ${nowMs < validFromMs ? 'not valid yet' : 'out of date'}.`,
        'Ask whoever issued it for one in date, and check the clock of this workstation.',
      );
    if (own.key.kind === 'ec' && own.key.curve === 'P-521')
      throw refused('Packs are not signed with keys on P-521.', 'Use a key on P-256 or P-384, or RSA from 2048 bits.');
    return { certificates: chain, algorithm: own.key.kind === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256' };
  } catch (error) {
    if (error instanceof PackFault)
      throw refused(error.message, 'Ask whoever issued the certificate for one that may sign documents.', error);
    throw error;
  }
}
