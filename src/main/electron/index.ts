/**
 * Entry of the Electron shell. Runs in Electron's main process. Thin: starts the services, opens one window, carries
 * frames. No top-level await on `app.whenReady()`: in an ES module it would never settle.
 */
import { app } from 'electron';
import { runShell } from './shell.ts';

void runShell().catch((error: Error) => {
  console.error(error.message);
  app.exit(1);
});
