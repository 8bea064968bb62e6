// T14: a page that calls everything, in every state of the session. What it gets must have an authority and an entry.
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workstationContract } from '../../src/contract/workstation.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { createInProcessClient, type WorkstationClient } from '../../src/services/index.ts';
import { allAuditEntries, detectionsByOrdinals, streamMatchColumns } from '../../src/workspace/index.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const HOUR_MS = 3_600_000;
let training: TrainingServer;
let desk: Workstation;
let client: WorkstationClient;
let aheadMs = 0;
const clock = { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() };

beforeAll(async () => {
  training = await startTrainingServer({ detections: 900, pictures: 12 });
  desk = await signedInWorkstation(training, { clock });
  client = desk.client;
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});

const sessionOf = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session;
};
const entriesOf = (caseId: string): AuditEntry[] => allAuditEntries(sessionOf().workspace.read, `case:${caseId}`);
const question = (caseId: string, authorityId: string | null, query: string) => ({
  caseId,
  authorityId,
  query,
  fromMs: null,
  toMs: null,
  area: null,
  cameraIds: null,
  pageSize: 50,
});
async function newCase(name: string): Promise<{ caseId: string; authorityId: string }> {
  const { lesson } = training;
  const { id: caseId } = await client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  return { caseId, authorityId: declared.authority.id };
}
async function found(caseId: string, authorityId: string, query = training.lesson.plate) {
  const answer = await client.find.run(question(caseId, authorityId, query));
  if (answer.outcome !== 'ran') throw new Error('the query was refused');
  return answer;
}
/** Ids of reads held, as a page that somehow learnt them would use. */
function heldIds(): { id: string; imageSha256: string | null }[] {
  const { read } = sessionOf().workspace;
  return [...streamMatchColumns(read, { chunkSize: 5000 })].flatMap((page) =>
    detectionsByOrdinals(read, page.ordinals).map(({ detection }) => detection),
  );
}
const judgement = (caseId: string, detectionId: string, plate: string) => ({
  caseId,
  detectionId,
  plate,
  typed: plate,
  basis: 'image' as const,
  ground: null,
  groundNote: '',
  vehicleSeen: '',
  lookAlikesSeen: 0,
  outcome: 'confirmed' as const,
});
const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: { data?: { code?: string }; code?: string }) => error.data?.code ?? error.code ?? 'unknown',
  );

/** Every method of the contract by its path, `area.method`; areas may hold areas. */
function methods(group: object = workstationContract, path: string[] = []): string[] {
  return Object.entries(group).flatMap(([name, child]) =>
    isContractProcedure(child) ? [[...path, name].join('.')] : methods(child, [...path, name]),
  );
}
/** Input that fits every method at once: what a method does not know, it drops. */
const anything = (caseId: string) => ({
  ...question(caseId, 'a', 'ABC123'),
  ...judgement(caseId, 'p:1', 'ABC123'),
  kind: 'file-number',
  number: '260101/0001',
  purpose: 'burglary',
  narrative: 'A narrative of several words.',
  resultId: 'r',
  offset: 0,
  limit: 10,
  before: null,
  exhibitId: 'e',
  reason: 'reason',
  packId: 'p',
  name: 'n',
  summary: '',
  fileNumber: null,
  charges: '',
  note: '',
  title: 't',
  recipients: '',
  scenes: [scene, scene],
  atLeast: 2,
  fn: 'find',
  issuer: '',
  plates: [],
  people: [],
  devices: [],
  conditions: '',
  impracticable: '',
  documentId: 'd',
  file: new Blob(['%PDF-']),
  decision: 'approve',
  interestId: 'i',
  relation: 'own',
  watchId: 'w',
  passphrase: 'p',
  filter: auditedAll,
  ref: { deviceId: 'd', userId: 'u', deviceSeq: 1 },
  id: 'v',
  complaint: '',
  complainant: '',
  stolenMs: null,
  recipientAgency: '',
  instruments: [],
  conflicting: [],
  belief: null,
  draft: { title: 't' },
  previewId: 'p',
});
const auditedAll = {
  ...{ tab: 'all', fromMs: null, toMs: null, userId: null, action: null, outcome: null, plate: null, caseLog: null },
  text: '',
};
/** Where two methods mean different things by one name. */
const otherwise: Readonly<Record<string, object>> = {
  'authority.draft': { ground: '' },
  'authority.revise': { ground: '' },
  'authority.report': { note: 'n' },
  'audit.note': { kind: 'refer' },
  'packs.notePreservation': { exhibitId: 'e', note: 'n' },
  'packs.signers.setTimeStamp': { url: 'https://stamp.example/', roots: new Blob(['-']), note: 'n' },
  'packs.signers.remove': { what: 'agency', note: 'n' },
  'settings.addWitness': { verifierKey: 'k', note: 'n' },
  'settings.removeWitness': { verifierKey: 'k', note: 'n' },
  'settings.acceptAuditKeys': { kids: ['0'.repeat(64)], note: 'n' },
};
const scene = { name: 's', area: { lon: 175, lat: -37, radiusM: 1000 }, cameraIds: null, fromMs: 0, toMs: 1 };
type Call = (input: unknown) => Promise<unknown>;
const callOf = (of: WorkstationClient, method: string): Call =>
  method.split('.').reduce<unknown>((area, name) => (area as Record<string, unknown>)[name], of) as Call;

