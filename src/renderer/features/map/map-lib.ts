// MapLibre and its worker, from this origin; and the faces its labels are drawn with. Renderer.
import * as maplibregl from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href);
// One worker parses a few hundred kilobytes of land as fast as two, and leaves the other core alone.
maplibregl.setWorkerCount(1);

export { maplibregl };

/** Faces of the labels: plain, and the macrons that lie in a file of their own. */
const FACES = ['400 24px Inter', '600 24px Inter', 'italic 400 24px Inter'] as const;

/**
 * Resolves when the label faces are in memory. MapLibre rasterises each glyph once, so a face that comes later
 * never replaces the fallback it drew. A face that cannot be had is no reason to show no map.
 */
export const loadLabelFaces = async (): Promise<void> => {
  await Promise.allSettled(FACES.map((face) => document.fonts.load(face, 'Aa0 āēīōūĀĒĪŌŪ')));
};
