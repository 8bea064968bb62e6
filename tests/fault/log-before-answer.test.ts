// SV2: nothing is asked before its intent is on disk, nothing is released before its result is. The log is made to fail.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { AppError } from '../../src/core/errors.ts';
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
let authorityId: string;
let asked = 0;

beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  desk = await signedInWorkstation(training);
  const { lesson } = training;
  caseId = (await desk.client.cases.create({ name: 'Fault', summary: '', fileNumber: null, charges: '' })).id;
  const declared = await desk.client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  authorityId = declared.authority.id;
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});
afterEach(() => vi.restoreAllMocks());

const sessionOf = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session;
};
/** Another plate each time, so that the repetition rule stays out of it. */
const find = (authority: string | null = authorityId) =>
  desk.client.find.run({
    caseId,
    authorityId: authority,
    query: `${String.fromCharCode(65 + (asked++ % 26))}*`,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 50,
  });
const entries = (): AuditEntry[] => allAuditEntries(sessionOf().workspace.read, `case:${caseId}`);
/** Makes the log fail from its n-th append on. */
function failAppendFrom(
  n: number,
  act: (entry: unknown) => AuditEntry = () => {
    throw new AppError('DISK_FULL');
  },
): void {
  const { audit } = sessionOf().workspace;
  const append = audit.append.bind(audit);
  let calls = 0;
  vi.spyOn(audit, 'append').mockImplementation((draft) => (++calls >= n ? act(draft) : append(draft)));
}
const notWritten = { code: 'APP_ERROR', data: { code: 'AUDIT_NOT_WRITTEN' } };

test('SV2 the intent cannot be written: the matcher is never asked and nothing is answered', async () => {
  const matcher = await sessionOf().match.ready();
  const search = vi.spyOn(matcher, 'search');
  const before = entries().length;
  failAppendFrom(1);
  await expect(find()).rejects.toMatchObject(notWritten);
  expect(search).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  expect(entries()).toHaveLength(before);
  // With the log whole again the same way answers.
  expect((await find()).outcome).toBe('ran');
});

test('SV2 the result cannot be written: it ran, and the answer is withheld', async () => {
  const matcher = await sessionOf().match.ready();
  const search = vi.spyOn(matcher, 'search');
  const before = entries().length;
  failAppendFrom(2);
  await expect(find()).rejects.toMatchObject(notWritten);
  expect(search).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
  const [intent, ...rest] = entries().slice(before);
  expect(intent).toMatchObject({ action: 'find', phase: 'intent', outcome: 'pending' });
  expect(rest).toEqual([]);
});

test('SV2 the same for a view, a journey and a refusal', async () => {
  const ran = await find();
  if (ran.outcome !== 'ran' || ran.matches[0] === undefined) throw new Error('nothing found');
  const [{ detectionId, plate }] = [ran.matches[0]];
  for (const failing of [1, 2]) {
    failAppendFrom(failing);
    await expect(desk.client.detections.view({ caseId, authorityId, detectionId, plate })).rejects.toMatchObject(
      notWritten,
    );
    vi.restoreAllMocks();
    failAppendFrom(failing);
    await expect(desk.client.movement.journey({ caseId, authorityId, plate })).rejects.toMatchObject(notWritten);
    vi.restoreAllMocks();
  }
  failAppendFrom(1);
  await expect(find(null)).rejects.toMatchObject(notWritten);
  await expect(desk.client.log.list({ caseId, before: null, limit: 5 })).rejects.toMatchObject(notWritten);
});

test('SV2 the matcher fails: the log says so, and the error crosses without what was asked', async () => {
  const matcher = await sessionOf().match.ready();
  vi.spyOn(matcher, 'search').mockRejectedValue(new Error('boom QQQ123'));
  const failed = await find().catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'APP_ERROR', data: { code: 'INTERNAL' } });
  expect(JSON.stringify(failed)).not.toMatch(/boom|QQQ123/);
  expect(entries().at(-1)).toMatchObject({ phase: 'result', outcome: 'failed', details: { code: 'INTERNAL' } });
});

test('SV2 a judgement and its entry stand or fall together', async () => {
  const ran = await find();
  if (ran.outcome !== 'ran' || ran.matches[0] === undefined) throw new Error('nothing found');
  const [{ detectionId, plate }] = [ran.matches[0]];
  const judgement = {
    caseId,
    detectionId,
    plate,
    typed: '',
    basis: 'no-image' as const,
    ground: 'image-not-kept' as const,
    groundNote: 'The provider keeps no images.',
    vehicleSeen: '',
    lookAlikesSeen: 0,
    outcome: 'confirmed' as const,
  };
  await desk.client.detections.view({ caseId, authorityId, detectionId, plate });
  const { audit } = sessionOf().workspace;
  vi.spyOn(audit, 'appendIn').mockImplementation(() => {
    throw new AppError('DISK_FULL');
  });
  await expect(desk.client.detections.confirm(judgement)).rejects.toMatchObject(notWritten);
  vi.restoreAllMocks();
  const viewed = await desk.client.detections.view({ caseId, authorityId, detectionId, plate });
  expect(viewed).toMatchObject({ outcome: 'ran', state: 'unconfirmed', confirmations: [] });
  expect((await desk.client.detections.confirm(judgement)).outcome).toBe('recorded');
});

test('SV2 red proof: a log that only pretends to write lets an answer out without its entry', async () => {
  failAppendFrom(1, (draft) => ({ ...(draft as AuditEntry), seq: 999_999 }));
  const ran = await find();
  vi.restoreAllMocks();
  if (ran.outcome !== 'ran') throw new Error('refused');
  // What every other test here asserts: an answer that is out has its entries. Here it has not, and this check sees it.
  expect(entries().some(({ seq }) => seq === ran.summary.logSeq)).toBe(false);
});
