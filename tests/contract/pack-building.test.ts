// SV8: what becomes of a pack that is stopped, fails, or does not verify. The builder is a stand-in; the log is real.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { AppError } from '../../src/core/errors.ts';
import type { PackInput, PackMade } from '../../src/core/evidence/pack-input.ts';
import type { DraftMade } from '../../src/evidence/index.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { addExhibit, openCase, type WorkedCase } from '../fixtures/case-with-exhibits.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let desk: Workstation;
let worked: WorkedCase;
let caseId: string;

beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  desk = await signedInWorkstation(training);
  worked = await openCase(desk, training, 'Packs');
  caseId = worked.caseId;
  await addExhibit(desk, training, worked, 0);
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});
afterEach(() => vi.restoreAllMocks());

type Build = (input: PackInput, signal: AbortSignal, onProgress: (step: string) => void) => Promise<PackMade>;
type Draft = (input: PackInput, signal: AbortSignal, onProgress: (step: string) => void) => Promise<DraftMade>;
const noDraft: Draft = () => Promise.reject(new Error('no draft is asked for here'));
function builtBy(build: Build, draft: Draft = noDraft): void {
  vi.spyOn(desk.services.context.desk, 'packBuilder').mockReturnValue({
    build: (input, _signer, { signal = new AbortController().signal, onProgress } = {}) =>
      build(input, signal, (step) => onProgress?.({ step, done: 1, total: 2 })),
    draft: (input, { signal = new AbortController().signal, onProgress } = {}) =>
      draft(input, signal, (step) => onProgress?.({ step, done: 1, total: 2 })),
  });
}
const request = () => ({ caseId, draft: { title: 'Pack', reason: 'Asked for by the prosecutor.' } });
const log = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return allAuditEntries(session.workspace.read, `case:${caseId}`);
};
const failing: Build = () => Promise.reject(new AppError('DISK_FULL'));
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

test('SV36 what a draft leaves out is named to the builder and in the intent; without a reason it is refused', async () => {
  const { exhibits } = await desk.client.packs.draft({ caseId });
  const [first] = exhibits;
  if (first === undefined) throw new Error('the case holds no exhibit');
  const out = (why: string) => [{ exhibitId: first.exhibitId, included: false, why }];
  const silent = await collect(
    await desk.client.packs.build({ caseId, draft: { ...request().draft, exhibits: out(' ') } }),
  );
  expect(silent).toMatchObject([
    { type: 'refused', decision: { reasons: [{ code: 'exhibits' }, { code: 'left-out' }] } },
  ]);
  // With a second exhibit the pack may leave the first out, if it says why.
  const added = await addExhibit(desk, training, worked, 1);
  let given: PackInput | null = null;
  builtBy(async (input) => {
    given = input;
    throw new AppError('DISK_FULL');
  });
  const sections = [
    { id: 'glossary', included: false },
    { id: 'cover', included: false },
  ];
  const draft = { ...request().draft, exhibits: out('Another read shows it'), sections };
  await expect(drain(await desk.client.packs.build({ caseId, draft }))).rejects.toThrow();
  const input = given as PackInput | null;
  expect(input?.exhibits.map(({ exhibit }) => exhibit.number)).toEqual([added]);
  expect(input?.leftOut).toMatchObject([{ number: 'E-01', why: expect.stringContaining('Another read shows it') }]);
  expect(input?.sections[0]).toEqual({ id: 'cover', included: true });
  expect(input?.sections.filter(({ included }) => !included).map(({ id }) => id)).toEqual(['glossary']);
  expect(exportsOf().at(-2)?.details).toMatchObject({
    leftOut: [{ number: 'E-01', why: 'Another read shows it' }],
    sectionsLeftOut: ['glossary'],
  });
});

