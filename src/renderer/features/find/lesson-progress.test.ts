import { expect, test } from 'vitest';
import { type LessonFacts, nextStep, stepsDone } from './lesson-progress.ts';

const start: LessonFacts = {
  declared: false,
  asked: false,
  judged: false,
  journeyDrawn: false,
  exhibits: 0,
  packs: 0,
};

test('each step leads to the next, and the last ends the lesson', () => {
  const way: Partial<LessonFacts>[] = [
    { declared: true },
    { asked: true },
    { judged: true },
    { exhibits: 1, journeyDrawn: true },
    { packs: 1 },
  ];
  let facts = start;
  const led = [nextStep(stepsDone(facts))];
  for (const change of way) {
    facts = { ...facts, ...change };
    led.push(nextStep(stepsDone(facts)));
  }
  expect(led).toEqual(['authority', 'ask', 'confirm', 'exhibits', 'pack', null]);
});

test('after signing in again what the case holds says how far one was', () => {
  expect(nextStep(stepsDone({ ...start, declared: true, exhibits: 2 }))).toBe('exhibits');
  expect(nextStep(stepsDone({ ...start, declared: true, exhibits: 2, packs: 1 }))).toBeNull();
});

test('a query that was refused is no step', () => {
  expect(stepsDone(start).size).toBe(0);
});
