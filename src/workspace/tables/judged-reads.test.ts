import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Confirmation } from '../../core/model/domain.ts';
import { deleteDetections, insertCase, insertConfirmation, judgedCameras, upsertDetections } from '../index.ts';
import {
  caseRecord,
  confirmation,
  detection,
  freshWorkspace,
  type OpenedFixture,
  remove,
} from '../workspace.fixture.ts';

let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
});
afterAll(() => remove(fixture));

test('judgements tell of a camera what they can tell, each read once at its latest', () => {
  const { workspace } = fixture;
  expect(judgedCameras(workspace.read)).toEqual([]);
  let count = 0;
  const judge = (n: number, plate: string, outcome: Confirmation['outcome']): Confirmation => {
    count += 1;
    return confirmation(n, { id: `c${count}`, plate, outcome, atMs: count });
  };
  workspace.write((tx) => {
    insertCase(tx, caseRecord);
    const rows = Array.from({ length: 8 }, (_, n) => detection(n, { read: 'kjt 417', cameraId: n < 6 ? 'A' : 'B' }));
    upsertDetections(tx, [...rows, detection(8, { read: '??', cameraId: 'B' })]);
    const judgements = [
      judge(0, 'KJT417', 'rejected'),
      judge(0, 'KJT417', 'confirmed'), // right, at last
      judge(1, 'KJT411', 'confirmed'), // wrong
      judge(2, 'KJT417', 'rejected'), // wrong
      judge(3, 'KJT411', 'rejected'), // another vehicle: tells nothing
      judge(4, 'KJT417', 'confirmed'),
      judge(4, 'KJT417', 'cannot-tell'), // nothing, at last
      judge(7, 'KJT417', 'confirmed'), // right
      judge(8, 'KJT417', 'confirmed'), // no plate was read: wrong
      judge(99, 'KJT417', 'confirmed'), // gone
    ];
    for (const one of judgements) insertConfirmation(tx, one);
  });
  const byCamera = judgedCameras(workspace.read).sort((a, b) => a.cameraOrdinal - b.cameraOrdinal);
  expect(byCamera.map(({ judged, wrong }) => ({ judged, wrong }))).toEqual([
    { judged: 3, wrong: 2 },
    { judged: 2, wrong: 1 },
  ]);
  expect(workspace.write((tx) => deleteDetections(tx, ['p:1']))).toEqual([]);
});
