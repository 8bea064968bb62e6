// What an officer may try with the means of the desk to follow a vehicle past the rules and the log: each way is closed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allAuditEntries } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const DAY_MS = 86_400_000;
let training: TrainingServer;
const open: Workstation[] = [];
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
}, 120_000);
afterAll(async () => {
  for (const { services } of open) await services.close();
  await training?.close();
});

/** A workstation with a case and an authority; `at.aheadMs` sets its clock. */
async function officer() {
  const at = { aheadMs: 0 };
  const desk = await signedInWorkstation(training, {
    clock: { nowMs: () => Date.now() + at.aheadMs, monotonicMs: () => performance.now() },
  });
  open.push(desk);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Attack', summary: '', fileNumber: null, charges: '' });
  const { fileNumber: number, purpose, narrative } = training.lesson;
  const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  const asked = { caseId, authorityId: declared.authority.id };
  // The lease clock has now seen a time after the declaration, and does not go back behind it.
  await syncNow(desk);
  const find = (query: string) =>
    client.find.run({ ...asked, query, fromMs: null, toMs: null, area: null, cameraIds: null });
  const entries = () => {
    const { session } = desk.services.context.desk;
    if (session === null) throw new Error('nobody is signed in');
    return allAuditEntries(session.workspace.read, `case:${caseId}`);
  };
  return { at, desk, client, asked, find, entries };
}

test('AR6 T11 a clock set back between askings hides none of them', async () => {
  const { at, find } = await officer();
  const outcomes: string[] = [];
  for (let asking = 0; asking < 6; asking += 1) {
    at.aheadMs = -9 * DAY_MS * (asking + 1);
    outcomes.push((await find('ABC123')).outcome);
  }
  expect(outcomes).toEqual(['ran', 'ran', 'ran', 'ran', 'ran', 'refused']);
});
