// Serves the harness: `npx vite --config tests/harness/harness.config.ts`. Never part of a build.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  root: path('.'),
  plugins: [react()],
  build: { outDir: path('../../node_modules/.cache/harness'), emptyOutDir: true, assetsInlineLimit: 0 },
  server: { host: '127.0.0.1', port: 5199, fs: { allow: [path('../..')] } },
  worker: { format: 'es' },
});
