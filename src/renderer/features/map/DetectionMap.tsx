// The map of a query's reads, cameras and journey, on the embedded basemap. Renderer.
// Nothing is fetched from anywhere but this application. Marks show state by shape, vehicles by colour, shape and
// letter; legs are straight and say so. Keys: arrows pan, + and − zoom, Home shows everything, Esc leaves drawing.
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import { Map as MapView } from '@vis.gl/react-maplibre';
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { HOME_EXTENT } from '../../../core/map/basemap.ts';
import { unwrapLon } from '../../../core/map/mercator.ts';
import { MapControls } from './MapControls.tsx';
import { MapFurniture } from './MapFurniture.tsx';
import { MapLegend } from './MapLegend.tsx';
import { MapList, summaryText } from './MapList.tsx';
import { markAsidePx } from './map-data.ts';
import { addMapImages } from './map-images.ts';
import { loadLabelFaces, maplibregl } from './map-lib.ts';
import { mapStyle, READ_LAYERS } from './map-style.ts';
import type { DetectionMapProps } from './map-types.ts';
import { useAreaDraw } from './use-area-draw.ts';
import { useFit } from './use-fit.ts';
import { useMapData } from './use-map-data.ts';

const START_VIEW = {
  bounds: [HOME_EXTENT.westDeg, HOME_EXTENT.southDeg, HOME_EXTENT.eastDeg, HOME_EXTENT.northDeg] as [
    number,
    number,
    number,
    number,
  ],
};
/** How near a click must be to a mark, pixels. */
const REACH_PX = 5;

/** The read to choose next at a place: the one after the chosen one, or the first. */
export const nextAt = (ids: readonly string[], selectedId: string | null): string | undefined =>
  ids[(selectedId === null ? -1 : ids.indexOf(selectedId)) + 1] ?? ids[0];

export function DetectionMap(props: DetectionMapProps) {
  const { detections, theme, onSelect, onAreaChange, emptyMessage } = props;
  const selectedId = props.selectedId ?? null;
  const area = props.areaFilter ?? null;
  const [ready, setReady] = useState(false);
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [listOpen, setListOpen] = useState(false);
  // The style is made once; later themes are set property by property so that nothing on the map is lost.
  const [firstTheme] = useState(theme);
  const firstStyle = useMemo(() => mapStyle(firstTheme), [firstTheme]);

  useEffect(() => {
    let wanted = true;
    void loadLabelFaces().then(() => {
      if (wanted) setReady(true);
    });
    return () => {
      wanted = false;
    };
  }, []);

  const draw = useAreaDraw(map, onAreaChange, props.drawAsked ?? 0);
  const grouping = useMapData(map, props, draw.draft ?? area, firstTheme);
  const showEverything = useFit(map, props);

  // Handlers read the newest props through this, so that they are bound to the map once.
  const latest = useRef({ grouping, detections, selectedId, onSelect, drawing: draw.drawing });
  latest.current = { grouping, detections, selectedId, onSelect, drawing: draw.drawing };

  const groupAt = useCallback((target: MapLibreMap, { point: { x, y } }: MapMouseEvent): number | undefined => {
    const hits = target.queryRenderedFeatures(
      [
        [x - REACH_PX, y - REACH_PX],
        [x + REACH_PX, y + REACH_PX],
      ],
      { layers: [...READ_LAYERS] },
    );
    // A hit may be a neighbour's letter: the nearest mark is meant.
    const near = hits.flatMap(({ properties }) => {
      const index: unknown = properties.group;
      const group = typeof index === 'number' ? latest.current.grouping.groups[index] : undefined;
      if (typeof index !== 'number' || group === undefined) return [];
      const at = target.project([unwrapLon(group.lon, target.unproject([x, y]).lng), group.lat]);
      return [{ index, distancePx: Math.hypot(at.x + markAsidePx(Number(properties.aside)) - x, at.y - y) }];
    });
    return near.toSorted((a, b) => a.distancePx - b.distancePx)[0]?.index;
  }, []);

  useEffect(() => {
    if (map === null) return undefined;
    const onClick = (event: MapMouseEvent): void => {
      const now = latest.current;
      const index = now.drawing ? undefined : groupAt(map, event);
      if (index === undefined) return;
      const ids = now.grouping.groups[index]?.members.flatMap((member) => now.detections[member]?.id ?? []) ?? [];
      const id = nextAt(ids, now.selectedId);
      if (id !== undefined) now.onSelect?.(id);
    };
    const onMove = (event: MapMouseEvent): void => {
      if (latest.current.drawing) return;
      map.getCanvas().style.cursor = groupAt(map, event) === undefined ? '' : 'pointer';
    };
    map.on('click', onClick);
    map.on('mousemove', onMove);
    return () => {
      map.off('click', onClick);
      map.off('mousemove', onMove);
    };
  }, [map, groupAt]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (draw.drawing && event.key === 'Escape') draw.cancel();
    else if (draw.drawing && event.key === 'Enter') draw.placeAtCentre();
    else if (event.key === 'Home' && !(event.target instanceof HTMLInputElement)) showEverything();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const cameras = props.cameras ?? [];
  const summary = summaryText(detections, grouping, cameras, area, props.otherAreas ?? []);
  return (
    <section className="wm-map" aria-label="Map" data-theme-map={theme} data-testid="map" onKeyDown={onKeyDown}>
      <p className="wm-map-summary" role="status">
        {summary}
      </p>
      {ready && (
        <MapView
          mapLib={maplibregl}
          initialViewState={START_VIEW}
          mapStyle={firstStyle}
          attributionControl={false}
          dragRotate={false}
          touchPitch={false}
          pitchWithRotate={false}
          maxPitch={0}
          minZoom={2}
          maxZoom={18}
          fadeDuration={0}
          locale={{ 'Map.Title': 'Map. Arrow keys pan, plus and minus zoom, Home shows everything.' }}
          onStyleData={({ target }) => addMapImages(target)}
          onLoad={({ target }) => {
            target.keyboard.disableRotation();
            target.touchZoomRotate.disableRotation();
            setMap(target);
          }}
          onError={({ error }) => setFailed(error.message)}
        />
      )}
      {map !== null && (
        <>
          <MapControls
            map={map}
            onFit={showEverything}
            area={area}
            onAreaChange={onAreaChange}
            draw={draw}
            listOpen={listOpen}
            onList={() => setListOpen(!listOpen)}
          />
          <MapFurniture map={map} hasLegs={(props.journey?.legs.length ?? 0) > 0} />
        </>
      )}
      {detections.length > 0 && !listOpen && (
        <MapLegend
          detections={detections}
          grouping={grouping}
          cameras={cameras}
          journey={props.journey ?? null}
          vehicles={props.vehicles ?? []}
          statesKnown={props.statesKnown ?? true}
        />
      )}
      {listOpen && (
        <MapList
          detections={detections}
          grouping={grouping}
          selectedId={selectedId}
          onSelect={onSelect}
          onClose={() => setListOpen(false)}
        />
      )}
      {failed !== null && map === null ? (
        <div className="wm-map-card wm-map-empty" role="alert">
          <strong>The map cannot be drawn here</strong>
          <p>{failed}</p>
          <p>The reads are unharmed: use the table, or the list on this panel.</p>
        </div>
      ) : (
        detections.length === 0 &&
        emptyMessage != null && (
          <div className="wm-map-card wm-map-empty" data-testid="map-empty">
            <strong>{emptyMessage.title}</strong>
            <p>{emptyMessage.text}</p>
          </div>
        )
      )}
    </section>
  );
}
