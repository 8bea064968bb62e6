/** Which exhibits go in and in which order; one left out says why, since the pack names it. Renderer. */
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { ArrowDown, ArrowUp } from '@blueprintjs/icons';
import { type KeyboardEvent, useState } from 'react';
import { isKey } from '../../desk/keys.ts';
import { Plate } from '../../parts/index.ts';
import { moved } from './reorder.ts';
import type { DraftEditor, PackDesk } from './use-pack-desk.ts';

interface ExhibitChoicesProps {
  readonly desk: PackDesk;
  readonly editor: DraftEditor;
  readonly disabled: boolean;
  readonly onTyped: () => void;
}

/** Of a long list so many stand here until one asks for the rest. */
const FIRST = 8;

export function ExhibitChoices({ desk, editor, disabled, onTyped }: ExhibitChoicesProps) {
  const { exhibits } = editor.draft;
  const [all, setAll] = useState(false);
  const byId = new Map(desk.exhibits.map((row) => [row.exhibitId, row]));
  const shown = all ? exhibits : exhibits.slice(0, FIRST);
  const set = (exhibitId: string, change: Partial<(typeof exhibits)[number]>, field?: 'exhibits'): void =>
    editor.edit(
      { exhibits: exhibits.map((row) => (row.exhibitId === exhibitId ? { ...row, ...change } : row)) },
      field,
    );
  const move = (at: number, step: number): void => {
    const next = moved(exhibits, at, at + step);
    if (next !== exhibits && !disabled) editor.edit({ exhibits: [...next] });
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const step = isKey(event.nativeEvent, 'moveUp') ? -1 : isKey(event.nativeEvent, 'moveDown') ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    move(at, step);
  };
  return (
    <ol className="wm-exhibit-choices" data-testid="pack-exhibits">
      {shown.map(({ exhibitId, included, why }, at) => {
        const row = byId.get(exhibitId);
        if (row === undefined) return null;
        return (
          <li
            key={exhibitId}
            data-testid="pack-exhibit"
            data-out={!included}
            onKeyDown={(event) => onKeyDown(event, at)}
          >
            <Checkbox
              checked={included}
              disabled={disabled}
              aria-label={`${row.number} ${row.plate} in the pack`}
              onChange={() => set(exhibitId, { included: !included })}
            />
            <span className="wm-mono">{row.number}</span>
            <Plate text={row.plate} />
            <span className="wm-ellipsis wm-dim" title={row.cameraName}>
              {row.cameraName}
            </span>
            <span className="wm-exhibit-moves">
              <Button
                variant="minimal"
                size="small"
                icon={<ArrowUp size={12} />}
                aria-label={`Move ${row.number} up`}
                disabled={disabled || at === 0}
                onClick={() => move(at, -1)}
              />
              <Button
                variant="minimal"
                size="small"
                icon={<ArrowDown size={12} />}
                aria-label={`Move ${row.number} down`}
                disabled={disabled || at === exhibits.length - 1}
                onClick={() => move(at, 1)}
              />
            </span>
            {!included && (
              <InputGroup
                id={`pack-exhibit-${exhibitId}`}
                size="small"
                value={why}
                maxLength={500}
                placeholder="Why? The pack says so."
                aria-label={`Why ${row.number} is left out`}
                aria-invalid={why.trim() === ''}
                disabled={disabled}
                onValueChange={(next) => set(exhibitId, { why: next }, 'exhibits')}
                onBlur={onTyped}
                data-testid="left-out-why"
              />
            )}
          </li>
        );
      })}
      {exhibits.length > FIRST && (
        <li>
          <button type="button" className="wm-link" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${exhibits.length}`}
          </button>
        </li>
      )}
    </ol>
  );
}
