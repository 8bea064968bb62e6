/**
 * Checks the log of a workspace from the texts of its records: quickly as long as everything is in order, by a compiled kernel
 * that accepts a batch of canonical records or does not; from the first batch it does not accept, by the plain verifier of the
 * core, which says what is wrong. Both come to one verdict: a property test holds them against each other. Node only.
 */
import { hash } from 'node:crypto';
import { canonicalText } from '../../core/audit/canonical.ts';
import {
  type CheckedSoFar,
  type DeviceLogCheck,
  type DeviceLogClaim,
  type DeviceLogVerdict,
  type Hasher,
  type LogState,
  type ReachedHead,
  sizesAsked,
  startDeviceLogCheck,
} from '../../core/audit/device-log.ts';
import { blinderOf } from '../../core/audit/leaf.ts';
import { type Frontier, type Hash, rootOf } from '../../core/audit/merkle.ts';
import { type LogKernel, placeOf, startLogKernel } from './kernel-module.ts';

/** SHA-256 of the platform. */
export const nativeHasher: Required<Hasher> = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  hashText: (text) => hash('sha256', text, 'hex'),
};

export type TextLogCheck = {
  /** The next record: its leaf and its entry as JSON; null for an entry that is sealed for somebody else. */
  add(leaf: string, entry: string | null): void;
  /** Whole lines, each ended by a line feed: an entry and its leaf by turns. An empty line is a sealed entry. */
  addLines(lines: Uint8Array): void;
  /** After the last record. */
  finish(): DeviceLogVerdict;
  /** Records the kernel has accepted so far; the others were left to the plain verifier. */
  quickly(): number;
};

/** Node's own, left out of its types: a third of the time of `write` and `toString` for texts this short. */
type FastBuffer = Buffer<ArrayBuffer> & {
  latin1Write(text: string, at: number): number;
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
};

const LINE_FEED = 10;
/** Lines taken at once: few enough that they, and what is hashed of them, stay in a near cache. */
const PIECE_BYTES = 131_072;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function startTextLogCheck(claim: DeviceLogClaim): TextLogCheck {
  const check = new QuickCheck(claim);
  return {
    add: (leaf, entry) => check.add(leaf, entry),
    addLines: (lines) => check.addLines(lines),
    finish: () => check.finish(),
    quickly: () => check.size,
  };
}

class QuickCheck {
  readonly #claim: DeviceLogClaim;
  /** Null where the salt is not known. */
  readonly #blind: ((log: string) => string) | null;
  /** Sizes at which it is asked what the log came to. */
  readonly #sizes: ReadonlySet<number>;
  readonly #reached = new Map<number, ReachedHead>();
  readonly #names = new Map<string, string>();
  /** Names the batch at hand added. */
  #fresh: string[] = [];
  #kernel: LogKernel | null;
  /** Once the kernel has handed over. */
  #plain: DeviceLogCheck | null = null;
  #bytes = Buffer.alloc(0) as FastBuffer;
  /** Records settled. */
  #size = 0;
  #sealed = 0;
  /** Records read and not settled. */
  #count = 0;
  /** Records to this batch at most. */
  #room = 0;
  /** Text of this batch, read up to `#unread`. */
  #unread = 0;
  #end = 0;
  #spareEnd = 0;
  /** Records written as text and not read yet. */
  #written = 0;

