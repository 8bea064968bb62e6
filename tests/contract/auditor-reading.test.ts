// The auditor's desk against a real server: an investigator asks, is refused and exports on workstations of their own; the
// auditor's syncs, unlocks, sees all of it with values as they were then, and leaves an entry for every reading.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditRow } from '../../src/contract/audit-answers.ts';
import { workstationContract } from '../../src/contract/workstation.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { hashEntry } from '../../src/core/audit/hash.ts';
import { TRAINING_AUDIT_PASSPHRASE } from '../../src/core/training/index.ts';
import { addUser } from '../../src/server/index.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { startTrainingServer, syncNow, type TrainingServer, type Workstation } from '../fixtures/training-server.ts';
import { auditorDesk, caseOn, deskOf, everything, find, sessionOf, verdictOf } from './auditor-desk.ts';

const REKEYED = 'QZR606';
let training: TrainingServer;
let asking: Workstation;
let second: Workstation;
let auditor: Workstation;
let at: { caseId: string; authorityId: string };

/** Confirms a read on a stated ground, adds it and builds a pack. */
async function exportPack({ client }: Workstation): Promise<string> {
  const { plate } = training.lesson;
  const found = await find(asking, at, plate);
  if (found.outcome !== 'ran') throw new Error('the query was refused');
  const chosen = found.matches.find(({ read, hasImage }) => read === plate && !hasImage);
  if (chosen === undefined) throw new Error('no read without an image');
  const { detectionId } = chosen;
  const viewed = await client.detections.view({ ...at, detectionId, plate });
  if (viewed.outcome !== 'ran') throw new Error('the view was refused');
  await client.detections.confirm({
    caseId: at.caseId,
    detectionId,
    plate,
    typed: '',
    basis: 'no-image',
    ground: 'image-not-kept',
    groundNote: 'The provider keeps no images of this site.',
    vehicleSeen: '',
    lookAlikesSeen: viewed.likelihood.lookAlikes.length,
    outcome: 'confirmed',
  });
  await client.exhibits.add({ caseId: at.caseId, detectionId, note: '' });
  const reason = 'Asked for by the prosecutor.';
  for await (const event of await client.packs.build({
    caseId: at.caseId,
    draft: { title: 'P', reason, recipients: 'Crown' },
  })) {
    if (event.type === 'done') return event.pack.number;
  }
  throw new Error('no pack was made');
}

beforeAll(async () => {
  training = await startTrainingServer({ detections: 1500, pictures: 12 });
  asking = await deskOf(training, 't.example');
  second = await deskOf(training, 't.example');
  at = await caseOn(asking, training, 'Operation Kōtare');
  expect((await find(asking, { ...at, authorityId: null }, 'QZX901')).outcome).toBe('refused');
  expect(await exportPack(asking)).toBe('P-01');
  const there = await caseOn(second, training, 'Elsewhere');
  for (let n = 0; n < 3; n += 1) expect((await find(asking, at, REKEYED)).outcome).toBe('ran');
  for (let n = 0; n < 3; n += 1) expect((await find(second, there, REKEYED)).outcome).toBe('ran');
  await syncNow(asking);
  await syncNow(second);
  auditor = await deskOf(training, 'a.auditor');
}, 180_000);
afterAll(async () => {
  for (const desk of [asking, second, auditor]) await desk?.services.close();
  await training?.close();
});

const own = (): AuditEntry[] => allAuditEntries(sessionOf(auditor).workspace.read, 'device');
const list = async (more: object = {}): Promise<AuditRow[]> =>
  (await auditor.client.audit.list({ filter: { ...everything, ...more }, before: null, limit: 500 })).rows;

test('SV31 before the passphrase nothing is read, and a wrong one opens nothing and is logged', async () => {
  const { client } = auditor;
  const state = await client.audit.state();
  expect(state).toMatchObject({ key: 'locked', people: [], actions: [], verdict: null, newestMs: null });
  expect(state.held).toBeGreaterThan(20);
  expect(state.unread).toBe(state.held);
  for (const locked of [
    client.audit.list({ filter: everything, before: null, limit: 10 }),
    client.audit.overview({ filter: everything }),
    client.audit.entry({ ref: { deviceId: 'd', userId: 'u', deviceSeq: 1 } }),
    client.audit.verify(),
  ]) {
    await expect(locked).rejects.toMatchObject({ code: 'APP_ERROR', data: { code: 'FORBIDDEN' } });
  }
  await expect(client.audit.unlock({ passphrase: training.passphrase })).rejects.toMatchObject({
    data: { code: 'WRONG_PASSPHRASE' },
  });
  expect(own().at(-1)).toMatchObject({ action: 'audit-unlock', outcome: 'refused', actor: { role: 'auditor' } });
  expect((await client.audit.state()).key).toBe('locked');
});

