/** What may be attached to an authority, said before it is sent: type, size, how many. Pure but for the hash. */
import { bytesText } from '../../format/number.ts';

/** As the services keep it; they look at the bytes again. */
export const LARGEST_DOCUMENT_BYTES = 10_000_000;
const MOST_DOCUMENTS = 20;
const TYPES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
};
/** For the file picker. */
export const ACCEPTED_TYPES = Object.keys(TYPES).join(',');

interface FileFacts {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** Why this file cannot be attached, in words; null: it can. `held`: how many there are already. */
export function documentProblem(file: FileFacts, held: number): string | null {
  if (!(file.type in TYPES)) return `“${file.name}” is not a PDF, PNG or JPEG. Scan it, or print it to PDF.`;
  if (file.size === 0) return `“${file.name}” is empty. Save it again, then attach it.`;
  if (file.size > LARGEST_DOCUMENT_BYTES)
    return `“${file.name}” has ${bytesText(file.size)}; at most ${bytesText(LARGEST_DOCUMENT_BYTES)} is kept. Scan it in grey, or split it.`;
  if (file.name.length > 200) return 'Its name has more than 200 characters. Give it a shorter one.';
  if (held >= MOST_DOCUMENTS)
    return `An authority holds at most ${MOST_DOCUMENTS} documents. Put the rest into one PDF.`;
  return null;
}

/** SHA-256 of the bytes, lower-case hex. */
export async function hashOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
