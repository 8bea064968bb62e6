/**
 * The bytes that entries, checkpoints and receipts are hashed and signed over, and the hash itself. Runs anywhere.
 * Canonical JSON is RFC 8785. Shared by the writer and the verifier, and knows neither.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from './canonical.ts';
import type { AuditCheckpoint, AuditEntry, AuditReceipt } from './entry.ts';

/** What the first entry of a log names as the one before it. */
export const EMPTY_HEAD = '0'.repeat(64);

const ENTRY_PREFIX = { 1: 'waymark-audit-v1\n', 2: 'waymark-audit-v2\n' } as const;
const CHECKPOINT_PREFIX = 'waymark-checkpoint-v1\n';
const RECEIPT_PREFIX = 'waymark-receipt-v1\n';

/** SHA-256 of a text in UTF-8, lower-case hex. A faster one than the pure one may be passed in where it is taken. */
export type HashText = (text: string) => string;

const hashText: HashText = (text) => bytesToHex(sha256(utf8ToBytes(text)));

/** Lower-case hex SHA-256 of an entry without its hash. */
export function hashEntry(entry: Omit<AuditEntry, 'hash'>, hash: HashText = hashText): string {
  return hash(ENTRY_PREFIX[entry.v] + canonicalText(entry));
}

/** The bytes a checkpoint's signature covers. */
export function checkpointMessage(checkpoint: Omit<AuditCheckpoint, 'signature'>): Uint8Array {
  return prefixed(CHECKPOINT_PREFIX, checkpoint);
}

/** The bytes a receipt's signature covers. */
export function receiptMessage(receipt: Omit<AuditReceipt, 'signature'>): Uint8Array {
  return prefixed(RECEIPT_PREFIX, receipt);
}

function prefixed(prefix: string, value: object): Uint8Array {
  return utf8ToBytes(prefix + canonicalText(value));
}
