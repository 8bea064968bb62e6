// Hands dependency-cruiser the TypeScript 6 of this workspace. The tree itself is on TypeScript 7, which no longer has
// the compiler API: with it dependency-cruiser would skip every .ts file and pass. Import this before dependency-cruiser.

import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

// Resolved before the hook stands: `require.resolve` runs through the hooks as well.
const requireHere = createRequire(import.meta.url);
const entryUrl = pathToFileURL(requireHere.resolve('typescript')).href;
const manifestUrl = pathToFileURL(requireHere.resolve('typescript/package.json')).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === 'typescript') return { url: entryUrl, format: 'commonjs', shortCircuit: true };
    if (specifier === 'typescript/package.json') return { url: manifestUrl, format: 'json', shortCircuit: true };
    return nextResolve(specifier, context);
  },
});
