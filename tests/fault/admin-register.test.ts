/**
 * `waymark admin` where it changes what is lawful: the auditor's key, own vehicles, stolen records, operations. Real
 * processes on a real server folder: what is used rightly is kept and told, what is used wrongly changes nothing.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type IntelServer, startIntelServer } from '../../src/server/index.ts';
import { type CliRun, runCli } from '../fixtures/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-admin-register-'));
const dataDir = join(folder, 'server');
const BUSY_MACHINE_MS = 300_000;

beforeAll(async () => {
  await atServer(async ({ parts }) => {
    const user = { username: 't.example', name: 'T. Example', title: 'Detective', role: 'investigator' as const };
    await addUser(parts, { ...user, passphrase: 'correct horse battery staple' });
  });
}, BUSY_MACHINE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function atServer<T>(work: (running: IntelServer) => Promise<T>): Promise<T> {
  const running = await startIntelServer({ dataDir, databaseUrl: null, space: 'training' });
  try {
    return await work(running);
  } finally {
    await running.close();
  }
}

const admin = (args: readonly string[], passphrase?: string): Promise<CliRun> =>
  runCli(['admin', ...args, '--data', dataDir], {
    env: passphrase === undefined ? {} : { WAYMARK_PASSPHRASE: passphrase },
  });

async function refused(run: Promise<CliRun>, words: RegExp): Promise<void> {
  const { code, said } = await run;
  expect(code, said).toBeGreaterThan(0);
  expect(said).toMatch(words);
  expect(said).not.toMatch(/ {4}at .*\.ts:\d+/);
}

test('own-vehicle: the plate is nowhere on disk, and its user must exist', { timeout: BUSY_MACHINE_MS }, async () => {
  await refused(admin(['own-vehicle', 'nobody', 'QZR606']), /There is no such user/);
  await refused(admin(['own-vehicle', 't.example', 'QZ*']), /whole plate/);
  await refused(admin(['own-vehicle', 't.example', 'QZR606', '--relation', 'friend']), /own, household/);
  expect(await atServer(({ parts }) => parts.store.db.selectFrom('own_vehicles').selectAll().execute())).toEqual([]);
  const run = await admin(['own-vehicle', 'T.Example', 'qzr 606', '--relation', 'household']);
  expect(run.code, run.said).toBe(0);
  expect(run.stdout).toMatch(/Queries of T\.Example for this vehicle are refused from the next sync on\./);
  expect(run.said).not.toMatch(/QZR606/i);
  const rows = await atServer(({ parts }) => parts.store.db.selectFrom('own_vehicles').selectAll().execute());
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ relation: 'household', declared_by: 'administrator' });
  expect(JSON.stringify(rows)).not.toContain('QZR606');
  for (const each of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (each.isFile()) expect(readFileSync(join(each.parentPath, each.name)).includes('QZR606'), each.name).toBe(false);
});

test('stolen and recovered: one record begins and ends; what is no complaint is refused', {
  timeout: BUSY_MACHINE_MS,
}, async () => {
  const theft = ['--complaint', '261108/0042', '--complainant', 'A. Owner', '--set-by', 't.example'];
  await refused(admin(['stolen', 'HOV528', ...theft]), /--stolen-at/);
  await refused(
    admin(['stolen', 'HOV528', ...theft, '--stolen-at', '2026-11-20 14:30']),
    /--stolen-at: .* is no time with a zone[\s\S]*2026-11-22T14:30:00\+13:00/,
  );
  await refused(
    admin(['stolen', 'HOV528', ...theft.with(-1, 'nobody'), '--stolen-at', '2026-11-20T14:30:00+13:00']),
    /There is no such user/,
  );
  const none = await admin(['recovered', 'HOV528']);
  expect(none.code, none.said).toBe(0);
  expect(none.stdout).toMatch(/This vehicle is not recorded as stolen\./);
  const run = await admin(['stolen', 'hov 528', ...theft, '--stolen-at', '2026-11-20T14:30:00+13:00']);
  expect(run.code, run.said).toBe(0);
  expect(run.stdout).toMatch(/HOV528 is recorded as stolen \(261108\/0042\), set by T\. Example\./);
  const stolen = () => atServer(({ parts }) => parts.store.db.selectFrom('stolen_records').selectAll().execute());
  expect(await stolen()).toMatchObject([{ plate: 'HOV528', stolen_ms: 1_795_138_200_000, recovered_ms: null }]);
  const found = await admin(['recovered', 'HOV528']);
  expect(found.stdout, found.said).toMatch(/1 stolen record\(s\) ended\./);
  expect((await stolen())[0]?.recovered_ms).not.toBeNull();
});

test('operation: entered once, changed under the same name, never backwards in time', {
  timeout: BUSY_MACHINE_MS,
}, async () => {
  const enter = (name: string, assigned: string, from: string, to: string) =>
    admin(['operation', name, '--owner', 'Insp. Sample', '--assigned', assigned, '--from', from, '--to', to]);
  await refused(
    enter('Operation Tūī', 't.example', '2026-12-01T00:00:00Z', '2026-11-01T00:00:00Z'),
    /ends after it begins/,
  );
  await refused(enter('Operation Tūī', 't.example', 'today', '2026-12-01T00:00:00Z'), /--from: today is no time/);
  const first = await enter('Operation Tūī', 't.example', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z');
  expect(first.stdout, first.said).toMatch(/Operation Tūī is in the register, for t\.example\./);
  const again = await enter('operation  tūī', 'r.sample', '2026-11-01T00:00:00Z', '2026-12-02T00:00:00Z');
  expect(again.code, again.said).toBe(0);
  const rows = await atServer(({ parts }) => parts.store.db.selectFrom('operations').selectAll().execute());
  expect(rows).toMatchObject([{ assigned_to: '["r.sample"]', to_ms: Date.parse('2026-12-02T00:00:00Z') }]);
});

test('audit-key: made under a passphrase nobody keeps, and the key before it is retired, not lost', {
  timeout: BUSY_MACHINE_MS,
}, async () => {
  const passphrase = 'an auditor’s own long passphrase';
  await refused(admin(['audit-key'], 'short'), /at least \d+ characters/);
  const keys = () =>
    atServer(({ parts }) => parts.store.db.selectFrom('audit_keys').selectAll().orderBy('created_ms').execute());
  const before = (await keys()).length;
  const made = await admin(['audit-key'], passphrase);
  expect(made.code, made.said).toBe(0);
  expect(made.stdout).toMatch(/Audit key [0-9A-Za-z_-]{16}… is in the register\. Keep its passphrase/);
  expect(made.stdout).toMatch(/Workstations that knew another key raise an alert/);
  const second = await admin(['audit-key', '--json'], passphrase);
  expect(second.code, second.said).toBe(0);
  const held = await keys();
  expect(held).toHaveLength(before + 2);
  expect(held.filter(({ retired_ms }) => retired_ms === null).map(({ kid }) => kid)).toEqual([
    second.json<{ kid: string }>().kid,
  ]);
  expect(`${made.said}${second.said}${JSON.stringify(held)}`).not.toContain(passphrase);
});
