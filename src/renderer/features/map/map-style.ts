// The whole map as one MapLibre style: basemap from local files, then empty sources the component fills. No tiles, no
// glyph server, no sprite: nothing is asked of a network. Renderer.
import type { Map as MapLibreMap, StyleSpecification } from 'maplibre-gl';
import nzLandUrl from '../../../../resources/basemap/nz-land.geojson?url';
import placesUrl from '../../../../resources/basemap/places.geojson?url';
import worldLandUrl from '../../../../resources/basemap/world-land.geojson?url';
import type { MapTheme } from '../../../core/map/palette.ts';
import { basemapLayers } from './basemap-layers.ts';
import { dataLayers } from './data-layers.ts';

/** Sources the component fills with `setData`. */
export const DATA_SOURCES = ['area', 'cameras', 'legs', 'reads', 'notes', 'scenes', 'selection'] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

/** Layers a pointer can choose a read in, the topmost first. */
export const READ_LAYERS = ['reads', 'read-places'] as const;

const own = (url: string): string => new URL(url, document.baseURI).href;

/** The style of a theme. Sources are alike in both, so only layers' properties differ. */
export const mapStyle = (theme: MapTheme): StyleSpecification => ({
  version: 8,
  name: `Waymark ${theme}`,
  sources: {
    'world-land': { type: 'geojson', data: own(worldLandUrl), tolerance: 0.5, maxzoom: 9 },
    'nz-land': { type: 'geojson', data: own(nzLandUrl), tolerance: 0.3, maxzoom: 12 },
    places: { type: 'geojson', data: own(placesUrl) },
    ...Object.fromEntries(
      DATA_SOURCES.map((name) => [
        name,
        { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, tolerance: 0 } as const,
      ]),
    ),
  },
  layers: [...basemapLayers(theme), ...dataLayers(theme)],
});

/** Sets on a loaded map whatever the theme changes; sources, view and selection stay as they are. */
export const restyle = (map: MapLibreMap, theme: MapTheme): void => {
  for (const layer of mapStyle(theme).layers) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      map.setPaintProperty(layer.id, name as Parameters<MapLibreMap['setPaintProperty']>[1], value);
    }
    for (const [name, value] of Object.entries('layout' in layer ? (layer.layout ?? {}) : {})) {
      map.setLayoutProperty(layer.id, name as Parameters<MapLibreMap['setLayoutProperty']>[1], value);
    }
  }
};
