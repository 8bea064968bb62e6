/** Top bar, 40 px: case, authority, search for everything, alerts, user. Renderer. */
import { Button, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown, Help, Lock, Notifications, Search } from '@blueprintjs/icons';
import { useDesk } from '../desk/index.ts';
import { AuthorityChip } from '../features/authority/index.ts';
import type { CaseRow } from '../features/cases/index.ts';
import { type SignedIn, useLock } from '../features/session/index.ts';
import { useSync } from '../features/sync/index.ts';
import { initials, ROLE_WORDS } from '../format/words.ts';
import { Kbd } from '../parts/index.ts';

interface TopBarProps {
  readonly session: SignedIn;
  readonly openCase: CaseRow | null;
  readonly cases: readonly CaseRow[];
}

export function TopBar({ session, openCase, cases }: TopBarProps) {
  const { dispatch } = useDesk();
  return (
    <header className="wm-top">
      <Logo />
      <CaseSwitcher openCase={openCase} cases={cases} />
      {openCase !== null && <AuthorityChip user={session.user} />}
      <button
        type="button"
        className="wm-search-all"
        aria-label="Search everything"
        onClick={() => dispatch({ type: 'overlay', overlay: 'palette' })}
        data-testid="search-all"
      >
        <Search size={14} />
        <span className="wm-ellipsis">Search everything</span>
        <Kbd of="palette" />
      </button>
      <TopEnd session={session} />
    </header>
  );
}

export function Logo() {
  return (
    <svg className="wm-logo" viewBox="0 0 32 32" aria-label="Waymark" role="img">
      <path
        d="M4 9l5.500 15L16 11l6.500 13L28 9"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="5" r="2.500" fill="var(--acc)" />
    </svg>
  );
}

/** Alerts, keys and the user: the same for every role. */
export function TopEnd({ session }: { session: SignedIn }) {
  const { dispatch } = useDesk();
  const alerts = useSync().data?.alerts.filter((alert) => alert.severity !== 'info').length ?? 0;
  return (
    <div className="wm-top-end">
      <span className="wm-alerts">
        <Button
          variant="minimal"
          icon={<Notifications />}
          aria-label={alerts === 0 ? 'Alerts: none' : `Alerts: ${alerts}`}
          title="Alerts and sync"
          onClick={() => dispatch({ type: 'go', screen: 'sync' })}
        />
        {alerts > 0 && (
          <span className="wm-count" aria-hidden>
            {alerts}
          </span>
        )}
      </span>
      <Button
        variant="minimal"
        icon={<Help />}
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => dispatch({ type: 'overlay', overlay: 'shortcuts' })}
      />
      <UserMenu session={session} />
    </div>
  );
}

function CaseSwitcher({ openCase, cases }: { openCase: CaseRow | null; cases: readonly CaseRow[] }) {
  const { dispatch } = useDesk();
  return (
    <PopoverNext
      placement="bottom-start"
      content={
        <Menu>
          {cases.slice(0, 12).map((row) => (
            <MenuItem
              key={row.id}
              text={row.name}
              label={row.fileNumber ?? ''}
              active={row.id === openCase?.id}
              onClick={() => row.id !== openCase?.id && dispatch({ type: 'open-case', caseId: row.id })}
            />
          ))}
          {cases.length > 0 && <MenuDivider />}
          <MenuItem text="All cases" label="Alt 1" onClick={() => dispatch({ type: 'go', screen: 'cases' })} />
        </Menu>
      }
    >
      <button type="button" className="wm-case-switch" data-testid="case-switch">
        <strong className="wm-ellipsis">{openCase?.name ?? 'No case open'}</strong>
        {openCase !== null && openCase.summary !== '' && <span className="wm-ellipsis wm-dim">{openCase.summary}</span>}
        <CaretDown size={14} />
      </button>
    </PopoverNext>
  );
}

function UserMenu({ session }: { session: SignedIn }) {
  const { dispatch } = useDesk();
  const lock = useLock();
  const { user } = session;
  return (
    <PopoverNext
      placement="bottom-end"
      content={
        <Menu>
          <MenuItem text="Settings" onClick={() => dispatch({ type: 'go', screen: 'settings' })} />
          <MenuItem icon={<Lock size={14} />} text="Lock" label="Alt L" onClick={() => lock.mutate()} />
        </Menu>
      }
    >
      <button
        type="button"
        className="wm-user"
        // Holds what is seen of it at any width: name and role, the name, or the initials alone.
        aria-label={`${user.name} · ${ROLE_WORDS[user.role]}, ${initials(user.name)}`}
        data-testid="user-menu"
      >
        <span className="wm-avatar" aria-hidden data-initials={initials(user.name)} />
        <span className="wm-user-name wm-ellipsis">
          {user.name} <span className="wm-dim">· {ROLE_WORDS[user.role]}</span>
        </span>
      </button>
    </PopoverNext>
  );
}
