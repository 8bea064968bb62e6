/** How one vehicle moves: when it was seen first and last, what cannot be, its week, its places, its stays. Renderer. */
import { Antenna, Route } from '@blueprintjs/icons';
import type { RefObject } from 'react';
import type { PatternResult } from '../../../contract/movement.ts';
import { durationWords } from '../../../core/map/leg-words.ts';
import { countOf, countText, likelihoodText } from '../../format/number.ts';
import { utcText, windowText } from '../../format/time.ts';
import { Empty, Kbd, LikelihoodBar, Plate, Time } from '../../parts/index.ts';
import { DEFAULT_LIMIT_MS } from '../question/index.ts';
import { AnswerLine } from './AnswerLine.tsx';
import { ImpossibleLegs } from './ImpossibleLegs.tsx';
import { hoursText } from './movement-words.ts';
import { Outcome } from './Outcome.tsx';
import { QuestionForm } from './QuestionForm.tsx';
import type { MovementQuestions } from './use-movement.ts';
import { WeekGrid } from './WeekGrid.tsx';

interface PatternPaneProps {
  readonly questions: MovementQuestions;
  readonly plateBox: RefObject<HTMLInputElement | null>;
  readonly onOpen: (detectionId: string, plate: string) => void;
}

export function PatternPane({ questions, plateBox, onOpen }: PatternPaneProps) {
  const { pattern, setDraft, runPattern } = questions;
  return (
    <>
      <QuestionForm
        questions={questions}
        running={pattern.state.phase === 'running'}
        what="Follow"
        plateBox={plateBox}
        onRun={runPattern}
        onCancel={pattern.cancel}
      />
      <Outcome
        state={pattern.state}
        asText={(asked) => asked.plate}
        what="following the vehicle"
        onRun={runPattern}
        onUseLimit={() => setDraft({ window: { kind: 'last', spanMs: DEFAULT_LIMIT_MS } })}
        onChangeQuestion={() => plateBox.current?.focus()}
        idle={
          <Empty icon={<Route size={28} />} title="Where did it go?" testId="pattern-idle">
            Type one whole plate and press <Kbd text="↵" />; or choose a read in Find and press <Kbd of="follow" />. You
            see when it was read first and last, its journey, what no vehicle can have driven, and the hours and places
            it keeps to.
          </Empty>
        }
      >
        {({ answer, under }) => (
          <>
            <section
              className="wm-scroll"
              aria-label={`Movement of ${answer.result.plate}`}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
              tabIndex={0}
              data-testid="pattern"
            >
              {answer.result.sightings.length === 0 ? (
                <Empty
                  icon={<Antenna size={28} />}
                  title={`No reads from ${countText(answer.coverage.live)} live of ${countOf(answer.coverage.total, 'camera')}`}
                  testId="pattern-empty"
                >
                  {windowText(answer.window.fromMs, answer.window.toMs)}. This is coverage, not absence: it may have
                  passed where no camera looks, or been read as something further off.
                </Empty>
              ) : (
                <Pattern result={answer.result} onOpen={onOpen} />
              )}
            </section>
            <AnswerLine answer={answer} under={under} />
          </>
        )}
      </Outcome>
    </>
  );
}

type Open = PatternPaneProps['onOpen'];

