/** The frame of an auditor's desk: the query log of every workstation, and no way to ask about a vehicle. Renderer. */
import './frame.css';
import { EyeOpen } from '@blueprintjs/icons';
import { useEffect } from 'react';
import { useDesk, useKeys, useTheme } from '../desk/index.ts';
import { AuditHelp, AuditProvider, AuditScreen, AuditSearch, AuditStatus } from '../features/audit/index.ts';
import { type SignedIn, useLock } from '../features/session/index.ts';
import { SettingsScreen } from '../features/settings/index.ts';
import { SyncScreen, useSyncListener } from '../features/sync/index.ts';
import { AuditorRail } from './AuditorRail.tsx';
import { Palette } from './Palette.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Logo, TopEnd } from './TopBar.tsx';

export function AuditorFrame({ session }: { session: SignedIn }) {
  const { desk, dispatch } = useDesk();
  const { theme, choose } = useTheme();
  const lock = useLock();
  useSyncListener();
  useKeys({
    palette: () => dispatch({ type: 'overlay', overlay: 'palette' }),
    shortcuts: () => dispatch({ type: 'overlay', overlay: 'shortcuts' }),
    log: () => dispatch({ type: 'go', screen: 'audit' }),
    theme: () => choose(theme === 'dark' ? 'light' : 'dark'),
    lock: () => lock.mutate(),
  });
  useEffect(() => {
    document.title = 'Query log · Waymark';
  }, []);
  const { screen } = desk;
  return (
    <AuditProvider>
      {session.space === 'training' && <div className="wm-training-stripe" aria-hidden data-testid="training-stripe" />}
      <div className="wm-frame" data-testid="frame" data-screen={screen}>
        <header className="wm-top">
          <Logo />
          <p className="wm-top-title">
            <strong>Query log</strong> <span className="wm-dim">all units</span>
          </p>
          <p className="wm-role-chip" data-testid="role-chip">
            <EyeOpen size={14} /> <span className="wm-ellipsis">PNHQ auditor: reads every query, may make none</span>
          </p>
          <AuditSearch onUse={() => dispatch({ type: 'go', screen: 'audit' })} />
          <TopEnd session={session} />
        </header>
        <AuditorRail />
        <main className="wm-desk">
          {screen === 'audit-help' ? (
            <AuditHelp />
          ) : screen === 'sync' ? (
            <SyncScreen />
          ) : screen === 'settings' ? (
            <SettingsScreen session={session} />
          ) : (
            <AuditScreen />
          )}
        </main>
        <StatusBar space={session.space} log={<AuditStatus />} />
        <Palette cases={[]} inCase={false} auditor onLock={() => lock.mutate()} />
        <Shortcuts auditor />
      </div>
    </AuditProvider>
  );
}
