/**
 * Draws the picture a training camera took: the TRUE plate, with blur, noise and the camera's own time burnt in.
 * Runs anywhere (pure). It yields grey pixels; writing a PNG is the caller's. A person must be able to read the plate,
 * or the blind re-type could not be practised.
 */
import { GLYPH_HEIGHT, GLYPH_WIDTH, hasInk } from './glyphs.ts';
import { type Chance, chanceOf } from './random.ts';

export type PlatePictureSpec = {
  /** File name the message gives it. */
  readonly name: string;
  readonly plate: string;
  readonly cameraId: string;
  /** The time as the camera's clock says, UTC epoch ms. */
  readonly timeMs: number;
  readonly night: boolean;
  /** More blur and noise: the camera got this one wrong. */
  readonly hard: boolean;
  readonly seed: number;
};

/** 8-bit grey pixels, row by row. */
export type GreyPicture = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

const WIDTH = 400;
const HEIGHT = 208;
const STRIP = 22;
const CELL = 6;

export function drawPlatePicture(spec: PlatePictureSpec): GreyPicture {
  const chance = chanceOf(spec.seed, 6);
  const scene = new Float32Array(WIDTH * HEIGHT);
  drawBodywork(scene, spec.night, chance);
  drawPlate(scene, spec, chance);
  blur(scene, spec.hard ? 2 : 1, spec.hard ? 2 : 1);
  const pixels = addNoise(scene, spec.hard ? 26 : 12, chance);
  drawStrip(pixels, 0, 'TRAINING');
  drawStrip(pixels, HEIGHT - STRIP, `${spec.cameraId} ${new Date(spec.timeMs).toISOString()}`);
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** A car's rear, darkening downwards, with a bumper edge. */
function drawBodywork(scene: Float32Array, night: boolean, chance: Chance): void {
  const tone = (night ? 26 : 92) + chance.below(night ? 16 : 60);
  const edge = 150 + chance.below(16);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      scene[y * WIDTH + x] = tone * (1.1 - y / (HEIGHT * 2.4)) * (y > edge ? 0.62 : 1) + (x % 97 === 0 ? -5 : 0);
    }
  }
}

/** The plate, a little turned and sheared as a camera on a bridge sees it, sampled backwards from each pixel. */
function drawPlate(scene: Float32Array, spec: PlatePictureSpec, chance: Chance): void {
  const pitch = (GLYPH_WIDTH + 1.4) * CELL;
  const plateWidth = spec.plate.length * pitch + 3 * CELL;
  const plateHeight = (GLYPH_HEIGHT + 4) * CELL;
  const turn = ((chance.next() - 0.5) * 8 * Math.PI) / 180;
  const shear = (chance.next() - 0.5) * 0.16;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [centreX, centreY] = [WIDTH / 2 + (chance.next() - 0.5) * 30, HEIGHT / 2 + (chance.next() - 0.5) * 16];
  const [paper, ink] = spec.night ? [226, 30] : [208, 34];
  for (let y = STRIP; y < HEIGHT - STRIP; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [dx, dy] = [x - centreX, y - centreY];
      const v = -dx * sin + dy * cos;
      const u = dx * cos + dy * sin - v * shear;
      const [left, top] = [u + plateWidth / 2, v + plateHeight / 2];
      if (left < 0 || top < 0 || left >= plateWidth || top >= plateHeight) continue;
      const rim = left < 3 || top < 3 || left >= plateWidth - 3 || top >= plateHeight - 3;
      scene[y * WIDTH + x] = rim || plateInk(spec.plate, left - 1.9 * CELL, top - 2 * CELL, pitch) ? ink : paper;
    }
  }
}

function plateInk(plate: string, x: number, y: number, pitch: number): boolean {
  const place = Math.floor(x / pitch);
  const character = plate[place];
  if (character === undefined) return false;
  return smoothInk(character, (x - place * pitch) / CELL, y / CELL);
}

/** Ink between the cells' centres is interpolated and cut at the half: strokes become round instead of stepped. */
function smoothInk(character: string, column: number, row: number): boolean {
  const [c, r] = [column - 0.5, row - 0.5];
  const [c0, r0] = [Math.floor(c), Math.floor(r)];
  const [fc, fr] = [c - c0, r - r0];
  const at = (dc: number, dr: number): number => (hasInk(character, c0 + dc, r0 + dr) ? 1 : 0);
  const upper = at(0, 0) * (1 - fc) + at(1, 0) * fc;
  const lower = at(0, 1) * (1 - fc) + at(1, 1) * fc;
  return upper * (1 - fr) + lower * fr > 0.42;
}

/** Box blur, across (motion) and down, so many passes of three pixels each. */
function blur(scene: Float32Array, across: number, down: number): void {
  for (let pass = 0; pass < across; pass++) smooth(scene, 1);
  for (let pass = 0; pass < down; pass++) smooth(scene, WIDTH);
}

function smooth(scene: Float32Array, step: number): void {
  let before = scene[0] ?? 0;
  for (let at = step; at < scene.length - step; at++) {
    const here = scene[at] as number;
    const last = step === 1 ? before : (scene[at - step] as number);
    scene[at] = (last + here + (scene[at + step] as number)) / 3;
    before = here;
  }
}

/** Triangular noise from -1 to 1, drawn once; every row of a picture begins somewhere else in it. */
const NOISE: Float32Array = (() => {
  const chance = chanceOf(6, 0);
  return Float32Array.from({ length: 1 << 15 }, () => chance.next() + chance.next() - 1);
})();

/** Noise in steps of eight, which a PNG still packs well. */
function addNoise(scene: Float32Array, strength: number, chance: Chance): Uint8Array {
  const pixels = new Uint8Array(scene.length);
  for (let row = 0; row < HEIGHT; row++) {
    const from = chance.below(NOISE.length - WIDTH);
    for (let x = 0; x < WIDTH; x++) {
      const at = row * WIDTH + x;
      const value = (scene[at] as number) + (NOISE[from + x] as number) * strength;
      pixels[at] = Math.max(0, Math.min(255, Math.round(value / 8) * 8));
    }
  }
  return pixels;
}

/** White text on black, two pixels a cell, over the full width. */
function drawStrip(pixels: Uint8Array, top: number, text: string): void {
  pixels.fill(0, top * WIDTH, (top + STRIP) * WIDTH);
  for (let y = 0; y < GLYPH_HEIGHT * 2; y++) {
    for (let x = 0; x < WIDTH - 8; x++) {
      const place = Math.floor(x / 12);
      if (hasInk(text[place] ?? ' ', (x % 12) >> 1, y >> 1)) pixels[(top + 4 + y) * WIDTH + x + 6] = 235;
    }
  }
}
