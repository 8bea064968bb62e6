/** The commands of an auditor's desk: the log, its help, theme, keys, lock. Pure. None of them asks about a vehicle. */
import type { Command, KeyName, Screen, useDesk } from '../desk/index.ts';

interface Sources {
  readonly dispatch: ReturnType<typeof useDesk>['dispatch'];
  readonly onLock: () => void;
  readonly onTheme: () => void;
}

const SCREENS: readonly { screen: Screen; title: string; key?: KeyName }[] = [
  { screen: 'audit', title: 'Query log of every workstation', key: 'log' },
  { screen: 'audit-help', title: 'How to read the log' },
  { screen: 'sync', title: 'Sync, lease and alerts' },
  { screen: 'settings', title: 'Settings' },
];

export function auditorCommands({ dispatch, onLock, onTheme }: Sources): Command[] {
  return [
    ...SCREENS.map(
      ({ screen, title, key }): Command => ({
        id: `go-${screen}`,
        title,
        group: 'Go',
        ...(key !== undefined && { key }),
        run: () => dispatch({ type: 'go', screen }),
      }),
    ),
    { id: 'theme', title: 'Switch between dark and light', group: 'Do', key: 'theme', run: onTheme },
    {
      id: 'shortcuts',
      title: 'Show the keys',
      group: 'Do',
      key: 'shortcuts',
      run: () => dispatch({ type: 'overlay', overlay: 'shortcuts' }),
    },
    { id: 'lock', title: 'Lock the workstation', group: 'Do', key: 'lock', run: onLock },
  ];
}
