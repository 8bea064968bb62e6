/**
 * Whether a deflated content can be read in one way only. Runs anywhere, pure. Inflaters differ on what RFC 1950 and 1951
 * forbid: one stops, one goes on, one skips. Walked here is every bit of a zlib stream, without unpacking it: header,
 * lengths of stored blocks and their complements, whole sets of Huffman codes, no symbol or distance that stands for
 * nothing, padding of zeros, and nothing but the checksum after the last block.
 */

const windowBytes = 32_768;
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163,
].concat([195, 227, 258]);
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
].concat([3073, 4097, 6145, 8193, 12_289, 16_385, 24_577]);
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

class NotStrict extends Error {}

/** A set of codes: for every `bits` bits ahead, symbol × 16 + how many of them are its code. */
type Codes = { bits: number; table: Uint16Array };

/**
 * @param packed a zlib stream, whole
 * @returns how many bytes it unpacks to and the Adler-32 it ends with; null where it breaks a rule, or unpacks to more
 * than `room` bytes
 */
export function walkDeflated(packed: Uint8Array, room: number): { bytes: number; adler: number } | null {
  try {
    return new Walk(packed, room).run();
  } catch (error) {
    if (error instanceof NotStrict) return null;
    throw error;
  }
}

/** Adler-32 of what came before and of these bytes. Begin with 1. */
export function adlerOf(before: number, bytes: Uint8Array): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  // As many as fit before the sums would outgrow 32 bits.
  for (let at = 0; at < bytes.length; at += 3_800) {
    const end = Math.min(bytes.length, at + 3_800);
    for (let i = at; i < end; i += 1) {
      low += bytes[i] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

class Walk {
  readonly #packed: Uint8Array;
  readonly #room: number;
  /** Of the next byte to take in; bits taken in and not used stand in `#held`. */
  #at = 2;
  #held = 0;
  #count = 0;
  #written = 0;

  constructor(packed: Uint8Array, room: number) {
    this.#packed = packed;
    this.#room = room;
  }

  run(): { bytes: number; adler: number } {
    const [method = 0, flags = 0] = this.#packed;
    // Deflate with the full window, no dictionary from outside, the check over both bytes right.
    if (method !== 0x78 || (flags & 0x20) !== 0 || (method * 256 + flags) % 31 !== 0) throw new NotStrict();
    for (let last = false; !last; ) {
      last = this.#take(1) === 1;
      const kind = this.#take(2);
      if (kind === 0) this.#stored();
      else if (kind === 1) this.#coded(fixedLiterals, fixedDistances);
      else if (kind === 2) this.#coded(...this.#readCodes());
      else throw new NotStrict();
    }
    this.#align();
    const end = this.#at;
    if (this.#packed.length !== end + 4) throw new NotStrict();
    const adler = new DataView(this.#packed.buffer, this.#packed.byteOffset + end, 4).getUint32(0);
    return { bytes: this.#written, adler };
  }

  /** Makes sure of this many bits ahead, zeros past the end: using those is what fails. */
  #see(bits: number): void {
    while (this.#count < bits) {
      this.#held |= (this.#packed[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
  }

  #drop(bits: number): void {
    this.#held >>>= bits;
    this.#count -= bits;
    if (this.#at - (this.#count >> 3) > this.#packed.length) throw new NotStrict();
  }

  #take(bits: number): number {
    this.#see(bits);
    const value = this.#held & ((1 << bits) - 1);
    this.#drop(bits);
    return value;
  }

  /** To the next whole byte, over nothing but zeros, and gives back the bytes that were only looked at. */
  #align(): void {
    if (this.#take(this.#count & 7) !== 0) throw new NotStrict();
    this.#at -= this.#count >> 3;
    this.#held = 0;
    this.#count = 0;
  }

  #symbol({ bits, table }: Codes): number {
    this.#see(bits);
    const found = table[this.#held & ((1 << bits) - 1)] ?? 0;
    if (found === 0) throw new NotStrict();
    this.#drop(found & 15);
    return found >> 4;
  }

  #grow(bytes: number): void {
    this.#written += bytes;
    if (this.#written > this.#room) throw new NotStrict();
  }

  #stored(): void {
    this.#align();
    const length = this.#take(16);
    if (this.#take(16) !== (length ^ 0xffff)) throw new NotStrict();
    // Bits are taken in no further than they are used: the content begins at the next byte.
    this.#align();
    this.#at += length;
    if (this.#at > this.#packed.length) throw new NotStrict();
    this.#grow(length);
  }

  #coded(literals: Codes, distances: Codes): void {
    for (let symbol = this.#symbol(literals); symbol !== 256; symbol = this.#symbol(literals)) {
      if (symbol < 256) {
        this.#grow(1);
        continue;
      }
      const base = lengthBase[symbol - 257];
      if (base === undefined) throw new NotStrict();
      const length = base + this.#take(lengthExtra[symbol - 257] ?? 0);
      // 258 has a symbol of its own.
      if (symbol === 284 && length === 258) throw new NotStrict();
      const code = this.#symbol(distances);
      const nearest = distanceBase[code];
      if (nearest === undefined) throw new NotStrict();
      const back = nearest + this.#take(code < 4 ? 0 : (code >> 1) - 1);
      if (back > this.#written || back > windowBytes) throw new NotStrict();
      this.#grow(length);
    }
  }

  #readCodes(): [Codes, Codes] {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const given = this.#take(4) + 4;
    if (literals > 286 || distances > 30) throw new NotStrict();
    const ofLengths = new Uint8Array(19);
    for (const symbol of codeLengthOrder.slice(0, given)) ofLengths[symbol] = this.#take(3);
    const codes = codesOf(ofLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let at = 0; at < lengths.length; ) {
      const symbol = this.#symbol(codes);
      if (symbol < 16) {
        lengths[at] = symbol;
        at += 1;
        continue;
      }
      if (symbol === 16 && at === 0) throw new NotStrict();
      const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > lengths.length) throw new NotStrict();
      lengths.fill(value, at, at + times);
      at += times;
    }
    // A block that could not end.
    if (lengths[256] === 0) throw new NotStrict();
    return [codesOf(lengths.subarray(0, literals)), codesOf(lengths.subarray(literals), true)];
  }
}

/**
 * Throws unless every run of bits is the beginning of exactly one code. Where nothing or one distance is repeated, RFC
 * 1951 has a set of none, or of one code of one bit (3.2.7): what is no code of it is not to be used.
 */
function codesOf(lengths: Uint8Array, mayLack = false): Codes {
  const bits = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (bits === 0 && !mayLack) throw new NotStrict();
  const size = 1 << bits;
  const table = new Uint16Array(size);
  let code = 0;
  for (let length = 1; length <= bits; length += 1) {
    for (let symbol = 0; symbol < lengths.length; symbol += 1) {
      if (lengths[symbol] !== length) continue;
      if (code >= 1 << length) throw new NotStrict();
      for (let at = reversed(code, length); at < size; at += 1 << length) table[at] = symbol * 16 + length;
      code += 1;
    }
    code <<= 1;
  }
  if (code !== size * 2 && !(mayLack && bits <= 1)) throw new NotStrict();
  return { bits, table };
}

function reversed(code: number, bits: number): number {
  let turned = 0;
  for (let i = 0; i < bits; i += 1) turned |= ((code >> i) & 1) << (bits - 1 - i);
  return turned;
}

const fixedLiterals = codesOf(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const fixedDistances = codesOf(new Uint8Array(32).fill(5));
