// The marks as pictures MapLibre can draw: every vehicle shape in every state, arrow heads, and the plate behind a note.
// Drawn on a canvas at twice the size, so they are sharp on dense screens. Renderer.
import type { Map as MapLibreMap } from 'maplibre-gl';
import {
  MAP_COLOURS,
  type MapTheme,
  type MarkShape,
  READ_STATES,
  type ReadState,
  vehicleMark,
} from '../../../core/map/palette.ts';

/** From the fifth vehicle on all are grey; -1 (no vehicle told apart) is its own grey. */
const LAST_VEHICLE = 4;
const RATIO = 2;
/** Of a read's picture: just holds the largest shape, since labels keep clear of the whole picture. */
const SIZE = 20;

const slotOf = (vehicle: number): number => Math.min(Math.max(vehicle, -1), LAST_VEHICLE);

/** Name of a read's picture; the style puts the theme before it. */
export const markImage = (vehicle: number, state: ReadState): string => `read ${slotOf(vehicle)} ${state}`;
export const legImage = (vehicle: number): string => `arrow ${slotOf(vehicle)}`;

const colourOf = (vehicle: number, theme: MapTheme): string =>
  vehicle < 0 ? (theme === 'dark' ? '#c5cbd3' : '#383e47') : vehicleMark(vehicle)[theme];

const shapeOf = (vehicle: number): MarkShape => (vehicle < 0 ? 'disc' : vehicleMark(vehicle).shape);

type Pen = OffscreenCanvasRenderingContext2D;

const trace = (pen: Pen, shape: MarkShape, radius: number): void => {
  pen.beginPath();
  if (shape === 'disc') pen.arc(0, 0, radius, 0, Math.PI * 2);
  else if (shape === 'square') pen.rect(-radius * 0.89, -radius * 0.89, radius * 1.78, radius * 1.78);
  else {
    const corners =
      shape === 'triangle'
        ? [
            [0, -1.3],
            [1.17, 0.81],
            [-1.17, 0.81],
          ]
        : [
            [0, -1.28],
            [1.28, 0],
            [0, 1.28],
            [-1.28, 0],
          ];
    corners.forEach(([x = 0, y = 0], index) => {
      if (index === 0) pen.moveTo(x * radius, y * radius);
      else pen.lineTo(x * radius, y * radius);
    });
    pen.closePath();
  }
};

