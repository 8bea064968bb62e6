// What somebody may try to get past a second person: approve their own, use one approval for another authority, change a
// record or a paper after it was approved, hand in what is not theirs. Each way is closed, here and at the server.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuthorityRecord } from '../../src/core/model/domain.ts';
import { judgedDigest } from '../../src/core/policy/approval-statement.ts';
import { writer } from '../../src/workspace/database.ts';
import {
  approvalStatementOf,
  getAuthority,
  getAuthorityDocument,
  saveApprovalStatement,
  updateAuthority,
} from '../../src/workspace/index.ts';
import {
  approvedBy,
  type Desk,
  deskOf,
  draftedWith,
  draftOf,
  standingOf,
  warrant,
} from '../contract/authority-station.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';

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

const drafted = (plate: string) =>
  draftedWith(officer.client, draftOf(officer.caseId, 'surveillance-device-warrant', { plates: [plate] }));

async function followed(authorityId: string, plate: string): Promise<string[]> {
  const answer = await officer.client.authority.track({ caseId: officer.caseId, authorityId, plate });
  return answer.outcome === 'ran' ? ['ran'] : answer.decision.reasons.map(({ code }) => code);
}

/** Changes the workspace behind the services, as whoever holds its key may. */
function tamper(change: (record: AuthorityRecord) => AuthorityRecord, id: string): void {
  const { workspace } = officer.session();
  const held = getAuthority(workspace.read, id);
  if (held === null) throw new Error('not held');
  workspace.write((tx) => updateAuthority(tx, change(held)));
}

const sentAs = (record: AuthorityRecord, text = 'sealed copy') => ({
  record,
  caseName: 'Kōtare',
  documents: record.documents.map(({ id }) => ({ id, base64: Buffer.from(`%PDF-1.7\n${text}\n`).toString('base64') })),
});

test('SV14 an approval that only this workspace speaks of is none', async () => {
  const record = await drafted('ATK100');
  const by = senior.session().user;
  const approval = { state: 'approved' as const, submittedMs: 1, by, atMs: 2, note: '' };
  tamper((held) => ({ ...held, approval }), record.id);
  expect(await followed(record.id, 'ATK100')).toEqual(['not-approved']);
  expect((await standingOf(officer, record.id)).standing).toBe('submitted');
});

test('SV14 an old approval is no approval of another authority, nor of the same one changed', async () => {
  const approved = await approvedBy(officer, senior, await drafted('ATK200'));
  const { workspace } = officer.session();
  const statement = approvalStatementOf(workspace.read, approved.id);
  if (statement === null) throw new Error('no statement');
  const other = await drafted('ATK201');
  tamper((held) => ({ ...held, approval: approved.approval }), other.id);
  for (const recordSha256 of [statement.body.recordSha256, judgedDigest(other)]) {
    const body = { ...statement.body, authorityId: other.id, recordSha256 };
    workspace.write((tx) => saveApprovalStatement(tx, { ...statement, body }));
    expect(await followed(other.id, 'ATK201')).toEqual(['not-approved']);
  }
  tamper((held) => ({ ...held, scope: { ...held.scope, plates: ['ATK200', 'ATK299'] } }), approved.id);
  expect(await followed(approved.id, 'ATK299')).toEqual(['not-approved']);
  tamper((held) => ({ ...held, scope: { ...held.scope, plates: ['ATK200'] } }), approved.id);
  tamper((held) => ({ ...held, toMs: held.toMs + 1 }), approved.id);
  expect(await followed(approved.id, 'ATK200')).toContain('not-approved');
  tamper((held) => ({ ...held, toMs: held.toMs - 1 }), approved.id);
  expect(await followed(approved.id, 'ATK200')).toEqual(['ran']);
});

