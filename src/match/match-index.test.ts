import { expect, test } from 'vitest';
import type { ColumnChunk } from '../contract/matcher.ts';
import { CAMERA_MODEL } from '../core/match/cost-model.ts';
import { ColumnChunkBuilder } from './column-chunk.ts';
import { MatchIndex } from './match-index.ts';

/** Distinct plates by number, all of one shape. */
const plateOf = (id: number): string => `A${String(id).padStart(5, '0')}`;

function chunk(ids: Iterable<number>, textOf = plateOf): ColumnChunk {
  const builder = new ColumnChunkBuilder();
  for (const id of ids) {
    const texts = [{ text: textOf(id), via: 'read' as const, confidence: null }];
    builder.add({ id, timeMs: id, cameraOrdinal: 0, texts });
  }
  return builder.take();
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** Ids of the rows that stand under a text. */
function idsOf({ rows, texts }: MatchIndex, text: string): number[] {
  const ids: number[] = [];
  let posting = rows.newestOf(texts.find(text));
  for (; posting >= 0; posting = rows.postingNext.data[posting] ?? -1) {
    const row = rows.postingRows.data[posting] ?? 0;
    if (!rows.isRemoved(row)) ids.push(rows.detectionIds.data[row] ?? -1);
  }
  return ids.sort((a, b) => a - b);
}

test('MA8 MA10 what changes while columns are copied and finders built is neither lost nor doubled', async () => {
  const index = new MatchIndex();
  index.append(chunk(range(0, 30_000)));
  index.remove(Float64Array.from(range(0, 30_000).filter((id) => id % 3 === 0)));
  let pauses = 0;
  let swaps = 0;
  await index.upkeep(
    async () => {
      pauses++;
      // Taken out after it was copied; changed after it was copied; new; and a new text that a rebuild does not cover.
      if (pauses % 2 === 0) index.remove(Float64Array.of(pauses * 3 + 1));
      else index.append(chunk([pauses * 3 + 2], () => 'ZZZ999'));
      index.append(chunk([40_000 + pauses], () => `NEW${pauses}`));
    },
    async (work) => {
      swaps++;
      work();
    },
  );
  expect({ swaps, severalSteps: pauses > 4 }).toEqual({ swaps: 1, severalSteps: true });
  const removed = range(1, pauses + 1).filter((at) => at % 2 === 0);
  const changed = range(1, pauses + 1).filter((at) => at % 2 === 1);
  expect(index.stats()).toMatchObject({ detections: 20_000 - removed.length + pauses });
  expect(index.stats().removedRows).toBeLessThan(pauses + 1);
  for (const at of removed) expect([index.rowOf(at * 3 + 1), idsOf(index, plateOf(at * 3 + 1))]).toEqual([-1, []]);
  for (const at of changed) expect(idsOf(index, plateOf(at * 3 + 2))).toEqual([]);
  expect(idsOf(index, 'ZZZ999')).toEqual(changed.map((at) => at * 3 + 2));
  for (const at of range(1, pauses + 1)) expect(idsOf(index, `NEW${at}`)).toEqual([40_000 + at]);
  // Every text is found once, those of the rebuild and those that came during it.
  const { ordinals } = index.fuzzy(CAMERA_MODEL, `NEW${pauses}`, 0);
  expect([...ordinals].map((ordinal) => index.texts.textOf(ordinal))).toEqual([`NEW${pauses}`]);
  const all = index.wildcard('*');
  expect(new Set(all.ordinals).size).toBe(all.ordinals.length);
  expect(all.ordinals.length).toBe(index.texts.count());
});

test('MA10 upkeep that is given up leaves everything answering', async () => {
  const index = new MatchIndex();
  index.append(chunk(range(0, 20_000)));
  index.remove(Float64Array.from(range(0, 10_000)));
  for (const failAt of [1, 2, 5]) {
    let pauses = 0;
    const failing = index.upkeep(
      async () => {
        if (++pauses === failAt) throw new Error('given up');
      },
      async (work) => work(),
    );
    await failing.catch(() => undefined);
    expect(index.stats().detections).toBe(10_000);
    expect(index.wildcard('*').ordinals).toHaveLength(20_000);
    expect(index.rowOf(15_000)).toBeGreaterThanOrEqual(0);
  }
});

test('MA9 MA10 a text whose detections are all gone leads to none, copied or not', async () => {
  const index = new MatchIndex();
  index.append(chunk(range(1, 200)));
  index.remove(Float64Array.from(range(100, 200)));
  for (const when of ['before', 'after']) {
    expect([when, ...range(100, 200).map((id) => idsOf(index, plateOf(id)).length)]).toEqual([
      when,
      ...Array(100).fill(0),
    ]);
    await index.upkeep(
      async () => undefined,
      async (work) => work(),
    );
  }
  expect(index.stats()).toMatchObject({ removedRows: 0, detections: 99 });
  expect(range(100, 200).map((id) => index.rows.newestOf(index.texts.find(plateOf(id))))).toEqual(Array(100).fill(-1));
});

test('MA9 counts of passes and shapes follow every change', () => {
  const index = new MatchIndex();
  index.append(chunk([1, 2, 3], () => 'ABC123'));
  index.append(chunk([4], () => 'ABD123'));
  const shape = index.shapeOfText(index.ordinalOf('ABC123'));
  expect(index.shapes.counts.get(shape)).toEqual({ texts: 2, passes: 4 });
  index.remove(Float64Array.of(1, 4, 4, 99));
  expect(index.shapes.counts.get(shape)).toEqual({ texts: 1, passes: 2 });
  index.append(chunk([2], () => 'ABD123'));
  expect(index.shapes.counts.get(shape)).toEqual({ texts: 2, passes: 2 });
  expect(index.textPasses.data[index.ordinalOf('ABC123')]).toBe(1);
});

test('MA8 a detection is found by its id in whatever order ids come', () => {
  const index = new MatchIndex();
  const ids = range(0, 3000).map((at) => (at * 1009) % 3001);
  for (let from = 0; from < ids.length; from += 100) index.append(chunk(ids.slice(from, from + 100)));
  index.append(chunk(ids.slice(0, 50)));
  expect(index.stats().detections).toBe(3000);
  for (const id of ids) expect(index.rows.detectionIds.data[index.rowOf(id)]).toBe(id);
  index.remove(Float64Array.of(...ids.slice(0, 10)));
  expect(ids.slice(0, 12).map((id) => index.rowOf(id) < 0)).toEqual([...Array(10).fill(true), false, false]);
});
