// SV8: what becomes of a pack that is stopped, fails, or does not verify. The builder is a stand-in; the log is real.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { AppError } from '../../src/core/errors.ts';
import type { PackInput, PackMade } from '../../src/core/evidence/pack-input.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let desk: Workstation;
let caseId: string;

beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  desk = await signedInWorkstation(training);
  const { client } = desk;
  const { lesson } = training;
  caseId = (await client.cases.create({ name: 'Packs', summary: '', fileNumber: null, charges: '' })).id;
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  const found = await client.find.run({
    caseId,
    authorityId: declared.authority.id,
    query: lesson.plate,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 5,
  });
  if (found.outcome !== 'ran' || found.matches[0] === undefined) throw new Error('nothing found');
  const { detectionId } = found.matches[0];
  const viewed = { caseId, authorityId: declared.authority.id, detectionId, plate: lesson.plate };
  expect((await client.detections.view(viewed)).outcome).toBe('ran');
  await client.detections.confirm({
    caseId,
    detectionId,
    plate: lesson.plate,
    typed: '',
    basis: 'no-image',
    ground: 'image-not-kept',
    groundNote: 'The provider keeps no images.',
    vehicleSeen: '',
    lookAlikesSeen: 0,
    outcome: 'confirmed',
  });
  const added = await client.exhibits.add({ caseId, detectionId, note: '' });
  expect(added.outcome).toBe('added');
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});
afterEach(() => vi.restoreAllMocks());

type Build = (input: PackInput, signal: AbortSignal, onProgress: (step: string) => void) => Promise<PackMade>;
function builtBy(build: Build): void {
  vi.spyOn(desk.services.context.desk, 'packBuilder').mockReturnValue({
    build: (input, _signer, { signal = new AbortController().signal, onProgress } = {}) =>
      build(input, signal, (step) => onProgress?.({ step, done: 1, total: 2 })),
    draft: () => Promise.reject(new Error('no draft is asked for here')),
  });
}
const request = () => ({ caseId, draft: { title: 'Pack', reason: 'Asked for by the prosecutor.' } });
const log = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return allAuditEntries(session.workspace.read, `case:${caseId}`);
};
const exportsOf = () => log().filter(({ action }) => action === 'pack-export');

test('SV8 the builder gets a log that ends with its own export, under a checkpoint of exactly that log', async () => {
  let given: PackInput | null = null;
  builtBy(async (input) => {
    given = input;
    throw new AppError('DISK_FULL');
  });
  await expect(drain(await desk.client.packs.build(request()))).rejects.toMatchObject({ data: { code: 'DISK_FULL' } });
  const input = given as PackInput | null;
  if (input === null) throw new Error('the builder was not asked');
  expect(input.log.at(-1)).toMatchObject({ action: 'pack-export', phase: 'intent', details: { packId: input.packId } });
  expect(verifyLog(input.log, input.checkpoint)).toMatchObject({ ok: true });
  expect(input.space).toBe('training');
  expect(input.exhibits.map(({ exhibit }) => exhibit.number)).toEqual(['E-01']);
  expect(exportsOf().at(-1)).toMatchObject({ phase: 'result', outcome: 'failed', details: { code: 'DISK_FULL' } });
  expect(await desk.client.packs.list({ caseId })).toEqual([]);
});

test('SV8 a reader who walks away stops the builder, leaves no pack, and the log says so', async () => {
  let aborted = false;
  builtBy(
    (_input, signal, report) =>
      new Promise((_resolve, reject) => {
        report('Pages');
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new AppError('CANCELLED'));
        });
      }),
  );
  const before = exportsOf().length;
  for await (const event of await desk.client.packs.build(request())) {
    if (event.type === 'progress' && event.step === 'Pages') break;
  }
  expect(aborted).toBe(true);
  expect(
    exportsOf()
      .slice(before)
      .map(({ phase, outcome }) => [phase, outcome]),
  ).toEqual([
    ['intent', 'pending'],
    ['result', 'cancelled'],
  ]);
  expect(await desk.client.packs.list({ caseId })).toEqual([]);
});

test('SV8 walking away while nothing is reported stops the builder too', async () => {
  let aborted = false;
  let begun = (): void => {};
  const building = new Promise<void>((resolve) => {
    begun = resolve;
  });
  builtBy(
    (_input, signal) =>
      new Promise((_resolve, reject) => {
        begun();
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new AppError('CANCELLED'));
        });
      }),
  );
  const events = await desk.client.packs.build(request());
  expect((await events.next()).value).toMatchObject({ type: 'progress', step: 'Gathering' });
  const waiting = events.next().catch(() => undefined);
  await building;
  await events.return?.();
  await waiting;
  expect(aborted).toBe(true);
  expect(exportsOf().at(-1)).toMatchObject({ phase: 'result', outcome: 'cancelled' });
});

test('SV8 a pack that does not verify is not kept and not given out', async () => {
  builtBy(async () => ({
    bytes: new TextEncoder().encode('%PDF-1.7 nothing signed'),
    pages: 1,
    sha256: '0'.repeat(64),
    manifestSha256: '0'.repeat(64),
    attachments: 0,
  }));
  await expect(drain(await desk.client.packs.build(request()))).rejects.toMatchObject({
    data: { code: 'BAD_SIGNATURE' },
  });
  expect(exportsOf().at(-1)).toMatchObject({ phase: 'result', outcome: 'failed' });
  expect(await desk.client.packs.list({ caseId })).toEqual([]);
});

test('SV8 a case without exhibits, or a pack without a reason, is refused with reasons, and the refusal logged', async () => {
  const builder = vi.spyOn(desk.services.context.desk, 'packBuilder');
  const empty = await desk.client.cases.create({ name: 'Empty', summary: '', fileNumber: null, charges: '' });
  const events = await collect(await desk.client.packs.build({ caseId: empty.id, draft: { title: 'Pack' } }));
  expect(events).toMatchObject([
    { type: 'refused', decision: { outcome: 'refused', reasons: [{ code: 'exhibits' }, { code: 'no-reason' }] } },
  ]);
  expect(builder).not.toHaveBeenCalled();
  const { checks } = await desk.client.packs.checks({ caseId: empty.id });
  expect(checks.find(({ id }) => id === 'exhibits')?.severity).toBe('stop');
});

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const drain = async (events: AsyncIterable<unknown>): Promise<void> => void (await collect(events));
