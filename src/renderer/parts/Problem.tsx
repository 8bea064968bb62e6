/** An error: what happened, what is safe, what to do. Renderer. */
import { Button } from '@blueprintjs/core';
import { Error as ErrorIcon, Offline } from '@blueprintjs/icons';
import { problemOf } from '../connection/problem.ts';

export function ProblemBox({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  return (
    <div className="wm-problem" role="alert" data-testid="problem" data-code={problem.code}>
      {problem.code === 'OFFLINE' ? <Offline /> : <ErrorIcon />}
      <div>
        <strong>{problem.message}</strong>
        {problem.tip !== '' && <p>{problem.tip}</p>}
        <p className="wm-caption wm-mono">{problem.code}</p>
      </div>
      {onRetry !== undefined && (
        <div className="wm-problem-actions">
          <Button text="Try again" onClick={onRetry} />
        </div>
      )}
    </div>
  );
}
