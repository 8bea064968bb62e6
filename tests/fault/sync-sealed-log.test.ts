// SY14–SY16 against a real server, honest and hostile: what leaves the workstation is sealed for the auditor alone, to the
// key first seen, and the server's cosigned checkpoint is the workstation's own tree or it is an alarm.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuditKey, openAuditKey, openSealed } from '../../src/contract/audit-sealing.ts';
import { type AuditPushAnswer, auditKeyAnswer } from '../../src/contract/audit-wire.ts';
import { serverCosignerKey } from '../../src/core/audit/checkpoint-note.ts';
import { cosignNote } from '../../src/core/audit/signed-note.ts';
import { TRAINING_AUDIT_PASSPHRASE } from '../../src/core/training/index.ts';
import { listAuditKeys } from '../../src/server/tables/audit-keys.ts';
import { recordsAfter } from '../../src/server/tables/audit-records.ts';
import { auditEntriesAfter, deviceHead, readAuditHandover } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

/** Stands in no word of the program: where it is found, an entry was found. */
const SENTINEL = 'Zhwkz7Sentinel';
let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 50, pictures: 0 });
}, 120_000);
afterAll(async () => training?.close());

const workspaceOf = ({ services }: Workstation) => {
  const { session } = services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session.workspace;
};
async function behind(answer: (path: string, body: unknown) => unknown): Promise<Workstation> {
  return signedInWorkstation(training, {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const path = new URL(input instanceof Request ? input.url : String(input)).pathname;
      const other = answer(path, await response.clone().json());
      return other === null ? response : Response.json(other);
    },
  });
}
const logSomething = (desk: Workstation) =>
  desk.client.cases.create({ name: SENTINEL, summary: SENTINEL, fileNumber: null, charges: '' });

test('SY14 the server holds the whole log, opens nothing of it, and no file of its holds a word of it', async () => {
  const desk = await signedInWorkstation(training);
  const { read, info } = workspaceOf(desk);
  await logSomething(desk);
  await syncNow(desk);
  const { db } = training.server.parts.store;
  const records = (await recordsAfter(db, 0, 1000)).filter(({ deviceId }) => deviceId === info.deviceId);
  const entries = auditEntriesAfter(read, 0, 1000).slice(0, records.length);
  expect(records.map(({ leaf }) => leaf.commitment)).toEqual(entries.map(({ hash }) => hash));
  expect(JSON.stringify(entries)).toContain(SENTINEL);
  const [held] = await listAuditKeys(db);
  const key = await openAuditKey(held?.sealedPrivate ?? '', TRAINING_AUDIT_PASSPHRASE);
  if (key === null) throw new Error('the training passphrase opens the training key');
  for (const [at, { sealed }] of records.entries()) expect(await openSealed(sealed, [key])).toEqual(entries[at]);
  // Everything on disk: the database's own files, its write-ahead log and the journal.
  const folder = join(training.folder(), '..', 'server');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const held32 = records[0]?.leaf.commitment ?? '';
  let seenCommitment = false;
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1');
    seenCommitment ||= bytes.includes(held32);
    for (const word of [SENTINEL, '"case-create"', '"narrative"']) expect(bytes.includes(word), file.name).toBe(false);
  }
  // The search itself finds what is there.
  expect(seenCommitment).toBe(true);
  await desk.services.close();
});

test('SY15 a key that changes is said aloud, and nothing is sealed to it', async () => {
  const other = await makeAuditKey('another passphrase of somebody');
  let hostile = false;
  const desk = await behind((path, body) => {
    if (!hostile || path !== '/audit/key') return null;
    const [key] = auditKeyAnswer.parse(body).keys;
    return { keys: [{ ...key, ...other.publicKey }] };
  });
  const { read, info } = workspaceOf(desk);
  const pinned = readAuditHandover(read).pinnedKeys;
  hostile = true;
  await logSomething(desk);
  const status = await syncNow(desk);
  expect(status.alerts).toContainEqual(expect.objectContaining({ id: 'sync:audit-key', severity: 'error' }));
  expect(readAuditHandover(read)).toMatchObject({ handedOver: deviceHead(read).seq, pinnedKeys: pinned });
  const records = await recordsAfter(training.server.parts.store.db, 0, 1000);
  const kids = records
    .filter(({ deviceId }) => deviceId === info.deviceId)
    .flatMap(({ sealed }) => sealed.recipients.map(({ header }) => header.kid));
  expect(new Set(kids)).toEqual(new Set(pinned?.map(({ kid }) => kid)));
  // A key under the name of the pinned one is another key.
  hostile = false;
  await desk.services.close();
});

test('SY15 without an audit key nothing is handed over, it is said, and the log waits', async () => {
  let keys = false;
  const desk = await behind((path) => (keys || path !== '/audit/key' ? null : { keys: [] }));
  const { read } = workspaceOf(desk);
  const status = await syncNow(desk);
  expect(status.alerts.map(({ id }) => id)).toContain('sync:audit-key-missing');
  expect(readAuditHandover(read)).toMatchObject({ handedOver: 0, pinnedKeys: null });
  keys = true;
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', alerts: [] });
  expect(readAuditHandover(read).handedOver).toBe(deviceHead(read).seq);
  await desk.services.close();
});

test('SY16 a checkpoint that is not our tree, or not cosigned by the server, marks nothing as handed over', async () => {
  type Bend = (answer: AuditPushAnswer) => AuditPushAnswer;
  let bend: Bend | null = null;
  const desk = await behind((path, body) =>
    bend === null || path !== '/audit/push' ? null : bend(body as AuditPushAnswer),
  );
  const { read, audit } = workspaceOf(desk);
  const { serverId, publicKey, signBytes } = training.server.parts.identity;
  const cosign = (note: string) =>
    cosignNote(note, serverCosignerKey(serverId, publicKey), { timeSec: 1_800_000_000, sign: signBytes });
  const cases: [Bend, string][] = [
    [(answer) => ({ ...answer, checkpoint: null }), 'sync:log-receipt'],
    [(answer) => ({ ...answer, checkpoint: audit.checkpointNote() }), 'sync:log-receipt'],
    [(answer) => ({ ...answer, checkpoint: cosign(audit.checkpointNote(1)) }), 'sync:log-receipt'],
    [
      ({ receipt }) => ({
        receipt,
        // The root of another tree under our name, cosigned by our server: it has seen two histories.
        checkpoint: cosign(audit.checkpointNote().replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'A'.repeat(43)}=\n`)),
      }),
      'sync:log-fork',
    ],
  ];
  for (const [hostile, alert] of cases) {
    bend = null;
    await syncNow(desk);
    const { handedOver } = readAuditHandover(read);
    await logSomething(desk);
    bend = hostile;
    const status = await syncNow(desk);
    expect(status.state).toBe('failed');
    expect(status.alerts.map(({ id }) => id)).toContain(alert);
    expect(readAuditHandover(read).handedOver).toBe(handedOver);
  }
  bend = null;
  expect((await syncNow(desk)).state).toBe('idle');
  expect(readAuditHandover(read).handedOver).toBe(deviceHead(read).seq);
  await desk.services.close();
});
