/** What the rules said to “may I?”: allowed, with what was in order, or refused, with each reason. Renderer. */
import { SmallTick } from '@blueprintjs/icons';
import type { LawfulAnswer } from '../../../contract/lawful-answers.ts';
import { countText } from '../../format/number.ts';
import { DecisionReasons } from '../authority/index.ts';

interface LawfulOutcomeProps {
  readonly answer: LawfulAnswer;
  readonly allowed: string;
  /** What to do with a yes: nothing was done by asking. */
  readonly next: string;
  readonly refused: string;
}

export function LawfulOutcome({ answer, allowed, next, refused }: LawfulOutcomeProps) {
  const { decision, logSeq } = answer;
  if (answer.outcome === 'refused')
    return <DecisionReasons title={refused} decision={decision} logSeq={logSeq} testId="lawful-refused" />;
  return (
    <div className="wm-lawful" role="status" data-testid="lawful-allowed">
      <SmallTick size={16} />
      <div>
        <strong>
          {allowed} Log entry {countText(logSeq)}.
        </strong>
        <p>{next}</p>
        {decision.inOrder.map(({ rule, message }) => (
          <p key={`${rule.id}-${message}`} className="wm-dim">
            {message}{' '}
            <span className="wm-caption wm-mono">
              {rule.id} v{rule.version}
            </span>
          </p>
        ))}
      </div>
    </div>
  );
}
