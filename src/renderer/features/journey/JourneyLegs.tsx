/** The legs of a journey as a table: distance, time, speed; gaps and impossible legs in words. Renderer. */
import './journey.css';
import { Button } from '@blueprintjs/core';
import { Cross, Route } from '@blueprintjs/icons';
import { countText, distanceText } from '../../format/number.ts';
import { spanText, zoneName } from '../../format/time.ts';
import { Empty, Plate, ProblemBox, Time } from '../../parts/index.ts';
import type { JourneyLeg, JourneyView } from './use-journey.ts';

interface JourneyLegsProps {
  readonly view: JourneyView;
  readonly onSelect: (detectionId: string, plate: string) => void;
}

export function JourneyLegs({ view, onSelect }: JourneyLegsProps) {
  const { journey, refusal } = view;
  return (
    <section className="wm-pane wm-journey" aria-label="Journey" data-testid="journey">
      <header className="wm-pane-head">
        <h2 className="wm-tab">Journey</h2>
        {journey !== null && (
          <span className="wm-row wm-small wm-dim">
            <Plate text={journey.plate} /> {journey.note} · entry {countText(journey.logSeq)}
          </span>
        )}
        <div className="wm-pane-head-end">
          <Button
            variant="minimal"
            size="small"
            icon={<Cross size={14} />}
            aria-label="Put the journey away"
            onClick={view.clear}
          />
        </div>
      </header>
      <div className="wm-scroll">
        {view.error !== null && view.error !== undefined && <ProblemBox error={view.error} />}
        {refusal !== null && (
          <div className="wm-section">
            <p className="wm-red">
              <strong>Not run. Log entry {refusal.logSeq}.</strong>
            </p>
            {refusal.decision.reasons.map((reason) => (
              <p key={reason.code}>
                {reason.message} {reason.remedy} <span className="wm-caption wm-mono">{reason.rule.id}</span>
              </p>
            ))}
          </div>
        )}
        {journey !== null && journey.legs.length === 0 && (
          <Empty
            icon={<Route size={24} />}
            title={journey.sightings.length === 0 ? 'No confirmed read yet' : 'One confirmed read'}
          >
            A journey is drawn between reads that a person has confirmed in this case. Confirm{' '}
            {journey.sightings.length === 0 ? 'two reads' : 'another read'} of this plate.
          </Empty>
        )}
        {journey !== null && journey.legs.length > 0 && <LegTable journey={journey} onSelect={onSelect} />}
      </div>
    </section>
  );
}

function LegTable({
  journey,
  onSelect,
}: {
  journey: NonNullable<JourneyView['journey']>;
  onSelect: JourneyLegsProps['onSelect'];
}) {
  return (
    <table className="wm-leg-table">
      <thead>
        <tr>
          <th scope="col">From ({zoneName(journey.sightings[0]?.timeMs ?? 0)})</th>
          <th scope="col">To</th>
          <th scope="col" className="wm-right">
            Straight line
          </th>
          <th scope="col" className="wm-right">
            Took
          </th>
          <th scope="col" className="wm-right">
            km/h
          </th>
        </tr>
      </thead>
      <tbody>
        {journey.legs.map((leg) => (
          <tr key={`${leg.from.detectionId}-${leg.to.detectionId}`} data-impossible={leg.impossible}>
            <td>
              <LegEnd timeMs={leg.from.timeMs} place={leg.from.cameraName} />
            </td>
            <td>
              <button
                type="button"
                className="wm-link wm-leg-to"
                onClick={() => onSelect(leg.to.detectionId, journey.plate)}
              >
                <LegEnd timeMs={leg.to.timeMs} place={leg.to.cameraName} />
              </button>
            </td>
            <td className="wm-right">{distanceText(leg.distanceM)}</td>
            <td className="wm-right">{spanText(leg.durationMs)}</td>
            <td className="wm-right">{speedText(leg)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LegEnd({ timeMs, place }: { timeMs: number; place: string }) {
  return (
    <span className="wm-leg-end" title={place}>
      <span>
        <Time timeMs={timeMs} form="date" /> <Time timeMs={timeMs} form="clock" />
      </span>
      <span className="wm-ellipsis wm-dim">{place}</span>
    </span>
  );
}

function speedText(leg: JourneyLeg): string {
  const speed = leg.speedKmh === null ? '–' : countText(Math.round(leg.speedKmh));
  if (leg.impossible) return `${speed} impossible`;
  return leg.gap ? `${speed} gap` : speed;
}
