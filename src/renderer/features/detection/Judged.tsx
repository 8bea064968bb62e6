/** A read that was judged: by whom, when, on what; and, where confirmed, the way to the exhibits. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { FolderSharedOpen, History } from '@blueprintjs/icons';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { Confirmation } from '../../../core/model/domain.ts';
import { toast, useKeys } from '../../desk/index.ts';
import { GROUND_WORDS, STATE_WORDS } from '../../format/words.ts';
import { Kbd, Plate, ProblemBox, StateMark, Time } from '../../parts/index.ts';
import { type DetectionRecord, useAddExhibit } from './use-detection.ts';

interface JudgedProps {
  readonly asked: { caseId: string; detectionId: string; plate: string; authorityId: string | null };
  readonly record: DetectionRecord;
  readonly active: boolean;
  /** It was judged just now: the focus goes on here. */
  readonly focused: boolean;
  readonly onJudgeAgain: () => void;
}

export function Judged({ asked, record, active, focused, onJudgeAgain }: JudgedProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focused) section.current?.focus();
  }, [focused]);
  const latest = record.confirmations.at(-1);
  return (
    <section ref={section} className="wm-section wm-stack" aria-label="Judgement" tabIndex={-1} data-testid="judged">
      {latest !== undefined && <Judgement confirmation={latest} />}
      {record.state === 'confirmed' && <ToExhibits asked={asked} record={record} active={active} />}
      <div className="wm-actions">
        <Button
          size="small"
          icon={<History size={14} />}
          text="Judge again"
          onClick={onJudgeAgain}
          data-testid="judge-again"
        />
        <span className="wm-caption">
          {record.confirmations.length > 1
            ? `${record.confirmations.length} judgements so far; the log keeps each.`
            : 'The log keeps each judgement.'}
        </span>
      </div>
    </section>
  );
}

function Judgement({ confirmation }: { confirmation: Confirmation }) {
  return (
    <dl className="wm-facts">
      <dt>Outcome</dt>
      <dd className="wm-row">
        <StateMark state={confirmation.outcome} label={false} /> {STATE_WORDS[confirmation.outcome]}
        {confirmation.basis === 'no-image' && <span className="wm-badge wm-badge-amber">no image</span>}
      </dd>
      <dt>By</dt>
      <dd>
        {confirmation.by.name}, {confirmation.by.title}
      </dd>
      <dt>When</dt>
      <dd>
        <Time timeMs={confirmation.atMs} /> <span className="wm-dim">log entry {confirmation.logSeq}</span>
      </dd>
      {confirmation.basis === 'image' ? (
        <>
          <dt>Typed blind</dt>
          <dd>
            <Plate text={confirmation.typed.toUpperCase()} />
          </dd>
        </>
      ) : (
        <>
          <dt>Ground</dt>
          <dd>
            {confirmation.ground === null ? '' : GROUND_WORDS[confirmation.ground]}. {confirmation.groundNote}
          </dd>
        </>
      )}
      <dt>Vehicle seen</dt>
      <dd>{confirmation.vehicleSeen || 'not visible'}</dd>
      <dt>Look-alikes</dt>
      <dd>{confirmation.lookAlikesSeen === 0 ? 'none' : `${confirmation.lookAlikesSeen} looked at`}</dd>
    </dl>
  );
}

function ToExhibits({ asked, record, active }: Omit<JudgedProps, 'focused' | 'onJudgeAgain'>) {
  const add = useAddExhibit(asked);
  const [note, setNote] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useKeys({ exhibit: () => box.current?.focus() }, active);
  const held = record.exhibits.find((exhibit) => exhibit.removedMs === null);
  if (held !== undefined) {
    return (
      <p className="wm-note" data-testid="is-exhibit">
        <FolderSharedOpen size={14} />
        <span>
          Exhibit <strong>{held.number}</strong>
          {held.note === '' ? '' : `: ${held.note}`}
        </span>
      </p>
    );
  }
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    add.mutate(note.trim(), {
      onSuccess: (answer) => {
        if (answer.outcome === 'added')
          toast({ message: `Added as exhibit ${answer.exhibit.number}.`, intent: 'none' });
      },
    });
  };
  return (
    <form className="wm-ground" onSubmit={submit}>
      <span className="wm-row">
        <InputGroup
          inputRef={box}
          className="wm-grow"
          aria-label="Note for the exhibit"
          placeholder="Note, e.g. eleven minutes after the robbery"
          value={note}
          onValueChange={setNote}
          maxLength={2000}
          data-testid="exhibit-note"
        />
        <Button
          type="submit"
          intent="primary"
          text="Add to exhibits"
          endIcon={<Kbd text="E ↵" />}
          loading={add.isPending}
          data-testid="add-exhibit"
        />
      </span>
      {add.error !== null && <ProblemBox error={add.error} />}
      {add.data?.outcome === 'refused' && (
        <span className="wm-field-note" data-tone="red" role="alert">
          Not added (log entry {add.data.logSeq}). {add.data.message} {add.data.remedy}
        </span>
      )}
    </form>
  );
}
