/**
 * A demo killed in every phase, by SIGKILL to the parent alone, and started again in the same folder: it goes on, ends
 * with a verified pack, and nothing is stored twice or lost. Its server ends by itself.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { runCli, startCli } from '../fixtures/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const args = ['demo', '--out', folder, '--detections', '300', '--json'];
const serverDir = join(folder, 'training', 'server');

/** The phase it is killed in, by the words that open it, and how long into it. */
const phases: readonly (readonly [name: string, words: RegExp, afterMs: number])[] = [
  ['while the network is made', /Everything is kept in/, 30],
  ['while the server starts', /1\. The intel server starts/, 300],
  ['during ingest', /2\. A provider sends/, 250],
  ['during enrolment and sync', /3\. A workstation enrols/, 500],
  ['while reads are confirmed', /5\. Reads are confirmed/, 150],
  ['while the pack is made', /6\. The evidence pack is made/, 400],
];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a demo killed in any phase and started again ends with a verified pack and loses nothing', {
  timeout: 300_000,
}, async () => {
  for (const [name, words, afterMs] of phases) {
    const demo = startCli(args);
    await demo.until(words);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    demo.child.kill('SIGKILL');
    const run = await demo.done;
    expect(run.code, `${name}: it was to be killed, but ended:\n${run.said}`).toBeNull();
  }
  const last = await runCli(args);
  expect(last.code, last.said).toBe(0);
  expect(last.stderr).toMatch(/Going on where an earlier demo in this folder stopped/);
  const result = last.json<{ pack: string; verified: boolean; detections: number; refused: boolean }>();
  expect(result).toMatchObject({ verified: true, refused: true });

  // The whole log of the case, refusals of the killed runs included, is in the pack, and it verifies by itself.
  const verified = await runCli(['verify', result.pack, '--json', '--trust', join(folder, 'authority.pem')]);
  expect(verified.code, verified.said).toBe(0);
  const { pack } = verified.json<{ pack: { refusedQueries: number; exhibits: number } }>();
  expect(pack.refusedQueries).toBeGreaterThanOrEqual(3);
  expect(pack.exhibits).toBeGreaterThan(0);

  // Everything sent is stored, once.
  const sent = gunzipSync(readFileSync(join(folder, 'training', 'network', 'reads.ndjson.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const figures = await runCli(['admin', 'figures', '--data', serverDir, '--json']);
  expect(figures.code, figures.said).toBe(0);
  expect(figures.json()).toMatchObject({ detections: sent.length, auditConflicts: 0, quarantined: 0 });

  // No server is left behind.
  const lock = join(serverDir, 'server.lock');
  expect(existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))).toBe(false);
});
