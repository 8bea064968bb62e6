// Reads the entry and the leaf of one record: exactly the canonical form of what an entry and a leaf must be, of this workstation
// and person. Sets out what is hashed for the entry: all of it but its hash, behind the prefix of its version. AssemblyScript.
import {
  DEVICE_LENGTH,
  DEVICE_TEXT,
  NONE,
  R_COMMITMENT,
  R_DEVICE_PREV,
  R_DEVICE_SEQ,
  R_ENTRY,
  R_ENTRY_END,
  R_HASH,
  R_LEAF,
  R_LEAF_END,
  R_LEAF_SEQ,
  R_LOG_ID,
  R_LOG_ROOT,
  R_LOG_SIZE,
  R_NAME,
  R_NAME_LENGTH,
  R_OF,
  R_PHASE,
  R_PREIMAGE,
  R_PREIMAGE_END,
  R_PREV,
  R_SEQ,
  R_SPACE,
  R_VERSION,
  USER_LENGTH,
  USER_TEXT,
} from './layout';
import { exactly, hashText, literal, moveTo, object, place, startAt, string, stringOf, unsure, whole, word } from './tokens';

/** Whether this whole text is canonical JSON, by the host's own writer. */
@external('host', 'isCanonical')
declare function isCanonical(at: usize, length: u32): u32;

// Numbers of the texts that the host sets (log-kernel.ts).
const ENTRY_ACTION: u32 = 0;
const ACTOR: u32 = 1;
const NULL: u32 = 2;
const ACTOR_ID: u32 = 3;
const ACTOR_NAME: u32 = 4;
const ACTOR_ROLE: u32 = 5;
const ACTOR_TITLE: u32 = 6;
const ACTOR_USERNAME: u32 = 7;
const CLOSE: u32 = 8;
const AUTHORITY: u32 = 9;
const ASSIGNMENT: u32 = 10;
const AUTHORITY_ID: u32 = 11;
const KIND: u32 = 12;
const NARRATIVE: u32 = 13;
const NUMBER: u32 = 14;
const PURPOSE: u32 = 15;
const BLIND: u32 = 16;
const DETAILS: u32 = 17;
const DEVICE_ID: u32 = 18;
const DEVICE_PREV: u32 = 19;
const DEVICE_SEQ: u32 = 20;
const HASH: u32 = 21;
const LOG: u32 = 22;
const OF: u32 = 23;
const OUTCOME: u32 = 24;
const PHASE: u32 = 25;
const PREV: u32 = 26;
const SEQ: u32 = 27;
const SPACE: u32 = 28;
const TIME: u32 = 29;
const VERSION: u32 = 30;
const LEAF_COMMITMENT: u32 = 31;
const LEAF_LOG: u32 = 32;
const LEAF_ROOT: u32 = 33;
const LEAF_SIZE: u32 = 34;
const LEAF_USER: u32 = 35;
const LEAF_VERSION: u32 = 36;

// Kinds of words.
const ACTIONS: u32 = 0;
const PHASES: u32 = 1;
const OUTCOMES: u32 = 2;
const ROLES: u32 = 3;
const SPACES: u32 = 4;

const LINE_FEED: u8 = 10;
const LAST_MS: u64 = 8640000000000000;
/** `waymark-audit-vN` and a line feed. */
const PREFIX_BYTES: usize = 17;

/** Where the reading stopped: behind the record, where it was read. */
export let behind: usize = 0;

/** An entry and its leaf, each a line; an empty line stands for an entry that is sealed. */
export function readRecord(record: usize, from: usize, preimage: usize): bool {
  store<u32>(record, <u32>from, R_ENTRY);
  let leaf = from;
  if (load<u8>(from) != LINE_FEED) {
    if (!readEntry(record, from, preimage)) return false;
    leaf = place;
  }
  store<u32>(record, <u32>leaf, R_ENTRY_END);
  leaf += 1;
  store<u32>(record, <u32>leaf, R_LEAF);
  if (!readLeaf(record, leaf)) return false;
  store<u32>(record, <u32>place, R_LEAF_END);
  behind = place + 1;
  return true;
}

@inline function idIsOf(text: usize, length: usize): bool {
  return exactly(text, load<u32>(length));
}

function readActor(): bool {
  if (literal(NULL)) return true;
  if (!literal(ACTOR_ID)) return false;
  const from = place;
  if (!stringOf(1, 128)) return false;
  const after = place;
  moveTo(from);
  if (!idIsOf(USER_TEXT, USER_LENGTH) || place != after) return false;
  if (!literal(ACTOR_NAME) || !stringOf(1, 200)) return false;
  if (!literal(ACTOR_ROLE) || word(ROLES) < 0) return false;
  if (!literal(ACTOR_TITLE) || !stringOf(0, 200)) return false;
  return literal(ACTOR_USERNAME) && stringOf(1, 64) && literal(CLOSE);
}