test('T14 nothing answers before enrolment or while locked but the state, enrolment and sign-in', async () => {
  const other = openWorkstation(training.folder());
  const check = async (of: WorkstationClient): Promise<void> => {
    const open = ['session.state', 'session.enrol', 'session.signIn'];
    expect(methods().length).toBeGreaterThan(30);
    const answered: string[] = [];
    for (const method of methods().filter((name) => !open.includes(name))) {
      const code = await codeOf(callOf(of, method)({ ...anything('c'), ...otherwise[method] }));
      if (code !== 'NOT_SIGNED_IN') answered.push(`${method}: ${code}`);
    }
    expect(answered).toEqual([]);
  };
  await check(other.client);
  await other.client.session.enrol({
    serverUrl: training.server.url,
    code: await training.code(),
    deviceName: 'Hostile',
  });
  await check(other.client);
  await other.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  await other.client.session.lock();
  await check(other.client);
  await other.services.close();
});

describe('reads no query asked for', () => {
  test('AR13 SV9 a record, its image and a judgement of it are refused, and each refusal is an entry', async () => {
    const { caseId, authorityId } = await newCase('Never searched');
    const stranger = heldIds().find(({ imageSha256 }) => imageSha256 !== null);
    if (stranger === undefined) throw new Error('no read with an image');
    const before = entriesOf(caseId).length;
    const view = await client.detections.view({ caseId, authorityId, detectionId: stranger.id, plate: 'ABC123' });
    expect(view).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'not-found-by-query' }] } });
    expect(await codeOf(client.detections.image({ caseId, detectionId: stranger.id }))).toBe('FORBIDDEN');
    expect(await client.detections.confirm(judgement(caseId, stranger.id, 'ABC123'))).toMatchObject({
      outcome: 'refused',
    });
    expect((await client.exhibits.add({ caseId, detectionId: stranger.id, note: '' })).outcome).toBe('refused');
    const added = entriesOf(caseId).slice(before);
    expect(added.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'view refused',
      'image refused',
      'confirm refused',
      'exhibit-add refused',
    ]);
    // An id that does not exist is told no differently: a page learns nothing by asking.
    const absent = await client.detections.view({ caseId, authorityId, detectionId: 'p:none', plate: 'ABC123' });
    expect(absent).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'not-found-by-query' }] } });
    expect(await codeOf(client.detections.image({ caseId, detectionId: 'p:none' }))).toBe('FORBIDDEN');
  });

  test('AR13 what a query of one case brought is not brought for another', async () => {
    const first = await newCase('One');
    const second = await newCase('Two');
    const { matches } = await found(first.caseId, first.authorityId);
    const detectionId = matches[0]?.detectionId ?? '';
    const own = { caseId: first.caseId, authorityId: first.authorityId, detectionId, plate: training.lesson.plate };
    expect((await client.detections.view(own)).outcome).toBe('ran');
    const other = { ...own, caseId: second.caseId, authorityId: second.authorityId };
    expect((await client.detections.view(other)).outcome).toBe('refused');
    // Another case's authority, too.
    const borrowed = await client.detections.view({ ...own, authorityId: second.authorityId });
    expect(borrowed).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'wrong-case' }] } });
  });
});

describe('judging without looking', () => {
  test('AR12 no confirmation before the record was looked at and its image opened; typed text is in the log', async () => {
    const { caseId, authorityId } = await newCase('Blind');
    const { plate } = training.lesson;
    const { matches } = await found(caseId, authorityId);
    const read = matches.find(({ hasImage }) => hasImage);
    if (read === undefined) throw new Error('no read of the lesson has an image');
    const at = { caseId, detectionId: read.detectionId };
    const blind = await client.detections.confirm(judgement(caseId, read.detectionId, plate));
    expect(blind).toMatchObject({ outcome: 'refused', message: expect.stringContaining('not looked at this record') });
    expect((await client.detections.view({ ...at, authorityId, plate })).outcome).toBe('ran');
    const unopened = await client.detections.confirm(judgement(caseId, read.detectionId, plate));
    expect(unopened).toMatchObject({ outcome: 'refused', message: expect.stringContaining('not opened the image') });
    await client.detections.image(at);
    expect((await client.detections.confirm(judgement(caseId, read.detectionId, plate))).outcome).toBe('recorded');
    const last = entriesOf(caseId).at(-1);
    expect(last).toMatchObject({ action: 'confirm', authority: { id: authorityId }, details: { typed: plate } });
    expect(entriesOf(caseId).find(({ action }) => action === 'image')).toMatchObject({
      authority: { id: authorityId },
      details: { held: true },
    });
  });
});

