/** How far somebody has come in the training case, told from what the case holds and what was done since signing in. Pure. */

export const LESSON_STEPS = ['authority', 'ask', 'confirm', 'exhibits', 'pack'] as const;
export type LessonStep = (typeof LESSON_STEPS)[number];

export interface LessonFacts {
  /** An authority was declared, live or not any more. */
  readonly declared: boolean;
  readonly asked: boolean;
  readonly judged: boolean;
  readonly journeyDrawn: boolean;
  readonly exhibits: number;
  readonly packs: number;
}

/** The steps done. What a later step rests on is done with it, so that signing in again loses none. */
export function stepsDone(facts: LessonFacts): ReadonlySet<LessonStep> {
  const done = new Set<LessonStep>();
  const { declared, asked, judged, journeyDrawn, exhibits, packs } = facts;
  if (declared) done.add('authority');
  if (asked || judged || exhibits > 0) done.add('ask');
  if (judged || exhibits > 0) done.add('confirm');
  if (packs > 0 || (exhibits > 0 && journeyDrawn)) done.add('exhibits');
  if (packs > 0) done.add('pack');
  return done;
}

/** The first that is still to be done; null: the lesson is over. */
export const nextStep = (done: ReadonlySet<LessonStep>): LessonStep | null =>
  LESSON_STEPS.find((step) => !done.has(step)) ?? null;
