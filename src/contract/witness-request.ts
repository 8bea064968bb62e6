/**
 * What a log asks of a witness: the body of C2SP tlog-witness `add-checkpoint`. Runs anywhere, pure.
 * One line `old <size>`, the consistency path from there, an empty line, the checkpoint.
 */
import { base64Of, bytesOfBase64 } from '../core/audit/base64.ts';
import type { Hash } from '../core/audit/merkle.ts';

/** `oldSize`: of the newest checkpoint the witness cosigned, as the log believes; `path`: RFC 6962 from there. */
export type WitnessRequest = { readonly oldSize: number; readonly path: readonly Hash[]; readonly checkpoint: string };

export const WITNESS_PATH = '/add-checkpoint';
/** Media type of the answer that says which size the witness knows. */
export const TREE_SIZE_TYPE = 'text/x.tlog.size';
const MAX_PATH = 63;

export function writeWitnessRequest({ oldSize, path, checkpoint }: WitnessRequest): string {
  return `old ${oldSize}\n${path.map((hash) => `${base64Of(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Null where it is not exactly that form. */
export function readWitnessRequest(body: string): WitnessRequest | null {
  const end = body.indexOf('\n\n');
  if (end < 0) return null;
  const [first = '', ...lines] = body.slice(0, end).split('\n');
  const oldSize = readTreeSize(first.startsWith('old ') ? first.slice(4) : '');
  if (oldSize === null || lines.length > MAX_PATH) return null;
  const path = lines.map(bytesOfBase64).filter((hash) => hash?.length === 32);
  if (path.length !== lines.length) return null;
  return { oldSize, path: path as Hash[], checkpoint: body.slice(end + 2) };
}

/** A decimal without leading zeroes; null for anything else. */
export function readTreeSize(text: string): number | null {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : null;
}
