/** Killed with SIGKILL in the middle of writing: nothing acknowledged is lost, nothing half-written is there (WS13, AU4). */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import {
  allAuditEntries,
  countDetections,
  getAuditEntry,
  listAlerts,
  matchColumnsOf,
  streamMatchColumns,
} from '../../src/workspace/index.ts';
import { freshWorkspace, remove, reopen } from '../../src/workspace/workspace.fixture.ts';

const child = join(import.meta.dirname, 'workspace-killed.child.ts');

/** Runs the writer and kills it after `ms` of writing; what it said it had on disk. */
async function writeUntilKilled(
  args: string[],
  ms: number,
): Promise<{ entries: [number, string][]; batches: number[] }> {
  const writer = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  writer.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => writer.on('close', () => resolve()));
  await new Promise<void>((resolve) => {
    writer.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
    writer.on('close', () => resolve());
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  writer.kill('SIGKILL');
  await ended;
  if (said === '') throw new Error(`the writer never wrote: ${complaint}`);
  const lines = said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  return {
    entries: lines.filter(([kind]) => kind === 'entry').map(([, seq, hash]) => [Number(seq), hash ?? '']),
    batches: lines.filter(([kind]) => kind === 'batch').map(([, n]) => Number(n)),
  };
}

test('WS13 twelve kills: every acknowledged entry and batch is there, whole, and no false alarm is raised', async () => {
  const fixture = await freshWorkspace();
  const { dir, key, workspaceId } = fixture;
  fixture.workspace.close();
  let next = 0;
  let inTheMiddle = 0;
  for (let kill = 0; kill < 12; kill += 1) {
    const told = await writeUntilKilled(
      [dir, key.toString('hex'), workspaceId, String(next)],
      7 * kill + (kill % 3) * 31,
    );
    const workspace = reopen(fixture);
    for (const [seq, hash] of told.entries) expect(getAuditEntry(workspace.read, 'device', seq)?.hash).toBe(hash);
    const log = allAuditEntries(workspace.read, 'device');
    expect(verifyLog(log)).toMatchObject({ ok: true, entries: log.length });
    // A batch and its log entry came in one transaction: as many of the one as of the other.
    const batches = log.filter((entry) => entry.action === 'sync-refusal').map((entry) => Number(entry.details.batch));
    expect(batches).toEqual(expect.arrayContaining(told.batches));
    expect(countDetections(workspace.read)).toBe(batches.length * 3000);
    let streamed = 0;
    for (const columns of streamMatchColumns(workspace.read, { chunkSize: 10_000 })) streamed += columns.count;
    expect(streamed).toBe(batches.length * 3000);
    expect(matchColumnsOf(workspace.read, [streamed + 1]).count).toBe(0);
    expect(workspace.checkIntegrity()).toEqual({ ok: true, problems: [] });
    expect(listAlerts(workspace.read)).toEqual([]);
    expect(readdirSync(dir).filter((file) => file.endsWith('.tmp'))).toEqual([]);
    if (told.entries.length > told.batches.length) inTheMiddle += 1;
    next = Math.max(next, ...log.map((entry) => Number(entry.details.n ?? entry.details.batch) + 1));
    workspace.close();
  }
  // Red proof: at least some kills fell between the two writes, so the test looked at something.
  expect(inTheMiddle).toBeGreaterThan(0);
  remove(fixture);
});
