/** Lines of files as they come: plain, gzip, cut off, too long, in other encodings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { CliError } from '../output.ts';
import { readText } from '../text-file.ts';
import { type Line, readLines } from './read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function all(path: string, maxBytes?: number): Promise<{ lines: Line[]; error: CliError | null }> {
  const lines: Line[] = [];
  try {
    for await (const line of readLines(path, maxBytes)) lines.push(line);
  } catch (error) {
    if (error instanceof CliError) return { lines, error };
    throw error;
  }
  return { lines, error: null };
}

const texts = (lines: readonly Line[]): string[] => lines.map((line) => ('text' in line ? line.text : line.problem));

test('plain and gzip give the same lines; blank ones are counted and not given; both line ends are taken', async () => {
  const content = '\ufeffone\r\n\ntwo Ōtaki\n   \nthree';
  const plain = await all(file('plain.ndjson', content));
  expect(plain.lines).toEqual([
    { number: 1, text: 'one' },
    { number: 3, text: 'two Ōtaki' },
    { number: 5, text: 'three' },
  ]);
  expect((await all(file('packed.ndjson.gz', gzipSync(content)))).lines).toEqual(plain.lines);
});

test('lines longer than a chunk of the disk, and letters across its edge, come whole', async () => {
  const long = `x${'ā'.repeat(100_000)}`;
  const { lines } = await all(file('long.txt', `${long}\nshort\n${long}`));
  expect(lines.map((line) => 'text' in line && line.text.length)).toEqual([100_001, 5, 100_001]);
  expect(lines[0]).toEqual({ number: 1, text: long });
});

test('a line over the limit is named with its number and length, and those around it come', async () => {
  const { lines } = await all(file('over.txt', `a\n${'b'.repeat(200_000)}\nc\n${'d'.repeat(70_000)}`), 65_000);
  expect(lines).toEqual([
    { number: 1, text: 'a' },
    { number: 2, problem: 'too-long', bytes: 200_000 },
    { number: 3, text: 'c' },
    { number: 4, problem: 'too-long', bytes: 70_000 },
  ]);
  expect(texts((await all(file('edge.txt', 'abcd\nabcde\n'), 4)).lines)).toEqual(['abcd', 'too-long']);
});

test('a line that is not UTF-8 is named and never read as something else', async () => {
  const latin1 = Buffer.concat([
    Buffer.from('one\n'),
    Buffer.from('{"name":"Ōtaki é"}\n', 'latin1'),
    Buffer.from('two'),
  ]);
  const { lines, error } = await all(file('latin1.txt', latin1));
  expect(error).toBeNull();
  expect(texts(lines)).toEqual(['one', 'not-utf8', 'two']);
});

test('a gzip cut off anywhere gives its whole lines, then says after which', async () => {
  const content = Array.from({ length: 3000 }, (_, n) => `{"n":${n},"x":"${(n * 7919) % 104_729}"}`).join('\n');
  const packed = gzipSync(content);
  for (const share of [0.3, 0.7, 0.99]) {
    const { lines, error } = await all(file('cut.gz', packed.subarray(0, Math.floor(packed.length * share))));
    expect(error?.message).toMatch(new RegExp(`cut\\.gz is cut off or damaged after line ${lines.length}\\.`));
    expect(error?.exitCode).toBe(1);
    expect(lines.length).toBeGreaterThan(0);
    for (const [at, line] of lines.entries()) expect('text' in line && JSON.parse(line.text).n).toBe(at);
  }
  const { lines, error } = await all(file('whole.gz', packed));
  expect([lines.length, error]).toEqual([3000, null]);
});

test('a gzip that is damaged in the middle never gives a line that was not in it', async () => {
  const content = Array.from({ length: 2000 }, (_, n) => `line ${n}`);
  const packed = gzipSync(content.join('\n'));
  const at = Math.floor(packed.length / 2);
  packed[at] = (packed[at] ?? 0) ^ 0xff;
  const { error } = await all(file('spoilt.gz', packed));
  expect(error?.message).toMatch(/is cut off or damaged after line \d+/);
});

test('what is no text file is refused whole: a folder, nothing, UTF-16, bytes, a zip', async () => {
  const cases: [string, RegExp][] = [
    [folder, /it is a folder/],
    [join(folder, 'none'), /there is no such file/],
    [file('utf16.txt', Buffer.from('\ufeffone\ntwo', 'utf16le')), /UTF-16/],
    [file('utf16.gz', gzipSync(Buffer.from('\ufeffone\ntwo', 'utf16le'))), /UTF-16/],
    [file('bytes.bin', new Uint8Array([80, 75, 3, 4, 0, 0, 8, 0])), /not a text file/],
  ];
  for (const [path, words] of cases) {
    const { lines, error } = await all(path);
    expect(lines).toEqual([]);
    expect(error?.message).toMatch(words);
    expect(error?.message).toContain(path);
    expect(error?.exitCode).toBe(2);
  }
  expect(await all(file('empty.txt', ''))).toEqual({ lines: [], error: null });
});

test('a whole text: said where it is empty or not UTF-8, and its byte order mark dropped', () => {
  expect(readText(file('t.json', '\ufeff{}'), 'JSON')).toBe('{}');
  expect(() => readText(file('e.json', ''), 'JSON')).toThrow(/e\.json is empty/);
  expect(() => readText(file('l.json', Buffer.from('"é"', 'latin1')), 'JSON')).toThrow(/not UTF-8/);
});
