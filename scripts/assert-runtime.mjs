// Loaded before every script of package.json (`node --import`): refuses any Node but the pinned major. Plain JavaScript
// on purpose: an older Node could not even read a TypeScript file, and would say so in words nobody understands.

import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const pinned = manifest.devDependencies.node;
const [pinnedMajor] = pinned.split('.');

if (process.versions.node.split('.')[0] !== pinnedMajor) {
  console.error(
    [
      `Waymark runs on Node ${pinnedMajor}, but this is Node ${process.versions.node} (${process.execPath}).`,
      'Nothing was started. The right Node comes with the packages: run `npm ci`, then start through `npm run`.',
      `If that changes nothing, the install script of the package "node" did not run: \`npm rebuild node\` (${pinned}).`,
    ].join('\n'),
  );
  process.exit(1);
}
