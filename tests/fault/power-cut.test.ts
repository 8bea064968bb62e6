// The power goes while a workspace is written to: at every moment between two system calls, with what was synced on disk
// and of the rest nothing, everything, or any sectors. WS9, WS13, AU4. Needs strace; skipped where it is not.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { DATABASE_FILE, HEAD_FILE } from '../../src/workspace/data-dir.ts';
import { allAuditEntries, listAlerts } from '../../src/workspace/index.ts';
import {
  freshWorkspace,
  type OpenedFixture,
  remove,
  reopen,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';
import { createDisk, readTrace, type Step, type Survival, traced } from '../fixtures/power-cut.ts';

const ROUNDS = 40;
/** Moments tried besides those right after something was promised. */
const OTHER_MOMENTS = 120;
const SEED = 20_261_122;
const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;

/** Mulberry32: the same moments and sectors in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function startingFiles(dir: string): Map<string, Buffer> {
  return new Map(readdirSync(dir).map((file) => [file, readFileSync(join(dir, file))]));
}

/** The steps of one run of the child, from its first word on; `start` is what lay on disk before. */
function record(fixture: OpenedFixture): { start: Map<string, Buffer>; steps: Step[] } {
  const dir = join(temporaryFolder(), 'te');
  cpSync(fixture.dir, dir, { recursive: true });
  const start = startingFiles(dir);
  const trace = join(temporaryFolder(), 'trace');
  const child = join(import.meta.dirname, 'power-cut.child.ts');
  const args = [child, dir, fixture.key.toString('hex'), fixture.workspaceId, String(ROUNDS)];
  const run = spawnSync('strace', [...traced(trace), process.execPath, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the child ended with ${run.status}: ${run.stderr}`);
  return { start, steps: readTrace(readFileSync(trace, 'utf8'), dir) };
}

test.skipIf(!hasStrace)(
  'WS9 WS13 AU4 the power goes at any moment: what was promised is there, no false alarm, and what is lost is said',
  async () => {
    const fixture = await freshWorkspace();
    fixture.workspace.close();
    const { start, steps } = record(fixture);
    const random01 = seeded(SEED);
    const disk = createDisk(start);
    const moments = steps.flatMap((step, at) => (step.kind === 'said' ? [at] : []));
    for (let n = 0; n < OTHER_MOMENTS; n += 1) moments.push(Math.floor(random01() * steps.length));
    const chosen = new Set(moments);
    const promised = { synced: 0, released: 0 };
    const counts = { opened: 0, resultLost: 0, saidSo: 0 };
    let longest: { deviceSeq: number; hash: string }[] = [];
    for (const [at, step] of steps.entries()) {
      disk.take(step);
      if (step.kind === 'said') {
        const [what, seq] = step.words;
        if (what === 'synced' || what === 'released') promised[what] = Math.max(promised[what], Number(seq));
      }
      if (!chosen.has(at)) continue;
      for (const survives of ['synced-only', 'everything', 'some-sectors'] satisfies Survival[]) {
        const where = `step ${at} of ${steps.length}, ${survives}, seed ${SEED}`;
        const dir = join(temporaryFolder(), 'te');
        mkdirSync(dir);
        for (const [file, bytes] of disk.files(survives, random01)) writeFileSync(join(dir, file), bytes);
        const workspace = reopen(fixture, dir);
        counts.opened += 1;
        const log = allAuditEntries(workspace.read, 'device').filter(({ action }) => action !== 'workspace-alarm');
        expect(verifyLog(log), where).toMatchObject({ ok: true });
        expect(workspace.checkIntegrity(), where).toEqual({ ok: true, problems: [] });
        // Everything said to be on disk is there; everything released is, where nothing written was lost.
        const least = survives === 'everything' ? Math.max(promised.synced, promised.released) : promised.synced;
        expect(log.length, where).toBeGreaterThanOrEqual(least);
        // One history: what was there at one moment begins what is there at a later one.
        const hashes = log.map(({ deviceSeq, hash }) => ({ deviceSeq, hash }));
        const both = Math.min(hashes.length, longest.length);
        expect(hashes.slice(0, both), where).toEqual(longest.slice(0, both));
        if (hashes.length > longest.length) longest = hashes;
        // A result that is lost leaves its intent; and no alarm says that somebody did it.
        const raised = listAlerts(workspace.read).map(({ id }) => id.replace(/^workspace-|-\d+$/g, ''));
        expect(['', 'end-lost'], `${where}: ${raised.join()}`).toContain(raised.join());
        if (log.length < promised.released) {
          counts.resultLost += 1;
          expect(log.at(-1), where).toMatchObject({ phase: 'intent' });
        }
        if (raised.length > 0) counts.saidSo += 1;
        workspace.close();
        rmSync(dir, { recursive: true, force: true });
      }
    }
    const lastSaid = steps.flatMap((step) => (step.kind === 'said' ? [step.words.join(' ')] : [])).at(-1);
    console.info(
      `${counts.opened} power cuts in ${steps.length} steps: ${counts.resultLost} lost the result of an answer that was out, ${counts.saidSo} said that the end is lost (seed ${SEED})`,
    );
    // The test looked at what it is about.
    expect(lastSaid).toMatch(/^(synced|released) /);
    expect(counts.resultLost).toBeGreaterThan(10);
    expect(counts.saidSo).toBeGreaterThan(0);
    for (const kind of ['write', 'synced', 'gone']) expect(steps.some((step) => step.kind === kind)).toBe(true);
    for (const file of [DATABASE_FILE, HEAD_FILE, `${DATABASE_FILE}-wal`])
      expect(steps.some((step) => step.kind === 'synced' && step.file === file)).toBe(true);
    remove(fixture);
  },
  600_000,
);
