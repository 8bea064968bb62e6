/** The training case that this start offers: what to look for and under which authority. Null outside training. Renderer. */
import { createContext, type ReactNode, useContext } from 'react';
import type { SessionState } from '../../contract/workstation.ts';

type Lesson = NonNullable<NonNullable<SessionState['offer']>['lesson']>;

const LessonContext = createContext<Lesson | null>(null);

export function LessonProvider({ lesson, children }: { lesson: Lesson | null; children: ReactNode }) {
  return <LessonContext value={lesson}>{children}</LessonContext>;
}

export const useLesson = (): Lesson | null => useContext(LessonContext);
