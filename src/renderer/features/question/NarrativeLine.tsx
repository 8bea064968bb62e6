/** What the log will say about the next run: file number, purpose and narrative, or that there is none. Renderer. */
import './question.css';
import { Shield } from '@blueprintjs/icons';
import { useDesk } from '../../desk/index.ts';
import { useAuthority } from '../authority/index.ts';

export function NarrativeLine() {
  const { current, standing, purposeLabel } = useAuthority();
  const { dispatch } = useDesk();
  const change = (): void => dispatch({ type: 'side', side: 'authority' });
  const live = standing === 'live' || standing === 'soon';
  return (
    <p className="wm-narrative" data-testid="narrative-line">
      <Shield size={14} />
      {current !== null && live ? (
        <span className="wm-ellipsis" title={current.narrative}>
          {current.number} · {purposeLabel(current.purpose)} · “{current.narrative}”
        </span>
      ) : (
        <span className="wm-ellipsis">
          {current === null
            ? 'No authority for this case yet: a query is refused'
            : 'Your authority has ended: a query is refused'}
        </span>
      )}
      <span className="wm-dim wm-nowrap">each run is logged</span>
      <button type="button" className="wm-link" onClick={change} data-testid="change-authority">
        {current === null ? 'Get one' : live ? 'Change' : 'Renew'}
      </button>
    </p>
  );
}
