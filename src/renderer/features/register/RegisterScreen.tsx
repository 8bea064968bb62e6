/**
 * The register of authorities: those of the open case with their clocks, what waits for one's word, what is tracked, and
 * vehicles one must not ask about; whether something may be recorded as stolen or shared. Renderer.
 */
import './register.css';
import { Shield } from '@blueprintjs/icons';
import type { User } from '../../../core/model/domain.ts';
import { useDesk, useKeys } from '../../desk/index.ts';
import { countText } from '../../format/number.ts';
import { Empty, PaneTabs, tabId } from '../../parts/index.ts';
import { InterestsPane } from './InterestsPane.tsx';
import { RegisterPane } from './RegisterPane.tsx';
import { SharingPane } from './SharingPane.tsx';
import { StolenPane } from './StolenPane.tsx';
import { ToApprovePane } from './ToApprovePane.tsx';
import { TrackingPane } from './TrackingPane.tsx';
import { useToApproveCount } from './use-approvals.ts';

interface RegisterScreenProps {
  /** null: no case is open; approvals are there all the same. */
  readonly caseId: string | null;
  readonly user: User;
}

export function RegisterScreen({ caseId, user }: RegisterScreenProps) {
  const { desk, dispatch } = useDesk();
  const waiting = useToApproveCount(true);
  // Without a case approvals are all there is; they stay in front when the last of them is decided.
  const tab = desk.registerTab ?? (caseId === null ? 'approve' : 'register');
  const tabs = [
    { id: 'register', title: 'This case' },
    {
      id: 'approve',
      title: <>To approve {waiting > 0 && <span className="wm-badge">{countText(waiting)}</span>}</>,
    },
    { id: 'tracking', title: 'Tracking' },
    { id: 'stolen', title: 'Stolen' },
    { id: 'sharing', title: 'Sharing' },
    { id: 'vehicles', title: 'My vehicles' },
  ] as const;
  const go = (next: (typeof tabs)[number]['id']) => () => dispatch({ type: 'register-tab', tab: next });
  useKeys({
    tabRegister: go('register'),
    tabApprove: go('approve'),
    tabTracking: go('tracking'),
    tabStolen: go('stolen'),
    tabSharing: go('sharing'),
    tabVehicles: go('vehicles'),
  });
  const needsCase = (
    <Empty icon={<Shield size={28} />} title="No case is open" testId="register-no-case">
      Authorities belong to a case. Open one, and its register is here.
    </Empty>
  );
  return (
    <div className="wm-register" data-testid="authorities-screen">
      <section className="wm-pane" aria-label="Authorities">
        <header className="wm-pane-head">
          <h1 className="wm-hidden">Authorities</h1>
          <PaneTabs
            label="Authorities"
            name="register"
            tabs={tabs}
            chosen={tab}
            onChoose={(next) => dispatch({ type: 'register-tab', tab: next })}
          />
        </header>
        <div className="wm-register-panel" role="tabpanel" aria-labelledby={tabId('register', tab)}>
          {tab === 'register' && (caseId === null ? needsCase : <RegisterPane caseId={caseId} />)}
          {tab === 'approve' && <ToApprovePane caseId={caseId} user={user} />}
          {tab === 'tracking' && (caseId === null ? needsCase : <TrackingPane caseId={caseId} />)}
          {tab === 'stolen' && (caseId === null ? needsCase : <StolenPane caseId={caseId} />)}
          {tab === 'sharing' && (caseId === null ? needsCase : <SharingPane caseId={caseId} />)}
          {tab === 'vehicles' && <InterestsPane />}
        </div>
      </section>
    </div>
  );
}
