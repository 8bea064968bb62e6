// Checks the dependency policy on this repository: `node tools/deps/run.ts`. Exit 0 kept, 1 broken.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBreaches, type Lock, type Manifest } from './policy.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

const rootManifest = read('package.json') as Manifest;
const paths = ['package.json', ...(rootManifest.workspaces ?? []).map((folder) => `${folder}/package.json`)];
const manifests = Object.fromEntries(paths.map((path) => [path, read(path) as Manifest]));
const lock = read('package-lock.json') as Lock;

const breaches = findBreaches(manifests, lock);
for (const { rule, where, what, todo } of breaches) console.error(`${rule}: ${where} ${what}: ${todo}.`);
console.log(`Dependency policy: ${Object.keys(lock.packages ?? {}).length} packages, ${breaches.length} breaches.`);
process.exitCode = breaches.length > 0 ? 1 : 0;
