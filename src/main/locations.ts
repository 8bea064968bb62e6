/**
 * Where the built parts of the workstation lie, seen from a host's entry in out/main. Runs in the main thread of a host.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type HostLocations = {
  servicesWorker: URL;
  workers: { match: string; pack: string };
  rendererDir: string;
  preload: string;
  resourcesDir: string;
  version: string;
};

/** `entryUrl`: import.meta.url of the entry. Under Electron's package, resources lie beside the archive. */
export function hostLocations(entryUrl: string, resourcesPath?: string): HostLocations {
  const at = (relative: string): string => fileURLToPath(new URL(relative, entryUrl));
  const packaged = resourcesPath === undefined ? '' : `${resourcesPath}/waymark`;
  const manifest: unknown = JSON.parse(readFileSync(at('../../package.json'), 'utf8'));
  const version =
    manifest !== null && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : '0';
  return {
    servicesWorker: new URL('./services.worker.js', entryUrl),
    workers: {
      match: new URL('./match.worker.js', entryUrl).href,
      pack: new URL('./pack.worker.js', entryUrl).href,
    },
    rendererDir: at('../renderer'),
    preload: at('../preload/index.cjs'),
    resourcesDir: packaged !== '' && existsSync(packaged) ? packaged : at('../../resources'),
    version,
  };
}