  constructor(claim: DeviceLogClaim) {
    this.#claim = claim;
    this.#blind = claim.saltHex === undefined ? null : blinderOf(claim.saltHex, nativeHasher.sha256);
    this.#sizes = sizesAsked(claim);
    try {
      const ids = { deviceId: JSON.stringify(claim.deviceId), userId: JSON.stringify(claim.userId) };
      this.#kernel = startLogKernel(ids, {
        isNumber: (at, length) => Number(isNumber(this.#textAt(at, at + length))),
        isCanonical: (at, length) => Number(isCanonical(this.#textAt(at, at + length))),
        mayBeNamed: (at, length, id) => {
          this.#look();
          return Number(this.#mayBeNamed(this.#textAt(at, at + length), this.#hexAt(id)));
        },
      });
      this.#startText();
    } catch {
      // No WebAssembly, no vectors or no memory: the plain verifier does it all.
      this.#kernel = null;
      this.#plain = startDeviceLogCheck(claim, nativeHasher);
    }
  }

  get size(): number {
    return this.#size;
  }

  add(leaf: string, entry: string | null): void {
    if (this.#plain !== null) {
      addText(this.#plain, leaf, entry);
      return;
    }
    // Three bytes to a UTF-16 unit at most.
    const most = 3 * (leaf.length + (entry?.length ?? 0)) + 2;
    const isLine = !leaf.includes('\n') && !entry?.includes('\n') && entry !== '';
    if (!this.#fits(most)) this.#settleAll();
    if (this.#plain !== null || !isLine || !this.#fits(most)) {
      addText(this.#handOver(), leaf, entry);
      return;
    }
    if (entry !== null) this.#end += this.#bytes.write(entry, this.#end, 'utf8');
    this.#bytes[this.#end] = LINE_FEED;
    this.#end += 1 + this.#bytes.write(leaf, this.#end + 1, 'utf8');
    this.#bytes[this.#end] = LINE_FEED;
    this.#end += 1;
    this.#written += 1;
    if (this.#written >= this.#room) this.#settleAll();
  }

  addLines(lines: Uint8Array): void {
    const end = lines.length;
    let most = PIECE_BYTES;
    for (let from = 0; from < end; ) {
      if (this.#plain !== null) {
        from += addAll(this.#plain, lines.subarray(from));
        if (from < end) throw notWhole();
        return;
      }
      const piece = lines.subarray(from, from + Math.min(most, this.#textEnd() - this.#end));
      this.#bytes.set(piece, this.#end);
      this.#end += piece.length;
      from += piece.length;
      this.#drain();
      // A record that is not whole is taken again, with what follows.
      const left = this.#end - this.#unread;
      from -= left;
      this.#end = this.#unread;
      if (from === end || this.#plain !== null) continue;
      if (from + left === end) throw notWhole();
      this.#settleAll();
      if (left < piece.length) most = PIECE_BYTES;
      else if (most < this.#at('TEXT_BYTES')) most *= 2;
      else this.#handOver();
    }
  }

  finish(): DeviceLogVerdict {
    this.#settleAll();
    if (this.#plain !== null) return this.#plain.finish();
    // Of the logs only their number is needed still.
    const logs = this.#bytes.readUInt32LE(this.#at('LOG_COUNT'));
    const plain = startDeviceLogCheck(this.#claim, nativeHasher, this.#soFar(new Map()));
    return { ...plain.finish(), logs };
  }

  #fits(bytes: number): boolean {
    return this.#end + bytes <= this.#textEnd();
  }

  #textEnd(): number {
    return this.#at('TEXT') + this.#at('TEXT_BYTES');
  }

  #startText(): void {
    this.#end = this.#at('TEXT');
    this.#unread = this.#end;
    this.#written = 0;
    this.#startBatch();
  }

  #startBatch(): void {
    this.#look();
    this.#count = 0;
    this.#fresh = [];
    this.#spareEnd = this.#at('SPARE');
    this.#room = this.#at('BATCH');
    for (const size of this.#sizes) if (size > this.#size) this.#room = Math.min(this.#room, size - this.#size);
  }

  /** Everything written so far is judged. */
  #settleAll(): void {
    if (this.#plain !== null) return;
    this.#drain();
    if (this.#plain === null && this.#count > 0) this.#settle();
    if (this.#plain === null) this.#startText();
  }

  /** Reads what is written, and settles each batch that is full. */
  #drain(): void {
    while (this.#plain === null && this.#unread < this.#end) {
      const kernel = this.#kernel as LogKernel;
      this.#count = kernel.read(this.#unread, this.#end, this.#count, this.#room);
      this.#unread = kernel.unread.value;
      if (this.#count === this.#room) this.#settle();
      else if (this.#unread < this.#end && !this.#readAnew(kernel)) return;
    }
  }

  /** JSON in another writing is written anew: what is hashed is the canonical one. False where the record is not whole. */
  #readAnew(kernel: LogKernel): boolean {
    const text = this.#bytes.subarray(this.#unread, this.#end);
    const entryEnd = text.indexOf(LINE_FEED);
    const leafEnd = entryEnd < 0 ? -1 : text.indexOf(LINE_FEED, entryEnd + 1);
    if (leafEnd < 0) return false;
    const entry = canonicalOf(text.subarray(0, entryEnd));
    const leaf = canonicalOf(text.subarray(entryEnd + 1, leafEnd));
    const lines = `${entry}\n${leaf}\n`;
    const fits = this.#spareEnd + 3 * lines.length <= this.#at('SPARE') + this.#at('SPARE_BYTES');
    if (entry === null || leaf === null || !fits) {
      this.#handOver();
      return true;
    }
    const from = this.#spareEnd;
    this.#spareEnd += this.#bytes.write(lines, from, 'utf8');
    const before = this.#count;
    this.#count = kernel.read(from, this.#spareEnd, before, before + 1);
    if (this.#count === before) this.#handOver();
    else {
      this.#unread += leafEnd + 1;
      if (this.#count === this.#room) this.#settle();
    }
    return true;
  }

  /** A memory that grew is another buffer. */
  #look(): void {
    const { memory } = this.#kernel as LogKernel;
    if (this.#bytes.buffer !== memory.buffer) this.#bytes = Buffer.from(memory.buffer) as FastBuffer;
  }

  /** The batch is judged: kept, or handed over. */
  #settle(): void {
    const kernel = this.#kernel as LogKernel;
    const count = this.#count;
    const sealed = this.#hash(count);
    if (kernel.settle(count) !== 1) {
      this.#handOver();
      return;
    }
    this.#size += count;
    this.#sealed += sealed;
    this.#startBatch();
    if (this.#sizes.has(this.#size))
      this.#reached.set(this.#size, {
        root: Buffer.from(rootOf(this.#tree(), nativeHasher.sha256)).toString('hex'),
        commitment: this.#hexAt(this.#at('LAST_COMMITMENT')),
      });
  }

  /** The two hashes of each record, by the platform, where the kernel looks for them. Returns how many entries are sealed. */
  #hash(count: number): number {
    const bytes = this.#bytes;
    const words = new Uint32Array(bytes.buffer, this.#at('RECORDS'), (count * this.#at('RECORD_BYTES')) / 4);
    const step = this.#at('RECORD_BYTES') / 4;
    let to = this.#at('DIGESTS');
    let sealed = 0;
    for (let at = 0; at < count * step; at += step) {
      if (words[at] === words[at + 1]) sealed += 1;
      else bytes.latin1Write(hash('sha256', bytes.subarray(words[at + 4], words[at + 5]), 'hex'), to);
      // The leaf behind the byte that says it is one. What stood there was the end of the line before.
      const leaf = (words[at + 2] as number) - 1;
      bytes[leaf] = 0;
      bytes.latin1Write(hash('sha256', bytes.subarray(leaf, words[at + 3]), 'hex'), to + 64);
      bytes[leaf] = LINE_FEED;
      to += 128;
    }
    return sealed;
  }

  /** The plain verifier goes on from the last batch that was settled. */
  #handOver(): DeviceLogCheck {
    if (this.#plain !== null) return this.#plain;
    this.#look();
    for (const name of this.#fresh) this.#names.delete(name);
    const plain = startDeviceLogCheck(this.#claim, nativeHasher, this.#soFar(this.#logs()));
    for (let n = 0; n < this.#count; n += 1) {
      const [entry = 0, entryEnd = 0, leaf = 0, leafEnd = 0] = this.#spanAt(n);
      addBytes(plain, this.#bytes.subarray(leaf, leafEnd), this.#bytes.subarray(entry, entryEnd));
    }
    this.#unread += addAll(plain, this.#bytes.subarray(this.#unread, this.#end));
    this.#plain = plain;
    this.#kernel = null;
    this.#bytes = Buffer.alloc(0) as FastBuffer;
    return plain;
  }

  #spanAt(record: number): Uint32Array {
    return new Uint32Array(this.#bytes.buffer, this.#at('RECORDS') + record * this.#at('RECORD_BYTES'), 4);
  }

  #soFar(logs: CheckedSoFar['logs']): CheckedSoFar {
    const space = this.#bytes.readUInt32LE(this.#at('SPACE'));
    return {
      tree: this.#tree(),
      lastCommitment: this.#hexAt(this.#at('LAST_COMMITMENT')),
      space: space === 0 ? null : space === 1 ? 'live' : 'training',
      sealed: this.#sealed,
      logs,
      names: this.#names,
      reached: this.#reached,
    };
  }

  #logs(): Map<string, LogState> {
    const count = this.#bytes.readUInt32LE(this.#at('LOG_COUNT'));
    const states = Array.from({ length: count }, (_, n) => this.#at('LOGS') + n * this.#at('LOG_BYTES'));
    return new Map(states.map((state) => [this.#hexAt(state), this.#logAt(state)]));
  }

  #logAt(state: number): LogState {
    const read = (part: string): number => this.#bytes.readUInt32LE(state + this.#at(part));
    const name = state + this.#at('L_NAME');
    const length = read('L_NAME_LENGTH');
    const pending = Array.from({ length: read('L_PENDING_COUNT') }, (_, n) =>
      Number(this.#bytes.readBigUInt64LE(state + this.#at('L_PENDING') + 8 * n)),
    );
    return {
      tree: this.#treeAt(Number(this.#bytes.readBigUInt64LE(state + this.#at('L_SIZE'))), state + this.#at('L_PEAKS')),
      lastHash: this.#hexAt(state + this.#at('L_LAST')),
      name: length === 0 ? null : (JSON.parse(this.#textAt(name, name + length)) as string),
      intents: new Set(pending),
      sealedIntents: (read('L_FLAGS') & 1) !== 0,
      blinded: (read('L_FLAGS') & 2) !== 0,
      broken: false,
    };
  }

  #tree(): Frontier {
    return this.#treeAt(this.#size, this.#at('DEVICE_PEAKS'));
  }

  #treeAt(size: number, at: number): Frontier {
    const peaks: Hash[] = [];
    for (let level = 0; 2 ** level <= size; level += 1)
      if (Math.floor(size / 2 ** level) % 2 === 1) {
        // Kept as words: the bytes of a hash are the other way round.
        peaks.unshift(
          new Uint8Array(Buffer.from(this.#bytes.subarray(at + 32 * level, at + 32 * level + 32)).swap32()),
        );
      }
    return { size, peaks };
  }

  #mayBeNamed(text: string, id: string): boolean {
    const name = JSON.parse(text) as string;
    const known = this.#names.get(name);
    if (known !== undefined) return known === id;
    if (this.#blind !== null && this.#blind(name) !== id) return false;
    this.#names.set(name, id);
    this.#fresh.push(name);
    return true;
  }

  #at(name: string): number {
    return placeOf((this.#kernel as LogKernel).at, name);
  }

  #textAt(from: number, to: number): string {
    return this.#bytes.utf8Slice(from, to);
  }

  #hexAt(from: number): string {
    return this.#bytes.latin1Slice(from, from + 64);
  }
}

function isNumber(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text && !Object.is(value, -0);
}

function isCanonical(text: string): boolean {
  try {
    return canonicalText(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

/** Null for what is no JSON, or has no canonical form. An empty text stays one: it stands for a sealed entry. */
function canonicalOf(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return '';
  try {
    return canonicalText(JSON.parse(UTF8.decode(bytes)));
  } catch {
    return null;
  }
}

function addText(check: DeviceLogCheck, leaf: string, entry: string | null): void {
  check.add({ leaf: parsed(leaf), entry: entry === null ? null : parsed(entry) });
}

function addBytes(check: DeviceLogCheck, leaf: Uint8Array, entry: Uint8Array): void {
  check.add({ leaf: parsedBytes(leaf), entry: entry.length === 0 ? null : parsedBytes(entry) });
}

const notWhole = (): TypeError => new TypeError('lines by twos, each with its end');

/** Whole records out of lines; how many bytes they take. */
function addAll(check: DeviceLogCheck, lines: Uint8Array): number {
  for (let from = 0; ; ) {
    const entryEnd = lines.indexOf(LINE_FEED, from);
    const leafEnd = entryEnd < 0 ? -1 : lines.indexOf(LINE_FEED, entryEnd + 1);
    if (leafEnd < 0) return from;
    addBytes(check, lines.subarray(entryEnd + 1, leafEnd), lines.subarray(from, entryEnd));
    from = leafEnd + 1;
  }
}

/** What is no JSON has no form. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsedBytes(bytes: Uint8Array): unknown {
  try {
    return parsed(UTF8.decode(bytes));
  } catch {
    return undefined;
  }
}
