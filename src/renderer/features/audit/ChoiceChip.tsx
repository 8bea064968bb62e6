/** A filter as a chip: what it narrows, to what, and a menu of choices that can be typed into where it is long. Renderer. */
import { InputGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown, SmallTick } from '@blueprintjs/icons';
import { useState } from 'react';

export interface Choice<Value> {
  readonly value: Value;
  readonly title: string;
  readonly detail?: string;
}

interface ChoiceChipProps<Value> {
  readonly label: string;
  /** What it is called when it narrows nothing. */
  readonly anyTitle: string;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: Value | null;
  readonly testId: string;
  onChoose(value: Value | null): void;
}

const LONG = 12;

export function ChoiceChip<Value extends string>(props: ChoiceChipProps<Value>) {
  const { label, anyTitle, choices, chosen, testId, onChoose } = props;
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const wanted = text.trim().toLocaleLowerCase('en-NZ');
  const found = choices.filter(({ title, detail }) =>
    `${title} ${detail ?? ''}`.toLocaleLowerCase('en-NZ').includes(wanted),
  );
  const choose = (value: Value | null): void => {
    setOpen(false);
    setText('');
    onChoose(value);
  };
  const now = choices.find((choice) => choice.value === chosen);
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-start"
      content={
        <div className="wm-choices">
          {choices.length > LONG && (
            <InputGroup
              aria-label={`${label}: type to find`}
              placeholder="Type to find"
              autoFocus
              value={text}
              onValueChange={setText}
            />
          )}
          <Menu aria-label={label}>
            <MenuItem
              text={anyTitle}
              labelElement={chosen === null ? <SmallTick /> : null}
              onClick={() => choose(null)}
            />
            {found.map((choice) => (
              <MenuItem
                key={choice.value}
                text={choice.title}
                {...(choice.detail !== undefined && { label: choice.detail })}
                labelElement={choice.value === chosen ? <SmallTick /> : undefined}
                onClick={() => choose(choice.value)}
              />
            ))}
          </Menu>
          {found.length === 0 && <p className="wm-caption">Nobody and nothing by that name in the log held.</p>}
        </div>
      }
    >
      <button type="button" className="wm-chip" data-on={chosen !== null} data-testid={testId}>
        {label} <strong className="wm-ellipsis">{now?.title ?? anyTitle}</strong>
        <CaretDown size={12} />
      </button>
    </PopoverNext>
  );
}
