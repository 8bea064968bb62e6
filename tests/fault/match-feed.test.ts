/** Loading the match index while rows change, while it is closed, and from segments a matcher refuses. WS14, WS17. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ColumnChunk, MatcherLoadOptions } from '../../src/contract/matcher.ts';
import { AppError, isAppError } from '../../src/core/errors.ts';
import { InThreadMatcher, type Matcher } from '../../src/match/index.ts';
import { createMatchFeed } from '../../src/services/match-feed.ts';
import type { HeldChange } from '../../src/sync/index.ts';
import {
  deleteDetections,
  insertCase,
  insertConfirmation,
  upsertDetections,
  type Workspace,
} from '../../src/workspace/index.ts';
import { SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import {
  caseRecord,
  confirmation,
  detection,
  freshWorkspace,
  type OpenedFixture,
  openCopy,
  remove,
} from '../../src/workspace/workspace.fixture.ts';
import { skipOrdinals } from '../fixtures/held-detections.ts';

let base: OpenedFixture;
let workspace: Workspace;
beforeAll(async () => {
  base = await freshWorkspace();
});
beforeEach(() => {
  workspace = openCopy(base);
  put(Array.from({ length: 50 }, (_, n) => n));
  skipOrdinals(workspace, SEGMENT_ROWS);
  put(Array.from({ length: 50 }, (_, n) => 50 + n));
});
afterEach(() => workspace.close());
afterAll(() => remove(base));

function put(numbers: number[], read = (n: number): string => `SEN${n}`): HeldChange {
  const rows = numbers.map((n) => detection(n, { read: read(n), candidates: [] }));
  const report = workspace.write((tx) => upsertDetections(tx, rows));
  return { removed: [], replaced: report.replacedOrdinals, newAfter: report.newAfterOrdinal, added: report.inserted };
}

/** The real matcher, whose chunks come slowly, so that the test can act while it loads. */
class SlowMatcher extends InThreadMatcher {
  closed = 0;
  loads = 0;
  refuseFirst = false;
  /** Ids of everything it was given, by load and append. */
  readonly given: number[] = [];
  rates: Float32Array | undefined;

  override async load(chunks: Iterable<ColumnChunk> | AsyncIterable<ColumnChunk>, options: MatcherLoadOptions = {}) {
    this.rates = options.misreadRates;
    this.loads += 1;
    const { loads, refuseFirst, given } = this;
    async function* slowly(): AsyncGenerator<ColumnChunk> {
      for await (const chunk of chunks) {
        await pause(10);
        if (refuseFirst && loads === 1) throw new AppError('BAD_INPUT');
        given.push(...chunk.detectionIds);
        yield chunk;
      }
    }
    return super.load(slowly(), options);
  }

  override async append(chunk: ColumnChunk) {
    this.given.push(...chunk.detectionIds);
    return super.append(chunk);
  }

  override async close() {
    this.closed += 1;
    return super.close();
  }
}

async function countOf(matcher: Matcher, query: string): Promise<number> {
  const outcome = await matcher.search({ query, maxCost: 0 });
  return outcome.outcome === 'ran' ? outcome.answer.detections : -1;
}

test('WS17 rows that come, change or go while the matcher starts and loads are in the index once, as they are now', async () => {
  const matcher = new SlowMatcher();
  const feed = createMatchFeed(workspace, async () => {
    await pause(10);
    return matcher;
  });
  const changes = [feed.apply(put([200, 201]))];
  await pause(15);
  changes.push(feed.apply(put([202, 3], (n) => `NEW${n}`)));
  const removed = workspace.write((tx) => deleteDetections(tx, ['p:7']));
  changes.push(feed.apply({ removed, replaced: [], newAfter: 0, added: 0 }));
  changes.push(feed.apply(put([203])));
  await Promise.all(changes);
  expect((await matcher.stats()).detections).toBe(50 + 50 + 4 - 1);
  // What is new was handed over once, and not left to the matcher to sort out.
  const fresh = matcher.given.filter((id) => id > SEGMENT_ROWS + 50);
  expect(fresh).toEqual([1, 2, 3, 4].map((n) => SEGMENT_ROWS + 50 + n));
  for (const [plate, count] of Object.entries({
    SEN200: 1,
    SEN201: 1,
    NEW202: 1,
    NEW3: 1,
    SEN3: 0,
    SEN7: 0,
    SEN203: 1,
  })) {
    expect(await countOf(matcher, plate), plate).toBe(count);
  }
  await feed.close();
});

test('WS17 closing ends a load under way and closes its matcher', async () => {
  const matcher = new SlowMatcher();
  const feed = createMatchFeed(workspace, async () => matcher);
  const ready = feed.ready().then(
    () => 'loaded',
    (error: unknown) => (isAppError(error, 'CANCELLED') ? 'cancelled' : String(error)),
  );
  await pause(0);
  await feed.close();
  expect(await ready).toBe('cancelled');
  expect(matcher.closed).toBe(1);
});

test('WS17 a matcher that cannot start is said to who waits, and closing is in order', async () => {
  const feed = createMatchFeed(workspace, () => Promise.reject(new AppError('INTERNAL')));
  await expect(feed.ready()).rejects.toThrow();
  await feed.close();
});

test('WS14 segments that the matcher refuses are not believed: read again row by row, and built anew', async () => {
  const first = createMatchFeed(workspace, async () => new InThreadMatcher(), { quietMs: 0 });
  await first.ready();
  await first.segments.settled();
  expect(first.loadCounts).toMatchObject({ fromSegments: 0, fromRows: 100 });
  expect(first.segments.counts).toMatchObject({ written: 1, failed: 0 });
  await first.close();

  const matcher = new SlowMatcher();
  matcher.refuseFirst = true;
  const second = createMatchFeed(workspace, async () => matcher, { quietMs: 0 });
  await second.ready();
  expect(second.loadCounts).toMatchObject({ reloaded: true, fromSegments: 0, fromRows: 100 });
  expect((await matcher.stats()).detections).toBe(100);
  await second.segments.settled();
  expect(second.segments.counts).toMatchObject({ written: 1, failed: 0 });
  await second.close();

  const third = createMatchFeed(workspace, async () => new InThreadMatcher());
  await third.ready();
  expect(third.loadCounts).toMatchObject({ reloaded: false, fromSegments: 50, fromRows: 50 });
  await third.close();
});

test('a camera whose reads people have judged often is loaded with its own misread rate', async () => {
  workspace.write((tx) => {
    insertCase(tx, caseRecord);
    // Half of them are confirmed as another plate than was read.
    for (let n = 0; n < 40; n += 1)
      insertConfirmation(tx, confirmation(n, { plate: n % 2 === 0 ? `SEN${n}` : 'KJT417' }));
  });
  const matcher = new SlowMatcher();
  const feed = createMatchFeed(workspace, async () => matcher);
  await feed.ready();
  const known = [...(matcher.rates ?? [])].filter((rate) => rate > 0);
  expect(known).toHaveLength(1);
  expect(known[0]).toBeGreaterThan(0.2);
  await feed.close();
});
