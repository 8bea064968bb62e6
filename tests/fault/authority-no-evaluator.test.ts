// Without the policy evaluator, or with one that fails, nothing is allowed: not what was allowed a moment before.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PolicyEvaluator } from '../../src/core/authority/policy-evaluator.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
const open: Workstation[] = [];
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 0 });
}, 120_000);
afterAll(async () => {
  for (const { services } of open) await services.close();
  await training?.close();
});

const failing: PolicyEvaluator = {
  evaluate() {
    throw new Error('planted');
  },
};
const partly: PolicyEvaluator = {
  evaluate: () => ({ outcome: 'permit', policies: ['p'], problems: ['one could not be evaluated'] }),
};

test.each([
  ['there is none', null],
  ['it throws', failing],
  ['it permits with an error', partly],
])('SV2 a query is refused where the policies cannot be asked: %s', async (_name, policies) => {
  const desk = await signedInWorkstation(training);
  open.push(desk);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'K', summary: '', fileNumber: null, charges: '' });
  const { fileNumber: number, purpose, narrative, plate: query } = training.lesson;
  const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('not declared');
  const authorityId = declared.authority.id;
  Object.assign(desk.services.context.desk, { policies });
  const found = await client.find.run({
    ...{ caseId, authorityId, query, fromMs: null, toMs: null, area: null, cameraIds: null },
  });
  const denied = { outcome: 'refused', decision: { reasons: [{ code: 'policy-denied' }] } };
  expect(found).toMatchObject(denied);
  // Nor is anything declared any more.
  expect(await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative })).toMatchObject(
    denied,
  );
  expect(await client.authority.list({ caseId })).toHaveLength(1);
});
