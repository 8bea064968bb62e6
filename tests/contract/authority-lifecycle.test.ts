// The life of an authority over a real server and two workstations: drafted, papers attached, handed in, approved by
// somebody else, used, withdrawn, reported on. Each step is an entry, and the rules judge on both sides.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import {
  approvedBy,
  DAY_MS,
  type Desk,
  deskOf,
  draftedWith,
  draftOf,
  standingOf,
  warrant,
} from './authority-station.ts';

let training: TrainingServer;
let officer: Desk;
let senior: Desk;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 0 });
  officer = await deskOf(training, 't.example');
  senior = await deskOf(training, 's.inspector');
}, 120_000);
afterAll(async () => {
  await officer?.services.close();
  await senior?.services.close();
  await training?.close();
});

test('SV13 SV14 from draft to approval: every step an entry, papers read by the approver, the word signed by the server', async () => {
  const { client } = officer;
  const record = await draftedWith(client, draftOf(officer.caseId, 'surveillance-device-warrant'));
  expect((await standingOf(officer, record.id)).standing).toBe('draft');
  expect((await client.authority.submit({ authorityId: record.id })).outcome).toBe('done');
  expect((await standingOf(officer, record.id)).standing).toBe('submitted');
  const waiting = await senior.client.authority.toApprove();
  expect(waiting.authorities.map(({ record: { id }, caseName }) => ({ id, caseName }))).toEqual([
    { id: record.id, caseName: 'Kōtare' },
  ]);
  const [paper] = record.documents;
  if (paper === undefined) throw new Error('no paper');
  await expect(
    senior.client.authority.decide({ authorityId: record.id, decision: 'approve', note: '' }),
  ).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
  const shown = await senior.client.authority.document({ authorityId: record.id, documentId: paper.id });
  expect(await shown.file.text()).toBe(await warrant().text());
  const decided = await senior.client.authority.decide({
    authorityId: record.id,
    decision: 'approve',
    note: 'Read it.',
  });
  expect(decided).toMatchObject({ outcome: 'done', authority: { approval: { state: 'approved' } } });
  expect((await standingOf(officer, record.id)).standing).toBe('submitted');
  await officer.sync();
  const standing = await standingOf(officer, record.id);
  expect(standing).toMatchObject({ standing: 'in-force', uses: 0, may: ['withdraw'] });
  expect(standing.record.approval).toMatchObject({
    state: 'approved',
    by: { username: 's.inspector' },
    note: 'Read it.',
  });
  expect(officer.entries().map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'case-create recorded',
    'authority-draft recorded',
    'authority-attach recorded',
    'authority-submit recorded',
    'authority-approve recorded',
  ]);
  const theirs = senior.entries('device').filter(({ action }) => /authority|document/.test(action));
  expect(theirs.map(({ action, phase, outcome }) => `${action} ${phase} ${outcome}`)).toEqual([
    'authority-approve event refused',
    'document-view event recorded',
    'authority-approve intent pending',
    'authority-approve result ran',
  ]);
  expect(theirs[2]?.details).toMatchObject({ documents: [paper.sha256], of: { name: 'Officer T. Example' } });
});

test('SV14 one’s own approval is refused on the workstation and by the server', async () => {
  const { client } = senior;
  const record = await draftedWith(client, draftOf(senior.caseId, 'surveillance-device-warrant'));
  await client.authority.submit({ authorityId: record.id });
  const own = await client.authority.decide({ authorityId: record.id, decision: 'approve', note: 'Mine' });
  expect(own).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'own-approval' }] } });
  expect(senior.entries('device').at(-1)).toMatchObject({ action: 'authority-approve', outcome: 'refused' });
  // Past the workstation, straight at the server.
  const { intel } = senior.session();
  const { authorities } = await client.authority.toApprove();
  expect(authorities.some(({ record: { id } }) => id === record.id)).toBe(false);
  const held = (await intel.api.register.mine()).statements.find(({ body }) => body.authorityId === record.id);
  const answer = await intel.api.register.decide({
    authorityId: record.id,
    recordSha256: held?.body.recordSha256 ?? '',
    decision: 'approve',
    note: 'Mine',
  });
  expect(answer).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'own-approval' }] } });
});

