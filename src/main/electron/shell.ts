/**
 * The life of the Electron shell: one instance, services, protocol, window, end. Runs in Electron's main process.
 */
import { join } from 'node:path';
import { app } from 'electron';
import { hostLocations } from '../locations.ts';
import { startServices } from '../start-services.ts';
import { installDoor } from './ipc.ts';
import { registerBundleScheme, serveBundle } from './protocol.ts';
import { openWindow } from './window.ts';

/** Starts everything and returns when the window is open. Data lies in the user's own folder of the system. */
export async function runShell(): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  registerBundleScheme();
  app.enableSandbox();
  await app.whenReady();
  const places = hostLocations(import.meta.url, app.isPackaged ? process.resourcesPath : undefined);
  const offer = process.env.WAYMARK_OFFER;
  const services = await startServices(places.servicesWorker, {
    dataDir: process.env.WAYMARK_DATA ?? join(app.getPath('userData'), 'workstation'),
    workers: places.workers,
    resourcesDir: places.resourcesDir,
    offer: offer ? JSON.parse(offer) : null,
    host: 'electron',
    version: app.getVersion(),
  });
  serveBundle(places.rendererDir);
  installDoor(services);
  const window = openWindow(places.preload);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  services.died.catch((error: Error) => {
    console.error(error.message);
    app.exit(1);
  });
  app.on('window-all-closed', () => {
    void services.close().then(() => app.exit(0));
  });
}
