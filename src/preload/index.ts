/**
 * The one bridge between the sandboxed page and the Electron shell: it forwards one MessagePort, nothing else.
 * Runs in the preload of the window. The page posts `waymark:port` with a port to its own window.
 */
import { contextBridge, ipcRenderer } from 'electron';

window.addEventListener('message', (event) => {
  const port = event.ports[0];
  if (event.source !== window || event.origin !== location.origin) return;
  if (event.data !== 'waymark:port' || port === undefined) return;
  ipcRenderer.postMessage('waymark:connect', null, [port]);
});

contextBridge.exposeInMainWorld('waymark', { host: 'electron' });
