// SY1, SY2, SY3 and SY9 against a real server behind a hostile network: a policy, a picture and a log that are not what they
// say. What was in force stays in force, nothing false is kept, and with honest answers the workstation is whole again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditPushAnswer } from '../../src/contract/audit-wire.ts';
import type { SignedPolicy } from '../../src/contract/intel.ts';
import { policyMessage } from '../../src/core/policy/verify-policy.ts';
import { countImages, deviceHead, listAuditEntries, readSyncState } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 6 });
}, 120_000);
afterAll(async () => training?.close());

const workspaceOf = ({ services }: Workstation) => {
  const { session } = services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session.workspace;
};

/** A workstation behind a network that may put its own answer (body and status) in the place of the server's. */
async function behind(answer: (path: string, body: unknown) => { status?: number; body: unknown } | null) {
  return signedInWorkstation(training, {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const path = new URL(input instanceof Request ? input.url : String(input)).pathname;
      const other = answer(path, await response.clone().json());
      return other === null ? response : Response.json(other.body, { status: other.status ?? 200 });
    },
  });
}

const refusedOf = (status: { refused: { reason: string; count: number }[] }) =>
  Object.fromEntries(status.refused.map(({ reason, count }) => [reason, count]));

test('SY3 a policy older than one accepted is refused, logged and said; the one in force stays', async () => {
  let version: number | null = 5;
  const desk = await behind((path, body) => {
    if (path !== '/policy' || version === null) return null;
    const policy = body as SignedPolicy;
    const newer = { ...policy.body, version, windowMs: 30 * 86_400_000 };
    const signature = training.server.parts.identity.signBytes(policyMessage(newer));
    return { body: { ...policy, body: newer, signature } };
  });
  const { read } = workspaceOf(desk);
  expect(readSyncState(read).policy?.body).toMatchObject({ version: 5, windowMs: 30 * 86_400_000 });

  version = null;
  const status = await syncNow(desk);
  expect(refusedOf(status)).toMatchObject({ 'policy:older-version': 1 });
  expect(status.alerts.map(({ id }) => id)).toContain('sync:policy');
  expect(readSyncState(read)).toMatchObject({ lastPolicyVersion: 5, policy: { body: { version: 5 } } });
  const log = listAuditEntries(read, 'device', { before: null, limit: 50 });
  expect(log.find(({ action }) => action === 'sync-refusal')?.details).toEqual({ policy: 'older-version' });
  expect(log.filter(({ action }) => action === 'policy-change')).toHaveLength(1);
  await desk.services.close();
});

test('SY9 a picture that is not the one a read names is not kept; the honest one is', async () => {
  let hostile = true;
  const other = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');
  const desk = await behind((path, body) =>
    hostile && path === '/feed/image' && body !== null && 'base64' in (body as object)
      ? { body: { ...(body as object), base64: other } }
      : null,
  );
  const { read } = workspaceOf(desk);
  const { waiting } = countImages(read);
  expect(waiting).toBeGreaterThan(0);
  expect(countImages(read)).toMatchObject({ held: 0 });
  const status = await desk.client.sync.status();
  expect(refusedOf(status)).toMatchObject({ 'image-not-genuine': waiting });
  expect(status.alerts.map(({ id }) => id)).toContain('sync:image-not-genuine');
  // Refused ones are asked for again in a later session; the reads themselves are held.
  expect(status.held.detections).toBeGreaterThan(100);
  hostile = false;
  await desk.client.session.lock();
  await desk.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  await syncNow(desk);
  expect(countImages(workspaceOf(desk).read)).toMatchObject({ held: waiting, waiting: 0 });
  await desk.services.close();
});

const later = ({ receipt, checkpoint }: AuditPushAnswer) => ({
  receipt: { ...receipt, timeMs: receipt.timeMs + 1 },
  checkpoint,
});

test('SY1 a receipt that the server did not sign marks nothing as handed over', async () => {
  let hostile = false;
  const desk = await behind((path, body) =>
    hostile && path === '/audit/push' ? { body: later(body as AuditPushAnswer) } : null,
  );
  const { read } = workspaceOf(desk);
  const before = readSyncState(read).pushedDeviceSeq;
  await desk.client.cases.create({ name: 'Receipt', summary: '', fileNumber: null, charges: '' });
  hostile = true;
  const status = await syncNow(desk);
  expect(status.state).toBe('failed');
  expect(status.alerts.map(({ id }) => id)).toContain('sync:log-receipt');
  expect(readSyncState(read).pushedDeviceSeq).toBe(before);
  hostile = false;
  expect(await syncNow(desk)).toMatchObject({ state: 'idle' });
  expect(readSyncState(read).pushedDeviceSeq).toBe(deviceHead(read).seq);
  await desk.services.close();
});

test('SY2 a server that lost what it had receipted is given it again, once, and it is said', async () => {
  let lost = 0;
  const desk = await behind((path) => {
    if (path !== '/audit/push' || lost === 0) return null;
    lost -= 1;
    return { status: 409, body: { defined: false, code: 'GAP', status: 409, message: 'x', data: { expected: 1 } } };
  });
  const { read } = workspaceOf(desk);
  lost = 1;
  const status = await syncNow(desk);
  expect(status.alerts.map(({ id }) => id)).toContain('sync:log-gap');
  expect(readSyncState(read).pushedDeviceSeq).toBe(deviceHead(read).seq);
  // Asked for everything twice in one round, it is contradicting itself: an alert, and no endless loop.
  lost = 2;
  expect((await syncNow(desk)).alerts.map(({ id }) => id)).toContain('sync:log-fork');
  await desk.services.close();
});
