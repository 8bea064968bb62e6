/**
 * The main job as a newcomer runs it: the demo command, its JSON object, its pack. Then the pack against changes, and
 * the demo on real reads where they are there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { type CliRun, runCli } from '../fixtures/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type DemoObject = { pack: string; verified: boolean; plate: string; detections: number; refused: boolean };

let run: CliRun;
let demo: DemoObject;
let pack: Uint8Array;
beforeAll(async () => {
  run = await runCli(['demo', '--detections', '3000', '--out', join(folder, 'training'), '--json']);
  expect(run.code, run.said).toBe(0);
  demo = run.json<DemoObject>();
  pack = new Uint8Array(readFileSync(demo.pack));
}, 180_000);

test('the demo exits 0 and prints one object: pack, verified, plate, detections, refused', () => {
  expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(demo).toEqual({
    pack: expect.stringMatching(/\.pdf$/),
    verified: true,
    plate: expect.stringMatching(/^[A-Z0-9]{6}$/),
    detections: expect.any(Number),
    refused: true,
  });
  expect(demo.detections).toBeGreaterThan(10);
});

test('without a terminal the demo says each step in lines, without noise', () => {
  const lines = run.stderr.split('\n');
  for (let step = 1; step <= 7; step += 1) expect(run.stderr).toMatch(new RegExp(`^${step}\\. `, 'm'));
  expect(run.stderr).not.toContain('\r');
  expect(run.stderr).not.toContain('\u001b');
  expect(lines.length).toBeLessThan(120);
  expect(lines.every((line) => line.length < 300)).toBe(true);
});

test('the pack of the demo verifies under its authority, and not under another', async () => {
  const pem = join(folder, 'training', 'authority.pem');
  const verified = await runCli(['verify', demo.pack, '--trust', pem, '--json']);
  expect(verified.code, verified.said).toBe(0);
  expect(verified.json()).toMatchObject({
    status: 'valid',
    trust: 'anchored',
    problems: [],
    pack: { space: 'training' },
  });
});

test('every page of the pack says TRAINING', ({ skip }) => {
  let text: string;
  try {
    text = execFileSync('pdftotext', ['-layout', demo.pack, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('pdftotext is not installed');
    throw error;
  }
  const pages = text.split('\f').slice(0, -1);
  expect(pages.length).toBeGreaterThan(3);
  for (const [at, page] of pages.entries()) expect(page, `page ${at + 1}`).toContain('TRAINING');
});

const indexOf = (text: string, from = 0): number => Buffer.from(pack.buffer).indexOf(text, from, 'latin1');

/** Repeatable choice of places: a linear congruential generator, constants of Numerical Recipes. */
function placesOf(seed: number, count: number, below: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}

test('a pack with any one byte changed is not valid, and never taken for no pack at all', {
  timeout: 300_000,
}, async () => {
  expect((await verifyPack(pack)).status).toBe('valid');
  const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
  console.info(`changed bytes: seed ${seed} (WAYMARK_SEED repeats it)`);
  const range = indexOf('/ByteRange');
  const contents = indexOf('/Contents <', range) + '/Contents <'.length;
  const attached = indexOf('/EmbeddedFile');
  const named: [string, number][] = [
    ...Array.from({ length: 10 }, (_, at): [string, number] => ['the header', at]),
    ...Array.from({ length: 48 }, (_, at): [string, number] => ['/ByteRange', range + at]),
    ...[0, 1, 2, 500, 1500].map((at): [string, number] => ['the signature', contents + at]),
    ...[0, 20, 200].map((at): [string, number] => ['an attachment', attached + at]),
    ...Array.from({ length: 24 }, (_, at): [string, number] => ['the last lines', pack.length - 1 - at]),
    ...placesOf(seed, 300, pack.length).map((at): [string, number] => ['a random place', at]),
  ];
  expect(Math.min(range, contents - 11, attached)).toBeGreaterThan(0);
  const wrong: string[] = [];
  for (const [nth, [where, at]] of named.entries()) {
    const bytes = pack.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (nth % 8));
    const { status } = await verifyPack(bytes);
    if (status !== 'invalid') wrong.push(`byte ${at} (${where}) ^ ${1 << (nth % 8)}: ${status}`);
  }
  expect(wrong).toEqual([]);
});

test('waymark verify exits 1 on a changed byte, says what and where', async () => {
  const path = join(folder, 'changed.pdf');
  for (const at of [0, Math.floor(pack.length / 2), pack.length - 1]) {
    const bytes = pack.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const verified = await runCli(['verify', path]);
    expect([verified.code, verified.stdout]).toEqual([1, expect.stringMatching(/FAIL.*NOT VALID/s)]);
  }
});

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const reads = join(data, 'anpr', 'openalpr-results.ndjson.gz');
const cameras = join(data, 'sites', 'osm-cameras-nz.geojson');
const truth = join(data, 'anpr', 'truth.csv');

/** Two vehicles no camera ever read right. */
test.for(['355OCT', 'YJH7538'])(
  'real reads: %s, whose every read is a misread, is found and its pack verifies',
  {
    timeout: 180_000,
  },
  async (plate, { skip }) => {
    if (!existsSync(reads) || !existsSync(cameras)) skip('the real reads are not beside this checkout');
    if (existsSync(truth)) {
      const rows = readFileSync(truth, 'utf8')
        .split('\n')
        .map((line) => line.split(','));
      const own = rows.filter(([, truePlate]) => truePlate === plate).map(([, , read]) => read);
      expect(own.length).toBeGreaterThan(0);
      expect(own).not.toContain(plate);
    }
    const real = await runCli([
      ...['demo', '--input', reads, '--cameras', cameras, '--plate', plate],
      ...['--out', join(folder, 'real'), '--json'],
    ]);
    expect(real.code, real.said).toBe(0);
    const found = real.json<DemoObject>();
    expect(found).toMatchObject({ plate, verified: true, refused: true });
    expect(found.detections).toBeGreaterThanOrEqual(1);
  },
);
