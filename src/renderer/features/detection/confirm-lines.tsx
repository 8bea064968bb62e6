/** The first three lines of the confirm step, each asking one thing and then showing what was answered. Renderer. */
import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { Confirmation } from '../../../core/model/domain.ts';
import { countOf, sentenceCase } from '../../format/number.ts';
import { GROUND_WORDS, inOurWords } from '../../format/words.ts';
import { Kbd, Plate } from '../../parts/index.ts';
import { ConfirmLine } from './ConfirmLine.tsx';
import { type ConfirmDraft, doneLines, judgeTyped } from './confirm-state.ts';
import { LookAlikes } from './SaysWho.tsx';
import type { DetectionRecord } from './use-detection.ts';

interface LineProps {
  readonly draft: ConfirmDraft;
  readonly record: DetectionRecord;
  readonly plate: string;
  readonly change: (part: Partial<ConfirmDraft>) => void;
}

const NOT_VISIBLE = 'not visible';

/** The next line takes the focus while Enter is still down: without this the same press would answer it too. */
const onEnter = (finish: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  finish();
};

interface TypedLineProps extends LineProps {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly onLookAgain: () => void;
}

export function TypedLine({ draft, change, plate, box, onLookAgain }: TypedLineProps) {
  const [typing, setTyping] = useState(false);
  const verdict = judgeTyped(draft.typed, plate);
  const covering = typing && !draft.typedDone;
  useEffect(() => {
    if (!covering) return;
    document.body.dataset.blind = 'true';
    return () => {
      delete document.body.dataset.blind;
    };
  }, [covering]);
  const finish = (): void => {
    if (verdict === 'empty' || verdict === 'not-a-plate') return;
    change({ typedDone: true });
  };
  if (draft.typedDone) {
    return (
      <ConfirmLine number={1} title="You typed" done current={false}>
        <span className="wm-row">
          <Plate text={draft.typed.toUpperCase()} />
          <span className={verdict === 'agrees' ? 'wm-dim' : 'wm-red'}>
            {verdict === 'agrees' ? 'agrees with the plate' : `is not ${plate}`}
          </span>
          {verdict !== 'agrees' && (
            <Button
              size="small"
              variant="minimal"
              text="Look and type again"
              title="The record is opened once more, and that is logged"
              onClick={() => {
                change({ typed: '', typedDone: false });
                onLookAgain();
              }}
              data-testid="type-again"
            />
          )}
        </span>
      </ConfirmLine>
    );
  }
  return (
    <ConfirmLine number={1} title="You typed" done={false} current>
      <span className="wm-row">
        <InputGroup
          inputRef={box}
          className="wm-mono-input wm-grow"
          aria-label="The plate as you read it in the image"
          placeholder="The plate as you read it"
          value={draft.typed}
          onValueChange={(typed) => change({ typed })}
          onFocus={() => setTyping(true)}
          onBlur={() => setTyping(false)}
          onKeyDown={(event) => {
            // Out of the box, so that the keys of the desk work; what was typed stays.
            if (event.key === 'Escape') event.currentTarget.blur();
            onEnter(finish)(event);
          }}
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          data-testid="blind-retype"
        />
        <Button
          size="small"
          text="Done"
          endIcon={<Kbd text="↵" />}
          disabled={verdict === 'empty' || verdict === 'not-a-plate'}
          onClick={finish}
          data-testid="blind-done"
        />
      </span>
      {verdict === 'not-a-plate' && <span className="wm-caption">Letters A–Z and digits only.</span>}
    </ConfirmLine>
  );
}

export function GroundLine({ draft, change }: LineProps) {
  return (
    <ConfirmLine number={1} title="Ground" done={doneLines(draft)[0]} current={!doneLines(draft)[0]}>
      <div className="wm-ground">
        <HTMLSelect
          fill
          aria-label="Ground on which it is judged without an image"
          value={draft.ground ?? ''}
          onChange={(event) => {
            const ground = event.currentTarget.value;
            change({ ground: ground === '' ? null : (ground as NonNullable<Confirmation['ground']>) });
          }}
          data-testid="ground"
        >
          <option value="">Choose a ground…</option>
          {Object.entries(GROUND_WORDS).map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </HTMLSelect>
        <InputGroup
          aria-label="Note on the ground"
          placeholder="What it rests on, e.g. statement 3, page 2"
          value={draft.groundNote}
          onValueChange={(groundNote) => change({ groundNote })}
          maxLength={1000}
          data-testid="ground-note"
        />
        <span className="wm-caption">Marked “no image” on screen, in the log and in every pack.</span>
      </div>
    </ConfirmLine>
  );
}

export function VehicleLine({ draft, change, record }: LineProps) {
  const { make, colour, body } = record.detection;
  const said = [make, colour, body]
    .filter((word) => word !== null && word !== '')
    .map((word) => inOurWords(word ?? ''))
    .join(', ');
  const current = doneLines(draft)[0] && !draft.vehicleDone;
  if (draft.vehicleDone) {
    return (
      <ConfirmLine number={2} title="You saw" done current={false}>
        <span>
          <span className="wm-bright">{draft.vehicle}</span>{' '}
          <span className="wm-dim">
            {said === '' ? 'the camera read neither make nor colour' : `the camera said: ${sentenceCase(said)}`}
          </span>
        </span>
      </ConfirmLine>
    );
  }
  const finish = (vehicle: string): void => change({ vehicle, vehicleDone: true });
  return (
    <ConfirmLine number={2} title="You saw" done={false} current={current}>
      {current && (
        <span className="wm-row">
          <InputGroup
            className="wm-grow"
            aria-label="Make and colour as you see them"
            placeholder="Make, colour"
            value={draft.vehicle}
            onValueChange={(vehicle) => change({ vehicle })}
            onKeyDown={onEnter(() => finish(draft.vehicle.trim() || NOT_VISIBLE))}
            maxLength={200}
            autoFocus={draft.basis === 'image'}
            data-testid="vehicle-seen"
          />
          <Button
            size="small"
            text={draft.vehicle.trim() === '' ? 'Not visible' : 'Done'}
            endIcon={<Kbd text="↵" />}
            onClick={() => finish(draft.vehicle.trim() || NOT_VISIBLE)}
            data-testid="vehicle-done"
          />
        </span>
      )}
    </ConfirmLine>
  );
}

export function LookAlikesLine({ draft, change, record }: LineProps) {
  const count = record.likelihood.lookAlikes.length;
  const [first, vehicle] = doneLines(draft);
  const current = first && vehicle && !draft.lookAlikesDone;
  return (
    <ConfirmLine number={3} title="Look-alikes" done={draft.lookAlikesDone} current={current}>
      {draft.lookAlikesDone && <span>{count === 0 ? 'none known here' : `${count} looked at`}</span>}
      {current && (
        <div className="wm-ground">
          <LookAlikes likelihood={record.likelihood} />
          <span>
            <Button
              size="small"
              autoFocus
              text={`I have looked at ${count === 1 ? 'it' : `these ${countOf(count, 'look-alike')}`}`}
              endIcon={<Kbd text="↵" />}
              onClick={() => change({ lookAlikesDone: true })}
              data-testid="look-alikes-done"
            />
          </span>
        </div>
      )}
    </ConfirmLine>
  );
}