test('SV14 an officer without the rank approves nothing, and is shown nothing', async () => {
  const record = await draftedWith(senior.client, draftOf(senior.caseId, 'surveillance-device-warrant'));
  await senior.client.authority.submit({ authorityId: record.id });
  expect((await officer.client.authority.toApprove()).authorities).toEqual([]);
  await expect(
    officer.client.authority.decide({ authorityId: record.id, decision: 'approve', note: '' }),
  ).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  const { api } = officer.session().intel;
  const held = (await senior.session().intel.api.register.mine()).statements.find(
    ({ body }) => body.authorityId === record.id,
  );
  const recordSha256 = held?.body.recordSha256 ?? '';
  expect(
    await api.register.decide({ authorityId: record.id, recordSha256, decision: 'approve', note: '' }),
  ).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'approver-not-entitled' }] } });
  const [paper] = record.documents;
  await expect(api.register.document({ authorityId: record.id, documentId: paper?.id ?? '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('SV13 what is missing is named at each step, and what was handed in is not changed', async () => {
  const { client } = officer;
  const junk = await client.authority.draft(
    draftOf(officer.caseId, 'surveillance-device-warrant', { narrative: 'aaaa', issuer: '' }),
  );
  expect(junk.outcome === 'refused' && junk.decision.reasons.map(({ code }) => code)).toEqual([
    'junk-reason',
    'not-stated',
  ]);
  const bare = await draftedWith(client, draftOf(officer.caseId, 'surveillance-device-warrant'), null);
  expect(await client.authority.submit({ authorityId: bare.id })).toMatchObject({
    outcome: 'refused',
    decision: { reasons: [{ code: 'document-missing' }] },
  });
  const page = new Blob(['<html>'], { type: 'application/pdf' });
  await expect(
    client.authority.attach({ authorityId: bare.id, name: 'warrant.pdf', file: page }),
  ).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
  await client.authority.attach({ authorityId: bare.id, name: 'warrant.pdf', file: warrant() });
  await client.authority.submit({ authorityId: bare.id });
  await expect(
    client.authority.attach({ authorityId: bare.id, name: 'more.pdf', file: warrant() }),
  ).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
});

test('SV15 withdrawn before anybody decided, nobody approves it any more', async () => {
  const record = await draftedWith(officer.client, draftOf(officer.caseId, 'surveillance-device-warrant'));
  await officer.client.authority.submit({ authorityId: record.id });
  await officer.client.authority.withdraw({ caseId: officer.caseId, authorityId: record.id });
  await officer.sync();
  const { authorities } = await senior.client.authority.toApprove();
  expect(authorities.some(({ record: { id } }) => id === record.id)).toBe(false);
  expect((await standingOf(officer, record.id)).standing).toBe('withdrawn');
});

test('SV16 the report clock runs from the end, and a report made is an entry', async () => {
  const record = await draftedWith(
    officer.client,
    draftOf(officer.caseId, 'surveillance-device-warrant', { toMs: Date.now() + 5 * DAY_MS, plates: ['RPT001'] }),
  );
  await approvedBy(officer, senior, record);
  officer.at.aheadMs = 6 * DAY_MS;
  const lapsed = await standingOf(officer, record.id);
  expect(lapsed).toMatchObject({
    standing: 'lapsed',
    report: { madeMs: null, overdue: false },
    may: ['renew', 'report'],
  });
  officer.at.aheadMs = 40 * DAY_MS;
  expect((await standingOf(officer, record.id)).report?.overdue).toBe(true);
  await officer.client.authority.report({ authorityId: record.id, note: 'Reported to the Judge on paper.' });
  expect((await standingOf(officer, record.id)).report?.overdue).toBe(false);
  expect(officer.entries().at(-1)).toMatchObject({
    action: 'authority-report',
    details: { note: 'Reported to the Judge on paper.' },
  });
});
