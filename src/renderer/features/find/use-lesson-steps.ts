/**
 * The training steps of this case: which are done, which comes next, and whether they were dismissed. Renderer.
 * That they were dismissed is kept for this browser profile; nothing of a case is stored there.
 */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../../connection/index.ts';
import { useKeptState, useLesson } from '../../desk/index.ts';
import { useAuthority } from '../authority/index.ts';
import { type LessonStep, nextStep, stepsDone } from './lesson-progress.ts';

const KEY = 'waymark.lesson';
const DISMISSED = 'dismissed';

type Lesson = NonNullable<ReturnType<typeof useLesson>>;

export interface LessonSteps {
  readonly lesson: Lesson;
  readonly done: ReadonlySet<LessonStep>;
  readonly next: LessonStep | null;
  readonly dismissed: boolean;
  dismiss(): void;
  restore(): void;
  /** A read was judged: that step is done. */
  noteJudged(): void;
}

/** null: this is not the training case. */
export function useLessonSteps(caseId: string, now: { ran: boolean; journeyDrawn: boolean }): LessonSteps | null {
  const client = useClient();
  const lesson = useLesson();
  const { caseRecord, current } = useAuthority();
  const ofCase = lesson !== null && lesson.fileNumber === caseRecord.fileNumber;
  const exhibits = useQuery({
    queryKey: ['exhibits', caseId],
    queryFn: () => client.exhibits.list({ caseId }),
    enabled: ofCase,
  });
  const packs = useQuery({
    queryKey: ['packs', caseId],
    queryFn: () => client.packs.list({ caseId }),
    enabled: ofCase,
  });
  const { state: seen, change } = useKeptState('lesson-seen', () => ({
    asked: false,
    judged: false,
    journeyDrawn: false,
  }));
  const asked = seen.asked || now.ran;
  const journeyDrawn = seen.journeyDrawn || now.journeyDrawn;
  useEffect(() => {
    if (asked !== seen.asked || journeyDrawn !== seen.journeyDrawn) change({ ...seen, asked, journeyDrawn });
  }, [asked, journeyDrawn, seen, change]);
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(KEY) === DISMISSED);
  const noteJudged = useCallback(() => {
    if (!seen.judged) change({ ...seen, judged: true });
  }, [seen, change]);
  const dismiss = useCallback(() => {
    localStorage.setItem(KEY, DISMISSED);
    setDismissed(true);
  }, []);
  const restore = useCallback(() => {
    localStorage.removeItem(KEY);
    setDismissed(false);
  }, []);
  if (!ofCase) return null;
  const done = stepsDone({
    declared: current !== null,
    asked,
    judged: seen.judged,
    journeyDrawn,
    exhibits: exhibits.data?.length ?? 0,
    packs: packs.data?.length ?? 0,
  });
  return {
    lesson,
    done,
    next: nextStep(done),
    dismissed,
    dismiss,
    restore,
    noteJudged,
  };
}
