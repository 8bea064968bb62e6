/**
 * IN30–IN32: what the server acknowledged outlives a power cut, although PGlite syncs nothing. The cut is played: the
 * process is killed and the database folder put back to what was on disk before, as unsynced pages would be.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createEnrolmentCode, startIntelServer, statistics } from '../../src/server/index.ts';
import { enrolWorkstation, message, send, tempDir } from '../contract/intel-workstation.ts';

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

type Started = { child: ChildProcess; url: string; ingestKey: string | null };

async function startProcess(dataDir: string, journal: 'journal' | 'no-journal'): Promise<Started> {
  const script = new URL('./server-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir, journal], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the server ended: ${code}`)));
  });
  return { child, ...(JSON.parse(line) as { url: string; ingestKey: string | null }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill(signal);
  const code = await gone;
  running.delete(child);
  return code;
}

const open = (dataDir: string) => startIntelServer({ dataDir, space: 'training' });
const batch = (from: number, count: number) => ({
  provider: 'p',
  format: 'openalpr',
  rebaseByMs: 0,
  lines: Array.from({ length: count }, (_, n) => message({ uuid: `u-${from + n}`, epoch_time: Date.now() - 1000 })),
});

/** Fills a server, kills it, and puts its database back to before. Returns how many reads were acknowledged. */
async function acknowledgedThenCut(dataDir: string, journal: 'journal' | 'no-journal'): Promise<number> {
  const first = await startProcess(dataDir, journal);
  await end(first.child, 'SIGTERM');
  const onDisk = `${dataDir}-on-disk`;
  cpSync(join(dataDir, 'pgdata'), onDisk, { recursive: true });
  const second = await startProcess(dataDir, journal);
  const headers = { authorization: `Bearer ${first.ingestKey}` };
  let acknowledged = 0;
  for (let from = 0; from < 300; from += 100) {
    const { body } = await send(second.url, 'POST', '/ingest/detections', batch(from, 100), headers);
    acknowledged += Number(body.stored);
  }
  await end(second.child, 'SIGKILL');
  rmSync(join(dataDir, 'pgdata'), { recursive: true });
  cpSync(onDisk, join(dataDir, 'pgdata'), { recursive: true });
  return acknowledged;
}

test('IN30 IN31 a power cut after the answer: every acknowledged read is there again, beyond every place given before', async () => {
  const dataDir = tempDir();
  expect(await acknowledgedThenCut(dataDir, 'journal')).toBe(300);
  const server = await open(dataDir);
  expect(server.parts.store.replayed).toBe(3);
  expect((await statistics(server.parts)).detections).toBe(300);
  const lowest = await server.parts.store.db
    .selectFrom('detections')
    .select((each) => each.fn.min<number>('seq').as('seq'))
    .executeTakeFirstOrThrow();
  // A workstation that had pulled up to here would otherwise never see what was stored again.
  expect(lowest.seq).toBeGreaterThan(300);
  await server.close();
  expect(statSync(join(dataDir, 'journal.ndjson')).size).toBe(0);
  const again = await open(dataDir);
  expect(again.parts.store.replayed).toBe(0);
  expect((await statistics(again.parts)).detections).toBe(300);
  await again.close();
});

test('red proof: without the journal the same cut loses what was acknowledged', async () => {
  const dataDir = tempDir();
  expect(await acknowledgedThenCut(dataDir, 'no-journal')).toBe(300);
  const server = await open(dataDir);
  expect((await statistics(server.parts)).detections).toBe(0);
  await server.close();
});

test('a mere kill loses nothing, and replaying over what is there changes nothing', async () => {
  const dataDir = tempDir();
  const first = await startProcess(dataDir, 'journal');
  const headers = { authorization: `Bearer ${first.ingestKey}` };
  await send(first.url, 'POST', '/ingest/detections', batch(0, 50), headers);
  await end(first.child, 'SIGKILL');
  const server = await open(dataDir);
  const figures = await statistics(server.parts);
  expect(figures.detections).toBe(50);
  const { body } = await send(server.url, 'POST', '/ingest/detections', batch(0, 50), headers);
  expect(body).toMatchObject({ stored: 0, duplicates: 50 });
  await server.close();
});

