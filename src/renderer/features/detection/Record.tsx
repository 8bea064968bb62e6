/** The opened record: image, candidates, likelihood, and the step in which a person judges it. Renderer. */
import { Button } from '@blueprintjs/core';
import { EyeOff, Route } from '@blueprintjs/icons';
import { useState } from 'react';
import type { Confirmation } from '../../../core/model/domain.ts';
import { useDesk, useKeptState, useKeys } from '../../desk/index.ts';
import { likelihoodText } from '../../format/number.ts';
import { Kbd, LikelihoodBar, Plate, PlatePair, StateBadge, Time } from '../../parts/index.ts';
import { ConfirmStep } from './ConfirmStep.tsx';
import { type ConfirmDraft, startDraft } from './confirm-state.ts';
import { ImageView } from './ImageView.tsx';
import { Judged } from './Judged.tsx';
import { LookAlikesOf } from './LookAlikesOf.tsx';
import { SaysWho } from './SaysWho.tsx';
import type { DetectionRecord } from './use-detection.ts';

interface RecordProps {
  readonly asked: { caseId: string; detectionId: string; plate: string; authorityId: string | null };
  readonly record: DetectionRecord;
  readonly active: boolean;
  readonly onState: (state: Confirmation['outcome']) => void;
  readonly onJourney: () => void;
  /** Asks for the record again, to see whether its image has come. Logged. */
  readonly onLookAgain: () => void;
}

export function Record({ asked, record, active, onState, onJourney, onLookAgain }: RecordProps) {
  /** Judged in this sitting: the keyboard goes on from there. */
  const [judgedNow, setJudgedNow] = useState(false);
  const [judging, setJudging] = useState(record.state === 'unconfirmed');
  const { desk, dispatch } = useDesk();
  const basis = record.image === 'held' ? 'image' : 'no-image';
  const start = (): ConfirmDraft => startDraft(basis, record.likelihood.lookAlikes.length);
  // Half a judgement stays while another screen is used: typed once, it is not asked for again.
  const kept = useKeptState(`judge ${asked.caseId} ${asked.detectionId} ${asked.plate} ${basis}`, start);
  const draft = kept.state;
  const { detection, camera } = record;
  // With an image, the reading stays covered until a person has typed what they see.
  const revealed = draft.typedDone || !judging || record.image !== 'held';
  const judgeAgain = (): void => {
    kept.change(start());
    setJudging(true);
  };
  useKeys({ journey: onJourney }, active);
  return (
    <>
      <div className="wm-section wm-record-top">
        <div className="wm-record-head">
          {revealed ? (
            <PlatePair read={detection.read} plate={asked.plate} large struck={record.state === 'rejected'} />
          ) : (
            <Covered />
          )}
          <span className="wm-record-state">
            <StateBadge state={record.state} />
            <span className="wm-caption">
              Day {record.dayOfHistory.day} of {record.dayOfHistory.of}
            </span>
          </span>
        </div>
        <p>
          <span className="wm-bright">{camera?.name ?? detection.cameraId}</span>
          <br />
          <Time timeMs={detection.timeMs} form="exact" clockOffsetMs={detection.clockOffsetMs} />
        </p>
      </div>
      <div className="wm-section">
        <ImageView caseId={asked.caseId} detectionId={asked.detectionId} state={record.image} active={active} />
      </div>
      {judging && record.image === 'waiting' ? (
        <ImageAwaited onLookAgain={onLookAgain} />
      ) : judging ? (
        <ConfirmStep
          asked={asked}
          record={record}
          active={active}
          draft={draft}
          onDraft={kept.change}
          onLookAgain={onLookAgain}
          onJudged={(outcome) => {
            setJudging(false);
            setJudgedNow(true);
            kept.forget();
            onState(outcome);
          }}
        />
      ) : (
        <Judged asked={asked} record={record} active={active} focused={judgedNow} onJudgeAgain={judgeAgain} />
      )}
      {revealed && (
        <>
          <SaysWho likelihood={record.likelihood} active={active}>
            <LookAlikesOf caseId={asked.caseId} plate={asked.plate} />
          </SaysWho>
          <Candidates record={record} />
        </>
      )}
      <div className="wm-section wm-actions">
        {desk.screen !== 'movement' && (
          <Button
            icon={<Route size={14} />}
            text="Movement"
            endIcon={<Kbd of="follow" />}
            onClick={() => dispatch({ type: 'follow', plate: asked.plate })}
            data-testid="follow-plate"
          />
        )}
        <Button text="Draw the journey" endIcon={<Kbd of="journey" />} onClick={onJourney} data-testid="draw-journey" />
        <span className="wm-caption">The journey is over the reads confirmed in this case; logged.</span>
      </div>
    </>
  );
}

function ImageAwaited({ onLookAgain }: { onLookAgain: () => void }) {
  return (
    <div className="wm-section wm-actions" data-testid="image-awaited">
      <Button text="Look again" onClick={onLookAgain} />
      <span className="wm-caption">It can be judged once its image is here.</span>
    </div>
  );
}

function Covered() {
  return (
    <span className="wm-covered-reading" data-testid="reading-covered">
      <EyeOff size={16} />
      <span>
        Reading covered
        <br />
        <span className="wm-caption">until you have typed it</span>
      </span>
    </span>
  );
}

function Candidates({ record }: { record: DetectionRecord }) {
  const { candidates } = record.detection;
  if (candidates.length === 0) {
    return (
      <div className="wm-section">
        <h3>
          Candidates <span>the camera gave none</span>
        </h3>
      </div>
    );
  }
  return (
    <div className="wm-section">
      <h3>
        Candidates <span>engine confidence is weak evidence</span>
      </h3>
      <ul className="wm-candidates">
        {candidates.map((candidate) => (
          <li key={candidate.text}>
            <Plate text={candidate.text} />
            <LikelihoodBar likelihood={candidate.confidence ?? 0} baseRate={null} />
            <span>{candidate.confidence === null ? 'none' : likelihoodText(candidate.confidence)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
