/** Ctrl K: any command, case or exhibit by a few letters; a plate typed here goes into the plate box. Renderer. */
import { Overlay2 } from '@blueprintjs/core';
import { Search } from '@blueprintjs/icons';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { parsePlateQuery } from '../../core/plate/plate-query.ts';
import { type Command, rankCommands, useCommandList, useDesk, useTheme } from '../desk/index.ts';
import type { CaseRow } from '../features/cases/index.ts';
import { useExhibits } from '../features/exhibits/index.ts';
import { Kbd } from '../parts/index.ts';
import { auditorCommands } from './auditor-commands.ts';
import { deskCommands } from './desk-commands.ts';

interface PaletteProps {
  readonly cases: readonly CaseRow[];
  readonly inCase: boolean;
  /** An auditor has the log, and no case. */
  readonly auditor?: boolean;
  readonly onLock: () => void;
}

export function Palette(props: PaletteProps) {
  const { desk, dispatch } = useDesk();
  const close = (): void => dispatch({ type: 'overlay', overlay: null });
  return (
    <Overlay2
      isOpen={desk.overlay === 'palette'}
      onClose={close}
      transitionDuration={0}
      portalClassName="wm-palette-portal"
    >
      <div
        className="wm-palette"
        role="dialog"
        aria-modal="true"
        aria-label="Commands"
        data-modal={desk.overlay === 'palette'}
        data-testid="palette"
      >
        {desk.caseId === null ? <Body {...props} exhibits={[]} /> : <BodyOfCase {...props} caseId={desk.caseId} />}
      </div>
    </Overlay2>
  );
}

type Exhibits = readonly { number: string; plate: string; detectionId: string; place: string }[];

function BodyOfCase({ caseId, ...props }: PaletteProps & { caseId: string }) {
  const { data } = useExhibits(caseId);
  const exhibits = (data ?? [])
    .filter((row) => row.exhibit.removedMs === null)
    .map(({ exhibit, detection, camera }) => ({
      number: exhibit.number,
      plate: exhibit.plate,
      detectionId: detection.id,
      place: camera?.name ?? detection.cameraId,
    }));
  return <Body {...props} exhibits={exhibits} />;
}

function Body({ cases, inCase, auditor = false, onLock, exhibits }: PaletteProps & { exhibits: Exhibits }) {
  const { dispatch } = useDesk();
  const { theme, choose } = useTheme();
  const ofScreens = useCommandList();
  const what = auditor ? 'Command' : 'Command, case, exhibit or plate';
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const commands = useMemo(() => {
    const onTheme = (): void => choose(theme === 'dark' ? 'light' : 'dark');
    return [
      ...(auditor
        ? auditorCommands({ dispatch, onLock, onTheme })
        : deskCommands({ dispatch, inCase, cases, exhibits, onLock, onTheme })),
      ...ofScreens,
    ];
  }, [dispatch, inCase, auditor, cases, exhibits, onLock, theme, choose, ofScreens]);
  const ranked = useMemo(() => {
    const found = rankCommands(commands, text).slice(0, 40);
    const plate = parsePlateQuery(text);
    if (!inCase || text.trim() === '' || !plate.ok) return found;
    const find: Command = {
      id: 'find-plate',
      title: `Find ${plate.query.pattern}`,
      detail: 'puts it into the plate box; nothing runs yet',
      group: 'Do',
      run: () => dispatch({ type: 'find-plate', plate: text.trim() }),
    };
    return [...found, find];
  }, [commands, text, inCase, dispatch]);
  const chosen = ranked[Math.min(at, ranked.length - 1)];
  const run = (command: Command | undefined): void => {
    if (command === undefined || command.blocked !== undefined) return;
    dispatch({ type: 'overlay', overlay: null });
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, ranked.length - 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0));
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="wm-palette-box">
        <Search size={16} />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen === undefined ? undefined : `command-${chosen.id}`}
          aria-label={what}
          placeholder={what}
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type in it.
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          data-testid="palette-input"
        />
        <Kbd text="Esc" />
      </div>
      <div id="palette-list" role="listbox" aria-label="Commands" className="wm-palette-list" tabIndex={-1}>
        {ranked.map((command) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above handles the keys of the list.
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            aria-disabled={command.blocked !== undefined}
            className="wm-command"
            onClick={() => run(command)}
          >
            <span className="wm-command-group">{command.group}</span>
            <span className="wm-ellipsis">
              {command.title} <span className="wm-dim">{command.blocked ?? command.detail}</span>
            </span>
            {command.key !== undefined && <Kbd of={command.key} />}
          </div>
        ))}
        {ranked.length === 0 && (
          <p className="wm-palette-none">Nothing by that name.{!auditor && ' A plate has letters and digits only.'}</p>
        )}
      </div>
    </>
  );
}
