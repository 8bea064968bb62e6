/** A filter that is typed: it narrows on Enter or when the field is left, never letter by letter: asking is logged. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { type ReactElement, type Ref, useState } from 'react';

interface TypedFilterProps {
  readonly label: string;
  readonly placeholder: string;
  readonly className?: string;
  readonly value: string;
  readonly testId: string;
  readonly maxLength: number;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly icon?: ReactElement;
  readonly end?: ReactElement;
  onUse(text: string): void;
}

export function TypedFilter(props: TypedFilterProps) {
  const { label, placeholder, className, value, testId, maxLength, inputRef, icon, end, onUse } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? value;
  const use = (next: string): void => {
    setDraft(null);
    if (next !== value) onUse(next);
  };
  return (
    <InputGroup
      aria-label={label}
      placeholder={placeholder}
      {...(className !== undefined && { className })}
      {...(inputRef !== undefined && { inputRef })}
      {...(icon !== undefined && { leftElement: icon })}
      value={text}
      maxLength={maxLength}
      spellCheck={false}
      autoComplete="off"
      onValueChange={setDraft}
      onBlur={() => use(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') use(text.trim());
        else if (event.key === 'Escape') use('');
        else return;
        event.preventDefault();
      }}
      rightElement={
        text === '' ? (
          end
        ) : (
          <Button
            variant="minimal"
            size="small"
            icon={<Cross size={12} />}
            aria-label={`Clear: ${label}`}
            onClick={() => use('')}
          />
        )
      }
      data-testid={testId}
    />
  );
}
