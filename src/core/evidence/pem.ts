/** Certificates as PEM (RFC 7468), in one writing: 64 characters a line, one block after the other. Runs anywhere (pure). */

import { base64Of, bytesOfBase64 } from '../audit/base64.ts';

/** @param certificates DER */
export function pemOf(certificates: readonly Uint8Array[]): string {
  return certificates
    .map((der) => {
      const lines = base64Of(der).match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    })
    .join('');
}

/** DER of every certificate; null where the text is not written exactly so. */
export function certificatesOfPem(text: string): Uint8Array[] | null {
  const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n/g)].map(
    ([, body = '']) => bytesOfBase64(body.replaceAll('\n', '')),
  );
  const whole = found.filter((der) => der !== null);
  return whole.length > 0 && whole.length === found.length && pemOf(whole) === text ? whole : null;
}
