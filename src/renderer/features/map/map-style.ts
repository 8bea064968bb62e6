// The whole map as one MapLibre style: basemap from local files, then empty sources the component fills. No tiles, no
// glyph server, no sprite: nothing is asked of a network. Renderer.
import type {
  ExpressionSpecification,
  LayerSpecification,
  Map as MapLibreMap,
  StyleSpecification,
  SymbolLayerSpecification,
} from 'maplibre-gl';
import nzLandUrl from '../../../../resources/basemap/nz-land.geojson?url';
import placesUrl from '../../../../resources/basemap/places.geojson?url';
import worldLandUrl from '../../../../resources/basemap/world-land.geojson?url';
import { SEA_MIN_ZOOM, TOWN_MIN_ZOOM } from '../../../core/map/basemap.ts';
import { MAP_COLOURS, type MapTheme, vehicleMark } from '../../../core/map/palette.ts';
import { ASIDE_STEPS, LEG_STEP_PX, legAsidePx, markAsidePx } from './map-data.ts';

/** Sources the component fills with `setData`. */
export const DATA_SOURCES = ['area', 'cameras', 'legs', 'reads', 'notes', 'scenes', 'selection'] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

/** Layers a pointer can choose a read in, the topmost first. */
export const READ_LAYERS = ['reads', 'read-places'] as const;

const TAG_PX = 11;

/** Widths of the bands of sea beside the coast, pixels; within the tiles' buffer so that no seam shows. */
const SHELF_PX = [26, 16, 8] as const;
/** From this zoom on a town has both its names. */
const FULL_NAMES_ZOOM = 6.8;

// A family name carries weight and slant; the second of each stack is the one the page has.
const REGULAR = ['Inter Regular', 'Inter'];
const SEMIBOLD = ['Inter SemiBold', 'Inter'];
const ITALIC = ['Inter Italic', 'Inter'];

const own = (url: string): string => new URL(url, document.baseURI).href;

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

/** An offset by a whole-numbered property: MapLibre hands array properties back as text, so they cannot be used. */
const offsetBy = (
  property: string,
  steps: readonly number[],
  offset: (step: number) => [number, number],
): ExpressionSpecification =>
  [
    'match',
    ['get', property],
    ...steps.flatMap((step) => [step, ['literal', offset(step)]]),
    ['literal', offset(0)],
  ] as unknown as ExpressionSpecification;

const vehicleColour = (theme: MapTheme): ExpressionSpecification => [
  'match',
  ['get', 'vehicle'],
  0,
  vehicleMark(0)[theme],
  1,
  vehicleMark(1)[theme],
  2,
  vehicleMark(2)[theme],
  3,
  vehicleMark(3)[theme],
  vehicleMark(4)[theme],
];

