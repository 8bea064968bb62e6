// SY17, SY18 and SV23 against a real server, honest and hostile: who may name witnesses and accept audit keys, what a
// checkpoint is worth without its witness, and that a list changed behind everybody's back is noticed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuditKey } from '../../src/contract/audit-sealing.ts';
import { type AuditPushAnswer, auditKeyAnswer } from '../../src/contract/audit-wire.ts';
import { cosignNote, type NoteKey, writeVerifierKey } from '../../src/core/audit/signed-note.ts';
import { addUser } from '../../src/server/index.ts';
import { recordsAfter } from '../../src/server/tables/audit-records.ts';
import { allAuditEntries, deviceHead, readAuditHandover } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const PASSPHRASE = 'a passphrase of the administrator';
const DAY_MS = 86_400_000;
let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 50, pictures: 0 });
  const admin = { username: 'a.admin', name: 'A. Admin', title: 'Administrator', role: 'admin' } as const;
  await addUser(training.server.parts, { ...admin, passphrase: PASSPHRASE });
}, 120_000);
afterAll(async () => training?.close());

const seed = new Uint8Array(32).fill(9);
const witness: NoteKey = {
  name: 'waymark.invalid/witness/court',
  kind: 'cosignature',
  publicKeyHex: bytesToHex(ed25519.getPublicKey(seed)),
};
const verifierKey = writeVerifierKey(witness);
const cosigned = (answer: AuditPushAnswer, by: Uint8Array<ArrayBuffer> = seed): AuditPushAnswer => {
  const sign = (message: Uint8Array): string => bytesToHex(ed25519.sign(message, by));
  const { checkpoint } = answer;
  if (checkpoint === null) return answer;
  return { ...answer, checkpoint: cosignNote(checkpoint, witness, { timeSec: 1_800_000_000, sign }) };
};

type Bend = (path: string, body: unknown) => unknown;
/** A workstation whose server's answers `bend` may change; its clock is `aheadMs` ahead. */
async function hostile(bend: { now: Bend | null }, aheadMs = { now: 0 }): Promise<Workstation> {
  return signedInWorkstation(training, {
    clock: { nowMs: () => Date.now() + aheadMs.now, monotonicMs: () => performance.now() },
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const path = new URL(input instanceof Request ? input.url : String(input)).pathname;
      const other = bend.now?.(path, await response.clone().json()) ?? null;
      return other === null ? response : Response.json(other);
    },
  });
}
const workspaceOf = ({ services }: Workstation) => {
  const { session } = services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session.workspace;
};
const changesOf = (desk: Workstation) =>
  [...allAuditEntries(workspaceOf(desk).read, 'device')].filter(({ action }) => action === 'settings-change');

/** Does it as the administrator on this workstation; the learner is signed in again afterwards. */
async function asAdmin<T>(desk: Workstation, work: () => Promise<T>): Promise<T> {
  const { client } = desk;
  await client.session.lock();
  await client.session.signIn({ username: 'a.admin', passphrase: PASSPHRASE });
  try {
    return await work();
  } finally {
    await client.session.lock();
    await client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  }
}

test('SV23 only an administrator names a witness; the try of another is an entry, and what is no witness key is not kept', async () => {
  const desk = await hostile({ now: null });
  const { settings } = desk.client;
  await expect(settings.addWitness({ verifierKey, note: '' })).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
  expect(changesOf(desk)).toMatchObject([{ outcome: 'refused', details: { keys: [verifierKey] } }]);
  expect(await settings.witnesses()).toEqual({ witnesses: [], mayChange: false, changedOutside: false });
  await asAdmin(desk, async () => {
    const plain = writeVerifierKey({ ...witness, kind: 'ed25519' });
    for (const bad of ['', 'x+y+z', plain]) {
      await expect(settings.addWitness({ verifierKey: bad, note: '' })).rejects.toMatchObject({
        data: { code: 'BAD_INPUT' },
      });
    }
    const added = await settings.addWitness({ verifierKey: ` ${verifierKey}\n`, note: 'Run by the Ministry' });
    expect(added).toMatchObject({
      mayChange: true,
      witnesses: [{ name: witness.name, addedBy: 'A. Admin', seen: null }],
    });
    await expect(settings.addWitness({ verifierKey, note: '' })).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
    expect(changesOf(desk)).toMatchObject([
      { outcome: 'recorded', details: { kind: 'witness-added', before: [], changed: [verifierKey] } },
    ]);
  });
  // The other person's own log says it too, from the next round on.
  await syncNow(desk);
  expect(changesOf(desk).at(-1)).toMatchObject({
    details: { kind: 'witness-added', keys: [verifierKey], by: { name: 'A. Admin', role: 'admin' }, takenIn: true },
  });
  await expect(settings.removeWitness({ verifierKey, note: 'mine' })).rejects.toMatchObject({
    data: { code: 'FORBIDDEN' },
  });
  await asAdmin(desk, () => settings.removeWitness({ verifierKey, note: 'It is moved' }));
  await syncNow(desk);
  expect(changesOf(desk).at(-1)).toMatchObject({ details: { kind: 'witness-removed', note: 'It is moved' } });
  expect((await settings.witnesses()).witnesses).toEqual([]);
  await desk.services.close();
});

