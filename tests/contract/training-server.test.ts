/** A training server: filled once, in seconds, through the code that takes real messages; what the lesson names is there. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FeedItem, feedBatch } from '../../src/contract/intel.ts';
import { TRAINING_PASSPHRASE } from '../../src/core/training/index.ts';
import {
  createEnrolmentCode,
  type IntelServer,
  type SeedReport,
  seedTraining,
  startIntelServer,
  statistics,
} from '../../src/server/index.ts';
import { readJournal } from '../../src/server/store/journal.ts';
import { enrolWorkstation, tempDir, type Workstation } from './intel-workstation.ts';

let server: IntelServer;
let seeded: SeedReport;
let station: Workstation;
const nowMs = Date.parse('2026-11-22T01:00:00Z');
const dataDir = tempDir();
const templateDir = mkdtempSync(join(tmpdir(), 'waymark-template-'));
const start = () => startIntelServer({ dataDir, space: 'training', clock: () => nowMs, templateDir });
const steps = new Map<string, number>();

beforeAll(async () => {
  server = await start();
  seeded = await seedTraining(server, {
    nowMs,
    detections: 6000,
    pictures: 150,
    progress: (step, done) => steps.set(step, done),
  });
  station = await enrolWorkstation(server.url, (await createEnrolmentCode(server.parts)).code, () => nowMs);
  expect((await station.signIn('t.example', TRAINING_PASSPHRASE)).status).toBe(200);
});
afterAll(async () => server?.close());

const pull = async (): Promise<FeedItem[]> => {
  const items: FeedItem[] = [];
  for (let from = 0; ; ) {
    const page = feedBatch.parse((await station.call('POST', '/feed/pull', { from, limit: 5000 })).body);
    items.push(...page.items);
    from = page.to;
    if (!page.more) return items;
  }
};

test('it says what it did, and did it once', async () => {
  expect(seeded.already).toBe(false);
  expect(seeded.detections).toBeGreaterThan(4500);
  expect([...steps.keys()]).toEqual(['people', 'sites', 'pictures', 'reads']);
  const figures = await statistics(server.parts);
  expect(figures).toMatchObject({ cameras: 66, users: 5, quarantined: 0, withoutSite: 0, images: seeded.pictures });
  expect(figures.detections).toBe(seeded.detections);
  const again = await seedTraining(server, { nowMs: nowMs + 86_400_000 });
  expect(again).toMatchObject({ already: true, detections: 0 });
  // The lesson is of the day the network was made.
  expect(again.lesson).toEqual(seeded.lesson);
});

test('the workstation gets the reads the lesson names, with pictures of the true plate that decode', async () => {
  const items = await pull();
  const reads = items.flatMap((item) => (item.kind === 'detection' ? [item.detection] : []));
  const { lesson } = seeded;
  for (const pass of lesson.found) {
    const held = reads.filter((read) => read.cameraId === pass.cameraId && read.read === pass.read);
    const read = held.find((each) => Math.abs(each.timeMs - (each.clockOffsetMs ?? 0) - pass.timeMs) < 1000);
    if (!read?.imageSha256) throw new Error(`no picture of the pass at ${pass.cameraId}`);
    const { body } = await station.call('POST', '/feed/image', { sha256: read.imageSha256 });
    const picture = decode(Buffer.from(String(body.base64), 'base64'));
    expect([picture.width, picture.channels]).toEqual([400, 1]);
  }
  expect(reads.filter((read) => read.read === lesson.misreadOnly.plate)).toEqual([]);
  for (const text of lesson.misreadOnly.reads) expect(reads.some((read) => read.read === text)).toBe(true);
  const { body } = await station.call('GET', `/register/file-number?number=${encodeURIComponent(lesson.fileNumber)}`);
  expect(body).toMatchObject({ exists: true, assigned: true });
});

test('police mobile cameras keep 48 hours: older reads of theirs stay on the server', async () => {
  const items = await pull();
  const mobile = new Set(
    items.flatMap((item) => (item.kind === 'camera' && item.camera.mobility === 'mobile' ? [item.camera.id] : [])),
  );
  const reads = items.flatMap((item) =>
    item.kind === 'detection' && mobile.has(item.detection.cameraId) ? [item.detection] : [],
  );
  expect(mobile.size).toBe(2);
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.every((read) => read.timeMs >= nowMs - 48 * 3_600_000)).toBe(true);
});

test('IN34 filling is not journalled; people and keys are', () => {
  const kinds = new Set(readJournal(join(dataDir, 'journal.ndjson')).records.map(({ what }) => what.kind));
  expect(kinds).toContain('row');
  expect(kinds).not.toContain('detections');
  expect(kinds).not.toContain('image');
});

test('a live server is never filled', async () => {
  const live = await startIntelServer({ dataDir: tempDir(), space: 'live', clock: () => nowMs, templateDir });
  await expect(seedTraining(live, { nowMs })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  expect((await statistics(live.parts)).detections).toBe(0);
  await live.close();
});

test('the first start left a prepared database; a damaged one is made anew without anyone noticing', async () => {
  const [archive] = readdirSync(templateDir);
  expect(archive).toMatch(/^pglite-[\d.]+-[0-9a-f]{16}\.tar$/);
  const path = join(templateDir, archive ?? '');
  const size = statSync(path).size;
  writeFileSync(path, 'not an archive');
  const said: string[] = [];
  const log = (message: string) => said.push(message);
  const fresh = await startIntelServer({ dataDir: tempDir(), space: 'training', templateDir, log });
  await fresh.close();
  expect(said.join()).toContain('damaged');
  expect(Math.abs(statSync(path).size - size)).toBeLessThan(size / 10);
});

test('a start that was killed while it made its folder: the next one sets it aside and works', async () => {
  const folder = tempDir();
  mkdirSync(join(folder, 'pgdata'));
  writeFileSync(join(folder, 'pgdata', 'PG_VERSION'), '18\n');
  const fresh = await startIntelServer({ dataDir: folder, space: 'training', templateDir, clock: () => nowMs });
  expect((await statistics(fresh.parts)).cameras).toBe(0);
  await fresh.close();
  expect(existsSync(join(folder, `pgdata.unfinished-${nowMs}`, 'PG_VERSION'))).toBe(true);
});

test('stopped and started again it is the same server, with the same data, and the ingest key is not shown again', async () => {
  const { serverId, publicKey } = server.parts.identity;
  const { detections } = await statistics(server.parts);
  expect(server.adminSecrets.ingestKey).toMatch(/^wmk_/);
  await server.close();
  server = await start();
  expect(server.parts.identity).toMatchObject({ serverId, publicKey });
  expect(server.adminSecrets.ingestKey).toBeNull();
  expect((await statistics(server.parts)).detections).toBe(detections);
});
