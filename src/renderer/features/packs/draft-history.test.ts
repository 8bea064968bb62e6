import { expect, test } from 'vitest';
import { packDraft } from '../../../contract/pack-answers.ts';
import { edited, rebased, redone, startHistory, undone } from './draft-history.ts';

const draft = (title: string) => packDraft.parse({ title });

test('typing on is one step, a pause or another field begins the next, undo and redo walk them', () => {
  let history = startHistory(draft(''));
  history = edited(history, draft('M'), 'title', 0);
  history = edited(history, draft('Mo'), 'title', 400);
  history = edited(history, draft('Mov'), 'title', 4000);
  history = edited(history, { ...draft('Mov'), reason: 'x' }, 'reason', 4100);
  const titles: string[] = [];
  for (let at = history; ; ) {
    titles.push(`${at.now.title}|${at.now.reason}`);
    const before = undone(at);
    if (before === at) break;
    at = before;
  }
  expect(titles).toEqual(['Mov|x', 'Mov|', 'Mo|', '|']);
  expect(redone(undone(history)).now).toEqual(history.now);
  expect(redone(history)).toBe(history);
});

test('a choice is always a step, and a change after undo forgets what was undone', () => {
  let history = startHistory(draft('a'));
  history = edited(history, draft('b'), null, 0);
  history = edited(history, draft('c'), null, 1);
  history = undone(history);
  expect(history.now.title).toBe('b');
  history = edited(history, draft('d'), null, 2);
  expect(history.future).toEqual([]);
  expect(undone(history).now.title).toBe('b');
});

test('exhibits that came join every step, those gone leave every step', () => {
  const chosen = packDraft.parse({
    exhibits: [
      { exhibitId: 'b', included: false, why: 'w' },
      { exhibitId: 'a', included: true },
    ],
  });
  const history = rebased(edited(startHistory(chosen), { ...chosen, title: 't' }, null, 0), ['b', 'c']);
  for (const at of [history, undone(history)]) {
    expect(at.now.exhibits).toEqual([
      { exhibitId: 'b', included: false, why: 'w' },
      { exhibitId: 'c', included: true, why: '' },
    ]);
  }
});
