// What the marks mean, and which vehicle is which. Only what is on the map is explained. Renderer.

import { legKind } from '../../../core/map/leg-words.ts';
import { type MarkShape, READ_STATES, type ReadState, vehicleMark } from '../../../core/map/palette.ts';
import { countOf, countText } from '../../format/number.ts';
import type { Grouping } from './group-detections.ts';
import type { MapCamera, MapDetection, MapJourney, MapVehicle } from './map-types.ts';

const WORDS: Readonly<Record<ReadState, string>> = {
  confirmed: 'confirmed',
  unconfirmed: 'not yet',
  'cannot-tell': 'cannot tell',
  rejected: 'rejected',
};

const SHAPE_PATHS: Readonly<Record<MarkShape, string>> = {
  disc: 'M7 2.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6z',
  square: 'M2.8 2.8h8.4v8.4h-8.4z',
  triangle: 'M7 1.6L12.4 11H1.6z',
  diamond: 'M7 1L13 7L7 13L1 7z',
};

function VehicleSwatch({ index }: { index: number }) {
  const { shape } = vehicleMark(index);
  return (
    <svg viewBox="0 0 14 14" className={`wm-map-vehicle wm-map-vehicle-${Math.min(index, 4)}`} aria-hidden="true">
      <path d={SHAPE_PATHS[shape]} />
    </svg>
  );
}

function StateSwatch({ state }: { state: ReadState }) {
  return (
    <svg viewBox="0 0 14 14" className={`wm-map-swatch wm-map-state-${state}`} aria-hidden="true">
      <circle cx="7" cy="7" r="4.8" />
      {state === 'confirmed' && <path d="M4.6 7.2l1.7 1.7l3-3.6" />}
      {state === 'rejected' && <path d="M2.4 11.6L11.6 2.4" />}
      {state === 'cannot-tell' && (
        <text x="7" y="9.6" textAnchor="middle">
          ?
        </text>
      )}
    </svg>
  );
}

interface MapLegendProps {
  readonly detections: readonly MapDetection[];
  readonly grouping: Grouping;
  readonly cameras: readonly MapCamera[];
  readonly journey: MapJourney | null;
  readonly vehicles: readonly MapVehicle[];
  readonly statesKnown: boolean;
}

export function MapLegend({ detections, grouping, cameras, journey, vehicles, statesKnown }: MapLegendProps) {
  const present = new Set(grouping.groups.map((group) => group.state));
  const confirmed = grouping.groups.reduce((sum, group) => sum + group.confirmed, 0);
  const hasGap = journey?.legs.some((leg) => legKind(leg.to.timeMs - leg.from.timeMs, leg.impossible) === 'gap');
  const hasDown = cameras.some((camera) => !camera.live);
  return (
    <div className="wm-map-card wm-map-legend" data-testid="map-legend">
      {vehicles.map((vehicle, index) => (
        <div className="wm-map-legend-vehicle" key={vehicle.plate}>
          <VehicleSwatch index={index} />
          <span className="wm-map-plate">{vehicle.plate}</span>
          <span>
            {vehicles.length > 1 ? `${vehicleMark(index).letter}${vehicle.note === undefined ? '' : ' · '}` : ''}
            {vehicle.note}
          </span>
        </div>
      ))}
      <div className="wm-map-legend-count">
        {countOf(detections.length, 'read')}
        {statesKnown && `, ${countText(confirmed)} confirmed`}
        {grouping.misplaced > 0 ? `; ${grouping.misplaced} with an impossible position not shown` : ''}
      </div>
      <ul className="wm-map-legend-keys">
        {grouping.exact ? (
          READ_STATES.filter((state) => statesKnown && present.has(state)).map((state) => (
            <li key={state}>
              <StateSwatch state={state} />
              {WORDS[state]}
            </li>
          ))
        ) : (
          <li>circles: reads by place; filled where one is confirmed</li>
        )}
        {hasGap === true && (
          <li>
            <span className="wm-map-dots" aria-hidden="true" />
            gap, no read &gt; 50 min
          </li>
        )}
        {hasDown && (
          <li>
            <svg viewBox="0 0 14 14" className="wm-map-swatch wm-map-down" aria-hidden="true">
              <circle cx="7" cy="7" r="3.4" />
            </svg>
            camera down
          </li>
        )}
      </ul>
    </div>
  );
}
