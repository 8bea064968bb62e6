// Reads the embedded basemap from the resources folder. Runs in Node (pack worker, command line).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { BasemapData, LandPolygons } from '../../core/map/basemap.ts';
import { sourceResourcesDir } from '../fonts.ts';

const position = z.tuple([z.number(), z.number()]);
const landFile = z.object({
  features: z.tuple([
    z.object({
      geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(position))) }),
    }),
  ]),
});
const placesFile = z.object({
  features: z.array(
    z.object({
      properties: z.object({ kind: z.enum(['town', 'sea']), name: z.string(), short: z.string(), rank: z.int() }),
      geometry: z.object({ type: z.literal('Point'), coordinates: position }),
    }),
  ),
});

const readJson = (dir: string, name: string): unknown =>
  JSON.parse(readFileSync(path.join(dir, 'basemap', name), 'utf8'));

const land = (dir: string, name: string): LandPolygons =>
  landFile.parse(readJson(dir, name)).features[0].geometry.coordinates;

/** @throws where the folder lacks the basemap or holds something else (a broken installation). */
export const readBasemap = (resourcesDir: string = sourceResourcesDir()): BasemapData => ({
  nzLand: land(resourcesDir, 'nz-land.geojson'),
  worldLand: land(resourcesDir, 'world-land.geojson'),
  places: placesFile.parse(readJson(resourcesDir, 'places.geojson')).features.map(
    ({
      properties,
      geometry: {
        coordinates: [lon, lat],
      },
    }) => ({ ...properties, lon, lat }),
  ),
});
