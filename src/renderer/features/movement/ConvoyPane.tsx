/** Who travels with a vehicle: partners ranked by how far their meetings go beyond chance. Renderer. */
import { Antenna, ChevronDown, ChevronRight, People, Route } from '@blueprintjs/icons';
import type { RefObject } from 'react';
import type { ConvoyResult } from '../../../contract/movement.ts';
import { countOf, countText } from '../../format/number.ts';
import { windowText, zoneName } from '../../format/time.ts';
import { Empty, Kbd, Plate, Time } from '../../parts/index.ts';
import { DEFAULT_LIMIT_MS } from '../question/index.ts';
import { AnswerLine } from './AnswerLine.tsx';
import { CountChoice, GapChoice } from './Choices.tsx';
import { LiftCell, LiftNote } from './Lift.tsx';
import { gapText, metText, timesText } from './movement-words.ts';
import { Outcome } from './Outcome.tsx';
import { QuestionForm } from './QuestionForm.tsx';
import type { MovementQuestions } from './use-movement.ts';
import { VehicleMark } from './VehicleMark.tsx';

type Partner = ConvoyResult['partners'][number];

interface ConvoyPaneProps {
  readonly questions: MovementQuestions;
  readonly plateBox: RefObject<HTMLInputElement | null>;
  /** Partner whose meetings are shown, here and on the map. */
  readonly chosen: string | null;
  readonly onChoose: (plate: string | null) => void;
  readonly onOpen: (detectionId: string, plate: string) => void;
  readonly onFollow: (plate: string) => void;
}

export function ConvoyPane({ questions, plateBox, chosen, onChoose, onOpen, onFollow }: ConvoyPaneProps) {
  const { convoy, draft, setDraft, runConvoy } = questions;
  return (
    <>
      <QuestionForm
        questions={questions}
        running={convoy.state.phase === 'running'}
        what="Look"
        plateBox={plateBox}
        onRun={runConvoy}
        onCancel={convoy.cancel}
      >
        <GapChoice gapMs={draft.gapMs} onChoose={(gapMs) => setDraft({ gapMs })} />
        <CountChoice count={draft.minShared} onChoose={(minShared) => setDraft({ minShared })} />
      </QuestionForm>
      <Outcome
        state={convoy.state}
        asText={(asked) => `travels with ${asked.plate}`}
        what="looking for vehicles that passed with it"
        onRun={runConvoy}
        onUseLimit={() => setDraft({ window: { kind: 'last', spanMs: DEFAULT_LIMIT_MS } })}
        onChangeQuestion={() => plateBox.current?.focus()}
        idle={
          <Empty icon={<People size={28} />} title="Who travels with it?" testId="convoy-idle">
            Type one whole plate and press <Kbd text="↵" />. Vehicles that passed the same cameras within the gap you
            choose are listed, those furthest beyond chance first.
          </Empty>
        }
      >
        {({ answer, under, asked }) => {
          const { result } = answer;
          return (
            <>
              <div className="wm-results-head">
                <p className="wm-ellipsis" data-testid="convoy-summary">
                  <strong>{countOf(result.total, 'vehicle')} met</strong> <Plate text={result.plate} />{' '}
                  <strong>at least {timesText(asked.minShared ?? 3)}</strong>{' '}
                  <span className="wm-dim">
                    of its {countOf(result.passes, 'pass', 'passes')}; {countText(result.considered)}{' '}
                    {result.considered === 1 ? 'was' : 'were'} near at least once
                    {result.total > result.partners.length &&
                      `; the first ${countText(result.partners.length)} are listed`}
                  </span>
                </p>
              </div>
              <div className="wm-scroll">
                {result.partners.length === 0 ? (
                  <Empty
                    icon={<Antenna size={28} />}
                    title={result.passes === 0 ? 'It was not read in this window' : 'Nobody met it often enough'}
                    testId="convoy-empty"
                  >
                    {windowText(answer.window.fromMs, answer.window.toMs)}, {countOf(result.passes, 'pass', 'passes')}{' '}
                    of it read.{' '}
                    {result.passes === 0
                      ? 'Widen the window.'
                      : `Fewer than ${countOf(asked.minShared ?? 3, 'meeting')} with any vehicle: allow a longer gap or fewer meetings.`}{' '}
                    This is coverage, not absence.
                  </Empty>
                ) : (
                  <>
                    <LiftNote />
                    <table className="wm-partners" data-testid="partners">
                      <thead>
                        <tr>
                          <th scope="col">Vehicle</th>
                          <th scope="col">Met</th>
                          <th scope="col" className="wm-right">
                            Beyond chance
                          </th>
                        </tr>
                      </thead>
                      {result.partners.map((partner) => (
                        <PartnerRows
                          key={partner.plate}
                          partner={partner}
                          plate={result.plate}
                          open={chosen === partner.plate}
                          onToggle={() => onChoose(chosen === partner.plate ? null : partner.plate)}
                          onOpen={onOpen}
                          onFollow={onFollow}
                        />
                      ))}
                    </table>
                  </>
                )}
              </div>
              <AnswerLine answer={answer} under={under} />
            </>
          );
        }}
      </Outcome>
    </>
  );
}

