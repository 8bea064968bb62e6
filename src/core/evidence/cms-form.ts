/**
 * The one form in which a pack's CMS signature may be written (PAdES-B-B: detached, one signer, ECDSA P-256 with
 * SHA-256, certificates leaf first), and reading it back. Runs anywhere. Shared by signer and verifier; knows neither.
 * The verifier writes what it read once more and compares bytes: what is not signed cannot differ by one bit.
 */
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';

export const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

export type CmsParts = {
  /** DER, leaf first, then the authority. */
  certificates: Uint8Array[];
  /** DER of the attributes as a SET OF: exactly the bytes that are signed. */
  signedAttributes: Uint8Array;
  /** DER SEQUENCE of r and s. */
  signature: Uint8Array;
};

const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Parses DER that must be whole; throws on anything else. */
export function parseDer(bytes: Uint8Array): asn1.BaseBlock {
  const parsed = asn1.fromBER(buffer(bytes));
  if (parsed.offset !== bytes.length) throw new Error('Not one whole DER value.');
  return parsed.result as asn1.BaseBlock;
}

/** A certificate from DER. */
export function parseCertificate(bytes: Uint8Array): pkijs.Certificate {
  return new pkijs.Certificate({ schema: parseDer(bytes) });
}

/** The signed attributes: content type, digest of the content, and the hashes of every certificate that is sent along. */
export function encodeSignedAttributes(
  contentDigest: Uint8Array,
  certificateDigests: readonly Uint8Array[],
): Uint8Array {
  const attribute = (oid: string, value: asn1.BaseBlock): asn1.Sequence =>
    new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: oid }), new asn1.Set({ value: [value] })] });
  const attributes = [
    attribute(oids.contentType, new asn1.ObjectIdentifier({ value: oids.data })),
    attribute(oids.messageDigest, new asn1.OctetString({ valueHex: buffer(contentDigest) })),
    attribute(
      oids.signingCertificateV2,
      // ESSCertIDv2 with the default hash algorithm (SHA-256), which DER leaves out; RFC 5035.
      new asn1.Sequence({
        value: [
          new asn1.Sequence({
            value: certificateDigests.map(
              (digest) => new asn1.Sequence({ value: [new asn1.OctetString({ valueHex: buffer(digest) })] }),
            ),
          }),
        ],
      }),
    ),
  ];
  const encoded = attributes.map((block) => new Uint8Array(block.toBER()));
  // DER orders the members of a SET OF by their encoding.
  encoded.sort(compareBytes);
  return new Uint8Array(new asn1.Set({ value: encoded.map((bytes) => parseDer(bytes)) }).toBER());
}

/** The whole CMS, byte for byte the only one with these parts. */
export function encodeCms(parts: CmsParts): Uint8Array {
  const [leafBytes] = parts.certificates;
  if (leafBytes === undefined) throw new Error('A signature needs its certificate.');
  const leaf = parseCertificate(leafBytes);
  const algorithm = (oid: string): asn1.Sequence =>
    new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: oid })] });
  const attributes = parseDer(parts.signedAttributes) as asn1.Set;
  const signerInfo = new asn1.Sequence({
    value: [
      new asn1.Integer({ value: 1 }),
      new asn1.Sequence({ value: [leaf.issuer.toSchema(), leaf.serialNumber] }),
      algorithm(oids.sha256),
      new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: attributes.valueBlock.value }),
      algorithm(oids.ecdsaWithSha256),
      new asn1.OctetString({ valueHex: buffer(parts.signature) }),
    ],
  });
  const signedData = new asn1.Sequence({
    value: [
      new asn1.Integer({ value: 1 }),
      new asn1.Set({ value: [algorithm(oids.sha256)] }),
      new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: oids.data })] }),
      new asn1.Constructed({
        idBlock: { tagClass: 3, tagNumber: 0 },
        value: parts.certificates.map((bytes) => parseDer(bytes)),
      }),
      new asn1.Set({ value: [signerInfo] }),
    ],
  });
  const content = new asn1.Sequence({
    value: [
      new asn1.ObjectIdentifier({ value: oids.signedData }),
      new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [signedData] }),
    ],
  });
  return new Uint8Array(content.toBER());
}

/** The parts of a CMS; throws where it is not one. Says nothing about whether they are right. */
export function readCms(der: Uint8Array): CmsParts {
  const content = new pkijs.ContentInfo({ schema: parseDer(der) });
  const signedData = new pkijs.SignedData({ schema: content.content });
  const [signer] = signedData.signerInfos;
  if (signer?.signedAttrs === undefined) throw new Error('No signer with signed attributes.');
  const certificates = (signedData.certificates ?? []).map((item) => {
    if (!(item instanceof pkijs.Certificate)) throw new Error('Something else than a certificate.');
    return new Uint8Array(item.toSchema().toBER());
  });
  return {
    certificates,
    signedAttributes: new Uint8Array(signer.signedAttrs.encodedValue),
    signature: new Uint8Array(signer.signature.valueBlock.valueHexView),
  };
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
