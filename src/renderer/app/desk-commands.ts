/** The commands of the desk itself: screens, cases, exhibits, theme, lock. Pure. */
import type { Command, KeyName, Screen, useDesk } from '../desk/index.ts';
import type { CaseRow } from '../features/cases/index.ts';

interface Sources {
  readonly dispatch: ReturnType<typeof useDesk>['dispatch'];
  readonly inCase: boolean;
  readonly cases: readonly CaseRow[];
  readonly exhibits: readonly { number: string; plate: string; detectionId: string; place: string }[];
  readonly onLock: () => void;
  readonly onTheme: () => void;
}

const SCREENS: readonly { screen: Screen; title: string; key?: KeyName; needsCase: boolean }[] = [
  { screen: 'find', title: 'Find a vehicle', key: 'find', needsCase: true },
  { screen: 'movement', title: 'Movement: pattern, travels with, scenes, pairs', key: 'movement', needsCase: true },
  { screen: 'exhibits', title: 'Exhibits', key: 'exhibits', needsCase: true },
  { screen: 'packs', title: 'Evidence packs: build, verify, save', key: 'packs', needsCase: true },
  { screen: 'log', title: 'Query log', key: 'log', needsCase: true },
  {
    screen: 'authorities',
    title: 'Register of authorities, approvals, tracking',
    key: 'authorities',
    needsCase: false,
  },
  { screen: 'cases', title: 'All cases', key: 'cases', needsCase: false },
  { screen: 'sync', title: 'Sync, lease and alerts', needsCase: false },
  { screen: 'settings', title: 'Settings', needsCase: false },
];

export function deskCommands({ dispatch, inCase, cases, exhibits, onLock, onTheme }: Sources): Command[] {
  const blocked = inCase ? undefined : 'open a case first';
  return [
    ...SCREENS.map(
      ({ screen, title, key, needsCase }): Command => ({
        id: `go-${screen}`,
        title,
        group: 'Go',
        ...(key !== undefined && { key }),
        blocked: needsCase ? blocked : undefined,
        run: () => dispatch({ type: 'go', screen }),
      }),
    ),
    {
      id: 'authority',
      title: 'Get or change the authority',
      group: 'Do',
      key: 'authority',
      blocked,
      run: () => dispatch({ type: 'side', side: 'authority' }),
    },
    {
      id: 'tracking-authority',
      title: 'Get an authority to track a vehicle',
      group: 'Do',
      blocked,
      run: () => dispatch({ type: 'get-authority', fn: 'track', kind: 'surveillance-device-warrant' }),
    },
    {
      id: 'new-case',
      title: 'Start a new case',
      group: 'Do',
      run: () => dispatch({ type: 'go', screen: 'cases' }),
    },
    { id: 'theme', title: 'Switch between dark and light', group: 'Do', key: 'theme', run: onTheme },
    {
      id: 'shortcuts',
      title: 'Show the keys',
      group: 'Do',
      key: 'shortcuts',
      run: () => dispatch({ type: 'overlay', overlay: 'shortcuts' }),
    },
    { id: 'lock', title: 'Lock the workstation', group: 'Do', key: 'lock', run: onLock },
    ...cases.map(
      (row): Command => ({
        id: `case-${row.id}`,
        title: row.name,
        detail: [row.fileNumber, row.summary].filter(Boolean).join(' · '),
        group: 'Case',
        run: () => dispatch({ type: 'open-case', caseId: row.id }),
      }),
    ),
    ...exhibits.map(
      ({ number, plate, detectionId, place }): Command => ({
        id: `exhibit-${number}`,
        title: `${number} ${plate}`,
        detail: place,
        group: 'Exhibit',
        run: () => {
          dispatch({ type: 'go', screen: 'find' });
          dispatch({ type: 'select', selection: { detectionId, plate, match: null }, open: true });
        },
      }),
    ),
  ];
}
