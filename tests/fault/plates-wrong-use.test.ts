/**
 * Wrong use of `waymark plates`: each is refused with exit code 2 and words that name the option. In this process, where
 * a hundred would cost what one costs in a process of its own; how codes leave a process is tested in command-line.test.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addPlatesCommands } from '../../src/cli/commands/plates.ts';
import { CliError } from '../../src/cli/output.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-wrong-use-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
function file(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

/** The exit code, and what was said: the failure with its tip, or what commander printed. */
async function run(args: readonly string[]): Promise<{ code: number; said: string }> {
  let printed = '';
  const print = (text: string): void => {
    printed += text;
  };
  const program = new Command('waymark').exitOverride().configureOutput({ writeOut: print, writeErr: print });
  addPlatesCommands(program);
  try {
    await program.parseAsync(['plates', ...args], { from: 'user' });
    return { code: 0, said: printed };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, said: printed };
    if (error instanceof CliError) return { code: error.exitCode, said: `${error.message}\n${error.tip}` };
    throw error;
  }
}

const queries = file('queries.txt', 'ABC123\n');
const reads = file('reads.txt', 'ABC123\nABC124\nXYZ987\n');
const read = (uuid: string, cameraId: string): string =>
  JSON.stringify({
    data_type: 'alpr_results',
    version: 2,
    uuid,
    camera_id: cameraId,
    epoch_time: 1_794_000_000_000,
    results: [{ plate: 'ABC123', confidence: 90, candidates: [] }],
  });
const messages = file('messages.ndjson', `${read('a', 'N1')}\n${read('b', 'N2')}\n`);
const table = file('table.csv', 'id;plate;time;camera\na;ABC123;2026-11-06T08:00:00Z;C1\n');

describe('search', () => {
  const wrong: readonly [string, string[], RegExp][] = [
    [messages, ['--camera', 'N3'], /no read of .* of the camera "N3"\.\nIts reads are of 2 cameras, such as N1, N2/],
    [messages, ['--from', '2026-11-06T21:20:01'], /--from is no time that can be used: a local time without its zone/],
    [messages, ['--from', '2026-11-07T00:00:00Z', '--to', '2026-11-06T00:00:00Z'], /--from lies after --to/],
    [reads, ['--from', '2026-11-06T21:20:01Z'], /--from cannot be used: .*reads\.txt holds a plate a line/],
    [reads, ['--camera', 'N1'], /--camera cannot be used/],
    [reads, ['--make', 'ford'], /--make cannot be used/],
    [reads, ['--top', '0'], /--top must be from 1 to/],
    [reads, ['--direction', 'back'], /Allowed choices are camera, witness/],
  ];
  test.each(wrong.map(([path, more, words]) => [words, path, more] as const))('%s', async (words, path, more) => {
    const { code, said } = await run(['search', '--reads', path, '--queries', queries, ...more]);
    expect([code, said]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('movement', () => {
  const journey = ['journey', '--plate', 'A', '--detections'];
  const colocation = ['colocation', '--detections', table, '--at-least', '2', '--scenes'];
  const wrong: readonly [string[], RegExp][] = [
    [['convoy'], /required option '--detections/],
    [['convoy', '--detections', table], /either --plate or --all/],
    [['convoy', '--detections', table, '--plate', 'A', '--all'], /either --plate or --all/],
    [['convoy', '--detections', table, '--all', '--gap', '2d'], /--gap must be from 1s to 30m/],
    [['convoy', '--detections', table, '--all', '--min-shared', '1'], /--min-shared must be from 2/],
    [['journey', '--detections', table, '--plate', '!!'], /--plate: Plates are matched on A–Z and 0–9 only/],
    [[...journey, table, '--zone', 'Mars'], /no time zone is called "Mars"/],
    [[...journey, table, '--delimiter', 'ab'], /--delimiter must be one character/],
    [[...journey, table, '--columns', 'x'], /--columns must look like/],
    [[...journey, table, '--columns', 'plate=vrm'], /no column "vrm"\.\nIts columns are: id, plate/],
    [[...journey, queries], /no column is known to hold the plate, the time, the camera/],
    [[...journey, at('none')], /there is no such file/],
    [[...journey, table, '--cameras', queries], /a table of sites needs the columns/],
    [[...colocation, table], /table\.csv is not JSON/],
    [[...colocation, file('one.json', '[{}]')], /must hold 2 to 32 scenes/],
    [[...colocation, file('two.json', '[{"cameraIds":["C1"]},{}]')], /scene 1: from: no time/],
  ];
  test.each(wrong.map(([args, words]) => [words, args] as const))('%s', async (words, args) => {
    const { code, said } = await run(args);
    expect([code, said]).toEqual([2, expect.stringMatching(words)]);
  });
});

test.each([[], ['search'], ['journey'], ['convoy'], ['colocation']])(
  'help of %j says that it stands outside any case',
  async (...command) => {
    const { code, said } = await run([...command, '--help']);
    expect(code).toBe(0);
    expect(said).toMatch(new RegExp(`Usage: waymark plates ${command.join('')}`));
    expect(said).toMatch(/checks no authority\s+and writes no log/);
  },
);