test('SV14 a paper changed after its approval carries nothing, and is not shown', async () => {
  const approved = await approvedBy(officer, senior, await drafted('ATK300'));
  const [paper] = approved.documents;
  if (paper === undefined) throw new Error('no paper');
  const { workspace } = officer.session();
  const bytes = getAuthorityDocument(workspace.read, approved.id, paper.id)?.bytes;
  if (bytes === undefined) throw new Error('not held');
  const changed = Uint8Array.from(bytes);
  changed[10] = (changed[10] ?? 0) ^ 1;
  const put = (content: Uint8Array) =>
    workspace.write((tx) =>
      writer(tx).runOne('UPDATE authority_documents SET bytes = ? WHERE id = ?', content, paper.id),
    );
  put(changed);
  expect(await followed(approved.id, 'ATK300')).toEqual(['not-approved']);
  const asked = { authorityId: approved.id, documentId: paper.id };
  await expect(officer.client.authority.document(asked)).rejects.toMatchObject({ data: { code: 'BAD_SIGNATURE' } });
  expect(officer.entries().at(-1)).toMatchObject({ action: 'document-view', outcome: 'failed' });
  put(bytes);
  expect(await followed(approved.id, 'ATK300')).toEqual(['ran']);
});

test('SV13 a paper swapped before it is handed in stays here, and the server takes none that is not the one named', async () => {
  const record = await drafted('ATK400');
  const { workspace, intel } = officer.session();
  const submitted = sentAs(record);
  const [document] = submitted.documents;
  if (document === undefined) throw new Error('no paper');
  for (const documents of [[], [{ ...document, base64: Buffer.from('%PDF-1.7\nother\n').toString('base64') }]]) {
    await expect(intel.api.register.submit({ ...submitted, documents })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  }
  const bytes = new Uint8Array(await warrant('other').arrayBuffer());
  workspace.write((tx) =>
    writer(tx).runOne('UPDATE authority_documents SET bytes = ? WHERE id = ?', bytes, document.id),
  );
  await expect(officer.client.authority.submit({ authorityId: record.id })).rejects.toMatchObject({
    data: { code: 'BAD_INPUT' },
  });
});

test('SV14 at the server: not in another’s name, not another record under a held number, not twice, not unseen', async () => {
  const { register } = officer.session().intel.api;
  const record = await drafted('ATK500');
  await expect(senior.session().intel.api.register.submit(sentAs(record))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  // A page that says it is somebody of higher rank, or that it was approved before.
  const boasting = await register.submit(
    sentAs({
      ...record,
      declaredBy: { ...record.declaredBy, role: 'admin', title: 'Commissioner' },
      approval: { state: 'approved', submittedMs: 1, by: senior.session().user, atMs: 1, note: '' },
    }),
  );
  expect(boasting).toMatchObject({ outcome: 'done', statement: { body: { state: 'submitted', by: null } } });
  await expect(
    register.submit(sentAs({ ...record, scope: { ...record.scope, plates: ['ATK599'] } })),
  ).rejects.toMatchObject({ code: 'CONFLICT' });
  const approver = senior.session().intel.api.register;
  const verdict = {
    authorityId: record.id,
    recordSha256: judgedDigest(record),
    decision: 'approve' as const,
    note: '',
  };
  await expect(approver.decide({ ...verdict, recordSha256: 'a'.repeat(64) })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  const [first, second] = await Promise.allSettled([approver.decide(verdict), approver.decide(verdict)]);
  const done = [first, second].filter((end) => end?.status === 'fulfilled' && end.value.outcome === 'done');
  expect(done).toHaveLength(1);
  expect(await approver.decide({ ...verdict, decision: 'refuse' })).toMatchObject({
    outcome: 'refused',
    decision: { reasons: [{ code: 'already-decided' }] },
  });
});

test('SV14 an auditor and an administrator approve nothing of this, and draft nothing', async () => {
  const record = await drafted('ATK600');
  await officer.client.authority.submit({ authorityId: record.id });
  const auditor = await deskOf(training, 'a.auditor');
  try {
    const { register } = auditor.session().intel.api;
    expect((await register.pending()).authorities).toEqual([]);
    const recordSha256 = judgedDigest(record);
    const answer = await register.decide({ authorityId: record.id, recordSha256, decision: 'approve', note: '' });
    expect(answer).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'approver-not-entitled' }] } });
    const draft = await auditor.client.authority.draft(draftOf(auditor.caseId, 'surveillance-device-warrant'));
    expect(draft.outcome === 'refused' && draft.decision.reasons.map(({ code }) => code)).toContain(
      'role-may-not-query',
    );
    expect((await register.mine()).stolen).toEqual([]);
  } finally {
    await auditor.services.close();
  }
});
