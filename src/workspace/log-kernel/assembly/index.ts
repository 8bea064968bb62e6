// The log kernel: takes records of a workstation's log in their canonical form, a batch at a time, and says whether all of them
// are in order. It accepts or it does not: what is wrong with a batch is for the plain verifier to say. AssemblyScript.
import {
  BATCH,
  COMMITMENTS,
  DEVICE_LEAVES,
  DEVICE_PEAKS,
  DEVICE_SIZE,
  DIGESTS,
  FLAG_BLINDED,
  FLAG_SEALED,
  LAST_COMMITMENT,
  LOG_LEAVES,
  LOG_LEVELS,
  MOST_NAME,
  MOST_PENDING,
  NONE,
  PREIMAGES,
  R_COMMITMENT,
  R_DEVICE_PREV,
  R_DEVICE_SEQ,
  R_ENTRY,
  R_ENTRY_END,
  R_HASH,
  R_LEAF_SEQ,
  R_LOG_ID,
  R_LOG_ROOT,
  R_LOG_SIZE,
  R_NAME,
  R_NAME_LENGTH,
  R_OF,
  R_PHASE,
  R_PREIMAGE_END,
  R_PREV,
  R_SEQ,
  R_SPACE,
  R_VERSION,
  RECORD_BYTES,
  RECORDS,
  ROOTS_FOUND,
  ROOTS_SAID,
  SPACE,
} from './layout';
import {
  A_FLAGS,
  A_LAST,
  A_NAME,
  A_NAME_LENGTH,
  A_PEAKS,
  A_PENDING,
  A_PENDING_COUNT,
  A_SIZE,
  activeLog,
  keepLogs,
  keepPeaks,
  startBatch,
} from './log-states';
import { behind, readRecord } from './read-record';
import { hashLeaves, prepareSecondBlocks } from './sha256';
import { readHash, same, same64 } from './tokens';
import { full, grow, hashAll, headOf, startTrees } from './trees';

export {
  BATCH, DEVICE_LENGTH, DEVICE_PEAKS, DEVICE_SIZE, DEVICE_TEXT, DIGESTS, KIND_BYTES, L_FLAGS, L_LAST, L_NAME,
  L_NAME_LENGTH, L_PEAKS, L_PENDING, L_PENDING_COUNT, L_SIZE, LAST_COMMITMENT, LITERAL_LENGTHS, LITERALS, LOG_BYTES,
  LOG_COUNT, LOGS, PREIMAGES, RECORD_BYTES, RECORDS, ROUND_KEYS, SPACE, SPARE, SPARE_BYTES, TEXT, TEXT_BYTES, USER_LENGTH, USER_TEXT,
  WORD_BYTES, WORD_COUNTS, WORDS, DEVICE_LEAVES,
} from './layout';

/** Whether a log may have this name: asked once, at its first entry that was opened. */
@external('host', 'mayBeNamed')
declare function mayBeNamed(name: usize, length: u32, id: usize): u32;

const INTENT: u32 = 0;
const RESULT: u32 = 1;
/** Levels of the tree of the workspace. */
const DEVICE_LEVELS: u32 = 32;
/** u32 [level], where the peaks of the workspace's tree stand in this batch. */
const DEVICE_POINTERS: usize = 1280;

/** The host has set words, literals, ids and round keys. */
export function prepare(): void {
  prepareSecondBlocks();
  memory.fill(LAST_COMMITMENT, 0x30, 64);
}

/** Where the first text stands that was not read. */
export let unread: usize = 0;
let preimage: usize = PREIMAGES;

/**
 * Reads the lines from one address to another as records from number `first` on, `most` in all at most. Returns how many there are
 * now. It stops before a record that is not canonical, or not whole.
 */
