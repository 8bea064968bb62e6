// SV33 against a real server whose store somebody altered before the auditor read it: every planted tampering shows on the
// auditor's own desk, a forked workstation too, and an honest server raises nothing.
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuditKey, sealForAuditor } from '../../src/contract/audit-sealing.ts';
import { listAuditKeys } from '../../src/server/tables/audit-keys.ts';
import { auditEntriesAfter } from '../../src/workspace/index.ts';
import {
  openWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';
import { auditorDesk, codesOf, deskOf, everything, sessionOf, verdictOf } from './auditor-desk.ts';

let training: TrainingServer;
let asking: Workstation;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 50, pictures: 0 });
  asking = await deskOf(training, 't.example');
  for (let n = 1; n <= 6; n += 1) await createCase(asking, `Case ${n}`);
  await syncNow(asking);
}, 120_000);
afterAll(async () => {
  await asking?.services.close();
  await training?.close();
});

const createCase = ({ client }: Workstation, name: string) =>
  client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
const db = () => training.server.parts.store.db;
const deviceId = () => sessionOf(asking).device.deviceId;
const records = () =>
  db().selectFrom('audit_records').selectAll().where('device_id', '=', deviceId()).orderBy('device_seq').execute();
const change = (deviceSeq: number, values: { leaf?: string; sealed?: string }) =>
  db()
    .updateTable('audit_records')
    .set(values)
    .where('device_id', '=', deviceId())
    .where('device_seq', '=', deviceSeq)
    .execute();

/** What an auditor who comes to the server as it is now finds; the store is put back afterwards. */
async function found(tamper: () => Promise<unknown>): Promise<string[]> {
  const before = await records();
  const chains = await db().selectFrom('audit_chains').selectAll().where('device_id', '=', deviceId()).execute();
  await tamper();
  const auditor = await auditorDesk(training);
  try {
    const verdict = await verdictOf(auditor);
    expect(verdict.ok).toBe(verdict.problems.length === 0);
    for (const { ref, deviceName } of verdict.problems) {
      expect(ref?.deviceId ?? deviceId()).toBe(deviceId());
      expect(deviceName).toBe('Desk of t.example');
    }
    return codesOf(verdict);
  } finally {
    await auditor.services.close();
    await db().deleteFrom('audit_records').where('device_id', '=', deviceId()).execute();
    await db().insertInto('audit_records').values(before).execute();
    for (const chain of chains) {
      await db().updateTable('audit_chains').set(chain).where('device_id', '=', deviceId()).execute();
    }
  }
}

test('SV33 an honest server raises nothing', async () => {
  expect(await found(async () => undefined)).toEqual([]);
}, 60_000);

test('SV33 a flipped character in a leaf shows', async () => {
  const codes = await found(async () => {
    const [, , third] = await records();
    const leaf = JSON.parse(third?.leaf ?? '') as { commitment: string };
    const flipped = leaf.commitment.startsWith('0') ? '1' : '0';
    await change(3, { leaf: JSON.stringify({ ...leaf, commitment: flipped + leaf.commitment.slice(1) }) });
  });
  expect(codes).toEqual(['checkpoint-mismatch', 'entry-out-of-order', 'leaf-mismatch', 'log-root-mismatch']);
}, 60_000);

test('SV33 a flipped character in what is sealed shows', async () => {
  const codes = await found(async () => {
    const [, second] = await records();
    const sealed = JSON.parse(second?.sealed ?? '') as { ciphertext: string };
    const at = sealed.ciphertext.charAt(40) === 'A' ? 'B' : 'A';
    const ciphertext = sealed.ciphertext.slice(0, 40) + at + sealed.ciphertext.slice(41);
    await change(2, { sealed: JSON.stringify({ ...sealed, ciphertext }) });
  });
  expect(codes).toEqual(['sealed-unopened']);
}, 60_000);

test('SV33 another entry sealed in the place of one shows, even where the audit key is the right one', async () => {
  const codes = await found(async () => {
    const [entry] = auditEntriesAfter(sessionOf(asking).workspace.read, 3, 1);
    const keys = (await listAuditKeys(db())).map(({ publicKey }) => publicKey);
    if (entry === undefined) throw new Error('no entry');
    await change(4, { sealed: JSON.stringify(await sealForAuditor({ ...entry, timeMs: entry.timeMs + 1 }, keys)) });
  });
  expect(codes).toEqual(['leaf-mismatch']);
}, 60_000);

