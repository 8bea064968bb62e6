/** An answer without reads: says how far the cameras reach, never "was not there". Renderer. */
import { Antenna } from '@blueprintjs/icons';
import { countOf, countText } from '../../format/number.ts';
import { windowText } from '../../format/time.ts';
import { Empty } from '../../parts/index.ts';
import { PartHint } from './PartHint.tsx';
import type { RanAnswer } from './use-result-rows.ts';

interface NoReadsProps {
  readonly answer: RanAnswer;
  readonly query: string;
  readonly onTry: (text: string) => void;
}

export function NoReads({ answer, query, onTry }: NoReadsProps) {
  const { coverage, window } = answer.summary;
  return (
    <div className="wm-results">
      <Empty
        icon={<Antenna size={28} />}
        title={`No reads from ${countText(coverage.live)} live of ${countOf(coverage.total, 'camera')}`}
        testId="no-reads"
      >
        {windowText(window.fromMs, window.toMs)}. This is coverage, not absence: the vehicle may have passed where no
        camera looks, or been read as something further off. Try <span className="wm-mono">?</span> for a doubtful
        character, a wider window, or anywhere.
      </Empty>
      <PartHint query={query} onTry={onTry} />
    </div>
  );
}
