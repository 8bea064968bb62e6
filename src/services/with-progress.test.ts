import { expect, test } from 'vitest';
import { withProgress } from './with-progress.ts';

test('reports arrive in order, then the result', async () => {
  const stream = withProgress<number, string>(async (report) => {
    report(1);
    report(2);
    await new Promise((resolve) => setTimeout(resolve, 5));
    report(3);
    return 'done';
  });
  const seen: number[] = [];
  let step = await stream.next();
  for (; !step.done; step = await stream.next()) seen.push(step.value);
  expect(seen).toEqual([1, 2, 3]);
  expect(step.value).toBe('done');
});

test('a failure of the work reaches the reader after the reports', async () => {
  const stream = withProgress<number, string>(async (report) => {
    report(1);
    throw new Error('no');
  });
  expect((await stream.next()).value).toBe(1);
  await expect(stream.next()).rejects.toThrow('no');
});
