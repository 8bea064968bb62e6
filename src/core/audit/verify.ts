/**
 * Checks a log, a checkpoint and a receipt with nothing but their own bytes and public keys. Runs anywhere, pure.
 * Never imports a writer. Problems are data: a broken log is an answer, not an exception. Spec: docs/spec/audit.md.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { AuditCheckpoint, AuditEntry, AuditReceipt } from './entry.ts';
import { hasEntryForm } from './entry-form.ts';
import { checkpointMessage, EMPTY_HEAD, type HashText, hashEntry, receiptMessage } from './hash.ts';
import type { LogProblem, LogProblemCode, LogVerdict } from './log-problem.ts';

/**
 * Checks one log from its first entry: form, hash of each entry, chain, sequence without gaps, one device, one log,
 * time order of device sequence, and that each result names an intent before it. With a checkpoint also that size and
 * head are what the workstation signed.
 */
export function verifyLog(
  entries: readonly unknown[],
  checkpoint?: AuditCheckpoint,
  hasher: { readonly hashText?: HashText } = {},
): LogVerdict {
  const problems: LogProblem[] = [];
  const intents = new Set<number>();
  let head = EMPTY_HEAD;
  let before: AuditEntry | undefined;
  entries.forEach((raw, index) => {
    const seq = index + 1;
    const found = (code: LogProblemCode, message: string): void => {
      problems.push({ code, seq, message });
    };
    if (!isEntry(raw)) {
      found('entry-malformed', `Entry ${seq} does not have the form of an entry.`);
      return;
    }
    const entry = raw;
    if (entryHashOf(entry, hasher.hashText) !== entry.hash)
      found('entry-altered', `Entry ${seq} was altered: its hash does not match.`);
    if (entry.seq > seq && entry.seq > (before?.seq ?? 0) + 1)
      found('entry-missing', `Entries are missing before entry ${entry.seq}.`);
    else if (entry.seq !== (before?.seq ?? 0) + 1) found('entry-out-of-order', `Entry ${entry.seq} is out of order.`);
    if (entry.prev !== head) found('entry-out-of-order', `Entry ${seq} does not follow the one before it.`);
    if (before !== undefined) {
      if (before.v === 2 && entry.v === 1)
        found('entry-unblinded', `Entry ${seq} has no blind, and the one before it had.`);
      if (entry.log !== before.log || entry.deviceId !== before.deviceId || entry.space !== before.space)
        found('entry-foreign', `Entry ${seq} belongs to another log.`);
      if (entry.deviceSeq <= before.deviceSeq) found('entry-out-of-order', `Entry ${seq} runs backwards.`);
      // Neighbours on the workstation's own chain too (AU7): nothing of another log stands between them.
      if (entry.deviceSeq === before.deviceSeq + 1 && entry.devicePrev !== before.hash)
        found('entry-out-of-order', `Entry ${seq} does not follow the one before it on the workstation.`);
    }
    if (entry.phase === 'intent') intents.add(entry.seq);
    // Taken out as it is answered: a second result has no intent left.
    if (entry.phase === 'result' && (entry.of === null || !intents.delete(entry.of)))
      found('result-without-intent', `Entry ${seq} is a result without an intent before it that has none yet.`);
    head = entry.hash;
    before = entry;
  });
  if (checkpoint !== undefined) {
    if (!verifyCheckpoint(checkpoint))
      problems.push({
        code: 'checkpoint-signature',
        seq: entries.length,
        message: 'The checkpoint is not signed by its key.',
      });
    if (
      checkpoint.size !== entries.length ||
      checkpoint.head !== head ||
      (before !== undefined && (checkpoint.log !== before.log || checkpoint.deviceId !== before.deviceId))
    )
      problems.push({
        code: 'checkpoint-mismatch',
        seq: entries.length,
        message: `The checkpoint vouches for ${checkpoint.size} entries of ${checkpoint.log}, and these are not they.`,
      });
  }
  return { ok: problems.length === 0, entries: entries.length, head, problems };
}

/** True where the checkpoint is signed by the key it names. */
export function verifyCheckpoint(checkpoint: AuditCheckpoint): boolean {
  const { signature, ...body } = checkpoint;
  return verifySignature(signature, checkpointMessage(body), checkpoint.publicKey);
}

/**
 * False where the receipt's word and these entries cannot both be true: the server holds another entry in the place of
 * one of them, or of the one just before (AU13). Entries of other logs are not seen, so true is not a proof.
 */
export function agreesWithReceipt(entries: readonly AuditEntry[], receipt: AuditReceipt): boolean {
  return entries.every(
    (entry) =>
      (entry.deviceSeq !== receipt.deviceSeq || entry.hash === receipt.deviceHead) &&
      (entry.deviceSeq !== receipt.deviceSeq + 1 || entry.devicePrev === receipt.deviceHead),
  );
}

/** True where the receipt is signed by the key it names, and that is the server's where one is given. */
export function verifyReceipt(receipt: AuditReceipt, serverPublicKey?: string): boolean {
  if (serverPublicKey !== undefined && receipt.publicKey !== serverPublicKey) return false;
  const { signature, ...body } = receipt;
  return verifySignature(signature, receiptMessage(body), receipt.publicKey);
}

/**
 * The hash of an entry as it came, so that a field the schema does not know does not slip through. Null for what has no
 * canonical form (half a surrogate pair, say): nothing that was sealed is so.
 */
export function entryHashOf(entry: AuditEntry, hashText?: HashText): string | null {
  const { hash: _, ...rest } = entry;
  try {
    return hashEntry(rest, hashText);
  } catch {
    return null;
  }
}

/** What nests too deeply to be looked at is no entry either. */
export function isEntry(raw: unknown): raw is AuditEntry {
  try {
    return hasEntryForm(raw);
  } catch {
    return false;
  }
}

function verifySignature(signature: string, message: Uint8Array, publicKey: string): boolean {
  try {
    // Strict (RFC 8032): one signature has one form, so no flipped byte passes.
    return ed25519.verify(hexToBytes(signature), message, hexToBytes(publicKey), { zip215: false });
  } catch {
    return false;
  }
}
