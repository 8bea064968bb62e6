/**
 * Random writes, damage and openings: whatever the cache holds, the columns loaded are those of the rows. WS14–WS17 of
 * docs/spec/workspace.md. Through the feed and a matcher as the desk runs them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ColumnChunk, Matcher } from '../../src/contract/matcher.ts';
import { createMatchFeed } from '../../src/services/match-feed.ts';
import type { HeldChange } from '../../src/sync/index.ts';
import { reader } from '../../src/workspace/database.ts';
import {
  deleteDetections,
  lastOrdinal,
  purgeDetections,
  upsertDetections,
  type Workspace,
} from '../../src/workspace/index.ts';
import { SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import {
  detection,
  freshWorkspace,
  type OpenedFixture,
  openCopy,
  remove,
  reopen,
} from '../../src/workspace/workspace.fixture.ts';
import {
  detectionsOf,
  type HeldDetection,
  readHeld,
  readRowByRow,
  runSql,
  skipOrdinals,
} from '../fixtures/held-detections.ts';

let base: OpenedFixture;
beforeAll(async () => {
  base = await freshWorkspace();
});
afterAll(() => remove(base));

type Put = { n: number; version: number };
type Step =
  | { do: 'put'; rows: Put[] }
  | { do: 'delete'; ids: number[] }
  | { do: 'purge'; keep: number }
  | { do: 'skip' }
  | { do: 'skip and write segments' }
  | { do: 'damage'; at: number }
  | { do: 'swap' }
  | { do: 'open' };

const id = fc.nat({ max: 60 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      rows: fc.uniqueArray(fc.record({ n: id, version: fc.nat({ max: 3 }) }), { maxLength: 8, selector: ({ n }) => n }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), ids: fc.array(id, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), keep: fc.integer({ min: 5, max: 60 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'skip' as const }) },
  { weight: 5, arbitrary: fc.constant({ do: 'skip and write segments' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('damage' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'swap' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'open' as const }) },
);

const row = ({ n, version }: Put) =>
  detection(n, {
    read: version === 3 ? '??' : `SEN${n}${'XYZ'.charAt(version)}`,
    candidates: version === 1 ? [{ text: `LONGPLATE${n}`, confidence: 0.4 }] : [{ text: `5EN${n}`, confidence: null }],
    make: version === 2 ? null : `make ${n % 5}`,
    colour: version === 0 ? 'Red ' : null,
    cameraId: `NZ-${n % 7}`,
  });

/** Walked in any case: segments used, one damaged, one swapped, and rows that come while it loads. */
const EACH_WAY: Step[] = [
  { do: 'put', rows: [0, 1, 2, 3].map((n) => ({ n, version: n })) },
  { do: 'skip and write segments' },
  { do: 'put', rows: [4, 5, 6].map((n) => ({ n, version: 1 })) },
  { do: 'skip and write segments' },
  { do: 'open' },
  { do: 'put', rows: [7].map((n) => ({ n, version: 1 })) },
  { do: 'damage', at: 77 },
  { do: 'open' },
  { do: 'skip and write segments' },
  { do: 'swap' },
  { do: 'open' },
  { do: 'put', rows: [1, 8].map((n) => ({ n, version: 2 })) },
];

/** Keeps what a matcher was given, as a matcher would. */
function rememberingMatcher(): { matcher: Matcher; held: () => HeldDetection[] } {
  const held = new Map<number, HeldDetection>();
  const add = (chunk: ColumnChunk): void => {
    for (const one of detectionsOf([chunk])) {
      if (held.has(one.id)) throw new Error(`detection ${one.id} was given twice`);
      held.set(one.id, one);
    }
  };
  const matcher = {
    async load(chunks: AsyncIterable<ColumnChunk>) {
      held.clear();
      for await (const chunk of chunks) add(chunk);
    },
    append: async (chunk: ColumnChunk) => add(chunk),
    remove: async (ids: Float64Array) => {
      for (const gone of ids) held.delete(gone);
    },
    close: async () => undefined,
  } as unknown as Matcher;
  return { matcher, held: () => [...held.values()].sort((a, b) => a.id - b.id) };
}

