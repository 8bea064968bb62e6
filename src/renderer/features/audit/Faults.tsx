/** Every fault that verifying found: where, what, and what to do about it. Renderer. */
import { Error as ErrorIcon } from '@blueprintjs/icons';
import type { AuditVerdict } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { adviceFor } from './audit-words.ts';
import { refKey } from './use-audit.ts';

export function Faults({ problems }: { problems: AuditVerdict['problems'] }) {
  const { choose, open } = useAuditDesk();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by keyboard too.
    <section className="wm-faults" aria-label="Faults in the log" tabIndex={0} data-testid="audit-faults">
      <ul>
        {problems.map((problem) => {
          const { ref } = problem;
          return (
            <li key={`${problem.code} ${ref === null ? problem.message : refKey(ref)}`}>
              <ErrorIcon size={14} />
              <div>
                <p>
                  <strong>{problem.message}</strong>{' '}
                  <span className="wm-fault-where">
                    {problem.deviceName}
                    {ref !== null && `, its entry ${countText(ref.deviceSeq)}`} ·{' '}
                    <span className="wm-mono">{problem.code}</span>
                  </span>
                </p>
                <p>{adviceFor(problem.code)}</p>
              </div>
              {ref !== null && (
                <button
                  type="button"
                  className="wm-link"
                  onClick={() => {
                    choose(null);
                    open(ref);
                  }}
                >
                  Open the entry
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
