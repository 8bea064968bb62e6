/** Legs no vehicle can have driven, the verdict first, and what may explain each: misread, clone, clock. Renderer. */
import { WarningSign } from '@blueprintjs/icons';
import type { PatternResult } from '../../../contract/movement.ts';
import { durationWords } from '../../../core/map/leg-words.ts';
import { countOf, countText, distanceText, likelihoodText } from '../../format/number.ts';
import { LikelihoodBar, Time } from '../../parts/index.ts';
import { causesOf, doubtText, type Leg } from './movement-words.ts';

const SHOWN_IMPOSSIBLE = 3;

interface ImpossibleLegsProps {
  readonly legs: readonly Leg[];
  readonly result: PatternResult;
  readonly onOpen: (detectionId: string, plate: string) => void;
}

export function ImpossibleLegs({ legs, result, onOpen }: ImpossibleLegsProps) {
  const byId = new Map(result.sightings.map((sighting) => [sighting.detectionId, sighting]));
  // Of one leg the verdict stands first; of several each may have its own.
  const verdict = legs.length === 1 ? (legs[0]?.doubt ?? null) : null;
  return (
    <section className="wm-section" aria-label="Impossible legs" data-testid="impossible-legs">
      <h3 className="wm-impossible-head">
        <WarningSign size={14} />
        <span>
          {countOf(legs.length, 'leg')} that no vehicle can have driven
          {verdict !== null && `: most likely ${doubtText(verdict)}`}
        </span>
      </h3>
      <ul className="wm-stack">
        {legs.slice(0, SHOWN_IMPOSSIBLE).map((leg, at) => {
          const [from, to] = [byId.get(leg.fromId), byId.get(leg.toId)];
          return (
            <li key={`${leg.fromId}-${leg.toId}`} className="wm-impossible">
              <p>
                <strong>
                  {distanceText(leg.distanceM)} in {durationWords(leg.durationMs)}
                </strong>
                {leg.speedKmh !== null && `, ${countText(Math.round(leg.speedKmh))} km/h`}:{' '}
                {from !== undefined && (
                  <button type="button" className="wm-link" onClick={() => onOpen(from.detectionId, result.plate)}>
                    {from.cameraName}
                  </button>
                )}{' '}
                to{' '}
                {to !== undefined && (
                  <button type="button" className="wm-link" onClick={() => onOpen(to.detectionId, result.plate)}>
                    {to.cameraName}
                  </button>
                )}
                {to !== undefined && (
                  <span className="wm-dim">
                    , <Time timeMs={to.timeMs} />
                  </span>
                )}
              </p>
              {leg.doubt !== null && (
                <details open={at === 0}>
                  <summary>
                    {verdict === null ? (
                      <>
                        Most likely: <strong>{doubtText(leg.doubt)}</strong>
                      </>
                    ) : (
                      'What may explain it'
                    )}
                  </summary>
                  <ul className="wm-causes" aria-label="What may explain it">
                    {causesOf(leg.doubt).map(({ cause, text, share }) => (
                      <li key={cause}>
                        <span>{text}</span>
                        <LikelihoodBar likelihood={share} baseRate={null} />
                        <span>{likelihoodText(share)}</span>
                      </li>
                    ))}
                  </ul>
                  {leg.doubt.text !== '' && <p className="wm-caption">{leg.doubt.text}</p>}
                </details>
              )}
            </li>
          );
        })}
      </ul>
      {legs.length > SHOWN_IMPOSSIBLE && (
        <p className="wm-caption">And {countText(legs.length - SHOWN_IMPOSSIBLE)} more, marked among the legs.</p>
      )}
    </section>
  );
}
