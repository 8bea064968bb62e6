/**
 * What a workstation's certificate says besides its own key, as URIs in its subjectAltName: which workstation it is and
 * the Ed25519 key of its query log, and which server gives it receipts and with which key. Runs anywhere, pure.
 * The authority that issued the certificate vouches for both: without them a pack's log could be anybody's.
 */

export type NamedKey = { id: string /** Ed25519, raw, lower-case hex. */; publicKey: string };
export type CertificateNames = { device: NamedKey; server: NamedKey };

const uriOf = (kind: 'device' | 'server', { id, publicKey }: NamedKey): string =>
  `urn:waymark:${kind}:${encodeURIComponent(id)}:ed25519:${publicKey}`;

/** The two URIs to put into a certificate. */
export const certificateUris = ({ device, server }: CertificateNames): string[] => [
  uriOf('device', device),
  uriOf('server', server),
];

/** What the URIs of a certificate say; null where one of the two is missing, twice or not in its one form. */
export function readCertificateUris(uris: readonly string[]): CertificateNames | null {
  const named = (kind: 'device' | 'server'): NamedKey | null => {
    const [uri, ...more] = uris.filter((one) => one.startsWith(`urn:waymark:${kind}:`));
    const match = /^urn:waymark:[a-z]+:([^:]+):ed25519:([0-9a-f]{64})$/.exec(uri ?? '');
    if (match?.[1] === undefined || match[2] === undefined || more.length > 0) return null;
    try {
      const key = { id: decodeURIComponent(match[1]), publicKey: match[2] };
      return uriOf(kind, key) === uri ? key : null;
    } catch {
      return null;
    }
  };
  const device = named('device');
  const server = named('server');
  return device === null || server === null ? null : { device, server };
}
