// Zoom, fit, draw an area, list; and the card of the area. Renderer.
import { Button, ButtonGroup, NumericInput } from '@blueprintjs/core';
import { Circle, Cross, List, Minus, Plus, ZoomToFit } from '@blueprintjs/icons';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { distanceText } from '../../format/number.ts';
import type { MapArea } from './map-types.ts';
import { type AreaDraw, MIN_RADIUS_M } from './use-area-draw.ts';

const MAX_RADIUS_KM = 500;

interface MapControlsProps {
  readonly map: MapLibreMap;
  readonly onFit: () => void;
  readonly area: MapArea | null;
  readonly onAreaChange: ((area: MapArea | null) => void) | undefined;
  readonly draw: AreaDraw;
  readonly listOpen: boolean;
  readonly onList: () => void;
}

export function MapControls({ map, onFit, area, onAreaChange, draw, listOpen, onList }: MapControlsProps) {
  return (
    <div className="wm-map-controls">
      <ButtonGroup vertical className="wm-map-buttons">
        <Button icon={<Plus />} aria-label="Zoom in (+)" title="Zoom in (+)" onClick={() => map.zoomIn()} />
        <Button icon={<Minus />} aria-label="Zoom out (−)" title="Zoom out (−)" onClick={() => map.zoomOut()} />
        <Button
          icon={<ZoomToFit />}
          aria-label="Show everything (Home)"
          title="Show everything (Home)"
          onClick={onFit}
        />
        {onAreaChange !== undefined && (
          <Button
            icon={<Circle />}
            active={draw.drawing}
            aria-pressed={draw.drawing}
            aria-label="Draw area"
            title="Draw area"
            data-testid="map-draw"
            onClick={draw.drawing ? draw.cancel : draw.start}
          />
        )}
        <Button
          icon={<List />}
          active={listOpen}
          aria-pressed={listOpen}
          aria-label="As a list"
          title="As a list"
          data-testid="map-as-list"
          onClick={onList}
        />
      </ButtonGroup>
      {draw.drawing && (
        <div className="wm-map-card wm-map-hint" role="status">
          {draw.draft === null
            ? 'Press at the middle and drag outwards. Enter: 5 km round the middle of the map. Esc: leave.'
            : `${distanceText(draw.draft.radiusM)} round the middle`}
        </div>
      )}
      {area !== null && !draw.drawing && onAreaChange !== undefined && (
        <div className="wm-map-card wm-map-area" data-testid="map-area">
          <label htmlFor="wm-map-radius">Area, radius km</label>
          <NumericInput
            id="wm-map-radius"
            size="small"
            buttonPosition="none"
            min={MIN_RADIUS_M / 1000}
            max={MAX_RADIUS_KM}
            minorStepSize={0.05}
            stepSize={0.5}
            majorStepSize={5}
            clampValueOnBlur
            value={area.radiusM / 1000}
            onValueChange={(km) => {
              const valid = Number.isFinite(km) && km >= MIN_RADIUS_M / 1000 && km <= MAX_RADIUS_KM;
              if (valid && km * 1000 !== area.radiusM) onAreaChange({ ...area, radiusM: Math.round(km * 1000) });
            }}
          />
          <Button
            size="small"
            icon={<Cross />}
            aria-label="Clear the area"
            title="Clear the area"
            onClick={() => onAreaChange(null)}
          />
        </div>
      )}
    </div>
  );
}
