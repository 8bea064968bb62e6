/** The window of the log as a chip: presets, or two days. The same window the bars show. Renderer. */
import { Button, InputGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Time as TimeIcon } from '@blueprintjs/icons';
import { type SubmitEvent, useState } from 'react';
import { Field } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { dayAfter, dayOf, windowOfDays, windowTitle } from './audit-filter.ts';

const PRESETS = [
  { title: 'Today', days: 1 },
  { title: 'Last 7 days', days: 7 },
  { title: 'Last 30 days', days: 30 },
] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`));

export function WindowChip() {
  const { filter, narrow } = useAuditDesk();
  const [open, setOpen] = useState(false);
  const use = (window: { fromMs: number | null; toMs: number | null }): void => {
    setOpen(false);
    narrow(window);
  };
  const lastDays = (days: number): void => {
    const today = dayOf(Date.now());
    use(windowOfDays(dayAfter(today, 1 - days), today));
  };
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-start"
      content={
        <div className="wm-choices">
          <Menu aria-label="Window">
            <MenuItem text="All that is held" onClick={() => use({ fromMs: null, toMs: null })} />
            {PRESETS.map(({ title, days }) => (
              <MenuItem key={title} text={title} onClick={() => lastDays(days)} />
            ))}
          </Menu>
          <DaysForm fromMs={filter.fromMs} toMs={filter.toMs} onUse={use} />
        </div>
      }
    >
      <button
        type="button"
        className="wm-chip"
        data-on={filter.fromMs !== null || filter.toMs !== null}
        data-testid="audit-window"
      >
        <TimeIcon size={14} />
        <strong>{windowTitle(filter.fromMs, filter.toMs)}</strong>
      </button>
    </PopoverNext>
  );
}

interface DaysFormProps {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly onUse: (window: { fromMs: number; toMs: number }) => void;
}

function DaysForm({ fromMs, toMs, onUse }: DaysFormProps) {
  const [from, setFrom] = useState(() => dayOf(fromMs ?? Date.now()));
  const [to, setTo] = useState(() => dayOf(toMs ?? Date.now()));
  const problem =
    !isDay(from) || !isDay(to) ? 'Give both as YYYY-MM-DD.' : to < from ? 'The end is before the start.' : null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (problem === null) onUse(windowOfDays(from, to));
  };
  return (
    <form className="wm-days-form" onSubmit={submit}>
      <Field label="From, whole days">
        {({ id }) => <InputGroup id={id} className="wm-mono" value={from} onValueChange={setFrom} spellCheck={false} />}
      </Field>
      <Field label="To">
        {({ id }) => <InputGroup id={id} className="wm-mono" value={to} onValueChange={setTo} spellCheck={false} />}
      </Field>
      <Button type="submit" text="Use this window" disabled={problem !== null} />
      <p className="wm-caption" role="status">
        {problem ?? ''}
      </p>
    </form>
  );
}