function Pattern({ result, onOpen }: { result: PatternResult; onOpen: Open }) {
  const cameras = new Set(result.sightings.map((sighting) => sighting.cameraId)).size;
  const impossible = result.legs.filter((leg) => leg.impossible);
  return (
    <>
      <section className="wm-section" aria-label="Seen">
        <p className="wm-seen-head">
          <Plate text={result.plate} large />
          <span>
            <strong>
              {countOf(result.sightings.length, 'read')} at {countOf(cameras, 'camera')}
            </strong>
            {result.truncated && <span className="wm-caption"> the likeliest only: narrow the window to see all</span>}
          </span>
        </p>
        <dl className="wm-facts wm-seen">
          {result.firstMs !== null && <Seen label="First read" timeMs={result.firstMs} result={result} />}
          {result.lastMs !== null && <Seen label="Last read" timeMs={result.lastMs} result={result} />}
        </dl>
      </section>
      {impossible.length > 0 && <ImpossibleLegs legs={impossible} result={result} onOpen={onOpen} />}
      <section className="wm-section" aria-label="The week">
        <h3>
          The week <span>reads by local hour, Pacific/Auckland</span>
        </h3>
        <WeekGrid hours={result.hours} />
      </section>
      <Places places={result.places} />
      <Stays stays={result.stays} />
    </>
  );
}

function Seen({ label, timeMs, result }: { label: string; timeMs: number; result: PatternResult }) {
  const sighting = result.sightings.find((item) => item.timeMs === timeMs);
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Time timeMs={timeMs} /> <span className="wm-caption wm-mono">{utcText(timeMs)}</span>
        {sighting !== undefined && <div className="wm-dim">{sighting.cameraName}</div>}
      </dd>
    </>
  );
}

const SHOWN_PLACES = 12;

function Places({ places }: { places: PatternResult['places'] }) {
  return (
    <section className="wm-section" aria-label="Places">
      <h3>
        Places <span>by the days it was read there</span>
      </h3>
      {places.length === 0 ? (
        <p className="wm-dim">None with a known place.</p>
      ) : (
        <table className="wm-mini-table" data-testid="places">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col" className="wm-right">
                Days
              </th>
              <th scope="col">Of its days</th>
              <th scope="col">Usual hours</th>
              <th scope="col" className="wm-right">
                Reads
              </th>
            </tr>
          </thead>
          <tbody>
            {places.slice(0, SHOWN_PLACES).map((place) => (
              <tr key={place.cameraId}>
                <th scope="row">{place.cameraName}</th>
                <td className="wm-right">{countText(place.days)}</td>
                <td>
                  <span className="wm-share">
                    <LikelihoodBar likelihood={place.shareOfDays} baseRate={null} />
                    {likelihoodText(place.shareOfDays)}
                  </span>
                </td>
                <td>{hoursText(place.usualHours)}</td>
                <td className="wm-right">{countText(place.reads)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {places.length > SHOWN_PLACES && (
        <p className="wm-caption">And {countOf(places.length - SHOWN_PLACES, 'place')} with fewer days.</p>
      )}
    </section>
  );
}

const SHOWN_STAYS = 10;

function Stays({ stays }: { stays: PatternResult['stays'] }) {
  return (
    <section className="wm-section" aria-label="Stays">
      <h3>
        Stays <span>successive reads at one place, the longest first</span>
      </h3>
      {stays.length === 0 ? (
        <p className="wm-dim">None: it was never read twice in a row at one place.</p>
      ) : (
        <table className="wm-mini-table" data-testid="stays">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="wm-right">
                At least
              </th>
              <th scope="col" className="wm-right">
                Reads
              </th>
            </tr>
          </thead>
          <tbody>
            {stays.slice(0, SHOWN_STAYS).map((stay) => (
              <tr key={`${stay.cameraId}-${stay.fromMs}`}>
                <th scope="row">{stay.cameraName}</th>
                <td>
                  <Time timeMs={stay.fromMs} form="date" /> <Time timeMs={stay.fromMs} form="clock" />
                </td>
                <td>
                  <Time timeMs={stay.toMs} form="date" /> <Time timeMs={stay.toMs} form="clock" />
                </td>
                <td className="wm-right">{durationWords(stay.toMs - stay.fromMs)}</td>
                <td className="wm-right">{countText(stay.reads)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {stays.length > SHOWN_STAYS && (
        <p className="wm-caption">And {countOf(stays.length - SHOWN_STAYS, 'shorter stay')}.</p>
      )}
    </section>
  );
}