describe('when the authority ends', () => {
  test('AR4 SV6 withdrawn: results, image and judgement end with it', async () => {
    const { caseId, authorityId } = await newCase('Withdrawn');
    const { summary, matches } = await found(caseId, authorityId);
    const { resultId } = summary;
    const detectionId = matches.find(({ hasImage }) => hasImage)?.detectionId ?? '';
    const at = { caseId, detectionId };
    expect((await client.detections.view({ ...at, authorityId, plate: 'HOV528' })).outcome).toBe('ran');
    await client.detections.image(at);
    expect(await codeOf(client.find.points({ resultId }))).toBe('answered');
    await client.authority.withdraw({ caseId, authorityId });
    expect(await codeOf(client.find.points({ resultId }))).toBe('NOT_FOUND');
    expect(await codeOf(client.find.page({ resultId, offset: 0, limit: 10 }))).toBe('NOT_FOUND');
    expect(await codeOf(client.detections.image(at))).toBe('FORBIDDEN');
    expect((await client.detections.confirm(judgement(caseId, detectionId, 'HOV528'))).outcome).toBe('refused');
  });

  test('AR4 AR8 lapsed, and past the lease: results, image and judgement end', async () => {
    const { caseId, authorityId } = await newCase('Lapsed');
    const { summary, matches } = await found(caseId, authorityId);
    const detectionId = matches.find(({ hasImage }) => hasImage)?.detectionId ?? '';
    for (const hours of [9, 25]) {
      aheadMs = hours * HOUR_MS;
      expect(await codeOf(client.find.page({ resultId: summary.resultId, offset: 0, limit: 10 }))).toBe('NOT_FOUND');
      expect(await codeOf(client.detections.image({ caseId, detectionId }))).toBe('FORBIDDEN');
    }
    aheadMs = 0;
  });

  test('after a lock nothing of the session is left, also not for the next one', async () => {
    const { caseId, authorityId } = await newCase('Locked');
    const { summary, matches } = await found(caseId, authorityId);
    const detectionId = matches[0]?.detectionId ?? '';
    const second = createInProcessClient(desk.services);
    await client.session.lock();
    expect(await codeOf(second.find.points({ resultId: summary.resultId }))).toBe('NOT_SIGNED_IN');
    await client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
    expect(await codeOf(client.find.points({ resultId: summary.resultId }))).toBe('NOT_FOUND');
    const view = await client.detections.view({ caseId, authorityId, detectionId, plate: 'HOV528' });
    expect(view).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'not-found-by-query' }] } });
  });
});

test('T14 methods with any input at all: typed errors, no plate in them, and the services live on', async () => {
  const { caseId } = await newCase('Fuzz');
  const inputs: unknown[] = [
    undefined,
    null,
    0,
    'x',
    [],
    {},
    { caseId: { $gt: '' } },
    { ...anything(caseId), caseId: "' OR 1=1 --" },
    { ...anything(caseId), query: 'QQQ999'.repeat(20_000) },
    { ...anything(caseId), limit: Number.NaN, offset: Number.POSITIVE_INFINITY },
    { ...anything(caseId), plate: 'QQQ999'.repeat(20_000), make: 'QQQ999'.repeat(100), direction: 'sideways' },
    { ...anything(caseId), plate: '\ud800\u202eQQQ999', colour: '\ud800', box: '\u0000', fromMs: 1, toMs: 2 },
    { ...anything(caseId), scenes: Array.from({ length: 33 }, () => scene), gapMs: -1, minShared: 1e9 },
    {
      ...anything(caseId),
      scenes: [
        { ...scene, fromMs: Number.NaN },
        { ...scene, area: { lon: 1e9 } },
      ],
    },
    JSON.parse('{"__proto__":{"caseId":"x"},"constructor":1}'),
    anything(caseId),
  ];
  const skip = new Set(['session.lock', 'session.signIn', 'session.enrol', 'session.state', 'sync.watch']);
  for (const method of methods().filter((name) => !skip.has(name))) {
    for (const input of inputs) {
      const failed = await callOf(
        client,
        method,
      )(input).then(
        () => null,
        (error: unknown) => error,
      );
      if (failed !== null) expect(JSON.stringify(failed), method).not.toMatch(/QQQ999|SELECT|sqlite|\/home|at .*\.ts/i);
    }
  }
  expect((await client.session.state()).phase).toBe('signed-in');
});