test('SV30 SV31 with it, all entries of all workstations are there, as they were written', async () => {
  const state = await auditor.client.audit.unlock({ passphrase: TRAINING_AUDIT_PASSPHRASE });
  expect(state).toMatchObject({ key: 'open', unread: 0 });
  expect(own().at(-1)).toMatchObject({ action: 'audit-unlock', outcome: 'recorded' });
  expect(state.people.map(({ name }) => name)).toContain('Officer T. Example');
  const log = allAuditEntries(sessionOf(asking).workspace.read, `case:${at.caseId}`);
  const rows = await list({ caseLog: `case:${at.caseId}` });
  // One row for an event, one for intent and result together.
  expect(rows).toHaveLength(log.filter(({ phase }) => phase !== 'result').length);
  for (const row of rows) {
    const { entry, result } = await auditor.client.audit.entry({ ref: row.ref });
    expect(entry).toEqual(log.find(({ deviceSeq }) => deviceSeq === row.ref.deviceSeq));
    if (entry.phase === 'intent') expect(result).toEqual(log.find(({ of }) => of === entry.seq));
  }
});

test('SV34 who asked what, under what authority, and what came of it', async () => {
  const [refused] = await list({ tab: 'refusals', plate: 'QZX901' });
  expect(refused).toMatchObject({
    who: { name: 'Officer T. Example', title: 'Detective', role: 'investigator' },
    deviceName: 'Desk of t.example',
    action: 'find',
    asked: 'QZX901',
    outcome: 'refused',
    why: 'No authority given',
    ruleIds: ['NZ-FIND-1'],
    rows: null,
    authority: null,
    flags: [],
  });
  const [ran] = await list({ tab: 'queries', plate: training.lesson.plate, action: 'find' });
  expect(ran).toMatchObject({ outcome: 'ran', why: '', authority: { number: training.lesson.fileNumber } });
  expect(ran?.rows).toBeGreaterThan(10);
  const exports = await list({ tab: 'exports' });
  expect(exports).toMatchObject([{ action: 'pack-export', asked: 'Pack P-01', outcome: 'ran', flags: ['export'] }]);
  const byText = await list({ text: 'kotare' });
  expect(byText.map(({ action }) => action)).toContain('case-create');
});

test('SV34 one plate asked six times in a day by one person is flagged, over two workstations', async () => {
  const flagged = await list({ tab: 'rekeyed' });
  expect(flagged).toMatchObject([{ plateKey: REKEYED, outcome: 'ran', flags: ['rekeyed'] }]);
  const [row] = flagged;
  if (row === undefined) throw new Error('nothing flagged');
  const { deviceId } = sessionOf(second).device;
  expect(row.ref.deviceId).toBe(deviceId);
  const drill = await auditor.client.audit.entry({ ref: row.ref });
  expect(drill.askings).toHaveLength(6);
  expect(new Set(drill.askings.map(({ ref }) => ref.deviceId)).size).toBe(2);
  expect(drill.askings.at(-1)?.ref).toEqual(row.ref);
  expect(drill.samePlate).toEqual([]);
  expect(drill.sameOfficer).toMatchObject({ rekeyedPlates: 1, rank: 1, of: 1 });
});

test('SV34 counts by day add up to what is listed', async () => {
  const filter = { ...everything, tab: 'queries' as const };
  const overview = await auditor.client.audit.overview({ filter });
  const rows = await list({ tab: 'queries' });
  expect(overview.queries).toBe(rows.length);
  expect(overview.refused).toBe(rows.filter(({ outcome }) => outcome === 'refused').length);
  const sum = overview.days.reduce((total, { ran, refused }) => total + ran + refused, 0);
  expect(sum).toBe(rows.length);
  expect(overview.tabs.find(({ tab }) => tab === 'queries')?.count).toBe(rows.length);
  expect(overview.tabs.find(({ tab }) => tab === 'exports')?.count).toBe(1);
  const pages: number[] = [];
  for (let before: number | null = null; ; ) {
    const page = await auditor.client.audit.list({ filter, before, limit: 4 });
    pages.push(...page.rows.map(({ ordinal }) => ordinal));
    expect(page.total).toBe(rows.length);
    if (page.next === null) break;
    before = page.next;
  }
  expect(pages).toEqual(rows.map(({ ordinal }) => ordinal));
});

test('SV33 every log verifies, and every entry is proved under a checkpoint that the server cosigned', async () => {
  await syncNow(auditor);
  const verdict = await verdictOf(auditor);
  expect(verdict).toMatchObject({ ok: true, problems: [], chains: 3, silentChains: 0 });
  expect(verdict.entries).toBe((await auditor.client.audit.state()).held);
  expect(verdict.witnesses).toMatchObject([{ chains: 3, of: 3 }]);
  expect((await auditor.client.audit.state()).verdict).toEqual(verdict);
  for (const { ref } of (await list({})).slice(0, 20)) {
    const { proof, entry } = await auditor.client.audit.entry({ ref });
    if (ref.deviceId === sessionOf(auditor).device.deviceId) continue;
    expect(proof).toMatchObject({ holds: true, witnesses: [verdict.witnesses[0]?.name] });
    const { hash, ...rest } = entry;
    expect(hashEntry(rest)).toBe(hash);
  }
});