function readAuthority(): bool {
  if (literal(NULL)) return true;
  return (
    literal(ASSIGNMENT) && string() &&
    literal(AUTHORITY_ID) && string() &&
    literal(KIND) && string() &&
    literal(NARRATIVE) && string() &&
    literal(NUMBER) && string() &&
    literal(PURPOSE) && string() &&
    literal(CLOSE)
  );
}

function readEntry(record: usize, from: usize, preimage: usize): bool {
  startAt(from);
  if (!literal(ENTRY_ACTION) || word(ACTIONS) < 0) return false;
  if (!literal(ACTOR) || !readActor()) return false;
  if (!literal(AUTHORITY) || !readAuthority()) return false;
  const blinded = literal(BLIND);
  if (blinded && !hashText()) return false;
  if (!literal(DETAILS) || !object(0)) return false;
  if (!literal(DEVICE_ID) || !idIsOf(DEVICE_TEXT, DEVICE_LENGTH)) return false;
  if (!literal(DEVICE_PREV)) return false;
  store<u32>(record, <u32>place, R_DEVICE_PREV);
  if (!hashText() || !literal(DEVICE_SEQ)) return false;
  store<u64>(record, whole(), R_DEVICE_SEQ);
  const head = place;
  if (!literal(HASH)) return false;
  store<u32>(record, <u32>place, R_HASH);
  if (!hashText()) return false;
  const tail = place;
  if (!literal(LOG)) return false;
  const name = place;
  if (!string()) return false;
  store<u32>(record, <u32>name, R_NAME);
  store<u32>(record, <u32>(place - name), R_NAME_LENGTH);
  if (!literal(OF)) return false;
  if (literal(NULL)) store<u64>(record, NONE, R_OF);
  else {
    const answered = whole();
    if (answered == NONE) return false;
    store<u64>(record, answered, R_OF);
  }
  if (!literal(OUTCOME) || word(OUTCOMES) < 0) return false;
  if (!literal(PHASE)) return false;
  const phase = word(PHASES);
  if (phase < 0) return false;
  store<u32>(record, phase, R_PHASE);
  if (!literal(PREV)) return false;
  store<u32>(record, <u32>place, R_PREV);
  if (!hashText() || !literal(SEQ)) return false;
  store<u64>(record, whole(), R_SEQ);
  if (!literal(SPACE)) return false;
  const space = word(SPACES);
  if (space < 0) return false;
  store<u32>(record, space + 1, R_SPACE);
  if (!literal(TIME) || whole() > LAST_MS || !literal(VERSION)) return false;
  const version = whole();
  if (version != (blinded ? 2 : 1) || !literal(CLOSE) || load<u8>(place) != LINE_FEED) return false;
  const end = place;
  store<u32>(record, <u32>version, R_VERSION);
  if (unsure && !isCanonical(from, <u32>(end - from))) return false;
  setOut(record, from, head, tail, end, <u32>version, preimage);
  return true;
}

function setOut(record: usize, from: usize, head: usize, tail: usize, end: usize, version: u32, to: usize): void {
  store<u64>(to, 0x6b72616d796177); // waymark
  store<u64>(to, 0x2d74696475612d, 7); // -audit-
  store<u8>(to, 0x76, 14);
  store<u8>(to, 0x30 + version, 15);
  store<u8>(to, 0x0a, 16);
  const start = to + PREFIX_BYTES;
  memory.copy(start, from, head - from);
  memory.copy(start + (head - from), tail, end - tail);
  store<u32>(record, <u32>to, R_PREIMAGE);
  store<u32>(record, <u32>(start + (head - from) + (end - tail)), R_PREIMAGE_END);
}

function readLeaf(record: usize, from: usize): bool {
  startAt(from);
  if (!literal(LEAF_COMMITMENT)) return false;
  store<u32>(record, <u32>place, R_COMMITMENT);
  // That these are hex digits is seen when they are read as numbers.
  skip(65);
  if (load<u8>(place - 1) != 0x22 || !literal(DEVICE_ID) || !idIsOf(DEVICE_TEXT, DEVICE_LENGTH)) return false;
  if (!literal(DEVICE_SEQ)) return false;
  store<u64>(record, whole(), R_LEAF_SEQ);
  if (!literal(LEAF_LOG)) return false;
  store<u32>(record, <u32>place, R_LOG_ID);
  skip(65);
  if (load<u8>(place - 1) != 0x22 || !literal(LEAF_ROOT)) return false;
  store<u32>(record, <u32>place, R_LOG_ROOT);
  skip(65);
  if (load<u8>(place - 1) != 0x22 || !literal(LEAF_SIZE)) return false;
  store<u64>(record, whole(), R_LOG_SIZE);
  return literal(LEAF_USER) && idIsOf(USER_TEXT, USER_LENGTH) && literal(LEAF_VERSION) && load<u8>(place) == LINE_FEED;
}

@inline function skip(bytes: usize): void {
  moveTo(place + bytes);
}