export function read(from: usize, to: usize, first: u32, most: u32): u32 {
  if (first == 0) preimage = PREIMAGES;
  let n = first;
  for (; n < most && from < to; n += 1) {
    const record = RECORDS + <usize>n * RECORD_BYTES;
    if (!readRecord(record, from, preimage) || behind > to) break;
    if (load<u32>(record, R_ENTRY) != load<u32>(record, R_ENTRY_END)) preimage = load<u32>(record, R_PREIMAGE_END);
    from = behind;
  }
  unread = from;
  return n;
}

/** The digests are there. True where everything is in order; otherwise nothing of the batch is kept, and no more can be taken. */
export function settle(count: u32): bool {
  startBatch();
  startTrees();
  const size = load<u64>(DEVICE_SIZE);
  for (let level: u32 = 0; level < DEVICE_LEVELS; level += 1)
    store<u32>(DEVICE_POINTERS + (<usize>level << 2), <u32>(DEVICE_PEAKS + (<usize>level << 5)));
  let last: usize = LAST_COMMITMENT;
  let space = load<u32>(SPACE);
  for (let n: u32 = 0; n < count; n += 1) {
    const record = RECORDS + <usize>n * RECORD_BYTES;
    const place = size + n;
    if (load<u64>(record, R_LEAF_SEQ) != place + 1 || !readLeafHashes(n, record)) return false;
    const log = activeLog(load<u32>(record, R_LOG_ID));
    if (log == 0 || !growLog(n, record, log)) return false;
    grow(DEVICE_POINTERS, place, DEVICE_LEAVES + (<usize>n << 5));
    const commitment = <usize>load<u32>(record, R_COMMITMENT);
    if (load<u32>(record, R_ENTRY) == load<u32>(record, R_ENTRY_END))
      store<u32>(log, load<u32>(log, A_FLAGS) | FLAG_SEALED, A_FLAGS);
    else {
      if (!same64(load<u32>(record, R_DEVICE_PREV), last) || !entryFits(n, record, log)) return false;
      if (space == 0) space = load<u32>(record, R_SPACE);
      if (space != load<u32>(record, R_SPACE)) return false;
    }
    store<u32>(log, <u32>commitment, A_LAST);
    last = commitment;
  }
  if (full || size + count >= 0x100000000) return false;
  hashLogLeaves(count);
  hashAll();
  if (!rootsHold(count)) return false;
  keepLogs();
  keepPeaks(DEVICE_POINTERS, DEVICE_PEAKS, DEVICE_LEVELS);
  if (last != LAST_COMMITMENT) memory.copy(LAST_COMMITMENT, last, 64);
  store<u32>(SPACE, space);
  store<u64>(DEVICE_SIZE, size + count);
  return true;
}

/** What the leaf says as numbers, and the leaf's own hash. */
function readLeafHashes(n: u32, record: usize): bool {
  const at = <usize>n << 5;
  return (
    readHash(DIGESTS + (<usize>n << 7) + 64, DEVICE_LEAVES + at) &&
    readHash(load<u32>(record, R_COMMITMENT), COMMITMENTS + at) &&
    readHash(load<u32>(record, R_LOG_ROOT), ROOTS_SAID + at)
  );
}

function growLog(n: u32, record: usize, log: usize): bool {
  const size = load<u64>(log, A_SIZE);
  if (size == 0) {
    // A name seen for the first time: that it is hex digits is seen by reading it once.
    if (!readHash(load<u32>(record, R_LOG_ID), LOG_LEAVES + (<usize>n << 5))) return false;
  }
  if (load<u64>(record, R_LOG_SIZE) != size + 1 || size + 1 >= <u64>1 << (LOG_LEVELS - 1)) return false;
  store<u64>(log, size + 1, A_SIZE);
  grow(log + A_PEAKS, size, LOG_LEAVES + (<usize>n << 5));
  store<u32>(ROOTS_FOUND + (<usize>n << 2), <u32>headOf(log + A_PEAKS, size + 1));
  return true;
}