interface PartnerRowsProps {
  readonly partner: Partner;
  readonly plate: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onOpen: ConvoyPaneProps['onOpen'];
  readonly onFollow: ConvoyPaneProps['onFollow'];
}

function PartnerRows({ partner, plate, open, onToggle, onOpen, onFollow }: PartnerRowsProps) {
  const others = partner.texts.filter((text) => text !== partner.plate);
  return (
    <tbody data-open={open} data-testid="partner">
      <tr>
        <th scope="row">
          <button
            type="button"
            className="wm-partner-button"
            aria-expanded={open}
            aria-label={`Meetings with ${partner.plate}`}
            onClick={onToggle}
            data-testid="partner-toggle"
          >
            {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
            <Plate text={partner.plate} />
            {open && <VehicleMark index={1} />}
          </button>
          {others.length > 0 && (
            <span className="wm-caption wm-other-texts" title={others.join(', ')}>
              also read {others.slice(0, 3).join(', ')}
              {others.length > 3 && ` and ${countOf(others.length - 3, 'more', 'more')}`}
            </span>
          )}
        </th>
        <td>
          <span className="wm-bright">{metText(partner.visits, partner.expected)}</span>
          <br />
          <span className="wm-dim">
            {countOf(partner.cameras, 'camera')}, {countOf(partner.days, 'day')}; {countText(partner.shared)} of its{' '}
            {countOf(partner.passes, 'pass', 'passes')}
          </span>
        </td>
        <td className="wm-right">
          <LiftCell lift={partner.lift} atLeast={partner.liftAtLeast} />
        </td>
      </tr>
      {open && (
        <tr className="wm-partner-open">
          <td colSpan={3}>
            <div className="wm-meetings-head">
              <span>
                <VehicleMark index={0} /> <Plate text={plate} /> and <VehicleMark index={1} />{' '}
                <Plate text={partner.plate} />
              </span>
              <button
                type="button"
                className="wm-link"
                aria-label={`Movement of ${partner.plate}`}
                onClick={() => onFollow(partner.plate)}
              >
                <Route size={12} /> movement of B
              </button>
            </div>
            <table className="wm-mini-table" data-testid="meetings">
              <thead>
                <tr>
                  <th scope="col">When ({zoneName(partner.meetings[0]?.timeMs ?? 0)})</th>
                  <th scope="col">Where</th>
                  <th scope="col">B was</th>
                  <th scope="col">Reads</th>
                </tr>
              </thead>
              <tbody>
                {partner.meetings.map((meeting) => (
                  <tr key={`${meeting.detectionId}-${meeting.partnerDetectionId}`}>
                    <td className="wm-nowrap">
                      <Time timeMs={meeting.timeMs} form="date" /> <Time timeMs={meeting.timeMs} form="clock" />
                    </td>
                    <td>{meeting.cameraName}</td>
                    <td className="wm-nowrap">{gapText(meeting.gapMs)}</td>
                    <td className="wm-nowrap">
                      <button
                        type="button"
                        className="wm-open-read"
                        aria-label={`Open the read of ${plate} at ${meeting.cameraName}`}
                        onClick={() => onOpen(meeting.detectionId, plate)}
                        data-testid="open-meeting"
                      >
                        A
                      </button>{' '}
                      <button
                        type="button"
                        className="wm-open-read"
                        aria-label={`Open the read of ${partner.plate} at ${meeting.cameraName}`}
                        onClick={() => onOpen(meeting.partnerDetectionId, partner.plate)}
                      >
                        B
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {partner.shared > partner.meetings.length && (
              <p className="wm-caption">
                The first {countText(partner.meetings.length)} of {countText(partner.shared)} meetings.
              </p>
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
}
