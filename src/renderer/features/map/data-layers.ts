// What the component fills: area, cameras, legs, notes, reads, scenes, the chosen read. Renderer.
import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import { MAP_COLOURS, type MapTheme, vehicleMark } from '../../../core/map/palette.ts';
import { REGULAR, SEMIBOLD } from './label-fonts.ts';
import { ASIDE_STEPS, LEG_STEP_PX, legAsidePx, markAsidePx } from './map-data.ts';

const TAG_PX = 11;

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

const noteLayer = (theme: MapTheme): SymbolLayerSpecification => {
  const colours = MAP_COLOURS[theme];
  return {
    id: 'notes',
    type: 'symbol',
    source: 'notes',
    minzoom: 3,
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
      // An impossible leg's note stands at a mark, the others beside a line.
      'text-radial-offset': ['case', ['==', ['get', 'kind'], 'impossible'], 2.4, 1.6],
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

export const dataLayers = (theme: MapTheme): LayerSpecification[] => {
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
      type: 'symbol',
      source: 'selection',
      layout: {
        'icon-image': `${theme} ring`,
        'icon-offset': offsetBy('aside', ASIDE_STEPS, (step) => [markAsidePx(step), 0]),
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
  ];
};
