/** Chooses the time window: presets, or two moments in local time. What the rules cut off is shown. Renderer. */
import './question.css';
import { Button, InputGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { SmallTick, Time as TimeIcon } from '@blueprintjs/icons';
import { useState } from 'react';
import { useNow } from '../../desk/index.ts';
import { fromWallValue, wallValue, windowText, zoneName } from '../../format/time.ts';
import { Field } from '../../parts/index.ts';
import { PRESETS, resolveWindow, type WindowChoice, windowWords } from './window-choice.ts';

interface WindowPickerProps {
  readonly choice: WindowChoice;
  readonly limitMs: number;
  readonly onChoose: (choice: WindowChoice) => void;
}

export function WindowPicker({ choice, limitMs, onChoose }: WindowPickerProps) {
  const nowMs = useNow(30_000);
  const [open, setOpen] = useState(false);
  const shown = resolveWindow(choice, limitMs, nowMs);
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-start"
      content={
        <div className="wm-picker">
          <Menu>
            {PRESETS.map((preset) => (
              <MenuItem
                key={preset.spanMs}
                text={preset.label}
                labelElement={choice.kind === 'last' && choice.spanMs === preset.spanMs ? <SmallTick /> : null}
                onClick={() => onChoose({ kind: 'last', spanMs: preset.spanMs })}
              />
            ))}
          </Menu>
          <BetweenForm
            key={`${shown.fromMs}`}
            fromMs={shown.fromMs}
            toMs={shown.toMs}
            limitMs={limitMs}
            onUse={(between) => {
              onChoose(between);
              setOpen(false);
            }}
          />
        </div>
      }
    >
      <button type="button" className="wm-chip" data-testid="window-chip" data-problem={shown.problem !== null}>
        <TimeIcon size={14} />
        <strong>{windowText(shown.fromMs, shown.toMs)}</strong>
        <span>{shown.problem ?? (shown.clamped ? 'cut to 60 days' : windowWords(choice, limitMs))}</span>
      </button>
    </PopoverNext>
  );
}

// The native control follows the language of the browser, where 09/10 may be either day.
const FORM = 'YYYY-MM-DD HH:MM';
const typed = (timeMs: number): string => wallValue(timeMs).replace('T', ' ');
const meant = (text: string): number | null => fromWallValue(text.trim().replace(/\s+/, 'T'));

interface BetweenFormProps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limitMs: number;
  readonly onUse: (choice: WindowChoice) => void;
}

function BetweenForm({ fromMs, toMs, limitMs, onUse }: BetweenFormProps) {
  const [from, setFrom] = useState(() => typed(fromMs));
  const [to, setTo] = useState(() => typed(toMs));
  const [start, end] = [meant(from), meant(to)];
  const choice = start === null || end === null ? null : ({ kind: 'between', fromMs: start, toMs: end } as const);
  const resolved = choice === null ? null : resolveWindow(choice, limitMs, Date.now());
  const problem = choice === null ? `Give both as ${FORM}.` : (resolved?.problem ?? null);
  return (
    <div className="wm-picker-form">
      <Field label="From" hint={`local, ${start === null ? 'NZ' : zoneName(start)}`}>
        {({ id }) => (
          <InputGroup
            id={id}
            className="wm-mono-input"
            value={from}
            onValueChange={setFrom}
            placeholder={FORM}
            data-testid="window-from"
          />
        )}
      </Field>
      <Field label="To" hint={`local, ${end === null ? 'NZ' : zoneName(end)}`}>
        {({ id }) => (
          <InputGroup
            id={id}
            className="wm-mono-input"
            value={to}
            onValueChange={setTo}
            placeholder={FORM}
            data-testid="window-to"
          />
        )}
      </Field>
      {resolved?.clamped === true && (
        <p className="wm-caption">
          Detections of the last 60 days only: the query starts{' '}
          {windowText(resolved.fromMs, resolved.toMs).split(' – ')[0]}.
        </p>
      )}
      <div className="wm-actions">
        <Button
          size="small"
          intent="primary"
          text="Use these"
          disabled={problem !== null}
          onClick={() => choice !== null && onUse(choice)}
        />
        {problem !== null && <span className="wm-caption">{problem}</span>}
      </div>
    </div>
  );
}
