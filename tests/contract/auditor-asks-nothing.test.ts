// SV35: whatever the auditor asks of plates, reads or movements is refused. The methods are taken from the contract itself,
// so that one added later and not tried here fails.
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MethodMeta } from '../../src/contract/meta.ts';
import { workstationContract } from '../../src/contract/workstation.ts';
import { allAuditEntries, insertCase, upsertDetections } from '../../src/workspace/index.ts';
import { startTrainingServer, type TrainingServer, type Workstation } from '../fixtures/training-server.ts';
import { sceneOf } from './asking-desk.ts';
import { deskOf, find, sessionOf } from './auditor-desk.ts';

/** A read that is held here, so that nothing is refused merely because it is not there. */
const read = {
  provider: 'training',
  uuid: 'held',
  cameraId: 'TR-1',
  timeMs: Date.now() - 3_600_000,
  timeOriginal: '',
  timeZone: null,
  clockOffsetMs: null,
  rebasedByMs: 0,
  confidence: 0.9,
  candidates: [],
  imageSha256: null,
  make: null,
  colour: null,
  body: null,
};

let training: TrainingServer;
let desk: Workstation;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 200, pictures: 4 });
  desk = await deskOf(training, 'a.auditor');
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});

function queriesOf(node: unknown, path: readonly string[] = []): string[] {
  if (isContractProcedure(node)) {
    return (node['~orpc'].meta as MethodMeta).effect === 'query' ? [path.join('.')] : [];
  }
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([name, child]) => queriesOf(child, [...path, name]));
}

test('SV35 every method that is a query is refused for an auditor, with NZ-ROLE-1, and the refusal is an entry', async () => {
  const { client } = desk;
  const caseId = 'case-of-nobody';
  sessionOf(desk).workspace.write((tx) =>
    insertCase(tx, {
      id: caseId,
      space: 'training',
      name: 'Curiosity',
      summary: '',
      fileNumber: null,
      charges: '',
      createdMs: Date.now(),
      createdBy: 'A. Auditor',
    }),
  );
  const { fileNumber: number, purpose, narrative, plate } = training.lesson;
  const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  expect(declared).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'role-may-not-query' }] } });
  const at = { caseId, authorityId: null };
  const detectionId = 'training:held';
  sessionOf(desk).workspace.write((tx) => upsertDetections(tx, [{ ...read, id: detectionId, read: plate }]));
  const window = { fromMs: null, toMs: null };
  const judged = { typed: plate, basis: 'image', ground: null, groundNote: '', vehicleSeen: '', lookAlikesSeen: 0 };
  const attempts: Record<string, () => Promise<unknown>> = {
    'find.run': () => find(desk, at, plate),
    'find.lookAlikes': () => client.find.lookAlikes({ ...at, plate }),
    'detections.view': () => client.detections.view({ ...at, detectionId, plate }),
    'detections.image': () => client.detections.image({ caseId, detectionId }),
    'detections.confirm': () =>
      client.detections.confirm({ caseId, detectionId, plate, ...judged, basis: 'image', outcome: 'confirmed' }),
    'movement.journey': () => client.movement.journey({ ...at, plate }),
    'movement.pattern': () => client.movement.pattern({ ...at, plate, ...window }),
    'movement.convoy': () => client.movement.convoy({ ...at, plate, ...window }),
    'movement.colocation': () => client.movement.colocation({ ...at, scenes: [sceneOf(9), sceneOf(6)], atLeast: 2 }),
    'movement.allConvoys': async () => {
      const stream = await client.movement.allConvoys({ ...at, fromMs: Date.now() - 86_400_000, toMs: Date.now() });
      const events: unknown[] = [];
      for await (const event of stream) events.push(event);
      expect(events).toHaveLength(1);
      return events[0];
    },
    'authority.track': () => client.authority.track({ ...at, plate }),
  };
  for (const method of queriesOf(workstationContract)) expect(Object.keys(attempts)).toContain(method);
  for (const [method, attempt] of Object.entries(attempts)) {
    const answer = await attempt().catch((error: unknown) => error);
    const entries = allAuditEntries(sessionOf(desk).workspace.read, `case:${caseId}`);
    const said = JSON.stringify(answer);
    expect(said, method).toMatch(/"outcome":"refused"|"type":"refused"|FORBIDDEN/);
    expect(said, method).not.toMatch(/"matches"|"likelihood"|"sightings"/);
    const last = entries.at(-1);
    expect(last, method).toMatchObject({ outcome: 'refused', actor: { role: 'auditor' } });
    expect(JSON.stringify(last?.details.refused), method).toContain('role-may-not-query');
  }
  expect(
    allAuditEntries(sessionOf(desk).workspace.read, `case:${caseId}`).filter(({ phase }) => phase !== 'event'),
  ).toEqual([]);
});
