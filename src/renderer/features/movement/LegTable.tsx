/** The legs of a journey beneath its map: gap, distance, speed; what cannot be is marked and explained. Renderer. */
import { WarningSign } from '@blueprintjs/icons';
import { useState } from 'react';
import type { PatternResult } from '../../../contract/movement.ts';
import { durationWords } from '../../../core/map/leg-words.ts';
import { countOf, countText, distanceText, likelihoodText } from '../../format/number.ts';
import { zoneName } from '../../format/time.ts';
import { PlatePair, StateMark, Time } from '../../parts/index.ts';
import { doubtInShort, type Leg } from './movement-words.ts';

interface LegTableProps {
  readonly result: PatternResult;
  readonly selectedId: string | null;
  readonly onSelect: (detectionId: string) => void;
  readonly onOpen: (detectionId: string) => void;
}

const STEP = 200;

export function LegTable({ result, selectedId, onSelect, onOpen }: LegTableProps) {
  const [shown, setShown] = useState(STEP);
  const [doubtful, setDoubtful] = useState(false);
  const byEnd = new Map(result.legs.map((leg) => [leg.toId, leg]));
  const impossible = result.legs.filter((leg) => leg.impossible).length;
  const rows = result.sightings.filter((sighting) => {
    const leg = byEnd.get(sighting.detectionId);
    return !doubtful || leg?.impossible === true;
  });
  const zone = zoneName(result.sightings.at(-1)?.timeMs ?? 0);
  return (
    <section className="wm-pane wm-legs" aria-label="Sightings and legs" data-testid="legs">
      <header className="wm-pane-head">
        <h2 className="wm-tab">Sightings and legs</h2>
        <span className="wm-row wm-small wm-dim">
          {countOf(result.sightings.length, 'sighting')}, {countOf(result.legs.length, 'leg')}
        </span>
        {impossible > 0 && (
          <div className="wm-pane-head-end">
            <button
              type="button"
              className="wm-chip"
              aria-pressed={doubtful}
              onClick={() => setDoubtful((on) => !on)}
              data-testid="only-impossible"
            >
              <WarningSign size={12} /> {doubtful ? 'Show all legs' : `Only the ${countText(impossible)} impossible`}
            </button>
          </div>
        )}
      </header>
      <div className="wm-scroll">
        <table className="wm-sightings">
          <thead>
            <tr>
              <th scope="col">When ({zone})</th>
              <th scope="col" className="wm-read-column">
                Read → plate
              </th>
              <th scope="col" className="wm-where">
                Where
              </th>
              <th scope="col" className="wm-right">
                Since last
              </th>
              <th scope="col" className="wm-right">
                Straight line
              </th>
              <th scope="col" className="wm-right">
                km/h
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((sighting) => {
              const leg = byEnd.get(sighting.detectionId);
              return (
                <tr
                  key={sighting.detectionId}
                  data-impossible={leg?.impossible === true}
                  data-selected={sighting.detectionId === selectedId}
                >
                  <td>
                    <button
                      type="button"
                      className="wm-link wm-when"
                      aria-label={`Open the read at ${sighting.cameraName}`}
                      onFocus={() => onSelect(sighting.detectionId)}
                      onClick={() => onOpen(sighting.detectionId)}
                    >
                      <StateMark state={sighting.state} />
                      <span>
                        <Time timeMs={sighting.timeMs} form="date" /> <Time timeMs={sighting.timeMs} form="clock" />
                      </span>
                    </button>
                    {/* In a narrow pane the place stands beneath the time, whole, instead of cut off in its column. */}
                    <span className="wm-where-under" aria-hidden title={sighting.cameraName}>
                      {sighting.cameraName}
                    </span>
                  </td>
                  <td>
                    <PlatePair
                      read={sighting.read}
                      plate={result.plate}
                      inLine
                      struck={sighting.state === 'rejected'}
                    />
                    <span className="wm-caption"> {likelihoodText(sighting.likelihood)}</span>
                  </td>
                  <td className="wm-where" title={sighting.cameraName}>
                    {sighting.cameraName}
                  </td>
                  <td className="wm-right">{leg === undefined ? 'first' : durationWords(leg.durationMs)}</td>
                  <td className="wm-right">{leg === undefined ? '' : distanceText(leg.distanceM)}</td>
                  <td className="wm-right">{leg === undefined ? '' : <Speed leg={leg} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {rows.length > shown && (
          <p className="wm-section">
            <button type="button" className="wm-link" onClick={() => setShown((count) => count + STEP * 5)}>
              Show more: {countText(rows.length - shown)} left
            </button>
          </p>
        )}
      </div>
    </section>
  );
}

function Speed({ leg }: { leg: Leg }) {
  const speed = leg.speedKmh === null ? '–' : countText(Math.round(leg.speedKmh));
  if (leg.impossible) {
    return (
      <>
        <strong className="wm-red">{speed} impossible</strong>
        {leg.doubt !== null && <span className="wm-doubt">{doubtInShort(leg.doubt)}</span>}
      </>
    );
  }
  return leg.gap ? (
    <>
      {speed} <span className="wm-dim">gap</span>
    </>
  ) : (
    speed
  );
}
