/**
 * Reads a text file, plain or gzip, line by line, with a cap on a line's length. Runs in the CLI process.
 * A truncated or damaged gzip gives every whole line before the damage, then throws and says after which line.
 */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CliError } from '../output.ts';

export type Line = { number: number; text: string } | { number: number; tooLongBytes: number };

/** Longest line handed on, characters; the server quarantines long values, this only bounds memory. */
export const maxLineChars = 8_000_000;

export async function* readLines(path: string, maxChars = maxLineChars): AsyncGenerator<Line, void, void> {
  const file = createReadStream(path);
  const gzip = startsWithGzip(path);
  const stream = gzip ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let skippedBytes = 0;
  let number = 0;
  const finish = (text: string): Line => {
    number += 1;
    const skipped = skippedBytes;
    skippedBytes = 0;
    return skipped > 0 ? { number, tooLongBytes: skipped + text.length } : { number, text };
  };
  try {
    for await (const chunk of stream) {
      const pieces = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) {
        const line = finish(piece.endsWith('\r') ? piece.slice(0, -1) : piece);
        if (!('text' in line) || line.text.trim() !== '') yield line;
      }
      if (rest.length > maxChars) {
        skippedBytes += rest.length;
        rest = '';
      }
    }
  } catch (error) {
    if (!gzip) throw readFailure(path, error);
    throw new CliError(`${path} is cut off or damaged after line ${number}.`, {
      tip: 'Every whole line before that was sent. Get the file again and ingest it once more: nothing is stored twice.',
      cause: error,
    });
  }
  rest += decoder.decode();
  if (rest.trim() !== '' || skippedBytes > 0) yield finish(rest);
}

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

/** A file that cannot be read, in words. */
export function readFailure(path: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : code === 'EACCES'
          ? 'you may not read it'
          : String(error);
  return new CliError(`Cannot read ${path}: ${why}.`, {
    exitCode: 2,
    tip: 'Check the name and try again.',
    cause: error,
  });
}
