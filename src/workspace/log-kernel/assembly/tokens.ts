// Reads the tokens of canonical JSON (RFC 8785) at a place that moves on, and nothing else: a text that is written in any other
// way is not taken. Every text ends with a line feed, where every reader stops. AssemblyScript.
import { KIND_BYTES, LITERAL_LENGTHS, LITERALS, NONE, WORD_BYTES, WORD_COUNTS, WORDS } from './layout';

/** Whether this text is a number as RFC 8785 writes it: only the host can tell of fractions. */
@external('host', 'isNumber')
declare function isNumber(at: usize, length: u32): u32;

/** Where the next token begins. */
export let place: usize = 0;
/** Something was seen that only the host can judge: it has to compare the whole text. */
export let unsure: bool = false;

export function moveTo(at: usize): void {
  place = at;
}

export function startAt(at: usize): void {
  place = at;
  unsure = false;
}

/** What stands between two values: one of the texts the host set. */
export function literal(number: u32): bool {
  const length = load<u32>(LITERAL_LENGTHS + (<usize>number << 2));
  const same = i8x16.bitmask(i8x16.eq(v128.load(place), v128.load(LITERALS + (<usize>number << 4))));
  const mask: i32 = (1 << length) - 1;
  if ((same & mask) != mask) return false;
  place += length;
  return true;
}

/** The same bytes. */
export function same(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 16 <= length; at += 16)
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  for (; at < length; at += 1) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

export function same64(a: usize, b: usize): bool {
  const one = v128.or(v128.xor(v128.load(a), v128.load(b)), v128.xor(v128.load(a, 16), v128.load(b, 16)));
  const two = v128.or(v128.xor(v128.load(a, 32), v128.load(b, 32)), v128.xor(v128.load(a, 48), v128.load(b, 48)));
  return !v128.any_true(v128.or(one, two));
}

/** Exactly this text. */
export function exactly(text: usize, length: u32): bool {
  if (!same(place, text, length)) return false;
  place += length;
  return true;
}

/** A string with its quotes, in UTF-8, with the escapes that cannot be done without, and no others. */
export function string(): bool {
  if (load<u8>(place) != 0x22) return false;
  place += 1;
  while (true) {
    const bytes = v128.load(place);
    // Signed: below a space, and beyond ASCII.
    const other = i8x16.lt_s(bytes, i8x16.splat(0x20));
    const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
    const found = i8x16.bitmask(v128.or(other, ends));
    if (found == 0) {
      place += 16;
      continue;
    }
    place += ctz(found);
    const byte: u32 = load<u8>(place);
    if (byte == 0x22) {
      place += 1;
      return true;
    }
    if (byte == 0x5c) {
      if (!escape()) return false;
    } else if (byte >= 0x80) {
      if (!beyondAscii(byte)) return false;
    } else return false;
  }
}

function escape(): bool {
  const byte: u32 = load<u8>(place, 1);
  // " \ b f n r t
  if (byte == 0x22 || byte == 0x5c || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74) {
    place += 2;
    return true;
  }
  // u 0 0, then 0 or 1
  if (byte != 0x75 || load<u8>(place, 2) != 0x30 || load<u8>(place, 3) != 0x30) return false;
  const high: u32 = <u32>load<u8>(place, 4) - 0x30;
  const digit: u32 = load<u8>(place, 5);
  if (high > 1) return false;
  let low: u32 = digit - 0x30;
  if (low > 9) {
    if (digit < 0x61 || digit > 0x66) return false;
    low = digit - 0x57;
  }
  // Those that have a letter of their own: 8, 9, 10, 12, 13.
  if (high == 0 && (low == 8 || low == 9 || low == 10 || low == 12 || low == 13)) return false;
  place += 6;
  return true;
}

@inline function follows(at: usize, least: u32, most: u32): bool {
  return <u32>load<u8>(at) - least <= most - least;
}

