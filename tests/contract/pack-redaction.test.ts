// EP30, EP31: a redacted pack from a real workstation, asked for over the contract; and one whose file still holds what was
// removed, which is not given out.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buildPack } from '../../src/evidence/index.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { addExhibit, openCase, type WorkedCase } from '../fixtures/case-with-exhibits.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let desk: Workstation;
let worked: WorkedCase;

beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  desk = await signedInWorkstation(training);
  worked = await openCase(desk, training, 'Redaction');
  await addExhibit(desk, training, worked, 0);
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});
afterEach(() => vi.restoreAllMocks());

const log = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return allAuditEntries(session.workspace.read, `case:${worked.caseId}`);
};
const request = () => ({
  caseId: worked.caseId,
  draft: {
    title: 'Pack',
    reason: 'Asked for by the defence of the accused.',
    profile: 'defence' as const,
    withhold: [{ kind: 'entry' as const, seq: 1, ground: 'Names an informant' }],
  },
});

test('EP30 what would be withheld is told beforehand, and a defence pack of it is made and verifies', {
  timeout: 120_000,
}, async () => {
  const told = await desk.client.packs.redaction(request());
  expect(told).toMatchObject({ blocked: [], withheld: [{ what: 'Log entry 1', ground: 'Names an informant' }] });
  expect(told.log[0]).toMatchObject({ seq: 1, withheld: true });
  let status = '';
  for await (const event of await desk.client.packs.build(request()))
    if (event.type === 'done') status = event.verdict.status;
  expect(status).toBe('valid');
});

test('EP31 a file that still holds what was removed is not given out, and the log says that it failed', {
  timeout: 120_000,
}, async () => {
  const [first] = log();
  const signer = await makeTestAuthority();
  const before = (await desk.client.packs.list({ caseId: worked.caseId })).length;
  vi.spyOn(desk.services.context.desk, 'packBuilder').mockReturnValue({
    // Another pack, which holds the blind of the withheld entry in its title.
    build: () => buildPack({ ...makePackInput({ empty: true, entries: 20 }), title: `Pack ${first?.blind}` }, signer),
  } as never);
  const drained = async (): Promise<void> => {
    for await (const _ of await desk.client.packs.build(request()));
  };
  await expect(drained()).rejects.toMatchObject({ data: { code: 'PACK_LEAKS' } });
  expect(await desk.client.packs.list({ caseId: worked.caseId })).toHaveLength(before);
  expect(log().at(-1)).toMatchObject({ action: 'pack-export', phase: 'result', details: { code: 'PACK_LEAKS' } });
});
