/**
 * Reads a text file, plain or gzip, line by line, with a cap on a line's length. Runs in the CLI process.
 * A line that cannot be used is handed on as such, with its number: nothing is dropped in silence, and nothing is read
 * as something it does not say. A damaged gzip gives every whole line before the damage, then throws and says where.
 */
import { closeSync, createReadStream, openSync, readFileSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CliError } from '../output.ts';

export type Line =
  | { number: number; text: string }
  | { number: number; problem: 'too-long' | 'not-utf8'; bytes: number };

/** A gzip that ends or breaks in the middle: what stands before the break was given. */
export class DamagedFile extends CliError {}

/** Longest line handed on, bytes; the server sets long messages aside itself, this only bounds memory. */
export const maxLineBytes = 8_000_000;

/** Blank lines are counted and not given. Throws CliError on a file that is none, is no text, or is damaged. */
export async function* readLines(path: string, maxBytes = maxLineBytes): AsyncGenerator<Line, void, void> {
  const gzip = startsWithGzip(path);
  const file = createReadStream(path);
  const stream = gzip ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  const lines = new LineCollector(maxBytes);
  let first = true;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (first) assertText(path, chunk);
      first = false;
      yield* lines.take(chunk);
    }
  } catch (error) {
    if (error instanceof CliError || !gzip) throw readFailure(path, error);
    throw new DamagedFile(`${path} is cut off or damaged after line ${lines.count}.`, {
      tip: 'Every whole line before that was read. Get the file again and send it once more: nothing is stored twice.',
      cause: error,
    });
  } finally {
    file.destroy();
  }
  yield* lines.rest();
}

/** Cuts chunks into lines; holds at most one line of `maxBytes`. */
class LineCollector {
  count = 0;
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *take(chunk: Buffer): Generator<Line, void, void> {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      this.#add(chunk.subarray(from, end));
      from = end + 1;
      yield* this.#finish();
    }
    this.#add(chunk.subarray(from));
  }

  *rest(): Generator<Line, void, void> {
    if (this.#bytes > 0) yield* this.#finish();
  }

  #add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= this.#maxBytes) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  *#finish(): Generator<Line, void, void> {
    this.count += 1;
    const [number, bytes, pieces] = [this.count, this.#bytes, this.#pieces];
    this.#pieces = [];
    this.#bytes = 0;
    if (bytes > this.#maxBytes) {
      yield { number, problem: 'too-long', bytes };
      return;
    }
    const text = this.#decode(Buffer.concat(pieces));
    if (text === null) yield { number, problem: 'not-utf8', bytes };
    else if (text.trim() !== '') yield { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }

  /** null where the bytes are not UTF-8. A byte order mark at the start of the file is dropped by the decoder. */
  #decode(bytes: Buffer): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return null;
    }
  }
}

/** A whole text file. Throws CliError where it cannot be read, is empty, or is not UTF-8. */
export function readText(path: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw readFailure(path, error);
  }
  if (bytes.length === 0) throw new CliError(`${path} is empty.`, { exitCode: 2, tip: `${what} was expected in it.` });
  assertText(path, bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notText(path, 'it is not UTF-8 text', error);
  }
}

/** Throws CliError where `path` cannot be opened and read from. */
export function assertReadable(path: string): void {
  startsWithGzip(path);
}

/** UTF-16 and binary files hold zero bytes or a mark at their start; text in UTF-8 never does. */
function assertText(path: string, head: Buffer): void {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw notText(path, 'it is UTF-16 text, not UTF-8');
  if (head.subarray(0, 4096).includes(0)) throw notText(path, 'it is not a text file');
}

const notText = (path: string, why: string, cause?: unknown): CliError =>
  new CliError(`Cannot read ${path}: ${why}.`, {
    exitCode: 2,
    tip: 'Save it as UTF-8 text (plain, or compressed with gzip), and try again. Nothing of it was sent.',
    cause,
  });

function startsWithGzip(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw readFailure(path, error);
  }
  try {
    const head = Buffer.alloc(2);
    readSync(fd, head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    closeSync(fd);
  }
}

const whyUnreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EIO: 'the disk cannot read it',
};

/** A file that cannot be read, in words; what is said already is given back. */
export function readFailure(path: string, error: unknown): CliError {
  if (error instanceof CliError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new CliError(`Cannot read ${path}: ${whyUnreadable[code] ?? String(error)}.`, {
    exitCode: 2,
    tip: 'Check the name and try again.',
    cause: error,
  });
}