/** One character in UTF-8: no longer than it must be, no half of a pair, none past the last. */
function beyondAscii(first: u32): bool {
  if (first < 0xc2) return false;
  if (first < 0xe0) {
    if (!follows(place + 1, 0x80, 0xbf)) return false;
    place += 2;
    return true;
  }
  if (first < 0xf0) {
    const least: u32 = first == 0xe0 ? 0xa0 : 0x80;
    const most: u32 = first == 0xed ? 0x9f : 0xbf;
    if (!follows(place + 1, least, most) || !follows(place + 2, 0x80, 0xbf)) return false;
    place += 3;
    return true;
  }
  if (first > 0xf4) return false;
  const least: u32 = first == 0xf0 ? 0x90 : 0x80;
  const most: u32 = first == 0xf4 ? 0x8f : 0xbf;
  if (!follows(place + 1, least, most) || !follows(place + 2, 0x80, 0xbf) || !follows(place + 3, 0x80, 0xbf)) return false;
  place += 4;
  return true;
}

/** A string of so many UTF-16 units, as JavaScript counts. */
export function stringOf(least: u32, most: u32): bool {
  const from = place + 1;
  if (!string()) return false;
  const bytes = <u32>(place - 1 - from);
  if (bytes < least) return false;
  return bytes <= most || units(from, place - 1) <= most;
}

function units(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let at = from; at < to; count += 1) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x5c) at += load<u8>(at, 1) == 0x75 ? 6 : 2;
    else if (byte < 0x80) at += 1;
    else if (byte < 0xe0) at += 2;
    else if (byte < 0xf0) at += 3;
    else {
      at += 4;
      count += 1;
    }
  }
  return count;
}

/** A whole number from 0 that JavaScript holds exactly; NONE where there is none. */
export function whole(): u64 {
  let value: u64 = 0;
  const from = place;
  for (;;) {
    const digit: u32 = <u32>load<u8>(place) - 0x30;
    if (digit > 9) break;
    value = value * 10 + digit;
    place += 1;
    if (place - from > 16) return NONE;
  }
  const length = place - from;
  if (length == 0 || (length > 1 && load<u8>(from) == 0x30) || value > 9007199254740991) return NONE;
  return value;
}

/** 64 lower-case hex digits and a quote. */
export function hashText(): bool {
  for (let at: usize = 0; at < 64; at += 16) if (!isHex(v128.load(place + at))) return false;
  if (load<u8>(place, 64) != 0x22) return false;
  place += 65;
  return true;
}

@inline function isHex(bytes: v128): bool {
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  const letters = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(6));
  return i8x16.all_true(v128.or(digits, letters));
}

/** 64 hex digits as 8 words. False where they are none. */
export function readHash(from: usize, to: usize): bool {
  let holds = true;
  for (let at: usize = 0; at < 64; at += 16) {
    const bytes = v128.load(from + at);
    const letters = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(6));
    holds = holds && isHex(bytes);
    const values = i8x16.add(v128.and(bytes, i8x16.splat(15)), v128.and(letters, i8x16.splat(9)));
    // The first digit of a pair is the higher half of its byte.
    const pairs = v128.and(v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8)), i16x8.splat(255));
    const packed = i8x16.narrow_i16x8_u(pairs, pairs);
    const words = v128.shuffle<u8>(packed, packed, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4);
    store<u64>(to + (at >> 1), i64x2.extract_lane(words, 0));
  }
  return holds;
}

/** One of the words of a kind, with its quotes: its number; -1 where it is none. */
export function word(kind: u32): i32 {
  const count = load<u32>(WORD_COUNTS + (<usize>kind << 2));
  const from = place;
  if (!string()) return -1;
  const length = <u32>(place - from);
  const table = WORDS + <usize>kind * KIND_BYTES;
  for (let number: u32 = 0; number < count; number += 1) {
    const at = table + <usize>number * WORD_BYTES;
    if (load<u8>(at) == length && same(at + 1, from, length)) return number;
  }
  return -1;
}

