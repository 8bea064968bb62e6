import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countDetections, deleteDetections, getDetection, upsertDetections } from '../index.ts';
import { detection, freshWorkspace, type OpenedFixture, remove } from '../workspace.fixture.ts';
import { detectionKey, insertDetectionKey, mergeDetectionKeys } from './detection-ids.ts';

let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
});
afterAll(() => remove(fixture));

test('every id finds its own row through inserting, replacing, deleting and merging, in any order', () => {
  const model = new Map<string, string>();
  const ids = fc.integer({ min: 0, max: 40 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), n: ids, read: fc.constantFrom('AAA111', 'BBB222') }),
    fc.record({ kind: fc.constant('delete' as const), n: ids }),
    fc.record({ kind: fc.constant('merge' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      fixture.workspace.write((tx) => {
        for (const at of steps) {
          if (at.kind === 'merge') mergeDetectionKeys(tx);
          else if (at.kind === 'delete') {
            expect(deleteDetections(tx, [`p:${at.n}`])).toHaveLength(model.delete(`p:${at.n}`) ? 1 : 0);
          } else {
            const report = upsertDetections(tx, [detection(at.n, { read: at.read })]);
            const held = model.get(`p:${at.n}`);
            const expected = held === undefined ? [1, 0, 0] : held === at.read ? [0, 0, 1] : [0, 1, 0];
            expect([report.inserted, report.replaced, report.unchanged]).toEqual(expected);
            model.set(`p:${at.n}`, at.read);
          }
        }
      });
      expect(countDetections(fixture.workspace.read)).toBe(model.size);
      for (let n = 0; n <= 40; n += 1) {
        expect(getDetection(fixture.workspace.read, `p:${n}`)?.detection.read).toBe(model.get(`p:${n}`));
      }
    }),
    { numRuns: 100 },
  );
});

test('two ids with one key stay two detections', () => {
  fixture.workspace.write((tx) => {
    upsertDetections(tx, [detection(100)]);
    const other = getDetection(tx, 'p:100')?.ordinal ?? 0;
    insertDetectionKey(tx, detectionKey('p:101'), other);
    expect(getDetection(tx, 'p:101')).toBeNull();
    expect(upsertDetections(tx, [detection(101)]).inserted).toBe(1);
    expect(getDetection(tx, 'p:101')?.detection.id).toBe('p:101');
    expect(getDetection(tx, 'p:100')?.detection.id).toBe('p:100');
  });
});