const line = (pen: Pen, points: readonly (readonly [number, number])[], width: number, colour: string): void => {
  pen.beginPath();
  points.forEach(([x, y], index) => {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
};

/** A square picture with the origin in its middle, one unit a CSS pixel. */
const picture = (size: number, draw: (pen: Pen) => void): ImageData => {
  const canvas = new OffscreenCanvas(size * RATIO, size * RATIO);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser draws no canvas: the map has no marks');
  pen.scale(RATIO, RATIO);
  pen.translate(size / 2, size / 2);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  draw(pen);
  return pen.getImageData(0, 0, size * RATIO, size * RATIO);
};

const drawRead = (pen: Pen, vehicle: number, state: ReadState, theme: MapTheme): void => {
  const colour = colourOf(vehicle, theme);
  const shape = shapeOf(vehicle);
  const paper = MAP_COLOURS[theme].land;
  const radius = 5.6;
  trace(pen, shape, radius + 1.6);
  pen.fillStyle = paper;
  pen.fill();
  if (state === 'confirmed') {
    trace(pen, shape, radius);
    pen.fillStyle = colour;
    pen.fill();
    line(
      pen,
      [
        [-2.5, 0.2],
        [-0.7, 2],
        [2.6, -2],
      ],
      1.6,
      theme === 'dark' ? '#111418' : '#ffffff',
    );
    return;
  }
  trace(pen, shape, radius - 0.8);
  if (state === 'cannot-tell') pen.setLineDash([2, 2.6]);
  pen.lineWidth = state === 'cannot-tell' ? 1.4 : 2;
  pen.strokeStyle = colour;
  pen.stroke();
  pen.setLineDash([]);
  if (state === 'rejected') {
    line(
      pen,
      [
        [-5.6, 5.6],
        [5.6, -5.6],
      ],
      3.6,
      paper,
    );
    line(
      pen,
      [
        [-5.6, 5.6],
        [5.6, -5.6],
      ],
      1.7,
      colour,
    );
  }
  if (state === 'cannot-tell') {
    pen.font = '600 7.5px Inter, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = colour;
    pen.fillText('?', 0, 0.5);
  }
};

const drawScene = (pen: Pen, theme: MapTheme): void => {
  const { ink, land } = MAP_COLOURS[theme];
  for (const [width, colour] of [
    [5, land],
    [2.4, ink],
  ] as const) {
    line(
      pen,
      [
        [-4, -4],
        [4, 4],
      ],
      width,
      colour,
    );
    line(
      pen,
      [
        [4, -4],
        [-4, 4],
      ],
      width,
      colour,
    );
  }
};

const addNotePlate = (map: MapLibreMap, theme: MapTheme): void => {
  if (map.hasImage(`${theme} note`)) return;
  const { paper, line: edge } = MAP_COLOURS[theme];
  const size = 24;
  const data = picture(size, (pen) => {
    pen.beginPath();
    pen.roundRect(-size / 2 + 0.5, -size / 2 + 0.5, size - 1, size - 1, 3);
    pen.globalAlpha = 0.94;
    pen.fillStyle = paper;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 1;
    pen.strokeStyle = edge;
    pen.stroke();
  });
  map.addImage(`${theme} note`, data, {
    pixelRatio: RATIO,
    stretchX: [[10, 38]],
    stretchY: [[10, 38]],
    content: [10, 6, 38, 42],
  });
};

/** Adds every picture of both themes (some sixty small ones, a few milliseconds) so that switching needs no work. */
export const addMapImages = (map: MapLibreMap): void => {
  // Adding one announces changed style data, which asks for them all again.
  if (adding.has(map) || map.hasImage('light note')) return;
  adding.add(map);
  try {
    addImages(map);
  } finally {
    adding.delete(map);
  }
};

const adding = new WeakSet<MapLibreMap>();

const addImages = (map: MapLibreMap): void => {
  for (const theme of ['dark', 'light'] as const) {
    const add = (name: string, size: number, draw: (pen: Pen) => void): void => {
      const id = `${theme} ${name}`;
      if (!map.hasImage(id)) map.addImage(id, picture(size, draw), { pixelRatio: RATIO });
    };
    for (let vehicle = -1; vehicle <= LAST_VEHICLE; vehicle += 1) {
      for (const state of READ_STATES)
        add(markImage(vehicle, state), SIZE, (pen) => drawRead(pen, vehicle, state, theme));
      add(legImage(vehicle), 16, (pen) =>
        line(
          pen,
          [
            [-3.5, -4.6],
            [3, 0],
            [-3.5, 4.6],
          ],
          2.2,
          colourOf(vehicle, theme),
        ),
      );
    }
    add('town', 7, (pen) => {
      pen.beginPath();
      pen.arc(0, 0, 1.9, 0, Math.PI * 2);
      pen.fillStyle = MAP_COLOURS[theme].land;
      pen.fill();
      pen.lineWidth = 1;
      pen.strokeStyle = MAP_COLOURS[theme].label;
      pen.stroke();
    });
    add('scene', 18, (pen) => drawScene(pen, theme));
    add('ring', 28, (pen) => {
      pen.beginPath();
      pen.arc(0, 0, 11.5, 0, Math.PI * 2);
      pen.lineWidth = 2.5;
      pen.strokeStyle = MAP_COLOURS[theme].accent;
      pen.stroke();
    });
    add('struck', 22, (pen) => {
      line(
        pen,
        [
          [-7, 7],
          [7, -7],
        ],
        4,
        MAP_COLOURS[theme].land,
      );
      line(
        pen,
        [
          [-7, 7],
          [7, -7],
        ],
        2,
        MAP_COLOURS[theme].impossible,
      );
    });
    addNotePlate(map, theme);
  }
};