const basemapLayers = (theme: MapTheme): LayerSpecification[] => {
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

const noteLayer = (theme: MapTheme): SymbolLayerSpecification => {
  const colours = MAP_COLOURS[theme];
  return {
    id: 'notes',
    type: 'symbol',
    source: 'notes',
    minzoom: 4,
    layout: {
      'text-field': [
        'format',
        ['get', 'head'],
        { 'text-font': ['literal', SEMIBOLD], 'text-color': colours.ink },
        '\n',
        {},
        ['get', 'detail'],
        { 'text-color': ['case', ['==', ['get', 'kind'], 'impossible'], colours.impossible, colours.dim] },
      ],
      'text-font': REGULAR,
      'text-size': 11,
      'text-line-height': 1.35,
      'text-max-width': 30,
      'text-justify': 'left',
      'text-variable-anchor': [
        'right',
        'left',
        'bottom',
        'top',
        'bottom-left',
        'top-right',
        'bottom-right',
        'top-left',
      ],
      'text-radial-offset': 1.6,
      'text-padding': 2,
      // What cannot be comes before what is not known.
      'symbol-sort-key': ['case', ['==', ['get', 'kind'], 'impossible'], 0, 1],
      'icon-image': `${theme} note`,
      'icon-text-fit': 'both',
      'icon-text-fit-padding': [1, 4, 1, 4],
    },
    paint: { 'text-color': colours.dim },
  };
};

const dataLayers = (theme: MapTheme): LayerSpecification[] => {
  const colours = MAP_COLOURS[theme];
  const exact: ExpressionSpecification = ['==', ['get', 'exact'], true];
  const readColour = vehicleColour(theme);
  return [
    {
      id: 'area-fill',
      type: 'fill',
      source: 'area',
      filter: ['==', ['get', 'part'], 'circle'],
      paint: { 'fill-color': colours.accent, 'fill-opacity': 0.1 },
    },
    {
      id: 'area-edge',
      type: 'line',
      source: 'area',
      filter: ['==', ['get', 'part'], 'circle'],
      paint: { 'line-color': colours.accent, 'line-width': 1.5, 'line-dasharray': [4, 3] },
    },
    {
      id: 'area-centre',
      type: 'circle',
      source: 'area',
      filter: ['==', ['get', 'part'], 'centre'],
      paint: { 'circle-radius': 2.5, 'circle-color': colours.accent },
    },
    {
      id: 'cameras',
      type: 'circle',
      source: 'cameras',
      filter: ['==', ['get', 'live'], true],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 1.1, 8, 2, 13, 3.5],
        'circle-color': colours.camera,
        'circle-opacity': 0.8,
      },
    },
    {
      id: 'cameras-down',
      type: 'circle',
      source: 'cameras',
      filter: ['==', ['get', 'live'], false],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 1.6, 8, 2.8, 13, 4],
        'circle-color': colours.land,
        'circle-stroke-color': colours.cameraDown,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: 'legs-gap',
      type: 'line',
      source: 'legs',
      filter: ['==', ['get', 'kind'], 'gap'],
      layout: { 'line-cap': 'round' },
      paint: {
        'line-color': readColour,
        'line-width': 1.6,
        'line-dasharray': [0.5, 3],
        'line-offset': ['*', ['get', 'aside'], LEG_STEP_PX],
      },
    },
    {
      id: 'legs-reads',
      type: 'line',
      source: 'legs',
      filter: ['==', ['get', 'kind'], 'reads'],
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': readColour, 'line-width': 2.6, 'line-offset': ['*', ['get', 'aside'], LEG_STEP_PX] },
    },
    {
      id: 'legs-arrows',
      type: 'symbol',
      source: 'legs',
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 110,
        'icon-image': ['concat', `${theme} `, ['get', 'image']],
        'icon-offset': offsetBy('aside', ASIDE_STEPS, (step) => [0, legAsidePx(step)]),
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-padding': 0,
      },
    },
    noteLayer(theme),
    {
      id: 'read-places',
      type: 'circle',
      source: 'reads',
      filter: ['!', exact],
      paint: {
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['log10', ['get', 'count']],
          0,
          3.5,
          1,
          5.5,
          2,
          8.5,
          3,
          13,
          4,
          20,
          5,
          28,
        ],
        'circle-color': ['case', ['get', 'confirmed'], colours.camera, colours.land],
        'circle-opacity': ['case', ['get', 'confirmed'], 0.9, 0.75],
        'circle-stroke-color': colours.label,
        'circle-stroke-width': 1.6,
        'circle-stroke-opacity': ['get', 'opacity'],
      },
    },
    {
      id: 'read-counts',
      type: 'symbol',
      source: 'reads',
      filter: ['all', ['!', exact], ['==', ['get', 'counted'], true]],
      layout: {
        'text-field': ['get', 'countText'],
        'text-font': SEMIBOLD,
        'text-size': 10.5,
        'symbol-sort-key': ['-', 0, ['get', 'count']],
      },
      paint: {
        'text-color': ['case', ['get', 'confirmed'], colours.land, colours.ink],
        'text-halo-color': ['case', ['get', 'confirmed'], colours.camera, colours.land],
        'text-halo-width': 1,
      },
    },
    {
      id: 'scenes',
      type: 'symbol',
      source: 'scenes',
      layout: {
        'icon-image': `${theme} scene`,
        'icon-allow-overlap': true,
        'text-field': ['get', 'label'],
        'text-font': SEMIBOLD,
        'text-size': 11.5,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.8,
        'text-optional': true,
      },
      paint: { 'text-color': colours.ink, 'text-halo-color': colours.labelHalo, 'text-halo-width': 1.5 },
    },
    {
      id: 'reads',
      type: 'symbol',
      source: 'reads',
      filter: exact,
      layout: {
        'icon-image': ['concat', `${theme} `, ['get', 'image']],
        'icon-offset': offsetBy('aside', ASIDE_STEPS, (step) => [markAsidePx(step), 0]),
        'icon-allow-overlap': true,
        'icon-ignore-placement': false,
        'icon-padding': 0,
        'symbol-sort-key': ['get', 'order'],
        'text-field': ['get', 'tag'],
        'text-font': SEMIBOLD,
        'text-size': TAG_PX,
        // In ems of the tag: past the mark's edge, on its outer side.
        'text-offset': offsetBy('aside', ASIDE_STEPS, (step) => [
          markAsidePx(step) / TAG_PX + (step < 0 ? -0.85 : 0.85),
          0,
        ]),
        'text-anchor': ['case', ['<', ['get', 'aside'], 0], 'right', 'left'],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: {
        'icon-opacity': ['get', 'opacity'],
        'text-color': colours.ink,
        'text-halo-color': colours.labelHalo,
        'text-halo-width': 1.4,
      },
    },
    {
      id: 'legs-struck',
      type: 'symbol',
      source: 'notes',
      filter: ['==', ['get', 'kind'], 'impossible'],
      layout: { 'icon-image': `${theme} struck`, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: 'selection',
      type: 'circle',
      source: 'selection',
      paint: {
        'circle-radius': 11,
        'circle-color': 'rgba(0, 0, 0, 0)',
        'circle-stroke-color': colours.accent,
        'circle-stroke-width': 2.5,
      },
    },
  ];
};

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