test('SV33 what is sealed to a stranger shows', async () => {
  const codes = await found(async () => {
    const [entry] = auditEntriesAfter(sessionOf(asking).workspace.read, 0, 1);
    const { publicKey } = await makeAuditKey('a passphrase of somebody else');
    if (entry === undefined) throw new Error('no entry');
    await change(1, { sealed: JSON.stringify(await sealForAuditor(entry, [publicKey])) });
  });
  expect(codes).toEqual(['sealed-unopened']);
}, 60_000);

test('SV33 a dropped record shows', async () => {
  const codes = await found(() =>
    db().deleteFrom('audit_records').where('device_id', '=', deviceId()).where('device_seq', '=', 4).execute(),
  );
  expect(codes).toContain('entry-missing');
}, 60_000);

test('SV33 a tail that was cut off shows, also where the server says so of its size', async () => {
  const cut = () =>
    db().deleteFrom('audit_records').where('device_id', '=', deviceId()).where('device_seq', '>', 5).execute();
  expect(await found(cut)).toEqual(['checkpoint-mismatch', 'entry-missing']);
  const codes = await found(async () => {
    await cut();
    await db().updateTable('audit_chains').set({ size: 5 }).where('device_id', '=', deviceId()).execute();
  });
  expect(codes).toEqual(['checkpoint-mismatch', 'entry-missing']);
}, 60_000);

test('SV33 two records swapped show', async () => {
  const codes = await found(async () => {
    const [, second, third] = await records();
    if (second === undefined || third === undefined) throw new Error('no records');
    await change(2, { leaf: third.leaf, sealed: third.sealed });
    await change(3, { leaf: second.leaf, sealed: second.sealed });
  });
  expect(codes).toEqual(['received-out-of-order']);
  const sealedAlone = await found(async () => {
    const [, second, third] = await records();
    if (second === undefined || third === undefined) throw new Error('no records');
    await change(2, { sealed: third.sealed });
    await change(3, { sealed: second.sealed });
  });
  expect(sealedAlone).toEqual(['leaf-mismatch']);
}, 60_000);

test('SV33 what the server takes back after the auditor has read it shows', async () => {
  const auditor = await auditorDesk(training);
  expect(codesOf(await verdictOf(auditor))).toEqual([]);
  const [chain] = await db().selectFrom('audit_chains').selectAll().where('device_id', '=', deviceId()).execute();
  if (chain === undefined) throw new Error('no chain');
  await db().updateTable('audit_chains').set({ size: 3 }).where('device_id', '=', deviceId()).execute();
  await syncNow(auditor);
  expect(codesOf(await verdictOf(auditor))).toEqual(['rollback']);
  await db().updateTable('audit_chains').set(chain).where('device_id', '=', deviceId()).execute();
  await auditor.services.close();
}, 60_000);

test('SV33 a forked workstation shows, with a proof that anybody can check, and stays', async () => {
  const folder = training.folder();
  const original = openWorkstation(folder);
  const enrolment = { serverUrl: training.server.url, code: await training.code(), deviceName: 'Desk in two places' };
  const signIn = { username: 'r.sample', passphrase: training.passphrase };
  await original.client.session.enrol(enrolment);
  await original.client.session.signIn(signIn);
  await syncNow(original);
  await original.client.session.lock();
  const copyFolder = training.folder();
  cpSync(folder, copyFolder, { recursive: true });
  const copy = openWorkstation(copyFolder);
  for (const [desk, name] of [
    [original, 'What was done here'],
    [copy, 'What was done there'],
  ] as const) {
    await desk.client.session.signIn(signIn);
    await createCase(desk, name);
    await syncNow(desk);
  }
  await original.services.close();
  await copy.services.close();
  const auditor = await auditorDesk(training);
  const verdict = await verdictOf(auditor);
  expect(codesOf(verdict)).toEqual(['fork']);
  expect(verdict.problems[0]).toMatchObject({ deviceName: 'Desk in two places' });
  expect(verdict.problems[0]?.message).toContain('signed two histories');
  // The server forgets it: what was handed over as proof stays on the auditor's desk.
  await db().deleteFrom('audit_forks').execute();
  await syncNow(auditor);
  expect(codesOf(await verdictOf(auditor))).toEqual(['fork']);
  const { rows } = await auditor.client.audit.list({ filter: everything, before: null, limit: 100 });
  expect(rows.map(({ asked }) => asked)).toContain('What was done here');
  await auditor.services.close();
}, 90_000);
