/** What the settings say of certificates and of files that may hold one. Pure; runs anywhere. */
import { bytesText, countText } from '../../format/number.ts';
import { DAY_MS } from '../../format/time.ts';

const WARN_DAYS = 60;
const MAX_KEY_FILE_BYTES = 1_000_000;
const MAX_ROOT_FILE_BYTES = 200_000;

export interface Lapse {
  readonly tone: 'ok' | 'amber' | 'red';
  /** Empty while the end is far. */
  readonly text: string;
}

/** How near the end of a certificate is, by the clock of this workstation. The last millisecond still counts as valid. */
export function lapseOf(validToMs: number, nowMs: number, validFromMs = 0): Lapse {
  if (nowMs < validFromMs) return { tone: 'red', text: 'not valid yet: look at the clock of this workstation' };
  if (nowMs > validToMs) return { tone: 'red', text: 'out of date: no pack can rest on it' };
  const days = Math.floor((validToMs - nowMs) / DAY_MS);
  if (days > WARN_DAYS) return { tone: 'ok', text: '' };
  const left = days === 0 ? 'less than a day left' : days === 1 ? '1 day left' : `${countText(days)} days left`;
  return { tone: 'amber', text: `${left}: ask for the next one` };
}

/** Hex in groups of four, to be read out. */
export const groupsOfFour = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');

interface FileFacts {
  readonly name: string;
  readonly size: number;
}

/** Why this file cannot hold the agency's certificate with its key, before it is read; null: it may. */
export function keyFileProblem({ name, size }: FileFacts): string | null {
  if (size === 0) return `“${name}” is empty. Export it again.`;
  if (/\.(pem|crt|cer|der|key)$/i.test(name))
    return `“${name}” looks like a certificate or a key alone. Put both, with the whole chain, into a PKCS#12 file (.p12 or .pfx).`;
  if (size > MAX_KEY_FILE_BYTES)
    return `“${name}” has ${bytesText(size)}; a PKCS#12 file has at most ${bytesText(MAX_KEY_FILE_BYTES)}. Choose the .p12 or .pfx file.`;
  return null;
}

/** Why this file cannot hold the root of a time-stamp server, before it is read; null: it may. */
export function rootFileProblem({ name, size }: FileFacts): string | null {
  if (size === 0) return `“${name}” is empty. Fetch it again from whoever runs the server.`;
  if (/\.(p12|pfx|key)$/i.test(name))
    return `“${name}” looks like it holds a private key. The root certificate alone is wanted, as PEM or DER.`;
  if (size > MAX_ROOT_FILE_BYTES)
    return `“${name}” has ${bytesText(size)}; certificates have at most ${bytesText(MAX_ROOT_FILE_BYTES)} together.`;
  return null;
}

/** Why a time stamp cannot be asked for there; null: it can. */
export function addressProblem(address: string): string | null {
  const url = URL.parse(address.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return 'An address that begins with http:// or https://';
  return address.trim().length > 300 ? 'At most 300 characters' : null;
}