const DEEPEST: u32 = 100;

/** Any value. What is nested too deeply is not taken. */
export function value(depth: u32): bool {
  if (depth > DEEPEST) return false;
  const byte: u32 = load<u8>(place);
  if (byte == 0x22) return string();
  if (byte == 0x7b) return object(depth);
  if (byte == 0x5b) return array(depth);
  if (byte == 0x74) return constant(0x65757274, 4);
  if (byte == 0x6e) return constant(0x6c6c756e, 4);
  if (byte == 0x66) {
    if (load<u8>(place, 4) != 0x65 || !constant(0x736c6166, 4)) return false;
    place += 1;
    return true;
  }
  return number();
}

@inline function constant(text: u32, length: usize): bool {
  if (load<u32>(place) != text) return false;
  place += length;
  return true;
}

/** Whole numbers of few digits are written in one way; of others the host is asked. */
function number(): bool {
  const from = place;
  if (load<u8>(place) == 0x2d) place += 1;
  const digits = place;
  for (;;) {
    const byte: u32 = load<u8>(place);
    if (byte - 0x30 > 9) break;
    place += 1;
  }
  const length = place - digits;
  const byte: u32 = load<u8>(place);
  // . e E + - continue it
  if (byte == 0x2e || byte == 0x65 || byte == 0x45 || length > 15) {
    for (;;) {
      const next: u32 = load<u8>(place);
      if (next - 0x30 > 9 && next != 0x2e && next != 0x65 && next != 0x45 && next != 0x2b && next != 0x2d) break;
      place += 1;
    }
    return isNumber(from, <u32>(place - from)) != 0;
  }
  if (length == 0) return false;
  // No zero before other digits, and none that is negative.
  return load<u8>(digits) != 0x30 || (length == 1 && digits == from);
}

function array(depth: u32): bool {
  place += 1;
  if (load<u8>(place) == 0x5d) {
    place += 1;
    return true;
  }
  while (true) {
    if (!value(depth + 1)) return false;
    const byte: u32 = load<u8>(place);
    place += 1;
    if (byte == 0x5d) return true;
    if (byte != 0x2c) return false;
  }
}

/** Members in the order of their names, each once. Names beyond plain ASCII are for the host to order. */
export function object(depth: u32): bool {
  if (load<u8>(place) != 0x7b) return false;
  place += 1;
  if (load<u8>(place) == 0x7d) {
    place += 1;
    return true;
  }
  let before: usize = 0;
  let beforeLength: u32 = 0;
  while (true) {
    const name = place + 1;
    if (!string()) return false;
    const length = <u32>(place - 1 - name);
    if (!isPlain(name, length)) unsure = true;
    else if (before != 0 && !comesAfter(before, beforeLength, name, length)) return false;
    else {
      before = name;
      beforeLength = length;
    }
    if (load<u8>(place) != 0x3a) return false;
    place += 1;
    if (!value(depth + 1)) return false;
    const byte: u32 = load<u8>(place);
    place += 1;
    if (byte == 0x7d) return true;
    if (byte != 0x2c) return false;
  }
}

/** ASCII without escapes, and no underscore first: engines have meanings of their own for such. */
function isPlain(at: usize, length: u32): bool {
  if (length == 0 || load<u8>(at) == 0x5f) return false;
  for (let n: u32 = 0; n < length; n += 1) {
    const byte: u32 = load<u8>(at + n);
    if (byte >= 0x80 || byte == 0x5c) return false;
  }
  return true;
}

function comesAfter(a: usize, aLength: u32, b: usize, bLength: u32): bool {
  const shared = min(aLength, bLength);
  for (let n: u32 = 0; n < shared; n += 1) {
    const one = load<u8>(a + n);
    const other = load<u8>(b + n);
    if (one != other) return one < other;
  }
  return aLength < bLength;
}