test('SV37 a preview is logged before it is drawn, ends the log that is drawn, and is forgotten with the next', async () => {
  const logged: (string | undefined)[] = [];
  builtBy(failing, async (input) => {
    logged.push(input.log.at(-1)?.action, log().at(-1)?.action);
    expect(verifyLog(input.log, input.checkpoint)).toMatchObject({ ok: true });
    return { bytes: new TextEncoder().encode('%PDF-draft'), pages: 3, sections: [], attachments: [] };
  });
  const before = log().length;
  const first = (await collect(await desk.client.packs.preview(request()))).at(-1);
  expect(logged).toEqual(['pack-preview', 'pack-preview']);
  expect(log()).toHaveLength(before + 1);
  if (first?.type !== 'done') throw new Error('the preview did not end with its pages');
  const { file } = await desk.client.packs.previewFile({ previewId: first.previewId });
  expect(await file.text()).toBe('%PDF-draft');
  await drain(await desk.client.packs.preview(request()));
  await expect(desk.client.packs.previewFile({ previewId: first.previewId })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
  expect(await desk.client.packs.list({ caseId })).toEqual([]);
});

test('SV37 leaving a preview stops its drawing', async () => {
  let aborted = false;
  builtBy(
    failing,
    (_input, signal, report) =>
      new Promise((_resolve, reject) => {
        report('Pages');
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new AppError('CANCELLED'));
        });
      }),
  );
  for await (const event of await desk.client.packs.preview(request()))
    if (event.type === 'progress' && event.step === 'Pages') break;
  expect(aborted).toBe(true);
});

test('SV38 a try that failed keeps what was chosen and is told of until it is set aside; the next names it', async () => {
  builtBy(failing);
  await expect(drain(await desk.client.packs.build(request()))).rejects.toThrow();
  const { draft, lastTry } = await desk.client.packs.draft({ caseId });
  expect(draft).toMatchObject(request().draft);
  const intent = exportsOf().at(-2);
  expect(lastTry).toMatchObject({ state: 'failed', logSeq: intent?.seq, packId: intent?.details.packId });
  expect(lastTry?.why).toContain('disk is full');
  await expect(drain(await desk.client.packs.build(request()))).rejects.toThrow();
  expect(exportsOf().at(-2)?.details.again).toBe(intent?.details.packId);
  expect(await desk.client.packs.setTryAside({ caseId })).toEqual({ setAside: true });
  expect((await desk.client.packs.draft({ caseId })).lastTry).toBeNull();
  expect(await desk.client.packs.setTryAside({ caseId })).toEqual({ setAside: false });
});

test('SV38 a workstation that ends in the middle leaves no pack, an open intent, and the offer to go on', async () => {
  let begun = (): void => {};
  const building = new Promise<void>((resolve) => {
    begun = resolve;
  });
  builtBy(
    (_input, signal) =>
      new Promise((_resolve, reject) => {
        begun();
        signal.addEventListener('abort', () => reject(new AppError('CANCELLED')));
      }),
  );
  const events = await desk.client.packs.build(request());
  const read = drain(events).catch(() => undefined);
  await building;
  expect((await desk.client.packs.draft({ caseId })).lastTry).toBeNull();
  await expect(desk.client.packs.build(request())).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
  await desk.client.session.lock();
  await read;
  await desk.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  const { lastTry, draft } = await desk.client.packs.draft({ caseId });
  const last = exportsOf().at(-1);
  expect(last).toMatchObject({ phase: 'intent', outcome: 'pending' });
  expect(lastTry).toMatchObject({ state: 'killed', packId: last?.details.packId, logSeq: last?.seq });
  expect(draft.reason).toBe(request().draft.reason);
  expect(await desk.client.packs.list({ caseId })).toEqual([]);
});

test('SV39 every check that is not in order says how to mend it, and a preservation note mends its own', async () => {
  const { clock } = desk.services.context.desk;
  const later = clock.nowMs() + 54 * 86_400_000;
  vi.spyOn(clock, 'nowMs').mockReturnValue(later);
  const checksNow = async () => (await desk.client.packs.checks({ caseId, draft: request().draft })).checks;
  const checks = await checksNow();
  // Nothing on this desk can measure a camera's clock: the provider is asked.
  for (const check of checks) if (check.severity !== 'ok' && check.id !== 'clocks') expect(check.mend).not.toBeNull();
  const ageing = checks.find(({ id }) => id === 'ageing:E-01');
  if (ageing?.mend?.kind !== 'preserve') throw new Error('no exhibit nears the end of history');
  const { exhibitId } = ageing.mend;
  const { logSeq } = await desk.client.packs.notePreservation({ caseId, exhibitId, note: 'Letter of today' });
  expect(log().find(({ seq }) => seq === logSeq)).toMatchObject({
    action: 'preservation-note',
    details: { number: 'E-01', note: 'Letter of today' },
  });
  const after = await checksNow();
  expect(after.find(({ id }) => id === 'ageing:E-01')).toBeUndefined();
  expect(after.find(({ id }) => id === 'preserved')).toMatchObject({ severity: 'ok' });
});

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const drain = async (events: AsyncIterable<unknown>): Promise<void> => void (await collect(events));
