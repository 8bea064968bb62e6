import { expect, test } from 'vitest';
import { createWatch } from './watch.ts';

test('SY11 a reader gets the value now, then the newest after changes, never a queue', async () => {
  let value = 0;
  const watch = createWatch(() => value);
  const reader = watch.iterate();
  expect((await reader.next()).value).toBe(0);
  const next = reader.next();
  for (let step = 1; step <= 50; step += 1) {
    value = step;
    watch.changed();
  }
  expect((await next).value).toBe(50);
  await reader.return?.();
});

test('SY11 a waiting reader ends when it is returned from, aborted, or the watch ends', async () => {
  const watch = createWatch(() => 0);
  const returned = watch.iterate();
  await returned.next();
  const waiting = returned.next();
  await returned.return?.();
  expect((await waiting).done).toBe(true);

  const abort = new AbortController();
  const aborted = watch.iterate(abort.signal);
  await aborted.next();
  const second = aborted.next();
  abort.abort();
  expect((await second).done).toBe(true);

  const ended = watch.iterate();
  await ended.next();
  const third = ended.next();
  watch.end();
  expect((await third).done).toBe(true);
});
