// The printed map: what it says it drew, that it stays in its box, and what a reader's own PDF tool sees of it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { BASEMAP_ATTRIBUTION } from '../../core/map/palette.ts';
import { registerFonts } from '../fonts.ts';
import { placeMarks } from './draw-journeys.ts';
import { landOnPage } from './print-view.ts';
import { readBasemap } from './read-basemap.ts';
import { drawMap, type MapBox, type MapInput, viewOf } from './vector-map.ts';

const BOX: MapBox = { x: 100, y: 200, width: 380, height: 300 };
const BOMBAY = { lon: 174.99, lat: -37.19 };
const HAMILTON = { lon: 175.33, lat: -37.8 };
const TAURANGA = { lon: 176.16, lat: -37.67 };
const CHATHAMS = { lon: -176.56, lat: -43.95 };

const EMPTY: MapInput = { vehicles: [], marks: [], legs: [], cameras: [], scenes: [] };
const JOURNEY: MapInput = {
  vehicles: [{ plate: 'KJT417', note: 'silver ute' }, { plate: 'LQN833' }],
  marks: [
    { ...BOMBAY, vehicle: 0, state: 'confirmed' },
    { ...BOMBAY, vehicle: 1, state: 'unconfirmed', likelihood: 0.5 },
    { ...HAMILTON, vehicle: 0, state: 'rejected' },
    { ...TAURANGA, vehicle: 0, state: 'cannot-tell' },
  ],
  legs: [
    { vehicle: 0, from: BOMBAY, to: HAMILTON, kind: 'gap', words: ['No read 1 h 07 min', '74 km, 66 km/h average'] },
    {
      vehicle: 0,
      from: HAMILTON,
      to: TAURANGA,
      kind: 'impossible',
      words: ['Impossible leg, struck', '75 km in 1 min 40 s'],
    },
  ],
  cameras: [{ ...HAMILTON, live: false }],
  scenes: [{ lon: 175.77, lat: -37.81, label: 'Scene', radiusM: 5000 }],
};
const basemap = readBasemap();

/** A page with the map alone, made without compression so that drawing operators can be read. */
const render = async (
  input: MapInput,
  compress = true,
): Promise<{ bytes: Buffer; summary: ReturnType<typeof drawMap> }> => {
  const doc = new PDFDocument({ size: 'A4', margin: 0, compress, info: { CreationDate: new Date(0) } });
  registerFonts(doc);
  const summary = drawMap(doc, BOX, input, basemap);
  doc.end();
  return { bytes: await buffer(doc), summary };
};

const saved = (bytes: Buffer): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'map-')), 'map.pdf');
  writeFileSync(file, bytes);
  return file;
};

test('the land of the basemap has the size of New Zealand, in closed rings within the world', () => {
  const areaKm2 = (ring: readonly (readonly [number, number])[]): number => {
    // Spherical excess by the line integral of sin(latitude).
    let sum = 0;
    for (let i = 1; i < ring.length; i += 1) {
      const [lonA, latA] = ring[i - 1] ?? [0, 0];
      const [lonB, latB] = ring[i] ?? [0, 0];
      sum +=
        (((lonB - lonA) * Math.PI) / 180) * (2 + Math.sin((latA * Math.PI) / 180) + Math.sin((latB * Math.PI) / 180));
    }
    return Math.abs((sum * 6371.0088 ** 2) / 2);
  };
  const outers = basemap.nzLand.map(([outer]) => outer ?? []);
  for (const ring of outers) {
    expect(ring[0]).toEqual(ring.at(-1));
    expect(ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90)).toBe(true);
  }
  // Published areas: South Island 145,836 km² (150,437 with its lakes and islands), North Island 111,583 (113,729),
  // Stewart Island 1,683; Chatham Island 920 with its lagoon of about 180, which the coastline counts as sea.
  const areas = outers.map(areaKm2).toSorted((a, b) => b - a);
  expect(areas[0]).toBeGreaterThan(145_000);
  expect(areas[0]).toBeLessThan(151_500);
  expect(areas[1]).toBeGreaterThan(111_000);
  expect(areas[1]).toBeLessThan(115_000);
  expect(areas[2]).toBeGreaterThan(1_620);
  expect(areas[2]).toBeLessThan(1_800);
  const chatham = outers.find((ring) => areaKm2(ring) > 500 && (ring[0]?.[0] ?? 0) < -176);
  expect(chatham === undefined ? 0 : areaKm2(chatham)).toBeCloseTo(740, -2);
});

test('the view holds every mark, and across the antimeridian the Chathams stand east of Wellington', () => {
  const input: MapInput = {
    ...EMPTY,
    vehicles: [{ plate: 'ABC123' }],
    marks: [
      { lon: 174.78, lat: -41.28, vehicle: 0, state: 'confirmed' },
      { ...CHATHAMS, vehicle: 0, state: 'confirmed' },
    ],
  };
  const view = viewOf(BOX, input);
  const [wellington, chathams] = placeMarks(input.marks, view).map((mark) => mark.at);
  if (wellington === undefined || chathams === undefined) throw new Error('marks lost');
  expect(chathams.x - wellington.x).toBeGreaterThan(BOX.width * 0.6);
  for (const { x, y } of [wellington, chathams]) {
    expect(x).toBeGreaterThan(BOX.x);
    expect(x).toBeLessThan(BOX.x + BOX.width);
    expect(y).toBeGreaterThan(BOX.y);
    expect(y).toBeLessThan(BOX.y + BOX.height);
  }
  // There is land under the far mark too: the islands were drawn in the copy of the world they lie in.
  const rings = landOnPage(basemap.nzLand, view, 0);
  expect(rings.some((ring) => ring.some((p) => Math.hypot(p.x - chathams.x, p.y - chathams.y) < 12))).toBe(true);
});

