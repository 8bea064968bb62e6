/**
 * The one window: sandboxed, isolated, without the right to go anywhere. Runs in Electron's main process.
 */
import { BrowserWindow, session } from 'electron';
import { bundleOrigin } from './protocol.ts';

export function openWindow(preload: string): BrowserWindow {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    backgroundColor: '#111418',
    autoHideMenuBar: true,
    title: 'Waymark',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      spellcheck: false,
      devTools: process.env.WAYMARK_DEVTOOLS === '1',
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-redirect', (event) => event.preventDefault());
  void window.loadURL(`${bundleOrigin}/index.html`);
  return window;
}
