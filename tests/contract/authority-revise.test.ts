// A saved draft as its owner changes it, over a real server: words and papers, before and after in the log; nobody
// else's, nothing that was handed in, and a refusal that stands as it was judged.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertAuthority } from '../../src/workspace/index.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import { approvedBy, type Desk, deskOf, draftedWith, draftOf, standingOf, warrant } from './authority-station.ts';

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

const KIND = 'surveillance-device-warrant';
const revisionOf = (authorityId: string, change: Parameters<typeof draftOf>[2] = {}) => {
  const { caseId: _case, kind: _kind, ...said } = draftOf('', KIND, change);
  return { authorityId, ...said };
};

test('SV21 a draft is changed and papers leave and join it, with the values before and after in the log', async () => {
  const { client } = officer;
  const record = await draftedWith(client, draftOf(officer.caseId, KIND, { plates: ['ABC123'] }));
  const [paper] = record.documents;
  const revised = await client.authority.revise(
    revisionOf(record.id, { number: 'SDW-2026-0118', plates: ['KXT204'], conditions: 'Reads of others are not kept.' }),
  );
  expect(revised).toMatchObject({ outcome: 'done', authority: { id: record.id, number: 'SDW-2026-0118' } });
  expect(officer.entries().at(-1)).toMatchObject({
    action: 'authority-revise',
    outcome: 'recorded',
    details: {
      number: 'SDW-2026-0118',
      plates: ['KXT204'],
      documents: [paper?.sha256],
      before: { number: 'SDW-2026-0117', plates: ['ABC123'], conditions: '', documents: [paper?.sha256] },
    },
  });
  const bare = await client.authority.detach({ authorityId: record.id, documentId: paper?.id ?? '' });
  expect(bare.documents).toEqual([]);
  expect(officer.entries().at(-1)).toMatchObject({ action: 'authority-detach', details: { sha256: paper?.sha256 } });
  await expect(client.authority.document({ authorityId: record.id, documentId: paper?.id ?? '' })).rejects.toThrow();
  await client.authority.attach({ authorityId: record.id, name: 'Right one.pdf', file: warrant('the right one') });
  expect((await standingOf(officer, record.id)).may).toEqual(['revise', 'attach', 'submit', 'withdraw']);
  // What is approved is what was handed in, not what was drafted first.
  const { record: changed } = await standingOf(officer, record.id);
  const approved = await approvedBy(officer, senior, changed);
  expect(approved).toMatchObject({
    number: 'SDW-2026-0118',
    scope: { plates: ['KXT204'] },
    approval: { state: 'approved' },
  });
});

test('SV21 a revision that the rules refuse changes nothing and is an entry', async () => {
  const record = await draftedWith(officer.client, draftOf(officer.caseId, KIND), null);
  const junk = await officer.client.authority.revise(revisionOf(record.id, { narrative: 'aaaa' }));
  expect(junk.outcome === 'refused' && junk.decision.reasons.map(({ code }) => code)).toEqual(['junk-reason']);
  expect((await standingOf(officer, record.id)).record.narrative).toBe(record.narrative);
  expect(officer.entries().at(-1)).toMatchObject({ action: 'authority-revise', outcome: 'refused' });
});

test('SV21 another’s draft, one handed in, one approved and one withdrawn are not changed', async () => {
  const record = await draftedWith(officer.client, draftOf(officer.caseId, KIND));
  const [paper] = record.documents;
  const named = { authorityId: record.id, documentId: paper?.id ?? '' };
  // Put straight into the other's workspace: it is still not theirs.
  const planted = { ...record, id: 'planted', caseId: senior.caseId };
  senior.session().workspace.write((tx) => insertAuthority(tx, planted));
  for (const authorityId of [record.id, planted.id]) {
    const stranger = senior.client.authority;
    const notFound = { data: { code: 'NOT_FOUND' } };
    await expect(stranger.revise(revisionOf(authorityId))).rejects.toMatchObject(notFound);
    await expect(stranger.detach({ ...named, authorityId })).rejects.toMatchObject(notFound);
  }
  await officer.client.authority.submit({ authorityId: record.id });
  const refused = { data: { code: 'BAD_INPUT' } };
  await expect(officer.client.authority.revise(revisionOf(record.id))).rejects.toMatchObject(refused);
  await expect(officer.client.authority.detach(named)).rejects.toMatchObject(refused);
  await officer.client.authority.withdraw({ caseId: officer.caseId, authorityId: record.id });
  await expect(officer.client.authority.revise(revisionOf(record.id))).rejects.toMatchObject(refused);
  expect((await standingOf(officer, record.id)).record.number).toBe('SDW-2026-0117');
});

test('SV21 one that was refused stands as it was judged; its revision is a new draft with copies of its papers', async () => {
  const { client } = officer;
  const record = await draftedWith(client, draftOf(officer.caseId, KIND, { plates: ['RFS001'] }));
  await client.authority.submit({ authorityId: record.id });
  await senior.client.authority.decide({ authorityId: record.id, decision: 'refuse', note: 'Which judge?' });
  await officer.sync();
  expect(await standingOf(officer, record.id)).toMatchObject({ standing: 'refused', may: ['revise'] });
  const step = await client.authority.revise(
    revisionOf(record.id, { issuer: 'Judge B. Sample, Hamilton', plates: ['RFS001'] }),
  );
  if (step.outcome !== 'done') throw new Error('refused');
  const anew = step.authority;
  expect(anew.id).not.toBe(record.id);
  expect(anew.documents.map(({ sha256 }) => sha256)).toEqual(record.documents.map(({ sha256 }) => sha256));
  expect(anew.documents[0]?.id).not.toBe(record.documents[0]?.id);
  expect(officer.entries().at(-1)).toMatchObject({
    action: 'authority-revise',
    details: { revises: record.id, before: { issuer: record.issuer }, issuer: 'Judge B. Sample, Hamilton' },
  });
  const before = await standingOf(officer, record.id);
  expect(before).toMatchObject({
    standing: 'refused',
    record: { issuer: record.issuer, approval: { note: 'Which judge?' } },
  });
  // Its own papers leave it; those of the refused one stay.
  await client.authority.detach({ authorityId: anew.id, documentId: anew.documents[0]?.id ?? '' });
  const [kept] = record.documents;
  expect((await client.authority.document({ authorityId: record.id, documentId: kept?.id ?? '' })).sha256).toBe(
    kept?.sha256,
  );
  await client.authority.attach({ authorityId: anew.id, name: 'Warrant.pdf', file: warrant() });
  expect((await approvedBy(officer, senior, (await standingOf(officer, anew.id)).record)).approval?.state).toBe(
    'approved',
  );
});
