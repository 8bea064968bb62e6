// Builds the desktop application into out/: main process and workers (ES modules, flat, so that a worker is found as
// `./services.worker.js` beside its starter), the sandboxed preload (one CommonJS file: a sandbox takes nothing else)
// and the renderer. The intel server and the command line are not built: Node runs their sources.
// Only `dependencies` of package.json stay outside the bundle; everything in `devDependencies` must not be reached.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Name of the output file → its source. */
const mainEntries = {
  index: 'src/main/electron/index.ts',
  loopback: 'src/main/loopback/index.ts',
  'services.worker': 'src/services/services.worker.ts',
  'match.worker': 'src/match/match.worker.ts',
  'pack.worker': 'src/evidence/pack.worker.ts',
};
const preloadEntry = 'src/preload/index.ts';
const rendererEntry = 'src/renderer/index.html';

export default defineConfig({
  main: {
    build: {
      outDir: path('out/main'),
      externalizeDeps: true,
      sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(mainEntries).map(([name, source]) => [name, path(source)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: path('out/preload'),
      externalizeDeps: false,
      sourcemap: true,
      rollupOptions: {
        input: { index: path(preloadEntry) },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: path('src/renderer'),
    // Relative addresses: the page is served from http://127.0.0.1 and from app://bundle alike.
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: path('out/renderer'),
      emptyOutDir: true,
      // Inlined data: addresses would need a wider content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      rollupOptions: { input: { index: path(rendererEntry) } },
    },
  },
});