test('SV32 every reading is an entry of the auditor’s own log, and the answer names it', async () => {
  const { client } = auditor;
  const filter = { ...everything, tab: 'refusals' as const, text: 'QZX901' };
  const last = () => own().at(-1);
  const page = await client.audit.list({ filter, before: null, limit: 10 });
  expect(last()).toMatchObject({ seq: page.logSeq, action: 'audit-read', details: { method: 'list', filter } });
  const overview = await client.audit.overview({ filter });
  expect(last()).toMatchObject({ seq: overview.logSeq, action: 'audit-read', details: { method: 'overview' } });
  const ref = page.rows[0]?.ref ?? { deviceId: '', userId: '', deviceSeq: 1 };
  const entry = await client.audit.entry({ ref });
  expect(last()).toMatchObject({ seq: entry.logSeq, action: 'audit-read', details: { method: 'entry', ref } });
  await expect(client.audit.entry({ ref: { ...ref, deviceSeq: 9999 } })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
  expect(last()).toMatchObject({ action: 'audit-read', details: { ref: { deviceSeq: 9999 } } });
  await verdictOf(auditor);
  expect(last()).toMatchObject({ action: 'audit-verify', phase: 'result', outcome: 'ran', details: { ok: true } });
  for await (const _ of await client.audit.verify()) break;
  expect(last()).toMatchObject({ action: 'audit-verify', phase: 'result', outcome: 'cancelled' });
  const finding = await client.audit.note({ ref, kind: 'ask-for-account', note: 'No reason was given.' });
  expect(last()).toMatchObject({ action: 'audit-note', details: { findingId: finding.id, ref } });
  expect((await client.audit.entry({ ref })).findings).toEqual([finding]);
  const saved = await client.audit.saveView({ name: 'Refusals', filter });
  expect(await client.audit.views()).toEqual([saved]);
  expect(await client.audit.removeView({ id: saved.id })).toEqual({ removed: true });
});

test('SV32 any other role is refused by every method, and each try is logged', async () => {
  await addUser(training.server.parts, {
    username: 'n.analyst',
    name: 'N. Analyst',
    title: 'Analyst',
    role: 'analyst',
    passphrase: training.passphrase,
  });
  const ref = { deviceId: 'd', userId: 'u', deviceSeq: 1 };
  for (const username of ['t.example', 'p.admin', 'n.analyst']) {
    const desk = await deskOf(training, username);
    const { audit } = desk.client;
    const tries = {
      state: () => audit.state(),
      unlock: () => audit.unlock({ passphrase: TRAINING_AUDIT_PASSPHRASE }),
      overview: () => audit.overview({ filter: everything }),
      list: () => audit.list({ filter: everything, before: null, limit: 1 }),
      entry: () => audit.entry({ ref }),
      verify: () => audit.verify(),
      note: () => audit.note({ ref, kind: 'refer', note: '' }),
      views: () => audit.views(),
      saveView: () => audit.saveView({ name: 'x', filter: everything }),
      removeView: () => audit.removeView({ id: 'x' }),
    };
    expect(Object.keys(tries).sort()).toEqual(Object.keys(workstationContract.audit).sort());
    for (const [method, attempt] of Object.entries(tries)) {
      await expect(attempt(), `${username} ${method}`).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
      expect(allAuditEntries(sessionOf(desk).workspace.read, 'device').at(-1)).toMatchObject({
        action: 'audit-read',
        outcome: 'refused',
        details: { method },
      });
    }
    await desk.services.close();
  }
});

test('SV31 locking forgets the key; what was opened is nowhere in the clear on disk', async () => {
  await auditor.client.session.lock();
  await auditor.client.session.signIn({ username: 'a.auditor', passphrase: training.passphrase });
  expect((await auditor.client.audit.state()).key).toBe('locked');
  await expect(auditor.client.audit.list({ filter: everything, before: null, limit: 1 })).rejects.toMatchObject({
    data: { code: 'FORBIDDEN' },
  });
  let seen = false;
  for (const file of readdirSync(auditor.dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1');
    seen ||= bytes.includes('Desk of a.auditor');
    for (const word of [REKEYED, training.lesson.fileNumber, TRAINING_AUDIT_PASSPHRASE]) {
      expect(bytes.includes(word), file.name).toBe(false);
    }
  }
  // The search itself finds what is there in the clear.
  expect(seen).toBe(true);
  const again = await auditor.client.audit.unlock({ passphrase: TRAINING_AUDIT_PASSPHRASE });
  expect(again).toMatchObject({ key: 'open' });
  expect((await list({ tab: 'rekeyed' })).length).toBe(1);
});

test('SV30 what is asked after the first sync arrives with the next, opened where the key is open', async () => {
  const before = (await list({ plate: 'QZN777' })).length;
  expect(before).toBe(0);
  expect((await find(asking, at, 'QZN777')).outcome).toBe('ran');
  await syncNow(asking);
  await syncNow(auditor);
  expect(await list({ plate: 'QZN777' })).toMatchObject([{ outcome: 'ran', asked: 'QZN777' }]);
  const other = await auditorDesk(training);
  const state = await other.client.audit.state();
  expect(state.unread).toBe(0);
  await other.services.close();
});
