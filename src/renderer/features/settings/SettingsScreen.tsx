/** How the window looks, who is signed in, and what this is. Renderer. */
import './settings.css';
import { Button, SegmentedControl } from '@blueprintjs/core';
import { Lock } from '@blueprintjs/icons';
import type { SessionState } from '../../../contract/workstation.ts';
import type { User } from '../../../core/model/domain.ts';
import { type ThemeChoice, useTheme } from '../../desk/index.ts';
import { ROLE_WORDS } from '../../format/words.ts';
import { Kbd } from '../../parts/index.ts';
import { useLock } from '../session/index.ts';
import { AuditKeySection } from './AuditKeySection.tsx';
import { SignerSection } from './SignerSection.tsx';
import { WitnessSection } from './WitnessSection.tsx';

const HOST_WORDS = {
  electron: 'desktop window (Electron)',
  loopback: 'browser on this machine, loopback only',
  cli: 'command line',
} as const;

export function SettingsScreen({ session }: { session: SessionState & { user: User } }) {
  const { choice, choose } = useTheme();
  const lock = useLock();
  const { user, device } = session;
  return (
    <section className="wm-pane wm-settings" aria-label="Settings" data-testid="settings-screen">
      <header className="wm-pane-head">
        <h1 className="wm-tab">Settings</h1>
      </header>
      <div className="wm-scroll">
        <div className="wm-section">
          <h3 id="theme-label">Appearance</h3>
          <SegmentedControl
            aria-labelledby="theme-label"
            value={choice}
            onValueChange={(value) => choose(value as ThemeChoice)}
            options={[
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
              { value: 'system', label: 'As the system' },
            ]}
          />
          <p className="wm-caption wm-gap-top">
            Motion follows the system’s setting. Size follows the zoom of the window (Ctrl + and Ctrl −).
          </p>
        </div>
        <div className="wm-section">
          <h3>You</h3>
          <dl className="wm-facts">
            <dt>Name</dt>
            <dd>{user.name}</dd>
            <dt>Title</dt>
            <dd>{user.title}</dd>
            <dt>Role</dt>
            <dd>{ROLE_WORDS[user.role]}</dd>
            <dt>User name</dt>
            <dd className="wm-mono">{user.username}</dd>
          </dl>
          <div className="wm-actions wm-gap-top">
            <Button
              icon={<Lock size={14} />}
              text="Lock"
              endIcon={<Kbd of="lock" />}
              loading={lock.isPending}
              onClick={() => lock.mutate()}
              data-testid="lock"
            />
            <span className="wm-caption">Closes the encrypted workspace; nothing is lost.</span>
          </div>
        </div>
        <div className="wm-section">
          <h3>This workstation</h3>
          <dl className="wm-facts">
            <dt>Name</dt>
            <dd>{device?.name ?? 'not enrolled'}</dd>
            <dt>Number</dt>
            <dd className="wm-mono">{device?.id ?? ''}</dd>
            <dt>Server</dt>
            <dd className="wm-mono">{device?.serverUrl ?? ''}</dd>
            <dt>Data space</dt>
            <dd>
              {session.space === 'training' ? 'TRAINING: not evidence, no real person or vehicle' : session.space}
            </dd>
            <dt>Shown in</dt>
            <dd>{HOST_WORDS[session.host]}</dd>
          </dl>
        </div>
        {/* An auditor makes no packs. */}
        {user.role !== 'auditor' && <SignerSection />}
        <WitnessSection />
        <AuditKeySection />
        <div className="wm-section">
          <h3>About</h3>
          <p>
            Waymark {session.version}. Lawful number-plate queries, a log nobody can quietly alter, packs a court can
            check. Apache-2.0.
          </p>
          <p className="wm-caption wm-gap-top">
            Map: © OpenStreetMap contributors (ODbL), Natural Earth, GeoNames (CC BY 4.0). Type: Inter and JetBrains
            Mono (OFL). Interface: Blueprint (Apache-2.0).
          </p>
        </div>
      </div>
    </section>
  );
}