test('query logs, pictures, people and workstations are promised too', async () => {
  const dataDir = tempDir();
  const before = await open(dataDir);
  await before.close();
  const onDisk = `${dataDir}-on-disk`;
  cpSync(join(dataDir, 'pgdata'), onDisk, { recursive: true });
  const server = await open(dataDir);
  const { code } = await createEnrolmentCode(server.parts);
  const station = await enrolWorkstation(server.url, code, Date.now);
  const journal = readFileSync(join(dataDir, 'journal.ndjson'));
  await server.close();
  rmSync(join(dataDir, 'pgdata'), { recursive: true });
  cpSync(onDisk, join(dataDir, 'pgdata'), { recursive: true });
  writeFileSync(join(dataDir, 'journal.ndjson'), journal);
  const after = await open(dataDir);
  const device = await after.parts.store.db.selectFrom('devices').select('id').executeTakeFirst();
  expect(device?.id).toBe(station.deviceId);
  // The code stays used up.
  await expect(enrolWorkstation(after.url, code, Date.now)).rejects.toThrow('WRONG_CODE');
  await after.close();
});

test('IN32 a torn last line was never acknowledged; damage before it stops the start and changes nothing', async () => {
  const dataDir = tempDir();
  const path = join(dataDir, 'journal.ndjson');
  const first = await startProcess(dataDir, 'journal');
  const headers = { authorization: `Bearer ${first.ingestKey}` };
  await send(first.url, 'POST', '/ingest/detections', batch(0, 10), headers);
  await send(first.url, 'POST', '/ingest/detections', batch(10, 10), headers);
  await end(first.child, 'SIGKILL');
  const whole = readFileSync(path);
  appendFileSync(path, '0badc0de {"headSeq":9,"what":{"kind":"det');
  const second = await startProcess(dataDir, 'journal');
  await send(second.url, 'POST', '/ingest/detections', batch(20, 10), headers);
  await end(second.child, 'SIGKILL');
  // What was promised after the torn line does not hang on it.
  expect(readFileSync(path, 'utf8').trim().split('\n').length).toBe(
    whole.toString('utf8').trim().split('\n').length + 1,
  );
  const torn = await open(dataDir);
  expect(torn.parts.store.replayed).toBeGreaterThan(0);
  expect((await statistics(torn.parts)).detections).toBe(30);
  await torn.close();
  const damaged = Buffer.from(whole);
  damaged[40] = (damaged[40] ?? 0) ^ 1;
  writeFileSync(path, damaged);
  const refused = await open(dataDir).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect((refused as AppError).message).toContain('line 1');
  expect(readFileSync(path).equals(damaged)).toBe(true);
  truncateSync(path, 0);
  await (await open(dataDir)).close();
});

test('IN33 one process per folder; a dead one holds nothing; another space is refused', async () => {
  const dataDir = tempDir();
  const server = await open(dataDir);
  await expect(open(dataDir)).rejects.toThrow('Another intel server');
  await server.close();
  expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
  writeFileSync(join(dataDir, 'server.lock'), '999999999');
  await (await open(dataDir)).close();
  await expect(startIntelServer({ dataDir, space: 'live' })).rejects.toThrow('training space');
});

test('a journal that has grown large is emptied once the files of the database are synced', async () => {
  const dataDir = tempDir();
  const server = await startIntelServer({ dataDir, space: 'training', journalLimitBytes: 20_000 });
  const headers = { authorization: `Bearer ${server.adminSecrets.ingestKey}` };
  const sizes: number[] = [];
  for (let from = 0; from < 200; from += 20) {
    await send(server.url, 'POST', '/ingest/detections', batch(from, 20), headers);
    sizes.push(statSync(join(dataDir, 'journal.ndjson')).size);
  }
  expect(sizes).toContain(0);
  expect(Math.max(...sizes)).toBeGreaterThan(0);
  expect(Math.max(...sizes)).toBeLessThan(20_000);
  expect((await statistics(server.parts)).detections).toBe(200);
  await server.close();
});

test('SIGTERM ends it cleanly', async () => {
  const dataDir = tempDir();
  const { child } = await startProcess(dataDir, 'journal');
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(existsSync(join(dataDir, 'server.lock'))).toBe(false);
});
