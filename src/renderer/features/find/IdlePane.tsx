/** Before the first query: what to type; in the training case, what to look for and the whole way in five steps. Renderer. */
import { Search } from '@blueprintjs/icons';
import { Empty, Kbd } from '../../parts/index.ts';
import { LessonList } from './LessonSteps.tsx';
import type { LessonSteps } from './use-lesson-steps.ts';

interface IdlePaneProps {
  /** null: not the training case, or dismissed. */
  readonly steps: LessonSteps | null;
  readonly onTry: (plate: string) => void;
}

export function IdlePane({ steps, onTry }: IdlePaneProps) {
  if (steps !== null) {
    const { lesson } = steps;
    return (
      <section className="wm-lesson wm-scroll" data-testid="lesson">
        <h2>Your training case</h2>
        <p>
          “{lesson.narrative}” The vehicle: <strong>{lesson.vehicle}</strong>. All of it is invented.
        </p>
        <LessonList steps={steps} onTry={onTry} />
        <p className="wm-gap-top">
          <button type="button" className="wm-link" onClick={steps.dismiss}>
            Dismiss these steps
          </button>
        </p>
      </section>
    );
  }
  return (
    <Empty icon={<Search size={28} />} title="Ask for a plate" testId="find-idle">
      Type a plate as it was seen, <span className="wm-mono">?</span> for a character nobody saw and{' '}
      <span className="wm-mono">*</span> for any number of them, then <Kbd text="↵" />. Misreads are found too, ranked
      by how likely they are that plate.
    </Empty>
  );
}
