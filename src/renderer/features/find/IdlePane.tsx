/** Before the first query: what to type; in the training case, what to look for and the whole way in five steps. Renderer. */
import { Button } from '@blueprintjs/core';
import { Search } from '@blueprintjs/icons';
import { useDesk, useLesson } from '../../desk/index.ts';
import { Empty, Kbd } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';

export function IdlePane({ onTry }: { onTry: (plate: string) => void }) {
  const lesson = useLesson();
  const { dispatch } = useDesk();
  const { caseRecord, standing } = useAuthority();
  if (lesson !== null && lesson.fileNumber === caseRecord.fileNumber) {
    const held = standing === 'live' || standing === 'soon';
    return (
      <section className="wm-lesson wm-scroll" data-testid="lesson">
        <h2>Your training case</h2>
        <p>
          “{lesson.narrative}” The vehicle: <strong>{lesson.vehicle}</strong>. All of it is invented.
        </p>
        <ol>
          <li data-done={held}>
            <button type="button" className="wm-link" onClick={() => dispatch({ type: 'side', side: 'authority' })}>
              Get an authority
            </button>
            : the form is filled in. The chip above shows what you hold.
          </li>
          <li>
            Ask for <span className="wm-mono">{lesson.plate}</span>: misreads are found too, ranked.{' '}
            <Button
              size="small"
              text={`Put ${lesson.plate} in the box`}
              onClick={() => onTry(lesson.plate)}
              data-testid="lesson-plate"
            />
          </li>
          <li>
            Open a read <Kbd of="open" />, type the plate you see in its image <Kbd of="typed" />, confirm{' '}
            <Kbd of="confirm" /> <Kbd text="↵" />.
          </li>
          <li>
            Add it to the exhibits <Kbd of="exhibit" />; confirm another, and draw the journey <Kbd of="journey" />.
          </li>
          <li>
            Export the evidence pack <Kbd of="packs" /> and watch it verify itself.
          </li>
        </ol>
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
