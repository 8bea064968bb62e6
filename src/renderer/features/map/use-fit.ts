// Moving the map so that everything on it shows. Renderer.
import type { Map as MapLibreMap } from 'maplibre-gl';
import { useCallback, useEffect, useRef } from 'react';
import { HOME_EXTENT } from '../../../core/map/basemap.ts';
import { circleRing, extentOf, type LonLat } from '../../../core/map/mercator.ts';
import type { DetectionMapProps } from './map-types.ts';

/** One read alone is shown with the towns around it: nearer there is nothing on the basemap. */
const MAX_FIT_ZOOM = 11.5;
const FIT_MS = 260;
const SETTLE_MS = 600;

/** Every position the map shows, read by read. */
function* positions(props: DetectionMapProps): Generator<LonLat> {
  yield* props.detections;
  for (const leg of props.journey?.legs ?? []) {
    yield leg.from;
    yield leg.to;
  }
  yield* props.scenes ?? [];
  for (const area of [props.areaFilter ?? [], props.otherAreas ?? []].flat()) yield* circleRing(area, area.radiusM, 8);
}

/** @returns a function that fits now; the map also fits by itself when `fitKey` changes. */
export const useFit = (map: MapLibreMap | null, props: DetectionMapProps): (() => void) => {
  const latest = useRef(props);
  latest.current = props;
  const fitted = useRef<string | number | undefined | null>(null);

  const showEverything = useCallback(
    (animate = true) => {
      if (map === null) return;
      const extent = extentOf(positions(latest.current));
      const { westDeg, southDeg, eastDeg, northDeg } = extent ?? HOME_EXTENT;
      const { width, height } = map.getCanvas().getBoundingClientRect();
      // Room for the legend and the buttons above, scale and attribution below; less on a small map.
      const room = extent === null ? 0 : 1;
      const padding = {
        top: Math.min(120, height * 0.26) * room,
        bottom: Math.min(70, height * 0.18) * room,
        left: Math.min(60, width * 0.1) * room,
        right: Math.min(70, width * 0.14) * room,
      };
      map.fitBounds(
        [
          [westDeg, southDeg],
          [eastDeg, northDeg],
        ],
        { padding, maxZoom: MAX_FIT_ZOOM, duration: animate ? FIT_MS : 0 },
      );
    },
    [map],
  );

  const { fitKey } = props;
  useEffect(() => {
    if (map === null || fitted.current === fitKey) return;
    // The first view jumps; a later query glides (not at all where the system asks for less motion).
    const animate = fitted.current !== null;
    fitted.current = fitKey;
    showEverything(animate);
    // What brought the new key may have changed the size of the map too, or shown it: then again, in each new size.
    const again = (): void => showEverything(false);
    map.on('resize', again);
    const timer = setTimeout(() => map.off('resize', again), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      map.off('resize', again);
    };
  }, [map, fitKey, showEverything]);

  return useCallback(() => showEverything(), [showEverything]);
};