test('reads of one vehicle at one place are one mark with the strongest state; two vehicles stand side by side', () => {
  const view = viewOf(BOX, JOURNEY);
  const marks = placeMarks(
    [
      { ...BOMBAY, vehicle: 0, state: 'unconfirmed', likelihood: 0.9 },
      { ...BOMBAY, vehicle: 0, state: 'confirmed' },
      { ...BOMBAY, vehicle: 1, state: 'unconfirmed' },
    ],
    view,
  );
  expect(marks.map((mark) => [mark.vehicle, mark.state])).toEqual([
    [0, 'confirmed'],
    [1, 'unconfirmed'],
  ]);
  const [a, b] = marks;
  expect(Math.hypot((a?.at.x ?? 0) - (b?.at.x ?? 0), (a?.at.y ?? 0) - (b?.at.y ?? 0))).toBeGreaterThan(7);
});

test('clipped land stays within the box and its margin', () => {
  const view = viewOf(BOX, JOURNEY);
  for (const ring of landOnPage(basemap.nzLand, view, 12)) {
    for (const { x, y } of ring) {
      expect(x).toBeGreaterThanOrEqual(BOX.x - 12.01);
      expect(x).toBeLessThanOrEqual(BOX.x + BOX.width + 12.01);
      expect(y).toBeGreaterThanOrEqual(BOX.y - 12.01);
      expect(y).toBeLessThanOrEqual(BOX.y + BOX.height + 12.01);
    }
  }
});

test('the summary tells what was drawn, and an impossible leg is no line', async () => {
  const { summary } = await render(JOURNEY);
  expect(summary).toMatchObject({ marksDrawn: 4, legsDrawn: 1 });
  expect(summary.placesNamed).toContain('Kirikiriroa / Hamilton');
  expect(summary.scaleBar).toMatch(/^\d+ km$/);
});

test('an empty map shows New Zealand, not an error', async () => {
  const { summary } = await render(EMPTY);
  expect(summary.placesNamed.length).toBeGreaterThan(2);
});

test('the map leaves the position of the document alone and begins by clipping to its box', async () => {
  const doc = new PDFDocument({ size: 'A4', margin: 50, compress: false });
  registerFonts(doc);
  const before = [doc.x, doc.y];
  drawMap(doc, BOX, JOURNEY, basemap);
  expect([doc.x, doc.y]).toEqual(before);
  doc.end();
  expect((await buffer(doc)).toString('latin1')).toMatch(/100 200 380 300 re\s+W n/);
});

test.skipIf(!existsSync('/usr/bin/pdftotext'))('a reader finds the attribution, gaps and macrons as text', async () => {
  const { bytes } = await render(JOURNEY);
  const text = execFileSync('pdftotext', ['-layout', saved(bytes), '-'], { encoding: 'utf8' }).replaceAll(/\s+/g, ' ');
  expect(text).toContain(BASEMAP_ATTRIBUTION);
  for (const words of [
    'KJT417',
    'A: No read 1 h 07 min',
    'Impossible leg, struck',
    'Scene',
    'Ngāruawāhia',
    'not yet confirmed',
  ]) {
    expect(text).toContain(words);
  }
  const without = await render({ ...JOURNEY, attribution: false });
  expect(execFileSync('pdftotext', [saved(without.bytes), '-'], { encoding: 'utf8' })).not.toContain('OpenStreetMap');
});

test.skipIf(!existsSync('/usr/bin/pdftoppm'))('no ink falls outside the box, and the inside is drawn', async () => {
  const { bytes } = await render(JOURNEY);
  const file = saved(bytes);
  // 72 dpi: a pixel is a point. PPM P6: header of three fields, then RGB bytes.
  const ppm = execFileSync('pdftoppm', ['-r', '72', file], { maxBuffer: 64e6 });
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 40).toString('latin1'));
  if (header === null) throw new Error('not a PPM');
  const width = Number(header[1]);
  const start = header[0].length;
  let outside = 0;
  let inside = 0;
  for (let pixel = 0; pixel < (ppm.length - start) / 3; pixel += 1) {
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    const white = ppm.subarray(start + pixel * 3, start + pixel * 3 + 3).every((channel) => channel === 255);
    const within = x >= BOX.x - 1 && x <= BOX.x + BOX.width && y >= BOX.y - 1 && y <= BOX.y + BOX.height;
    if (!white && !within) outside += 1;
    if (!white && within) inside += 1;
  }
  expect(outside).toBe(0);
  expect(inside).toBeGreaterThan(BOX.width * BOX.height * 0.8);
});
