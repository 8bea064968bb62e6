// Keeps the map's sources equal to the component's props, and its look equal to the theme. Renderer.
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import type { MapTheme } from '../../../core/map/palette.ts';
import { type Grouping, groupDetections } from './group-detections.ts';
import {
  areaFeatures,
  type Collection,
  cameraFeatures,
  journeyFeatures,
  readFeatures,
  sceneFeatures,
  selectionFeatures,
} from './map-data.ts';
import { type DataSource, restyle } from './map-style.ts';
import type { DetectionMapProps, MapArea } from './map-types.ts';

const fill = (map: MapLibreMap, name: DataSource, data: Collection): void => {
  map.getSource<GeoJSONSource>(name)?.setData(data);
};

const useSource = (map: MapLibreMap | null, name: DataSource, data: Collection): void => {
  useEffect(() => {
    if (map !== null) fill(map, name, data);
  }, [map, name, data]);
};

/**
 * @param map null until the style has loaded.
 * @returns the places drawn.
 */
export const useMapData = (
  map: MapLibreMap | null,
  props: DetectionMapProps,
  shownArea: MapArea | null,
  firstTheme: MapTheme,
): Grouping => {
  const { detections, cameras, journey, scenes, selectedId, theme, otherAreas } = props;
  const grouping = useMemo(() => groupDetections(detections), [detections]);
  const legs = useMemo(() => journeyFeatures(journey), [journey]);
  useSource(
    map,
    'reads',
    useMemo(() => readFeatures(grouping, detections), [grouping, detections]),
  );
  useSource(
    map,
    'cameras',
    useMemo(() => cameraFeatures(cameras ?? []), [cameras]),
  );
  useSource(
    map,
    'scenes',
    useMemo(() => sceneFeatures(scenes ?? []), [scenes]),
  );
  useSource(map, 'legs', legs.legs);
  useSource(map, 'notes', legs.notes);
  useSource(
    map,
    'area',
    useMemo(
      () => areaFeatures(shownArea === null ? (otherAreas ?? []) : [...(otherAreas ?? []), shownArea]),
      [shownArea, otherAreas],
    ),
  );
  useSource(
    map,
    'selection',
    useMemo(() => selectionFeatures(grouping, detections, selectedId ?? null), [grouping, detections, selectedId]),
  );

  const shownTheme = useRef(firstTheme);
  useEffect(() => {
    if (map === null || shownTheme.current === theme) return;
    shownTheme.current = theme;
    restyle(map, theme);
  }, [map, theme]);

  return grouping;
};
