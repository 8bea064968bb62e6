/** Left rail, 48 px: the screens, each an icon with its name and key on hover. Renderer. */
import { Tooltip } from '@blueprintjs/core';
import {
  Archive,
  Briefcase,
  Cog,
  FolderSharedOpen,
  History,
  Route,
  Search,
  Shield,
  TableSync,
} from '@blueprintjs/icons';
import type { ComponentType } from 'react';
import { type KeyName, type Screen, useDesk } from '../desk/index.ts';
import { useToApproveCount } from '../features/register/index.ts';
import { countText } from '../format/number.ts';
import { Kbd } from '../parts/index.ts';

export interface RailItem {
  readonly screen: Screen;
  readonly title: string;
  readonly icon: ComponentType<{ size?: number }>;
  readonly key?: KeyName;
  readonly needsCase: boolean;
}

const UPPER: readonly RailItem[] = [
  { screen: 'cases', title: 'Cases', icon: Briefcase, key: 'cases', needsCase: false },
  { screen: 'find', title: 'Find a vehicle', icon: Search, key: 'find', needsCase: true },
  { screen: 'movement', title: 'Movement', icon: Route, key: 'movement', needsCase: true },
  { screen: 'exhibits', title: 'Exhibits', icon: FolderSharedOpen, key: 'exhibits', needsCase: true },
  { screen: 'packs', title: 'Evidence packs', icon: Archive, key: 'packs', needsCase: true },
  { screen: 'authorities', title: 'Authorities', icon: Shield, key: 'authorities', needsCase: false },
  { screen: 'log', title: 'Query log', icon: History, key: 'log', needsCase: true },
];
export const LOWER: readonly RailItem[] = [
  { screen: 'sync', title: 'Sync', icon: TableSync, needsCase: false },
  { screen: 'settings', title: 'Settings', icon: Cog, needsCase: false },
];

export function Rail({ inCase }: { inCase: boolean }) {
  return (
    <nav className="wm-rail" aria-label="Screens">
      <div>
        {UPPER.map((item) => (
          <RailButton key={item.screen} item={item} blocked={item.needsCase && !inCase} />
        ))}
      </div>
      <div>
        {LOWER.map((item) => (
          <RailButton key={item.screen} item={item} blocked={false} />
        ))}
      </div>
    </nav>
  );
}

/** What waits for the signed-in person's word is counted on the rail. */
function useCountOf(screen: Screen): number {
  const toApprove = useToApproveCount(screen === 'authorities');
  return screen === 'authorities' ? toApprove : 0;
}

export function RailButton({ item, blocked }: { item: RailItem; blocked: boolean }) {
  const { desk, dispatch } = useDesk();
  const Icon = item.icon;
  const here = desk.screen === item.screen;
  const count = useCountOf(item.screen);
  const waits = count === 0 ? '' : `, ${countText(count)} to approve`;
  const label = (
    <span className="wm-row">
      {item.title}
      {waits}
      {blocked && <span className="wm-dim">open a case first</span>}
      {item.key !== undefined && <Kbd of={item.key} />}
    </span>
  );
  return (
    <Tooltip content={label} placement="right" compact hoverOpenDelay={150}>
      <button
        type="button"
        className="wm-rail-button"
        aria-label={blocked ? `${item.title}, open a case first` : `${item.title}${waits}`}
        aria-current={here ? 'page' : undefined}
        aria-disabled={blocked}
        data-testid={`rail-${item.screen}`}
        onClick={() => !blocked && dispatch({ type: 'go', screen: item.screen })}
      >
        <Icon size={16} />
        {count > 0 && (
          <span className="wm-count" aria-hidden data-testid="rail-count">
            {countText(count)}
          </span>
        )}
      </button>
    </Tooltip>
  );
}
