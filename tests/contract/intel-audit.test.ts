// IN40–IN42: the auditor's key and reading on a real server: who is given what, and that it is kept.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAuditKey } from '../../src/contract/audit-sealing.ts';
import { auditHeadsAnswer, auditKeyAnswer, auditReadAnswer } from '../../src/contract/audit-wire.ts';
import { role } from '../../src/core/model/domain.ts';
import {
  addUser,
  createAuditKey,
  createEnrolmentCode,
  type IntelServer,
  startIntelServer,
} from '../../src/server/index.ts';
import { enrolWorkstation, tempDir, type Workstation } from './intel-workstation.ts';

const passphrase = 'correct-horse-battery';
const auditPassphrase = 'audit-horse-battery';
let server: IntelServer;
const desks = new Map<string, Workstation>();
const deskOf = (name: string): Workstation => {
  const found = desks.get(name);
  if (found === undefined) throw new Error(`no desk of ${name}`);
  return found;
};
const readings = () => server.parts.store.db.selectFrom('audit_readings').selectAll().execute();

beforeAll(async () => {
  server = await startIntelServer({ dataDir: tempDir(), space: 'training' });
  for (const each of role.options) {
    await addUser(server.parts, { username: each, name: each, title: 'Test', role: each, passphrase });
    const desk = await enrolWorkstation(server.url, (await createEnrolmentCode(server.parts)).code, Date.now, each);
    await desk.signIn(each, passphrase);
    desks.set(each, desk);
  }
});
afterAll(async () => server?.close());

test('IN40 a new key retires the one before; the sealed private ones are for the auditor alone', async () => {
  expect((await deskOf('investigator').call('GET', '/audit/key')).body).toEqual({ keys: [] });
  await expect(createAuditKey(server.parts, 'short')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await createAuditKey(server.parts, auditPassphrase);
  await createAuditKey(server.parts, auditPassphrase);
  for (const each of role.options) {
    const { keys } = auditKeyAnswer.parse((await deskOf(each).call('GET', '/audit/key')).body);
    expect(keys.map(({ retiredMs }) => retiredMs === null)).toEqual([false, true]);
    for (const { sealedPrivate } of keys) expect(sealedPrivate === null).toBe(each !== 'auditor');
  }
  const { keys } = auditKeyAnswer.parse((await deskOf('auditor').call('GET', '/audit/key')).body);
  const opened = await openAuditKey(keys[1]?.sealedPrivate ?? '', auditPassphrase);
  expect(opened).toMatchObject({ kid: keys[1]?.kid, x: keys[1]?.jwk.x });
  const held = JSON.stringify(await server.parts.store.db.selectFrom('audit_keys').selectAll().execute());
  expect(held).not.toContain(opened?.d);
  expect(held).not.toContain(auditPassphrase);
});

test('IN41 IN42 only an auditor reads; every other role is refused, and the try is kept', async () => {
  const asked = [
    ['POST', '/audit/read', { after: 0, limit: 10 }],
    ['GET', '/audit/heads', undefined],
    ['GET', '/audit/conflicts', undefined],
  ] as const;
  for (const each of role.options.filter((one) => one !== 'auditor')) {
    for (const [method, path, body] of asked) {
      expect(await deskOf(each).call(method, path, body)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
  }
  const refused = (await readings()).filter(({ outcome }) => outcome === 'refused');
  expect(refused).toHaveLength((role.options.length - 1) * asked.length);
  expect(refused.some(({ username, method }) => username === 'admin' && method === 'read')).toBe(true);
  const auditor = deskOf('auditor');
  expect(auditReadAnswer.parse((await auditor.call(...(asked[0] as ['POST', string, unknown]))).body)).toMatchObject({
    next: 0,
    more: false,
  });
  auditHeadsAnswer.parse((await auditor.call('GET', '/audit/heads')).body);
  expect((await auditor.call('POST', '/audit/read', { after: 0, limit: 1001 })).status).toBe(400);
});
