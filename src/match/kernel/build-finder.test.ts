import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { CAMERA_MODEL } from '../../core/match/cost-model.ts';
import { packPlate } from '../../core/match/plate-code.ts';
import { createPlateFinder } from '../../core/match/plate-finder.ts';
import { buildFinder, buildFinderNow } from './build-finder.ts';

/** AAA000, BAA007, …: more than a kernel is worth. */
const texts = Array.from({ length: 5000 }, (_, index) => {
  const letters = [index % 23, Math.floor(index / 23) % 19, Math.floor(index / 437) % 17];
  return letters.map((n) => String.fromCharCode(65 + n)).join('') + String((index * 7) % 1000).padStart(3, '0');
});
const codes = Float64Array.from(texts, packPlate);
const pause = async (): Promise<void> => undefined;

afterEach(() => {
  vi.resetModules();
});

test('both ways of building give the same plates, in the kernel and without', async () => {
  let pauses = 0;
  const inSteps = await buildFinder(codes, ['ABCDEFGHI'], async () => {
    pauses++;
  });
  const atOnce = buildFinderNow(codes, ['ABCDEFGHI']);
  const plain = createPlateFinder(codes, ['ABCDEFGHI']);
  expect(pauses).toBeGreaterThan(0);
  expect([inSteps.kind, atOnce.kind, plain.kind]).toEqual(['kernel', 'kernel', 'plain']);
  for (const finder of [inSteps, atOnce]) {
    expect(finder.size).toBe(plain.size);
    for (const id of [0, 1, 777, plain.size - 1]) expect(finder.textAt(id)).toBe(plain.textAt(id));
    expect(finder.fuzzy(CAMERA_MODEL, 'ABC123', 16)).toEqual(plain.fuzzy(CAMERA_MODEL, 'ABC123', 16));
  }
});

test('two finders live side by side, and closing one leaves the other', () => {
  const merged = buildFinderNow(codes, []);
  const recent = buildFinderNow(codes.subarray(0, 1500), []);
  expect([merged.kind, recent.kind]).toEqual(['kernel', 'kernel']);
  const before = merged.fuzzy(CAMERA_MODEL, texts[4000] ?? '', 16);
  recent.close();
  expect(() => recent.find('AAA000')).toThrow('closed');
  expect(() => recent.fuzzy(CAMERA_MODEL, 'AAA000', 8)).toThrow('closed');
  expect(merged.fuzzy(CAMERA_MODEL, texts[4000] ?? '', 16)).toEqual(before);
});

test('a pause that throws gives the build up', async () => {
  await expect(buildFinder(codes, [], () => Promise.reject(new Error('given up')))).rejects.toThrow('given up');
  let pauses = 0;
  const later = async (): Promise<void> => {
    if (++pauses === 2) throw new Error('given up later');
  };
  const many = Float64Array.from({ length: 600_000 }, (_, index) => codes[index % codes.length] ?? 0);
  await expect(buildFinder(many, [], later)).rejects.toThrow('given up later');
});

test('few plates, and none, are answered without a kernel', async () => {
  const few = codes.subarray(0, 3);
  expect(buildFinderNow(few, [])).toMatchObject({ kind: 'plain', size: 3 });
  expect(await buildFinder(new Float64Array(0), [], pause)).toMatchObject({ kind: 'plain', size: 0 });
});

test.each([
  ['there is no WebAssembly', undefined],
  ['it has no vectors', { ...WebAssembly, Memory: WebAssembly.Memory, Module: refusing('no SIMD') }],
  ['an instance does not start', { Memory: WebAssembly.Memory, Module: WebAssembly.Module, Instance: refusing('no') }],
  ['there is no memory for it', { Module: WebAssembly.Module, Memory: refusing('could not allocate memory') }],
])('where %s, the plain tries answer, and refuse malformed codes as ever', async (_, engine) => {
  vi.resetModules();
  const fresh = await import('./build-finder.ts');
  vi.stubGlobal('WebAssembly', engine);
  const kernelLess = [fresh.buildFinderNow(codes, []), await fresh.buildFinder(codes, [], pause)];
  for (const finder of kernelLess) {
    expect(finder.kind).toBe('plain');
    expect(finder.find(texts[1234] ?? '')).toBeGreaterThanOrEqual(0);
    expect(finder.fuzzy(CAMERA_MODEL, texts[1234] ?? '', 8).ids.length).toBeGreaterThan(0);
  }
  expect(() => fresh.buildFinderNow(new Float64Array(1000).fill(7), [])).toThrow(RangeError);
});

test('malformed codes and long texts are refused by the kernel too', async () => {
  for (const bad of [0, -1, 7, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 48, packPlate('A') + 1]) {
    const damaged = codes.slice();
    damaged[4321] = bad;
    expect(() => buildFinderNow(damaged, [])).toThrow(RangeError);
    await expect(buildFinder(damaged, [], pause)).rejects.toThrow(RangeError);
    expect(() => buildFinderNow(codes, []).findCodes(damaged)).toThrow(RangeError);
  }
  expect(() => buildFinderNow(codes, ['ABC123'])).toThrow(RangeError);
});

test('closed finders give their memory back', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = async (): Promise<number> => {
    // Buffers go a turn after the collection that finds them.
    for (let turn = 0; turn < 3; turn++) {
      collect();
      await new Promise((done) => setTimeout(done, 5));
    }
    return process.memoryUsage().external;
  };
  const before = await held();
  const open = Array.from({ length: 20 }, () => buildFinderNow(codes, []));
  expect((await held()) - before).toBeGreaterThan(20 * 3_000_000);
  for (const finder of open) finder.close();
  expect((await held()) - before).toBeLessThan(8_000_000);
  expect(open.every((finder) => finder.kind === 'kernel')).toBe(true);
});

test('many finders, opened and closed one after another, never run out of room', () => {
  for (let round = 0; round < 400; round++) {
    const finder = buildFinderNow(codes.subarray(0, 1500), []);
    expect(finder.kind).toBe('kernel');
    finder.close();
  }
});

function refusing(message: string): () => never {
  return () => {
    throw new RangeError(message);
  };
}
