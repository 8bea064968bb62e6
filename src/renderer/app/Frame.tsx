/** The frame of the desk: top bar, rail, screen, status bar, and the TRAINING stripe over all of it. Renderer. */
import './frame.css';
import { type ReactNode, useEffect, useState } from 'react';
import { KeptStateProvider, LessonProvider, useDesk, useKeys, useTheme } from '../desk/index.ts';
import { AuthorityProvider } from '../features/authority/index.ts';
import { type CaseRow, CasesScreen, useCases } from '../features/cases/index.ts';
import { ExhibitsScreen } from '../features/exhibits/index.ts';
import { FindScreen } from '../features/find/index.ts';
import { LogScreen } from '../features/log/index.ts';
import { AllPairsProvider, MovementScreen } from '../features/movement/index.ts';
import { PacksScreen } from '../features/packs/index.ts';
import { RegisterScreen } from '../features/register/index.ts';
import { type SignedIn, useLock } from '../features/session/index.ts';
import { SettingsScreen } from '../features/settings/index.ts';
import { SyncScreen, useSyncListener } from '../features/sync/index.ts';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';

export function Frame({ session }: { session: SignedIn }) {
  const { desk, dispatch } = useDesk();
  const { theme, choose } = useTheme();
  const cases = useCases();
  const lock = useLock();
  useSyncListener();
  const open = cases.data?.find((row) => row.id === desk.caseId) ?? null;
  const inCase = open !== null;
  useKeys({
    palette: () => dispatch({ type: 'overlay', overlay: 'palette' }),
    shortcuts: () => dispatch({ type: 'overlay', overlay: 'shortcuts' }),
    cases: () => dispatch({ type: 'go', screen: 'cases' }),
    authorities: () => dispatch({ type: 'go', screen: 'authorities' }),
    theme: () => choose(theme === 'dark' ? 'light' : 'dark'),
    lock: () => lock.mutate(),
    ...(inCase && {
      find: () => dispatch({ type: 'go', screen: 'find' }),
      movement: () => dispatch({ type: 'go', screen: 'movement' }),
      exhibits: () => dispatch({ type: 'go', screen: 'exhibits' }),
      packs: () => dispatch({ type: 'go', screen: 'packs' }),
      log: () => dispatch({ type: 'go', screen: 'log' }),
      authority: () => dispatch({ type: 'side', side: 'authority' }),
      ...(desk.screen !== 'find' &&
        desk.screen !== 'movement' && { plate: () => dispatch({ type: 'find-plate', plate: '' }) }),
    }),
  });
  useEffect(() => {
    document.title = open === null ? 'Waymark' : `${open.name} · Waymark`;
  }, [open]);
  const screens = (
    <>
      <TopBar session={session} openCase={open} cases={cases.data ?? []} />
      <Rail inCase={inCase} />
      <main className="wm-desk">
        <Screens session={session} openCase={open} />
      </main>
      <StatusBar space={session.space} />
      <Palette cases={cases.data ?? []} inCase={inCase} onLock={() => lock.mutate()} />
      <Shortcuts />
    </>
  );
  return (
    <LessonProvider lesson={session.offer?.lesson ?? null}>
      {session.space === 'training' && <div className="wm-training-stripe" aria-hidden data-testid="training-stripe" />}
      <div className="wm-frame" data-testid="frame" data-screen={desk.screen}>
        {open === null ? (
          screens
        ) : (
          <AuthorityProvider key={open.id} caseRecord={open}>
            <KeptStateProvider>
              <AllPairsProvider caseId={open.id}>{screens}</AllPairsProvider>
            </KeptStateProvider>
          </AuthorityProvider>
        )}
      </div>
    </LessonProvider>
  );
}

function Screens({ session, openCase }: { session: SignedIn; openCase: CaseRow | null }) {
  const { desk } = useDesk();
  const { screen } = desk;
  return (
    <>
      {screen === 'cases' && <CasesScreen />}
      {openCase !== null && (
        <>
          {/* Find stays: its answer, its map and what is typed are there when one comes back. */}
          <div className="wm-screen" hidden={screen !== 'find'}>
            <FindScreen key={openCase.id} caseId={openCase.id} active={screen === 'find'} />
          </div>
          <Kept active={screen === 'movement'}>
            <MovementScreen key={openCase.id} caseId={openCase.id} active={screen === 'movement'} />
          </Kept>
          {screen === 'exhibits' && <ExhibitsScreen caseId={openCase.id} />}
          <Kept active={screen === 'packs'}>
            <PacksScreen key={openCase.id} caseId={openCase.id} active={screen === 'packs'} />
          </Kept>
          {screen === 'log' && <LogScreen caseId={openCase.id} />}
        </>
      )}
      {screen === 'authorities' && (
        <RegisterScreen key={openCase?.id} caseId={openCase?.id ?? null} user={session.user} />
      )}
      {screen === 'sync' && <SyncScreen />}
      {screen === 'settings' && <SettingsScreen session={session} />}
    </>
  );
}

/** A screen that is made when first gone to, and stays from then on with what it holds. */
function Kept({ active, children }: { active: boolean; children: ReactNode }) {
  const [made, setMade] = useState(active);
  if (active && !made) setMade(true);
  return (
    <div className="wm-screen" hidden={!active}>
      {(made || active) && children}
    </div>
  );
}
