// The same reads as words: a summary that is always there for a screen reader, and a list anyone can open. Renderer.
import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { READ_STATE_WORDS } from '../../../core/map/palette.ts';
import { countOf, countText, positionText } from '../../format/number.ts';
import type { Grouping } from './group-detections.ts';
import type { MapArea, MapCamera, MapDetection } from './map-types.ts';

const ROWS = 200;

/** One or two sentences that say what the map shows. */
export const summaryText = (
  detections: readonly MapDetection[],
  grouping: Grouping,
  cameras: readonly MapCamera[],
  area: MapArea | null,
  otherAreas: readonly MapArea[],
): string => {
  const confirmed = grouping.groups.reduce((sum, group) => sum + group.confirmed, 0);
  const down = cameras.filter((camera) => !camera.live).length;
  const sentences = [
    detections.length === 0
      ? 'Map without detections.'
      : `Map of ${countOf(detections.length, 'read')} at ${countOf(grouping.groups.length, 'place')}, ${countText(confirmed)} confirmed.`,
    cameras.length === 0 ? '' : `${countOf(cameras.length, 'camera')}, ${down} down.`,
    ...[...otherAreas, ...(area === null ? [] : [area])].map(
      ({ lon, lat, radiusM }) => `Area: ${(radiusM / 1000).toFixed(1)} km round ${positionText(lon, lat)}.`,
    ),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
};

interface MapListProps {
  readonly detections: readonly MapDetection[];
  readonly grouping: Grouping;
  readonly selectedId: string | null;
  readonly onSelect: ((id: string) => void) | undefined;
  readonly onClose: () => void;
}

export function MapList({ detections, grouping, selectedId, onSelect, onClose }: MapListProps) {
  // The places with most to say first: the drawing order backwards.
  const rows = grouping.groups.toReversed().slice(0, ROWS);
  const more = grouping.groups.length - rows.length;
  return (
    <section className="wm-map-card wm-map-list" aria-label="Reads on the map, as a list" data-testid="map-list">
      <header>
        <h3>{countOf(grouping.groups.length, 'place')}</h3>
        <Button size="small" variant="minimal" icon={<Cross />} aria-label="Close the list" onClick={onClose} />
      </header>
      <ol>
        {rows.map((group) => {
          const ids = group.members.flatMap((index) => detections[index]?.id ?? []);
          const first = group.members.flatMap((index) => detections[index] ?? [])[0];
          if (first === undefined) return null;
          const chosen = selectedId !== null && ids.includes(selectedId);
          return (
            <li key={first.id}>
              <button type="button" aria-pressed={chosen} onClick={() => onSelect?.(first.id)}>
                <strong>{group.count === 1 ? first.label : countOf(group.count, 'read')}</strong>
                <span>
                  {READ_STATE_WORDS[group.state]}
                  {group.count > 1 ? `, ${group.confirmed} confirmed; first: ${first.label}` : ''}
                </span>
                <span className="wm-map-list-place">{positionText(group.lon, group.lat)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {more > 0 && <p>And {countOf(more, 'more place', 'more places')}: narrow the query to list them.</p>}
    </section>
  );
}
