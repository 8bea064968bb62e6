import { expect, test } from 'vitest';
import { packPlate } from '../../core/match/plate-code.ts';
import { buildFinder, buildFinderNow } from './build-finder.ts';

const codes = Float64Array.from(['ABC123', 'XYZ789', 'A'], packPlate);

test('both ways of building give the same plates', async () => {
  let pauses = 0;
  const inSteps = await buildFinder(codes, ['ABCDEFGHI'], async () => {
    pauses++;
  });
  const atOnce = buildFinderNow(codes, ['ABCDEFGHI']);
  expect(pauses).toBeGreaterThan(0);
  for (const finder of [inSteps, atOnce]) {
    expect([0, 1, 2, 3].map((id) => finder.textAt(id))).toEqual(['A', 'ABC123', 'XYZ789', 'ABCDEFGHI']);
  }
});

test('a pause that throws gives the build up', async () => {
  await expect(buildFinder(codes, [], () => Promise.reject(new Error('given up')))).rejects.toThrow('given up');
});
