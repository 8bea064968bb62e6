// What owners tell the register of approved authorities: first use of an emergency power and reports made. Told once,
// offline too; another's, a replay, a second word and an impossible time are refused; everybody sees one clock.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RegisterNotice } from '../../src/contract/register.ts';
import type { User } from '../../src/core/model/domain.ts';
import { reportsFor } from '../../src/server/register-notices.ts';
import { findAuthority } from '../../src/server/tables/register.ts';
import { noticesToTell } from '../../src/workspace/index.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import {
  approvedBy,
  DAY_MS,
  type Desk,
  deskOf,
  draftedWith,
  draftOf,
  HOUR_MS,
  standingOf,
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

const auditor: User = { id: 'aud', username: 'aud', name: 'A. Auditor', title: '', role: 'auditor' };
const stranger: User = { id: 'str', username: 'str', name: 'S. Stranger', title: 'Constable', role: 'investigator' };
/** What somebody is told of reports, `days` from now. */
const seenIn = async (days: number, who: User) => {
  const { parts } = training.server;
  return (await reportsFor({ ...parts, clock: () => Date.now() + days * DAY_MS }, who)).reports;
};
const atServer = async (id: string) => (await findAuthority(training.server.parts.store.db, id))?.record ?? null;
const tell = (desk: Desk, notice: Partial<RegisterNotice> & Pick<RegisterNotice, 'authorityId'>) =>
  desk.session().intel.api.register.notice({ id: 'n-1', kind: 'first-use', atMs: Date.now(), note: '', ...notice });

const emergency = (plate: string) =>
  draftOf(officer.caseId, 'emergency', {
    number: '',
    issuer: '',
    ground: 's48-prevent-harm',
    impracticable: 'The vehicle was moving and no Judge could be reached in that time.',
    plates: [plate],
  });

