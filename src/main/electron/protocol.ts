/**
 * The page's own address, app://bundle: serves the built renderer and refuses everything else.
 * Runs in Electron's main process. The same files and the same policy as the loopback host.
 */
import { protocol } from 'electron';
import { contentSecurityPolicy, loadStaticFiles } from '../renderer-files.ts';

export const bundleOrigin = 'app://bundle';

/** Must run before the app is ready. */
export function registerBundleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function serveBundle(rendererDir: string): void {
  const files = loadStaticFiles(rendererDir);
  const headers = { 'content-security-policy': contentSecurityPolicy(''), 'x-content-type-options': 'nosniff' };
  protocol.handle('app', (request) => {
    const url = new URL(request.url);
    const file = url.host === 'bundle' && request.method === 'GET' ? files.get(url.pathname) : undefined;
    if (!file) return new Response('Not found.', { status: 404, headers });
    return new Response(new Uint8Array(file.body), { headers: { ...headers, 'content-type': file.type } });
  });
}
