/**
 * Odd files and odd moments through `waymark plates` in real processes: each gets its exit code and a message that names
 * the file and says what to do; what can be used is used, and what cannot is counted.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type CliOptions, type CliRun, runCli, startCli } from '../fixtures/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-plates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

const plates = (args: readonly string[], options?: CliOptions): Promise<CliRun> => runCli(['plates', ...args], options);
const search = (reads: string, queries: string, more: readonly string[] = [], options?: CliOptions) =>
  plates(['search', '--reads', reads, '--queries', queries, '--json', ...more], options);

type Answer = {
  query: string;
  matches: {
    plate: string;
    cost: number;
    via: string;
    likelihood: number;
    detections: string[];
    likelihoods: number[];
  }[];
  refused?: { reason: string; message: string };
};
const answers = ({ stdout }: CliRun): Answer[] =>
  stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);

const queries = file('queries.txt', 'ABC123\n');

let serial = 0;
function message(plate: string, fields: object = {}, candidates: readonly string[] = []): string {
  serial += 1;
  return JSON.stringify({
    data_type: 'alpr_results',
    version: 2,
    uuid: `m-${serial}`,
    camera_id: `C${serial % 3}`,
    epoch_time: 1_794_000_000_000 + serial * 60_000,
    results: [{ plate, confidence: 90, candidates: candidates.map((text) => ({ plate: text, confidence: 60 })) }],
    ...fields,
  });
}

describe('files that are none', () => {
  symlinkSync('round', at('round'));
  test.each<[string, string, number, RegExp]>([
    ['a name that is not there', at('none'), 2, /Cannot read .*none: there is no such file\.\nCheck the name/],
    ['a folder', folder, 2, /it is a folder/],
    ['a link to itself', at('round'), 2, /its links lead in a circle/],
    ['nothing', file('empty.txt', ''), 2, /empty\.txt is empty: there is no read in it\.\nOpenALPR/],
    ['blank lines', file('blank.txt', '\n \n\r\n'), 2, /blank\.txt is empty/],
    [
      'UTF-16',
      file('utf16.txt', Buffer.from('\ufeffABC123\n', 'utf16le')),
      2,
      /UTF-16 text, not UTF-8\.\nSave it as UTF-8/,
    ],
    [
      'bytes',
      file(
        'bytes.bin',
        Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 251),
      ),
      2,
      /not a text file/,
    ],
    ['bytes in gzip', file('bytes.gz', gzipSync(new Uint8Array(3000))), 2, /not a text file/],
    [
      'lines that are no plates',
      file('words.txt', 'Ōtaki\n!!\n'),
      1,
      /No line of .*words\.txt could be used\.\nMost often: .*\(line 1\)/,
    ],
    [
      'one damaged object',
      file('cut.json', '{"data_type": "alpr_'),
      1,
      /No line of .*\nMost often: not JSON.* \(line 1\)/,
    ],
    ['heartbeats', file('beat.json', '{"data_type":"heartbeat"}'), 1, /It holds only messages without a read/],
  ])('reads: %s', async (_, path, code, words) => {
    const run = await search(path, queries);
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(words)]);
    expect(run.json()).toMatchObject({ failed: expect.any(String), tip: expect.any(String) });
  });

  test.each<[string, string, number, RegExp]>([
    ['a name that is not there', at('none'), 2, /there is no such file/],
    ['nothing', file('empty-queries.txt', ''), 2, /there is no query in it\.\nA plate a line/],
    [
      'UTF-16',
      file('utf16-queries.txt', Buffer.from('\ufeffABC123\n', 'utf16le')),
      2,
      /UTF-16.*\n.*Nothing was searched/,
    ],
  ])('queries: %s', async (_, path, code, words) => {
    const run = await search(file('one.txt', 'ABC123\n'), path);
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(words)]);
  });

  test('a gzip of reads that is cut off answers nothing; one of queries answers what stands before the cut', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => `AB${(n * 7919) % 10_007}\n`).join('');
    const packed = gzipSync(many);
    const cut = file('cut.gz', packed.subarray(0, packed.length - 2000));
    const reads = await search(cut, queries);
    expect([reads.code, reads.stderr]).toEqual([
      1,
      expect.stringMatching(/cut\.gz is cut off or damaged after line \d+\.\nNothing was searched/),
    ]);
    expect(answers(reads)).toEqual([expect.objectContaining({ failed: expect.any(String) })]);
    const asked = await search(file('some.txt', 'AB12\nAB77\n'), cut);
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringMatching(/Every query before that was answered/)]);
    const line = Number(/after line (\d+)/.exec(asked.stderr)?.[1]);
    expect(line).toBeGreaterThan(1000);
    expect(answers(asked)).toHaveLength(line + 1);
  });
});

describe('files with bad lines', () => {
  test('a plate a line: marks, line ends and separators are taken, the rest is counted with its lines', async () => {
    const text = ['\ufeffabc-123', '', 'A8C 123', '!!', 'x'.repeat(70), 'ABC123', 'Ōtaki'].join('\r\n');
    for (const reads of [file('mixed.txt', text), file('mixed.dat', gzipSync(text))]) {
      const run = await search(reads, file('bom.txt', '\ufeffABC123\r\n\r\n'));
      expect(run.code, run.said).toBe(0);
      const [answer, ...others] = answers(run);
      expect(others).toEqual([]);
      expect(answer?.query).toBe('ABC123');
      expect(answer?.matches[0]).toMatchObject({
        plate: 'ABC123',
        cost: 0,
        via: 'read',
        detections: ['line-1', 'line-6'],
      });
      expect(run.stderr).toMatch(/3 reads \(a plate a line\)/);
      expect(run.stderr).toMatch(/3 lines could not be used/);
      expect(run.stderr).toMatch(/U\+0021.*\(line 4\)/);
      expect(run.stderr).toMatch(/\(line 5\)/);
      expect(run.stderr).not.toMatch(/taki/);
    }
  });

  test('line ends that are bare carriage returns make no plate or query of two', async () => {
    const run = await search(
      file('old.txt', 'ABC123\rXYZ789\nABC123'),
      file('old-queries.txt', 'ABC123\rXYZ789\nABC123\r'),
    );
    expect(run.code, run.said).toBe(0);
    expect(run.stderr).toMatch(/1 read .*\n.*1 line could not be used.*\n.*carriage return.*\(line 1\)/);
    const [both, first] = answers(run);
    expect(both).toMatchObject({ matches: [], refused: { message: expect.stringContaining('carriage return') } });
    expect(first?.matches.map(({ plate }) => plate)).toEqual(['ABC123']);
  });

  test('messages: what each line holds is used, and every other line is counted with why', async () => {
    const again = message('ABC123');
    const reads = file(
      'messages.txt',
      [
        message('ABC123'),
        '{"data_type": "alpr_re',
        again,
        again,
        `[${message('A8C123', {}, ['ABC123'])},${message('ABC123', { results: [] })}]`,
        message('!!'),
        message('ABC123', { uuid: undefined, camera_id: undefined }),
        '7',
        message('ABC123', { epoch_time: 'noon' }),
      ].join('\n'),
    );
    const run = await search(reads, queries);
    expect(run.code, run.said).toBe(0);
    const [answer] = answers(run);
    const found = answer?.matches.flatMap(({ detections }) => detections) ?? [];
    expect(found.sort()).toEqual([
      'line-7',
      expect.stringMatching(/^m-/),
      expect.stringMatching(/^m-/),
      expect.stringMatching(/^m-/),
    ]);
    expect(run.stderr).toMatch(/4 reads \(OpenALPR messages\).*1 of them twice.*1 message without a read/);
    expect(run.stderr).toMatch(/4 parts could not be used/);
    for (const words of [
      /not JSON.*\(line 2\)/,
      /U\+0021.*\(line 6\)/,
      /data_type.*\(line 8\)/,
      /epoch_time.*\(line 9\)/,
    ])
      expect(run.stderr).toMatch(words);
  });

  test('one document over many lines, alone or as a list, is read as messages', async () => {
    const [one, two] = [JSON.parse(message('ABC123', { uuid: 'a' })), JSON.parse(message('ABC123', { uuid: 'b' }))];
    for (const [name, value, found] of [
      ['pretty.json', one, ['a']],
      ['list.json', [one, two], ['a', 'b']],
    ] as const) {
      const run = await search(file(name, JSON.stringify(value, null, 2)), queries);
      expect(run.code, run.said).toBe(0);
      expect(answers(run)[0]?.matches[0]?.detections.toSorted()).toEqual(found);
    }
  });

  test('a line of a gigabyte costs no memory and names itself', async () => {
    // A hole in the file: spaces would do as well, but would have to be written.
    const path = file('long.txt', `ABC123\n`);
    const end = openSync(path, 'r+');
    ftruncateSync(end, 1_000_000_000);
    closeSync(end);
    const run = await search(path, queries, [], { env: { NODE_OPTIONS: '--max-old-space-size=100' } });
    // Zero bytes within the first 4 kB: refused as no text before anything is held.
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/not a text file/)]);
    const packed = gzipSync(
      Buffer.concat([Buffer.from('ABC123\n'), Buffer.alloc(150_000_000, 0x41), Buffer.from('\nABC123')]),
    );
    const long = await search(file('long.gz', packed), queries, [], {
      env: { NODE_OPTIONS: '--max-old-space-size=100' },
    });
    expect(long.code, long.said).toBe(0);
    expect(long.stderr).toMatch(/1 × longer than any real line \(line 2\)/);
    expect(answers(long)[0]?.matches[0]?.detections).toEqual(['line-1', 'line-3']);
  });
});

describe('queries', () => {
  const reads = file('reads.txt', 'ABC123\nABC124\nXYZ987\n');

  test('each that is none is refused with why, and the run goes on', async () => {
    const run = await search(
      reads,
      file(
        'odd.txt',
        Buffer.concat([
          Buffer.from(
            ['***', 'ABC123', '', '   ', '- -', 'Ōtaki', 'A'.repeat(17), 'B'.repeat(100_000), '\u202eABC123', ''].join(
              '\n',
            ),
          ),
          Buffer.from([0xff, 0xfe, 0x41, 0x0a]),
          Buffer.from('AB?12*\n'),
        ]),
      ),
    );
    expect(run.code, run.said).toBe(0);
    expect(answers(run).map(({ query, refused }) => [query.slice(0, 20), refused?.reason ?? 'ran'])).toEqual([
      ['***', 'plate.wildcard-only'],
      ['ABC123', 'ran'],
      ['- -', 'plate.empty'],
      ['Ōtaki', 'plate.character'],
      ['A'.repeat(17), 'plate.too-long'],
      ['B'.repeat(20), 'plate.too-long'],
      ['\u202eABC123', 'plate.character'],
      ['', 'plate.not-text'],
      ['AB?12*', 'ran'],
    ]);
    expect(run.stdout.length).toBeLessThan(5000);
    expect(
      answers(run)
        .at(-1)
        ?.matches.map(({ plate }) => plate)
        .toSorted(),
    ).toEqual(['ABC123', 'ABC124']);
    expect(run.stderr).toMatch(/9 queries answered: 0 without a match, 7 refused/);
  });

  test('the same file may be both, and either may come from standard input, packed or not', async () => {
    const same = await search(reads, reads);
    expect(answers(same).map(({ matches }) => matches[0]?.plate)).toEqual(['ABC123', 'ABC124', 'XYZ987']);
    for (const input of ['XYZ987\n', gzipSync('XYZ987')]) {
      const asked = await search(reads, '-', [], { input });
      expect(answers(asked).map(({ matches }) => matches[0]?.detections)).toEqual([['line-3']]);
    }
    const piped = await search('-', queries, [], { input: gzipSync('ABC123') });
    expect(answers(piped)[0]?.matches[0]?.detections).toEqual(['line-1']);
    const both = await search('-', '-');
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/Only one of --reads and --queries/)]);
  });

  test('each is answered while the next is still to come, and Ctrl C ends it with whole answers', async () => {
    const running = startCli(['plates', 'search', '--reads', reads, '--queries', '-', '--json'], { input: 'open' });
    running.child.stdin?.write('ABC123\n');
    await running.until(/"query":"ABC123".*\n/);
    running.child.stdin?.write('XYZ987\n');
    await running.until(/"query":"XYZ987".*\n/);
    running.child.kill('SIGINT');
    const run = await running.done;
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/Failed: Stopped\.\nAnswers printed so far are whole/),
    ]);
    expect(answers(run)).toHaveLength(3);
  });

  test('a reader that has seen enough ends it quietly', () => {
    const many = file('many.txt', 'ABC123\n'.repeat(20_000));
    const command = `"${process.execPath}" src/cli/index.ts plates search --reads "${reads}" --queries "${many}" --json | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const said = execFileSync('bash', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(answers({ stdout: said } as CliRun)).toHaveLength(1);
  });

  test('filters are those of the core', async () => {
    const messages = file(
      'filters.ndjson',
      [
        message('ABC123', { uuid: 'early', camera_id: 'N1', epoch_time: 1_794_000_000_000 }),
        message('ABC123', { uuid: 'late', camera_id: 'N2', epoch_time: 1_794_003_600_000 }),
      ].join('\n'),
    );
    const found = async (...more: string[]): Promise<string[]> =>
      answers(await search(messages, queries, more))
        .flatMap(({ matches }) => matches.flatMap(({ detections }) => detections))
        .toSorted();
    expect(await found()).toEqual(['early', 'late']);
    expect(await found('--from', '2026-11-06T21:20:01Z')).toEqual(['late']);
    expect(await found('--to', '2026-11-07T10:20:00+13:00')).toEqual(['early']);
    expect(await found('--camera', 'N2')).toEqual(['late']);
  });
});

describe('detections', () => {
  const table = file(
    'table.csv',
    [
      'id;plate;time;camera;lon;lat',
      'a;ABC123;2026-11-06T08:00:00Z;C1;174.77;-41.28',
      'b;DEF456;2026-11-06T08:00:20Z;C1;174.77;-41.28',
      'c;ABC123;2026-11-06T09:00:00Z;C2;174.90;-41.20',
      'c;ABC123;2026-11-06T09:00:00Z;C2;174.90;-41.20',
      'd;DEF456;2026-11-06T09:00:30Z;C2;174.90;-41.20',
      'e;DEF456;2026-11-06T10:00:30Z;C3;NA;NA',
      'f;ABC123;2026-11-06T10:00:00Z;C3;NA;NA',
      'g;ABC123;2026-11-06 10:00:00;C3;NA;NA',
      'h;;2026-11-06T10:00:00Z;C3;NA;NA',
      'i;ABC123;2026-11-06T10:00:00Z;C3;900;1',
      'j;ABC123;2026-11-06T10:00:00Z',
      'k;"Ō;";2026-11-06T10:00:00Z;C3;;',
    ].join('\n'),
  );

  test('rows that cannot be used are counted by reason, the rest is worked on', async () => {
    const run = await plates(['convoy', '--detections', table, '--plate', 'abc 123', '--json']);
    expect(run.code, run.said).toBe(0);
    expect(run.json()).toMatchObject({
      plate: 'ABC123',
      passes: 3,
      partners: [{ plate: 'DEF456', shared: 3, cameras: 3, passes: 3 }],
    });
    expect(run.stderr).toMatch(/6 detections, 2 of them without a position/);
    expect(run.stderr).toMatch(/6 parts could not be used/);
    for (const words of [
      /an id that an earlier detection has \(line 5\)/,
      /without its zone .*\(line 9\)/,
      /no plate \(line 10\)/,
      /not on the globe \(line 11\)/,
      /more or fewer fields than the header \(line 12\)/,
      /U\+014C.*\(line 13\)/,
    ])
      expect(run.stderr).toMatch(words);
  });

  test('an opaque id that is not in the file is said to be none', async () => {
    const run = await plates(['journey', '--detections', table, '--plate', 'abc123', '--plate-text', 'any']);
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/holds no detection of this vehicle\.\nIds are matched exactly/),
    ]);
  });
});