test('SY17 every checkpoint is held against the witness: cosigned, silent for a day, and forged', async () => {
  const bend: { now: Bend | null } = { now: null };
  const ahead = { now: 0 };
  const desk = await hostile(bend, ahead);
  await asAdmin(desk, () => desk.client.settings.addWitness({ verifierKey, note: '' }));
  expect((await syncNow(desk)).alerts).toEqual([]);
  const onPush =
    (by: Uint8Array<ArrayBuffer>): Bend =>
    (path, body) =>
      path === '/audit/push' ? cosigned(body as AuditPushAnswer, by) : null;
  bend.now = onPush(seed);
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', alerts: [] });
  const { seen } = (await desk.client.settings.witnesses()).witnesses[0] ?? {};
  expect(seen?.size).toBe(readAuditHandover(workspaceOf(desk).read).handedOver);
  // Another key under the witness's name and id: the answer counts for nothing.
  await desk.client.cases.create({ name: 'One more entry', summary: '', fileNumber: null, charges: '' });
  const before = readAuditHandover(workspaceOf(desk).read).handedOver;
  bend.now = onPush(new Uint8Array(32).fill(8));
  const forged = await syncNow(desk);
  expect(forged.alerts.map(({ id, severity }) => ({ id, severity }))).toEqual([
    { id: 'sync:witness-forged', severity: 'error' },
  ]);
  expect(readAuditHandover(workspaceOf(desk).read).handedOver).toBe(before);
  bend.now = onPush(seed);
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', alerts: [] });
  expect(readAuditHandover(workspaceOf(desk).read).handedOver).toBe(deviceHead(workspaceOf(desk).read).seq);
  bend.now = null;
  expect((await syncNow(desk)).alerts).toEqual([]);
  ahead.now = DAY_MS + 60_000;
  const silent = await syncNow(desk);
  expect(silent.alerts.map(({ id }) => id)).toContain('sync:witness-missing');
  await desk.services.close();
});

test('SY18 a list that was changed on disk and not in the settings is said aloud, and what was known goes on to hold', async () => {
  const desk = await hostile({ now: null });
  await asAdmin(desk, () => desk.client.settings.addWitness({ verifierKey, note: '' }));
  await syncNow(desk);
  const path = join(desk.dataDir, 'trust.json');
  const honest = readFileSync(path, 'utf8');
  for (const planted of ['{"v":1,"changes":[]}', '{', honest.replace('court', 'mine ')]) {
    writeFileSync(path, planted);
    const status = await syncNow(desk);
    expect(status.alerts).toContainEqual(expect.objectContaining({ id: 'sync:trust-file', severity: 'error' }));
    expect(await desk.client.settings.witnesses()).toMatchObject({
      changedOutside: true,
      witnesses: [{ verifierKey }],
    });
  }
  writeFileSync(path, honest);
  expect((await syncNow(desk)).alerts.map(({ id }) => id)).not.toContain('sync:trust-file');
  await desk.services.close();
});

test('SY15 a new audit key is sealed to once an administrator accepted exactly it, and the entry can be read with both', async () => {
  const other = await makeAuditKey('another passphrase of somebody');
  const third = await makeAuditKey('a third passphrase of somebody');
  const bend: { now: Bend | null } = { now: null };
  const naming =
    (key: typeof other): Bend =>
    (path, body) =>
      path === '/audit/key' ? { keys: [{ ...auditKeyAnswer.parse(body).keys[0], ...key.publicKey }] } : null;
  const desk = await hostile(bend);
  const { settings } = desk.client;
  const [old = ''] = (await settings.auditKeys()).sealedTo ?? [];
  bend.now = naming(other);
  const alarmed = await syncNow(desk);
  expect(alarmed.alerts.map(({ id }) => id)).toContain('sync:audit-key');
  const kids = [other.publicKey.kid];
  expect(await settings.auditKeys()).toMatchObject({
    sealedTo: [old],
    offered: { kids },
    differs: true,
    mayAccept: false,
  });
  await expect(settings.acceptAuditKeys({ kids, note: 'Compared' })).rejects.toMatchObject({
    data: { code: 'FORBIDDEN' },
  });
  await asAdmin(desk, async () => {
    await syncNow(desk);
    await expect(
      settings.acceptAuditKeys({ kids: [third.publicKey.kid], note: 'Not what the server names' }),
    ).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
    await settings.acceptAuditKeys({ kids, note: 'Read out by the auditor on the telephone' });
  });
  // A third key in the place of the accepted one is not taken.
  bend.now = naming(third);
  expect((await syncNow(desk)).alerts.map(({ id }) => id)).toContain('sync:audit-key');
  expect((await settings.auditKeys()).sealedTo).toEqual([old]);
  bend.now = naming(other);
  const status = await syncNow(desk);
  expect(status.alerts.map(({ id }) => id)).not.toContain('sync:audit-key');
  expect((await settings.auditKeys()).sealedTo).toEqual(kids);
  const accepted = changesOf(desk).find(({ details }) => 'after' in details);
  expect(accepted).toMatchObject({ details: { before: [old], after: kids, by: { name: 'A. Admin' } } });
  const { deviceId } = workspaceOf(desk).info;
  const userId = desk.services.context.desk.session?.user.id;
  const records = (await recordsAfter(training.server.parts.store.db, 0, 1000)).filter(
    ({ leaf }) => leaf.deviceId === deviceId && leaf.userId === userId,
  );
  const kidsAt = (deviceSeq: number | undefined) =>
    records
      .find(({ leaf }) => leaf.deviceSeq === deviceSeq)
      ?.sealed.recipients.map(({ header }) => header.kid)
      .sort();
  expect(kidsAt(accepted?.deviceSeq)).toEqual([old, ...kids].sort());
  await desk.client.cases.create({ name: 'Afterwards', summary: '', fileNumber: null, charges: '' });
  await syncNow(desk);
  // The old key again is another key than the one that holds now.
  bend.now = null;
  expect((await syncNow(desk)).alerts.map(({ id }) => id)).toContain('sync:audit-key');
  expect((await settings.auditKeys()).sealedTo).toEqual(kids);
  await desk.services.close();
});
