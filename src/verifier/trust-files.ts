// Certificates a reader gives to compare with: PEM with one or more, or one in DER. Read here alone; whether a pack is signed
// under them is for the checker to say. Runs in the page.

import { readCertificate } from '../core/evidence/certificate.ts';

export type GivenCertificate = { der: Uint8Array; subject: string; fingerprint: string };

/** Null where the file holds no certificate that a pack could be signed under. */
export function readGiven(bytes: Uint8Array): GivenCertificate[] | null {
  const text = new TextDecoder('latin1').decode(bytes);
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g)];
  const all = blocks.length > 0 ? blocks.map(([, body = '']) => bytesOf(body)) : [bytes];
  try {
    return all.map((der) => {
      const { subject, fingerprint } = readCertificate(der, 'certificate');
      return { der, subject, fingerprint };
    });
  } catch {
    return null;
  }
}

/** Throws where it is no base 64. */
const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
