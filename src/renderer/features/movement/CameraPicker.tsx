/** Chooses cameras by name, any number of them. Renderer. */
import { Button, Checkbox, InputGroup, PopoverNext } from '@blueprintjs/core';
import { Camera as CameraIcon, Search } from '@blueprintjs/icons';
import { useState } from 'react';
import type { Camera } from '../../../core/model/domain.ts';
import { countOf, countText } from '../../format/number.ts';

interface CameraPickerProps {
  readonly cameras: readonly Camera[];
  readonly chosen: readonly string[];
  readonly onChoose: (cameraIds: readonly string[]) => void;
}

const SHOWN = 200;
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase('en-NZ');

export function CameraPicker({ cameras, chosen, onChoose }: CameraPickerProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const words = folded(text).split(/\s+/).filter(Boolean);
  // Written with or without its macrons, a name is the same name.
  const found = cameras.filter((camera) => words.every((word) => folded(camera.name).includes(word)));
  const picked = new Set(chosen);
  const toggle = (id: string): void =>
    onChoose(picked.has(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const only = chosen.length === 1 ? cameras.find((camera) => camera.id === chosen[0])?.name : undefined;
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-start"
      content={
        <div className="wm-picker wm-camera-picker">
          <div className="wm-picker-form">
            <InputGroup
              aria-label="Cameras whose name holds"
              placeholder="Part of a camera’s name"
              leftElement={<Search size={14} className="wm-camera-search" />}
              value={text}
              onValueChange={setText}
              autoFocus
              data-testid="camera-filter"
            />
            <fieldset className="wm-camera-list">
              <legend className="wm-hidden">Cameras</legend>
              {found.slice(0, SHOWN).map((camera) => (
                <Checkbox
                  key={camera.id}
                  checked={picked.has(camera.id)}
                  onChange={() => toggle(camera.id)}
                  label={camera.name}
                />
              ))}
              {found.length === 0 && <p className="wm-caption">No camera’s name holds this.</p>}
              {found.length > SHOWN && (
                <p className="wm-caption">And {countText(found.length - SHOWN)} more: type part of the name.</p>
              )}
            </fieldset>
            <div className="wm-actions">
              <Button size="small" intent="primary" text="Done" onClick={() => setOpen(false)} />
              <Button size="small" text="None" disabled={chosen.length === 0} onClick={() => onChoose([])} />
              <span className="wm-caption">{countOf(chosen.length, 'camera')} chosen</span>
            </div>
          </div>
        </div>
      }
    >
      <button type="button" className="wm-chip" data-testid="camera-chip">
        <CameraIcon size={14} />
        <strong className="wm-ellipsis">
          {chosen.length === 0 ? 'Choose cameras' : (only ?? countOf(chosen.length, 'camera'))}
        </strong>
      </button>
    </PopoverNext>
  );
}