/** The entry is the one its leaf commits to, follows the one before it in its log, and answers an intent where it is a result. */
function entryFits(n: u32, record: usize, log: usize): bool {
  const hash = <usize>load<u32>(record, R_HASH);
  if (!same64(DIGESTS + (<usize>n << 7), hash) || !same64(hash, load<u32>(record, R_COMMITMENT))) return false;
  if (load<u64>(record, R_DEVICE_SEQ) != load<u64>(record, R_LEAF_SEQ)) return false;
  if (load<u64>(record, R_SEQ) != load<u64>(record, R_LOG_SIZE)) return false;
  if (!same64(load<u32>(record, R_PREV), load<u32>(log, A_LAST)) || !nameFits(record, log)) return false;
  const flags = load<u32>(log, A_FLAGS);
  if (load<u32>(record, R_VERSION) == 2) store<u32>(log, flags | FLAG_BLINDED, A_FLAGS);
  else if (flags & FLAG_BLINDED) return false;
  const phase = load<u32>(record, R_PHASE);
  // Where results may be sealed, any result may answer any intent: none is waited for.
  if (phase == INTENT) return (flags & FLAG_SEALED) != 0 || expectResult(log, load<u64>(record, R_SEQ));
  return phase != RESULT || answers(log, load<u64>(record, R_OF), flags);
}

function nameFits(record: usize, log: usize): bool {
  const name = <usize>load<u32>(record, R_NAME);
  const length = load<u32>(record, R_NAME_LENGTH);
  const known = load<u32>(log, A_NAME_LENGTH);
  if (known != 0) return known == length && same(load<u32>(log, A_NAME), name, length);
  if (length > MOST_NAME || !mayBeNamed(name, length, load<u32>(record, R_LOG_ID))) return false;
  store<u32>(log, <u32>name, A_NAME);
  store<u32>(log, length, A_NAME_LENGTH);
  return true;
}

function expectResult(log: usize, seq: u64): bool {
  const count = load<u32>(log, A_PENDING_COUNT);
  if (count >= MOST_PENDING) return false;
  store<u64>(log + A_PENDING + (<usize>count << 3), seq);
  store<u32>(log, count + 1, A_PENDING_COUNT);
  return true;
}

/** An intent has one result. */
function answers(log: usize, intent: u64, flags: u32): bool {
  if (intent == NONE) return false;
  const count = load<u32>(log, A_PENDING_COUNT);
  for (let n = count; n > 0; n -= 1) {
    const at = log + A_PENDING + (<usize>(n - 1) << 3);
    if (load<u64>(at) != intent) continue;
    store<u64>(at, load<u64>(log + A_PENDING + (<usize>(count - 1) << 3)));
    store<u32>(log, count - 1, A_PENDING_COUNT);
    return true;
  }
  return (flags & FLAG_SEALED) != 0;
}

function hashLogLeaves(count: u32): void {
  const last = count - 1;
  for (let n: u32 = 0; n < count; n += 4) {
    const a = <usize>n << 5;
    const b = <usize>min(n + 1, last) << 5;
    const c = <usize>min(n + 2, last) << 5;
    const d = <usize>min(n + 3, last) << 5;
    hashLeaves(
      COMMITMENTS + a, COMMITMENTS + b, COMMITMENTS + c, COMMITMENTS + d,
      LOG_LEAVES + a, LOG_LEAVES + b, LOG_LEAVES + c, LOG_LEAVES + d,
    );
  }
}

function rootsHold(count: u32): bool {
  for (let n: u32 = 0; n < count; n += 1) {
    const found = <usize>load<u32>(ROOTS_FOUND + (<usize>n << 2));
    const said = ROOTS_SAID + (<usize>n << 5);
    if (v128.any_true(v128.or(
      v128.xor(v128.load(found), v128.load(said)),
      v128.xor(v128.load(found, 16), v128.load(said, 16)),
    ))) return false;
  }
  return true;
}
