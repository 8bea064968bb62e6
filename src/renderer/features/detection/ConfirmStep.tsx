/**
 * A person judges one read. Four lines tick off: what was typed without seeing the reading (or the ground, where no image
 * was kept), the vehicle seen, the look-alikes, the outcome. Keys choose an outcome, Enter records it. Renderer.
 */
import { Button } from '@blueprintjs/core';
import { useEffect, useRef } from 'react';
import type { Confirmation } from '../../../core/model/domain.ts';
import { useKeys } from '../../desk/index.ts';
import { Kbd, ProblemBox } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { ConfirmLine } from './ConfirmLine.tsx';
import { GroundLine, LookAlikesLine, TypedLine, VehicleLine } from './confirm-lines.tsx';
import { blockedBy, type ConfirmDraft, doneLines } from './confirm-state.ts';
import { type DetectionRecord, useJudge } from './use-detection.ts';

interface ConfirmStepProps {
  readonly asked: { caseId: string; detectionId: string; plate: string; authorityId: string | null };
  readonly record: DetectionRecord;
  readonly active: boolean;
  readonly draft: ConfirmDraft;
  readonly onDraft: (draft: ConfirmDraft) => void;
  /** Opens the record once more, which is logged. */
  readonly onLookAgain: () => void;
  readonly onJudged: (outcome: Confirmation['outcome']) => void;
}

type Outcome = Confirmation['outcome'];

export function ConfirmStep({ asked, record, active, draft, onDraft, onLookAgain, onJudged }: ConfirmStepProps) {
  const { current } = useAuthority();
  const judge = useJudge(asked, onJudged);
  const lookAlikes = record.likelihood.lookAlikes.length;
  const typedBox = useRef<HTMLInputElement>(null);
  const buttons = useRef<Partial<Record<Outcome, HTMLButtonElement | null>>>({});
  const change = (part: Partial<ConfirmDraft>): void => {
    onDraft({ ...draft, ...part });
    judge.reset();
  };
  const done = doneLines(draft);
  const blocked = (outcome: Outcome): string | null => blockedBy(outcome, draft, asked.plate);
  const decide = (outcome: Outcome): void => {
    if (blocked(outcome) !== null || judge.isPending) return;
    judge.mutate({
      caseId: asked.caseId,
      detectionId: asked.detectionId,
      plate: asked.plate,
      typed: draft.basis === 'image' ? draft.typed.trim() : '',
      basis: draft.basis,
      ground: draft.basis === 'image' ? null : draft.ground,
      groundNote: draft.basis === 'image' ? '' : draft.groundNote.trim(),
      vehicleSeen: draft.vehicle.trim(),
      lookAlikesSeen: draft.lookAlikesDone ? lookAlikes : 0,
      outcome,
    });
  };
  useKeys(
    {
      typed: () => typedBox.current?.focus(),
      confirm: () => buttons.current.confirmed?.focus(),
      reject: () => buttons.current.rejected?.focus(),
      cannotTell: () => buttons.current['cannot-tell']?.focus(),
    },
    active,
  );
  // The line that was just answered takes its field with it: the keyboard goes on at the outcome, which nothing presses.
  const ready = done.every(Boolean);
  const outcomes = useRef<HTMLDivElement>(null);
  const wasReady = useRef(ready);
  useEffect(() => {
    if (ready && !wasReady.current) outcomes.current?.focus();
    wasReady.current = ready;
  }, [ready]);
  const answer = judge.data;
  const line = { draft, change, record, plate: asked.plate };
  return (
    <section className="wm-section" data-testid="confirm-step">
      <h3>
        Confirm{' '}
        <span>
          {draft.basis === 'image' ? 'the reading is covered while you type' : 'without an image, on a stated ground'}
        </span>
        <span className="wm-confirm-count">{done.filter(Boolean).length} of 4</span>
      </h3>
      <ol className="wm-confirm">
        {draft.basis === 'image' ? (
          <TypedLine {...line} box={typedBox} onLookAgain={onLookAgain} />
        ) : (
          <GroundLine {...line} />
        )}
        <VehicleLine {...line} />
        <LookAlikesLine {...line} />
        <ConfirmLine number={4} title="Outcome" done={false} current={done.every(Boolean)}>
          <span className="wm-dim">
            {current === null ? 'Logged with your name and title' : `Logged under ${current.number}`}
          </span>
        </ConfirmLine>
      </ol>
      {judge.error !== null && <ProblemBox error={judge.error} />}
      {answer?.outcome === 'refused' && (
        <p className="wm-field-note" data-tone="red" role="alert" data-testid="confirm-refused">
          Not recorded (log entry {answer.logSeq}). {answer.message} {answer.remedy}
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out by its own rules. */}
      <div ref={outcomes} className="wm-confirm-buttons" role="group" aria-label="Outcome" tabIndex={-1}>
        <Button
          intent="primary"
          ref={(button: HTMLButtonElement | null) => {
            buttons.current.confirmed = button;
          }}
          disabled={blocked('confirmed') !== null}
          loading={judge.isPending}
          text="Confirm"
          endIcon={<Kbd text="C ↵" />}
          onClick={() => decide('confirmed')}
          data-testid="outcome-confirmed"
        />
        <Button
          ref={(button: HTMLButtonElement | null) => {
            buttons.current.rejected = button;
          }}
          disabled={blocked('rejected') !== null || judge.isPending}
          text="Reject"
          endIcon={<Kbd of="reject" />}
          onClick={() => decide('rejected')}
          data-testid="outcome-rejected"
        />
        <Button
          ref={(button: HTMLButtonElement | null) => {
            buttons.current['cannot-tell'] = button;
          }}
          disabled={blocked('cannot-tell') !== null || judge.isPending}
          text="Cannot tell"
          endIcon={<Kbd of="cannotTell" />}
          onClick={() => decide('cannot-tell')}
          data-testid="outcome-cannot-tell"
        />
      </div>
      {blocked('confirmed') !== null && <p className="wm-caption">{blocked('confirmed')}</p>}
    </section>
  );
}
