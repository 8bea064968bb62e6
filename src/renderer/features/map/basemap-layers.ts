// Sea, land, coast and names: the layers under everything else. Renderer.
import type { LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import { SEA_MIN_ZOOM, TOWN_MIN_ZOOM } from '../../../core/map/basemap.ts';
import { MAP_COLOURS, type MapTheme } from '../../../core/map/palette.ts';
import { ITALIC, REGULAR, SEMIBOLD } from './label-fonts.ts';

/** Widths of the bands of sea beside the coast, pixels; within the tiles' buffer so that no seam shows. */
const SHELF_PX = [26, 16, 8] as const;
/** From this zoom on a town has both its names. */
const FULL_NAMES_ZOOM = 6.8;

const townLayer = (rank: number, theme: MapTheme): SymbolLayerSpecification => {
  const colours = MAP_COLOURS[theme];
  const large = rank === 1;
  return {
    id: `town-${rank}`,
    type: 'symbol',
    source: 'places',
    minzoom: TOWN_MIN_ZOOM[rank] ?? 0,
    filter: ['all', ['==', ['get', 'kind'], 'town'], ['==', ['get', 'rank'], rank]],
    layout: {
      'text-field': ['step', ['zoom'], ['get', 'short'], FULL_NAMES_ZOOM, ['get', 'name']],
      'text-font': rank <= 2 ? SEMIBOLD : REGULAR,
      'text-size': large ? 13 : rank <= 2 ? 12 : rank <= 4 ? 11.5 : 11,
      'text-max-width': 12,
      'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
      // Clear of a mark that stands on the town.
      'text-radial-offset': 1.05,
      'text-justify': 'auto',
      'text-padding': 2,
      'icon-image': `${theme} town`,
      'icon-padding': 0,
      'icon-optional': true,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
    paint: { 'text-color': colours.label, 'text-halo-color': colours.labelHalo, 'text-halo-width': 1.4 },
  };
};

const seaLayer = (rank: number, theme: MapTheme): SymbolLayerSpecification => ({
  id: `sea-${rank}`,
  type: 'symbol',
  source: 'places',
  minzoom: SEA_MIN_ZOOM[rank] ?? 0,
  filter: ['all', ['==', ['get', 'kind'], 'sea'], ['==', ['get', 'rank'], rank]],
  layout: {
    'text-field': ['step', ['zoom'], ['get', 'short'], FULL_NAMES_ZOOM, ['get', 'name']],
    'text-font': ITALIC,
    'text-size': 11,
    'text-letter-spacing': 0.06,
    'text-max-width': 9,
    'text-padding': 8,
  },
  paint: { 'text-color': MAP_COLOURS[theme].seaLabel },
});

export const basemapLayers = (theme: MapTheme): LayerSpecification[] => {
  const colours = MAP_COLOURS[theme];
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
    ...SHELF_PX.flatMap((width, index): LayerSpecification[] =>
      (['world-land', 'nz-land'] as const).map((source) => ({
        id: `shelf-${index}-${source}`,
        type: 'line',
        source,
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': colours.shelf[index] ?? colours.sea,
          'line-width': ['interpolate', ['linear'], ['zoom'], 4, width / 3, 8, width],
        },
      })),
    ),
    ...(['world-land', 'nz-land'] as const).flatMap((source): LayerSpecification[] => [
      { id: source, type: 'fill', source, paint: { 'fill-color': colours.land, 'fill-antialias': true } },
      {
        id: `coast-${source}`,
        type: 'line',
        source,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': colours.coast, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 10, 1.1] },
      },
    ]),
    // The topmost label layer is placed first: the most important names win.
    ...[3, 2, 1].map((rank) => seaLayer(rank, theme)),
    ...[6, 5, 4, 3, 2, 1].map((rank) => townLayer(rank, theme)),
  ];
};
