import { expect, test } from 'vitest';
import { AnalysisSlots } from './analysis-slots.ts';

/** Analyses that end when they are told to. */
function started(slots: AnalysisSlots, kind: 'allConvoys' | 'convoy' | 'pattern', signal?: AbortSignal) {
  const at = { running: false, end: (): void => {} };
  const ended = slots.run(
    kind,
    () =>
      new Promise<string>((resolve) => {
        at.running = true;
        at.end = () => resolve('answer');
      }),
    signal,
  );
  return { at, ended };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('MV14 a hundred analyses begun at once are worked on two at a time, in order', async () => {
  const slots = new AnalysisSlots();
  const all = Array.from({ length: 100 }, () => started(slots, 'allConvoys'));
  for (let done = 0; done < 100; done += 1) {
    await settled();
    const running = all.flatMap(({ at }, nth) => (at.running ? [nth] : []));
    expect(running.slice(done)).toEqual(done < 99 ? [done, done + 1] : [99]);
    all[done]?.at.end();
    expect(await all[done]?.ended).toBe('answer');
  }
});

test('MV14 short analyses do not wait behind long ones', async () => {
  const slots = new AnalysisSlots();
  for (let nth = 0; nth < 5; nth += 1) started(slots, 'allConvoys');
  const convoy = started(slots, 'convoy');
  const patterns = Array.from({ length: 5 }, () => started(slots, 'pattern'));
  await settled();
  expect([convoy, ...patterns].map(({ at }) => at.running)).not.toContain(false);
});

test('MV14 one that is stopped while it waits gives up its place, and one that fails hands it on', async () => {
  const slots = new AnalysisSlots();
  const stop = new AbortController();
  const first = started(slots, 'convoy');
  const failing = slots.run('convoy', () => Promise.reject(new Error('it failed')), undefined);
  const waiting = started(slots, 'convoy', stop.signal);
  const late = started(slots, 'convoy', AbortSignal.abort());
  stop.abort();
  for (const { ended } of [waiting, late]) await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(failing).rejects.toThrow('it failed');
  const next = started(slots, 'convoy');
  await settled();
  expect([first.at.running, waiting.at.running, next.at.running]).toEqual([true, false, true]);
});
