/**
 * Reads text files, plain or gzip, from a path or from standard input (`-`), in batches of lines. Runs in the CLI process.
 * Memory is bounded by one chunk and one line of at most `maxBytes`. A line that cannot be used is handed on as such,
 * with its number: nothing is dropped in silence, and nothing is read as something it does not say. A damaged gzip
 * gives every whole line before the damage, then throws and says where.
 */
import { isUtf8 } from 'node:buffer';
import { accessSync, constants, createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError } from './output.ts';

/** Lines in a row: `texts[i]` is line `first + i`, without its end; null where it stands in `problems`. Blank lines count. */
export type LineBatch = {
  readonly first: number;
  readonly texts: readonly (string | null)[];
  readonly problems: readonly LineProblem[];
};

export type LineProblem = {
  readonly number: number;
  readonly problem: 'too-long' | 'not-utf8';
  readonly bytes: number;
};

/** A gzip that ends or breaks in the middle: what stands before the break was given. */
export class DamagedFile extends CliError {}

export type TextFileOptions = {
  readonly maxBytes?: number;
  /** What became of a file that is no text, for the tip. */
  readonly untouched?: string;
  /** What to do about a gzip that breaks in the middle. */
  readonly damagedTip?: string;
};

/** Longest line handed on, bytes: longer than any real message, and it bounds memory. */
export const maxLineBytes = 8_000_000;

const CHUNK_BYTES = 1 << 19;
const LINE_FEED = 0x0a;

/** How a path is named to people. */
export const fileName = (path: string): string => (path === '-' ? 'standard input' : path);

/** Throws CliError on a file that is none, is no text, or is damaged. */
export async function* readLineBatches(
  path: string,
  options: TextFileOptions = {},
): AsyncGenerator<LineBatch, void, void> {
  const lines = new LineCutter(options.maxBytes ?? maxLineBytes);
  let first = true;
  try {
    for await (const chunk of readBytes(path)) {
      if (first) assertText(path, chunk, options.untouched);
      first = false;
      const batch = lines.take(chunk);
      if (batch.texts.length > 0) yield batch;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw readFailure(path, error);
    throw new DamagedFile(`${fileName(path)} is cut off or damaged after line ${lines.count}.`, {
      tip: options.damagedTip ?? 'Every whole line before that was read. Get the file again.',
      cause: error,
    });
  }
  const rest = lines.rest();
  if (rest.texts.length > 0) yield rest;
}

/** The bytes of a file, unpacked where its first two bytes say gzip: a pipe has no name to go by and is read once. */
async function* readBytes(path: string): AsyncGenerator<Buffer, void, void> {
  const file = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunks = (file as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    let head = Buffer.alloc(0);
    while (head.length < 2) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = Buffer.concat([head, next.value]);
    }
    const whole = joined(head, chunks);
    if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* whole;
    const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
    // An error of either stream ends the loop below with it.
    pipeline(Readable.from(whole), unpacked, () => {});
    yield* unpacked as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
  }
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Cuts chunks into lines; holds at most one line of `maxBytes`. */
class LineCutter {
  /** Lines given so far. */
  count = 0;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #texts: (string | null)[] = [];
  #problems: LineProblem[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in this chunk. */
  take(chunk: Buffer): LineBatch {
    const firstEnd = chunk.indexOf(LINE_FEED);
    if (firstEnd < 0) {
      this.#hold(chunk);
      return this.#batch();
    }
    this.#hold(chunk.subarray(0, firstEnd));
    this.#finish();
    const lastEnd = chunk.lastIndexOf(LINE_FEED);
    if (lastEnd > firstEnd) this.#addBlock(chunk.subarray(firstEnd + 1, lastEnd));
    this.#hold(chunk.subarray(lastEnd + 1));
    return this.#batch();
  }

  /** The last line, where no line feed ends it. */
  rest(): LineBatch {
    if (this.#bytes > 0) this.#finish();
    return this.#batch();
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (this.#bytes <= this.#maxBytes) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  #finish(): void {
    const [bytes, pieces] = [this.#bytes, this.#pieces];
    this.#pieces = [];
    this.#bytes = 0;
    this.#addLine(bytes > this.#maxBytes ? null : Buffer.concat(pieces), bytes);
  }

  /** Whole lines at once: decoding each alone takes ten times as long. */
  #addBlock(block: Buffer): void {
    if (block.length <= this.#maxBytes && isUtf8(block)) {
      const text = block.toString('utf8');
      const texts = text.includes('\r') ? text.split(/\r?\n/) : text.split('\n');
      // The last line's end was cut off before the carriage return could be seen as part of it.
      if (texts.at(-1)?.endsWith('\r')) texts.push(texts.pop()?.slice(0, -1) ?? '');
      this.#texts = this.#texts.concat(texts);
      return;
    }
    for (let from = 0; from <= block.length; ) {
      const end = block.indexOf(LINE_FEED, from);
      const line = block.subarray(from, end < 0 ? block.length : end);
      this.#addLine(line.length > this.#maxBytes ? null : line, line.length);
      from = end < 0 ? block.length + 1 : end + 1;
    }
  }

  /** `line` is null where it is too long to be held. */
  #addLine(line: Buffer | null, bytes: number): void {
    const number = this.count + this.#texts.length + 1;
    if (line === null || !isUtf8(line)) {
      this.#problems.push({ number, problem: line === null ? 'too-long' : 'not-utf8', bytes });
      this.#texts.push(null);
      return;
    }
    const text = line.toString('utf8');
    const from = text.startsWith('\ufeff') ? 1 : 0;
    this.#texts.push(text.slice(from, text.endsWith('\r') ? -1 : undefined));
  }

  #batch(): LineBatch {
    const batch = { first: this.count + 1, texts: this.#texts, problems: this.#problems };
    this.count += this.#texts.length;
    this.#texts = [];
    this.#problems = [];
    return batch;
  }
}

/** A whole text file. Throws CliError where it cannot be read, is empty, or is not UTF-8. */
export function readText(path: string, what: string, untouched = 'Nothing of it was sent.'): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw readFailure(path, error);
  }
  if (bytes.length === 0)
    throw new CliError(`${fileName(path)} is empty.`, { exitCode: 2, tip: `${what} was expected in it.` });
  assertText(path, bytes, untouched);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notText(path, 'it is not UTF-8 text', untouched, error);
  }
}

/** Throws CliError where `path` cannot be opened for reading. Reads nothing of it: it may be a pipe. */
export function assertReadable(path: string): void {
  if (path === '-') return;
  try {
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** UTF-16 and binary files hold zero bytes or a mark at their start; text in UTF-8 never does. */
function assertText(path: string, head: Buffer, untouched = ''): void {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw notText(path, 'it is UTF-16 text, not UTF-8', untouched);
  if (head.subarray(0, 4096).includes(0)) throw notText(path, 'it is not a text file', untouched);
}

const notText = (path: string, why: string, untouched: string, cause?: unknown): CliError =>
  new CliError(`Cannot read ${fileName(path)}: ${why}.`, {
    exitCode: 2,
    tip: `Save it as UTF-8 text (plain, or compressed with gzip), and try again. ${untouched}`.trimEnd(),
    cause,
  });

const whyUnreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of its path is not a folder',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EIO: 'the disk cannot read it',
};

/** A file that cannot be read, in words; what is said already is given back. */
export function readFailure(path: string, error: unknown): CliError {
  if (error instanceof CliError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new CliError(`Cannot read ${fileName(path)}: ${whyUnreadable[code] ?? String(error)}.`, {
    exitCode: 2,
    tip: 'Check the name and try again.',
    cause: error,
  });
}
