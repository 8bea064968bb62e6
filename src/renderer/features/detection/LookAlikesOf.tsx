/** Which plates held look like this one: a question of its own, asked on request and logged. Renderer. */
import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../connection/index.ts';
import { useDesk } from '../../desk/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { Plate, ProblemBox } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';

const SHOWN = 30;

export function LookAlikesOf({ caseId, plate }: { caseId: string; plate: string }) {
  const client = useClient();
  const { dispatch } = useDesk();
  const { idToAskUnder } = useAuthority();
  const question = useMutation({
    mutationFn: async () => client.find.lookAlikes({ caseId, authorityId: await idToAskUnder(), plate }),
  });
  const answer = question.data;
  return (
    <div className="wm-look-alikes-of" data-testid="look-alikes-of">
      <div className="wm-actions">
        <Button
          size="small"
          text={`Who looks like ${plate}?`}
          loading={question.isPending}
          onClick={() => question.mutate()}
          data-testid="ask-look-alikes"
        />
        <span className="wm-caption">Over all reads held; logged.</span>
      </div>
      {question.error !== null && <ProblemBox error={question.error} onRetry={() => question.mutate()} />}
      {answer?.outcome === 'refused' && (
        <p className="wm-field-note" data-tone="red" role="alert">
          Not run (log entry {answer.logSeq}).{' '}
          {answer.decision.reasons.map(({ message, remedy }) => `${message} ${remedy}`).join(' ')}
        </p>
      )}
      {answer?.outcome === 'ran' && (
        <>
          <p className="wm-caption" role="status">
            {countOf(answer.lookAlikes.length, 'plate')} could be mistaken for it, itself read{' '}
            {countOf(answer.passes, 'time')} · log entry {countText(answer.logSeq)}
            {answer.truncated && ' · more than can be listed'}
          </p>
          <ul className="wm-look-alikes" aria-label={`Plates that look like ${plate}`}>
            {answer.lookAlikes.slice(0, SHOWN).map((other) => (
              <li key={other.plate}>
                <Plate text={other.plate} />
                <span className="wm-dim">{countOf(other.passes, 'read')}</span>
                <button
                  type="button"
                  className="wm-link"
                  aria-label={`Put ${other.plate} into the plate box`}
                  onClick={() => dispatch({ type: 'find-plate', plate: other.plate })}
                >
                  find
                </button>
              </li>
            ))}
          </ul>
          {answer.lookAlikes.length > SHOWN && (
            <p className="wm-caption">And {countText(answer.lookAlikes.length - SHOWN)} further off.</p>
          )}
        </>
      )}
    </div>
  );
}
