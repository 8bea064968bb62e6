/** The log in the status bar: how much is held, from when to when, who is silent, the window. Renderer. */
import { countOf } from '../../format/number.ts';
import { shortDateText } from '../../format/time.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { windowTitle } from './audit-filter.ts';
import { silenceText } from './audit-words.ts';
import { useAuditState } from './use-audit.ts';

export function AuditStatus() {
  const { filter } = useAuditDesk();
  const state = useAuditState().data;
  if (state === undefined) return null;
  return (
    <>
      <span className="wm-status-item" data-testid="status-log">
        Log{' '}
        <strong>
          {countOf(state.held, 'entry', 'entries')}
          {state.verdict !== null && `, ${silenceText(state.verdict)}`}
        </strong>
      </span>
      {state.oldestMs !== null && state.newestMs !== null && (
        <span className="wm-status-item wm-audit-status-more">
          Entries from{' '}
          <strong>
            {shortDateText(state.oldestMs)} to {shortDateText(state.newestMs)}
          </strong>
        </span>
      )}
      <span className="wm-status-item wm-audit-status-more">
        Window <strong>{windowTitle(filter.fromMs, filter.toMs)}</strong>
      </span>
    </>
  );
}
