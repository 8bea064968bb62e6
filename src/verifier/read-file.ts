// Reads a chosen file into memory, saying how far it is, and hashes it on the way. Runs in the worker or the page.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Larger ones are no packs; a browser gives no more memory in one piece either. */
const maxBytes = 2_000_000_000;

/** A failure that says what happened, what is safe and what to do. */
export class ReadFailure extends Error {}

/** @param onRead told after every piece, in bytes */
export async function readFile(
  file: Blob,
  onRead: (done: number) => void,
): Promise<{ bytes: Uint8Array; sha256: string }> {
  if (file.size > maxBytes)
    throw new ReadFailure(
      `The file has ${file.size} bytes, more than this page can read (${maxBytes}). Nothing was checked. Use the command “waymark verify”, or check it by hand.`,
    );
  const hash = sha256.create();
  let bytes: Uint8Array;
  let done = 0;
  try {
    bytes = new Uint8Array(file.size);
    const reader = file.stream().getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes.set(piece.value, done);
      hash.update(piece.value);
      done += piece.value.length;
      onRead(done);
    }
  } catch {
    throw new ReadFailure(
      'The file could not be read to its end: it was moved or changed meanwhile, or there is not enough memory. Nothing was checked and the file is untouched. Try again, or use the command “waymark verify”.',
    );
  }
  if (done !== bytes.length)
    throw new ReadFailure(
      'The file changed while it was read. Nothing was checked. Copy it to this computer and try again.',
    );
  return { bytes, sha256: bytesToHex(hash.digest()) };
}
