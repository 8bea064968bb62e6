/** Why the rules said no to a step: what happened, each reason with its rule, what to do. Renderer. */
import { Disable } from '@blueprintjs/icons';
import type { Decision } from '../../../core/authority/decision.ts';
import { countText } from '../../format/number.ts';

interface DecisionReasonsProps {
  readonly title: string;
  readonly decision: Decision;
  readonly logSeq: number | null;
  readonly testId?: string;
}

export function DecisionReasons({ title, decision, logSeq, testId = 'step-refused' }: DecisionReasonsProps) {
  return (
    <div className="wm-problem" role="alert" data-testid={testId}>
      <Disable />
      <div>
        <strong>
          {title}
          {logSeq !== null && ` Log entry ${countText(logSeq)}.`}
        </strong>
        {decision.reasons.map((reason) => (
          <p key={`${reason.code}-${reason.rule.id}`}>
            {reason.message} {reason.remedy}{' '}
            <span className="wm-caption wm-mono">
              {reason.rule.id} v{reason.rule.version}
            </span>
          </p>
        ))}
      </div>
    </div>
  );
}
