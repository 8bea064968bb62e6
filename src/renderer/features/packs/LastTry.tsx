/** A try that did not end in a pack: what became of it, and going on with what was chosen. Renderer. */
import { Button } from '@blueprintjs/core';
import type { PackTry } from '../../../contract/workstation.ts';
import { Time } from '../../parts/index.ts';
import { WarningSign } from './icons.ts';
import { useSetTryAside } from './use-packs.ts';

const WHAT = {
  killed: 'The workstation ended before it was done.',
  failed: 'It failed.',
  cancelled: 'It was stopped.',
} as const;

export function LastTry({ caseId, last, onGoOn }: { caseId: string; last: PackTry; onGoOn: () => void }) {
  const aside = useSetTryAside(caseId);
  return (
    <div className="wm-last-try" role="status" data-testid="last-try" data-state={last.state}>
      <WarningSign size={14} />
      <div>
        <strong>{last.number} was not finished</strong>
        <p>
          Begun <Time timeMs={last.startedMs} />, log entry {last.logSeq}. {WHAT[last.state]}
          {last.state === 'failed' && ` ${last.why}`} No half pack was left; all you chose is here.
        </p>
        <div className="wm-actions">
          <Button size="small" text="Go on" onClick={onGoOn} data-testid="go-on" />
          <Button
            size="small"
            variant="minimal"
            text="Set aside"
            loading={aside.isPending}
            onClick={() => aside.mutate()}
            data-testid="set-aside"
          />
        </div>
      </div>
    </div>
  );
}