test('WS14–WS17 the matcher holds what the rows hold, after any writes, damage and openings', async () => {
  const seen = { fromSegments: 0, faults: 0, openings: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      let workspace = openCopy(base);
      const { dir } = workspace;
      const open = () => {
        const remembering = rememberingMatcher();
        // A start that takes a turn: what is written meanwhile must come once.
        const startMatcher = () => new Promise<Matcher>((resolve) => setTimeout(() => resolve(remembering.matcher), 1));
        return { ...remembering, feed: createMatchFeed(workspace, startMatcher, { quietMs: 0 }) };
      };
      let desk = open();
      const changes: Promise<void>[] = [];
      const apply = (change: HeldChange): void => {
        changes.push(desk.feed.apply(change));
      };
      const settle = async (): Promise<void> => {
        await desk.feed.ready();
        await Promise.all(changes.splice(0));
        const rows = readRowByRow(workspace);
        expect(desk.held()).toEqual(rows);
        expect(readHeld(workspace).detections).toEqual(rows);
      };
      for (const one of steps) {
        if (one.do === 'put') apply(put(workspace, one.rows));
        else if (one.do === 'delete') {
          const removed = workspace.write((tx) =>
            deleteDetections(
              tx,
              one.ids.map((n) => `p:${n}`),
            ),
          );
          apply({ removed, replaced: [], newAfter: 0, added: 0 });
        } else if (one.do === 'purge') {
          const rule = { beforeMs: 0, mobilePoliceBeforeMs: 0, maxDetections: one.keep };
          const { ordinals } = workspace.write((tx) => purgeDetections(tx, rule));
          apply({ removed: ordinals, replaced: [], newAfter: 0, added: 0 });
        } else if (one.do === 'skip') skipRange(workspace);
        else if (one.do === 'skip and write segments') {
          skipRange(workspace);
          apply({ removed: [], replaced: [], newAfter: 0, added: 0 });
          await settle();
          await desk.feed.segments.settled();
        } else if (one.do === 'damage') damage(workspace, one.at);
        else if (one.do === 'swap') swap(workspace);
        else {
          await settle();
          await desk.feed.close();
          workspace.close();
          workspace = reopen(base, dir);
          desk = open();
          seen.openings += 1;
          // Not awaited: the next write may come while it loads.
          void desk.feed.ready().then(() => {
            seen.fromSegments += desk.feed.loadCounts.fromSegments;
            seen.faults += Object.values(desk.feed.loadCounts.faults).reduce((sum, count) => sum + count, 0);
          });
        }
      }
      await settle();
      await desk.feed.close();
      expect(desk.feed.segments.counts.failed).toBe(0);
      workspace.close();
    }),
    { numRuns: 40, examples: [[EACH_WAY]] },
  );
  // The ways that matter were walked.
  expect(seen.openings).toBeGreaterThan(1);
  expect(seen.fromSegments).toBeGreaterThan(1);
  expect(seen.faults).toBeGreaterThan(0);
});

/** The rows so far fill their range. */
function skipRange(workspace: Workspace): void {
  skipOrdinals(workspace, (Math.floor(lastOrdinal(workspace.read) / SEGMENT_ROWS) + 1) * SEGMENT_ROWS);
}

function put(workspace: Workspace, rows: Put[]): HeldChange {
  const report = workspace.write((tx) => upsertDetections(tx, rows.map(row)));
  return { removed: [], replaced: report.replacedOrdinals, newAfter: report.newAfterOrdinal, added: report.inserted };
}

function damage(workspace: Workspace, at: number): void {
  const held = reader(workspace.read).get<{ range: number; columns: Uint8Array }>(
    'SELECT range, columns FROM match_segments ORDER BY range DESC LIMIT 1',
  );
  if (held === undefined) return;
  const damaged = Uint8Array.from(held.columns);
  damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ 0x55;
  runSql(workspace, 'UPDATE match_segments SET columns = ? WHERE range = ?', damaged, held.range);
}

function swap(workspace: Workspace): void {
  runSql(
    workspace,
    `UPDATE match_segments SET columns = (SELECT o.columns FROM match_segments o WHERE o.range <> match_segments.range)
    WHERE (SELECT count(*) FROM match_segments) > 1`,
  );
}
