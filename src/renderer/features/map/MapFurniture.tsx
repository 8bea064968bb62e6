// Scale bar, north, the position under the pointer, and the data's owners. Renderer.
// Written to the page directly on each move of the map: React would render the whole map for every pixel.
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { metresPerUnit, normaliseLon } from '../../../core/map/mercator.ts';
import { BASEMAP_ATTRIBUTION, LEGS_NOTE } from '../../../core/map/palette.ts';
import { scaleBarFor } from '../../../core/map/scale-bar.ts';
import { positionText } from '../../format/number.ts';

const LONGEST_BAR_PX = 130;
const TILE_PX = 512;

function ScaleBar({ map }: { map: MapLibreMap }) {
  const bar = useRef<HTMLDivElement>(null);
  const middle = useRef<HTMLSpanElement>(null);
  const end = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const update = (): void => {
      const metresPerPx = metresPerUnit(map.getCenter().lat) / (TILE_PX * 2 ** map.getZoom());
      const scale = scaleBarFor(LONGEST_BAR_PX * metresPerPx);
      if (bar.current !== null) bar.current.style.width = `${(scale.lengthM / metresPerPx).toFixed(1)}px`;
      if (middle.current !== null) middle.current.textContent = scale.middle;
      if (end.current !== null) end.current.textContent = scale.end;
    };
    update();
    map.on('move', update);
    return () => {
      map.off('move', update);
    };
  }, [map]);
  return (
    <div className="wm-map-scale" data-testid="map-scale">
      <div className="wm-map-scale-bar" ref={bar}>
        <span className="wm-map-scale-middle" ref={middle} />
      </div>
      <span className="wm-map-scale-end" ref={end} />
    </div>
  );
}

function Pointer({ map }: { map: MapLibreMap }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (event: MapMouseEvent): void => {
      if (place.current === null) return;
      place.current.textContent = positionText(normaliseLon(event.lngLat.lng), event.lngLat.lat);
    };
    const hide = (): void => {
      if (place.current !== null) place.current.textContent = '';
    };
    map.on('mousemove', show);
    map.on('mouseout', hide);
    return () => {
      map.off('mousemove', show);
      map.off('mouseout', hide);
    };
  }, [map]);
  return <span className="wm-map-pointer" ref={place} data-testid="map-pointer" />;
}

export function MapFurniture({ map, hasLegs }: { map: MapLibreMap; hasLegs: boolean }) {
  return (
    <div className="wm-map-foot">
      <div className="wm-map-foot-row">
        <ScaleBar map={map} />
        <Pointer map={map} />
        <svg className="wm-map-north" viewBox="0 0 14 24" role="img" aria-label="North is up">
          <path d="M7 0.5 L12.4 14.5 L7 11.4 L1.6 14.5 Z" />
          <text x="7" y="23.2" textAnchor="middle">
            N
          </text>
        </svg>
      </div>
      <p className="wm-map-attribution">
        {BASEMAP_ATTRIBUTION}
        {hasLegs ? ` · ${LEGS_NOTE}` : ''}
      </p>
    </div>
  );
}
