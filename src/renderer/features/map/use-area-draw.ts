// Drawing the area: press at the middle, drag to the edge. While drawing, the map does not pan. Renderer.
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { groundDistanceM, normaliseLon } from '../../../core/map/mercator.ts';
import type { MapArea } from './map-types.ts';

/** A press without a drag, or the Enter key, makes a circle of this radius. */
export const DEFAULT_RADIUS_M = 5000;
export const MIN_RADIUS_M = 50;
const MIN_DRAG_PX = 6;

/** Positions to a decimetre: no pointer is finer, and an area is read aloud. */
const exactly = (deg: number): number => Math.round(deg * 1e6) / 1e6;

/** Radius to a readable figure: 50 m steps below 5 km, 100 m above. */
const tidy = (radiusM: number): number => {
  const stepM = radiusM < 5000 ? 50 : 100;
  return Math.max(MIN_RADIUS_M, Math.round(radiusM / stepM) * stepM);
};

export interface AreaDraw {
  readonly drawing: boolean;
  /** The circle under the pointer while it is dragged. */
  readonly draft: MapArea | null;
  start(): void;
  cancel(): void;
  /** A circle of the default radius round the middle of the map, for the keyboard. */
  placeAtCentre(): void;
}

/** @param asked when it grows, drawing begins. */
export const useAreaDraw = (
  map: MapLibreMap | null,
  onDone: ((area: MapArea) => void) | undefined,
  asked: number,
): AreaDraw => {
  const [drawing, setDrawing] = useState(false);
  const [draft, setDraft] = useState<MapArea | null>(null);
  const done = useRef(onDone);
  done.current = onDone;
  const begun = useRef(asked);
  useEffect(() => {
    if (begun.current === asked) return;
    begun.current = asked;
    setDrawing(true);
    // Esc leaves and Enter places the circle: both are the map's keys.
    map?.getCanvas().focus();
  }, [asked, map]);

  useEffect(() => {
    if (map === null || !drawing) return undefined;
    let middle: { lon: number; lat: number; x: number; y: number } | null = null;
    map.dragPan.disable();
    map.doubleClickZoom.disable();
    map.getCanvas().style.cursor = 'crosshair';
    const areaTo = (event: MapMouseEvent): MapArea | null => {
      if (middle === null) return null;
      const dragged = Math.hypot(event.point.x - middle.x, event.point.y - middle.y) >= MIN_DRAG_PX;
      const radiusM = dragged
        ? groundDistanceM(middle, { lon: event.lngLat.lng, lat: event.lngLat.lat })
        : DEFAULT_RADIUS_M;
      return { lon: exactly(normaliseLon(middle.lon)), lat: exactly(middle.lat), radiusM: tidy(radiusM) };
    };
    const onDown = (event: MapMouseEvent): void => {
      event.preventDefault();
      middle = { lon: event.lngLat.lng, lat: event.lngLat.lat, x: event.point.x, y: event.point.y };
    };
    const onMove = (event: MapMouseEvent): void => {
      if (middle !== null) setDraft(areaTo(event));
    };
    const onUp = (event: MapMouseEvent): void => {
      const area = areaTo(event);
      if (area === null) return;
      setDrawing(false);
      done.current?.(area);
    };
    map.on('mousedown', onDown);
    map.on('mousemove', onMove);
    map.on('mouseup', onUp);
    return () => {
      map.off('mousedown', onDown);
      map.off('mousemove', onMove);
      map.off('mouseup', onUp);
      map.dragPan.enable();
      map.doubleClickZoom.enable();
      map.getCanvas().style.cursor = '';
      setDraft(null);
    };
  }, [map, drawing]);

  return {
    drawing,
    draft,
    start: () => setDrawing(true),
    cancel: () => setDrawing(false),
    placeAtCentre: () => {
      if (map === null) return;
      const { lng, lat } = map.getCenter();
      setDrawing(false);
      done.current?.({ lon: exactly(normaliseLon(lng)), lat: exactly(lat), radiusM: DEFAULT_RADIUS_M });
    },
  };
};