test('SV24 the first use of an emergency power reaches the register once, after the workstation was offline too', async () => {
  const record = await approvedBy(officer, senior, await draftedWith(officer.client, emergency('EMG100')));
  const { client, caseId } = officer;
  officer.session().intel.setToken(null);
  const started = await client.authority.track({ caseId, authorityId: record.id, plate: 'EMG100' });
  expect(started.outcome).toBe('ran');
  const { firstUsedMs } = (await standingOf(officer, record.id)).record;
  expect(firstUsedMs).not.toBeNull();
  expect(noticesToTell(officer.session().workspace.read)).toMatchObject([
    { authorityId: record.id, kind: 'first-use', atMs: firstUsedMs },
  ]);
  expect((await atServer(record.id))?.firstUsedMs).toBeNull();
  const [notice] = noticesToTell(officer.session().workspace.read);
  await officer.sync();
  expect(noticesToTell(officer.session().workspace.read)).toEqual([]);
  expect((await atServer(record.id))?.firstUsedMs).toBe(firstUsedMs);
  // A second watch under it tells nothing more.
  const [watch] = await client.authority.tracking({ caseId });
  await client.authority.stopTracking({ caseId, watchId: watch?.id ?? '', reason: 'found' });
  await client.authority.track({ caseId, authorityId: record.id, plate: 'EMG100' });
  expect(noticesToTell(officer.session().workspace.read)).toEqual([]);
  // The same again changes nothing; another word on it is refused, and the first stands.
  if (notice === undefined) throw new Error('no notice');
  expect(await officer.session().intel.api.register.notice(notice)).toEqual({ atMs: notice.atMs, told: 'before' });
  await expect(tell(officer, { ...notice, atMs: notice.atMs + HOUR_MS })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(tell(officer, { ...notice, id: 'n-later', atMs: Date.now() })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  expect((await atServer(record.id))?.firstUsedMs).toBe(firstUsedMs);
  // One clock for all whom it concerns: the month runs from 48 hours after the use.
  const mine = officer.session().user;
  for (const who of [mine, senior.session().user, auditor]) {
    const due = (await seenIn(40, who)).find((report) => report.record.id === record.id);
    expect(due).toMatchObject({ madeMs: null, overdue: true });
    expect((await seenIn(20, who)).find((report) => report.record.id === record.id)?.overdue).toBe(false);
  }
  const local = (await standingOf(officer, record.id)).report;
  const told = await client.authority.reportsDue();
  expect(told.reports.find((report) => report.record.id === record.id)?.dueMs).toBe(local?.dueMs);
  expect(await seenIn(40, stranger)).toEqual([]);
});

test('SV24 a foreign notice is refused by the server, and so is one that cannot be', async () => {
  const record = await approvedBy(officer, senior, await draftedWith(officer.client, emergency('EMG200')));
  const authorityId = record.id;
  await expect(tell(senior, { authorityId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(tell(officer, { authorityId: 'no-such' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const impossible: Partial<RegisterNotice>[] = [
    { atMs: Date.now() + HOUR_MS },
    { atMs: record.fromMs - 1 },
    { kind: 'report' },
  ];
  for (const change of impossible) {
    await expect(tell(officer, { authorityId, ...change })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  }
  const warrant = draftOf(officer.caseId, 'surveillance-device-warrant', { plates: ['WRT200'] });
  const drafted = await draftedWith(officer.client, warrant);
  await officer.client.authority.submit({ authorityId: drafted.id });
  await expect(tell(officer, { authorityId: drafted.id })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const approved = await approvedBy(
    officer,
    senior,
    await draftedWith(officer.client, { ...warrant, plates: ['WRT201'] }),
  );
  await expect(tell(officer, { authorityId: approved.id })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(await atServer(authorityId)).toMatchObject({ firstUsedMs: null, reportedMs: null });
});

test('SV24 a report that was made is told: nobody sees it overdue any more; before the end none is due', async () => {
  const warrant = draftOf(officer.caseId, 'surveillance-device-warrant', { plates: ['RPT300'] });
  const record = await approvedBy(officer, senior, await draftedWith(officer.client, warrant));
  await officer.client.authority.withdraw({ caseId: officer.caseId, authorityId: record.id });
  await officer.sync();
  const overdue = async () => (await seenIn(40, auditor)).find((report) => report.record.id === record.id)?.overdue;
  expect(await overdue()).toBe(true);
  await officer.client.authority.report({ authorityId: record.id, note: 'Handed to the Judge.' });
  expect(await overdue()).toBe(true);
  await officer.sync();
  expect(await overdue()).toBe(false);
  expect((await atServer(record.id))?.reportedMs).toBe((await standingOf(officer, record.id)).record.reportedMs);
  await expect(officer.client.authority.report({ authorityId: record.id, note: 'Again' })).rejects.toMatchObject({
    data: { code: 'BAD_INPUT' },
  });
});

test('SV24 what the register would not take is said and logged, and is not told for ever', async () => {
  const warrant = draftOf(officer.caseId, 'surveillance-device-warrant', { plates: ['RPT400'] });
  const record = await approvedBy(officer, senior, await draftedWith(officer.client, warrant));
  await officer.client.authority.withdraw({ caseId: officer.caseId, authorityId: record.id });
  await officer.sync();
  const atMs = Date.now();
  await tell(officer, { id: 'elsewhere', authorityId: record.id, kind: 'report', atMs, note: 'From another desk' });
  await officer.client.authority.report({ authorityId: record.id, note: 'Reported.' });
  await officer.sync();
  expect(noticesToTell(officer.session().workspace.read)).toEqual([]);
  expect(officer.entries().at(-1)).toMatchObject({
    action: 'sync-refusal',
    outcome: 'refused',
    details: { notice: 'report', code: 'CONFLICT' },
  });
  const status = await officer.client.sync.status();
  expect(status.alerts.some(({ id, severity }) => id.startsWith('notice:') && severity === 'error')).toBe(true);
});
