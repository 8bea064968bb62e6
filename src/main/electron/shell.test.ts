/**
 * The Electron shell against a faked `electron`: Electron's own binary is not needed, and Electron itself is not
 * tested here. What is proven: who passes the door, what the window may do, what the bundle address serves.
 */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { beforeEach, expect, test, vi } from 'vitest';

const fake = vi.hoisted(() => ({
  handlers: new Map<string, (...args: never[]) => unknown>(),
  windows: [] as { options: { webPreferences: Record<string, unknown> }; loaded: string[]; webContents: unknown }[],
  permission: undefined as undefined | ((contents: unknown, name: string, answer: (ok: boolean) => void) => void),
  check: undefined as undefined | (() => boolean),
  schemes: [] as unknown[],
}));

vi.mock('electron', () => {
  class BrowserWindow {
    options: { webPreferences: Record<string, unknown> };
    loaded: string[] = [];
    webContents = Object.assign(new EventEmitter(), {
      openHandler: undefined as undefined | (() => { action: string }),
      setWindowOpenHandler(handler: () => { action: string }) {
        this.openHandler = handler;
      },
    });
    constructor(options: { webPreferences: Record<string, unknown> }) {
      this.options = options;
      fake.windows.push(this);
    }
    async loadURL(url: string): Promise<void> {
      this.loaded.push(url);
    }
  }
  return {
    app: {},
    BrowserWindow,
    ipcMain: { on: (name: string, handler: (...args: never[]) => unknown) => fake.handlers.set(name, handler) },
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => fake.schemes.push(...schemes),
      handle: (scheme: string, handler: (...args: never[]) => unknown) => fake.handlers.set(scheme, handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof fake.permission) => {
          fake.permission = handler;
        },
        setPermissionCheckHandler: (handler: () => boolean) => {
          fake.check = handler;
        },
      },
    },
  };
});

const { connectChannel, installDoor, isOurPage } = await import('./ipc.ts');
const { registerBundleScheme, serveBundle } = await import('./protocol.ts');
const { openWindow } = await import('./window.ts');

beforeEach(() => {
  fake.handlers.clear();
  fake.windows.length = 0;
});

/** A port as Electron's main process has it. */
class FakeElectronPort extends EventEmitter {
  sent: unknown[] = [];
  closed = false;
  started = false;
  postMessage(frame: unknown): void {
    this.sent.push(frame);
    this.emit('sent');
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
    this.emit('close');
  }
}
type Sender = Parameters<typeof isOurPage>[0];
const frame = (url: string, parent: unknown = null): Sender => ({ senderFrame: { url, parent } }) as Sender;
const door = (): ((event: unknown) => void) => fake.handlers.get(connectChannel) as unknown as (event: unknown) => void;

test('T14 only the top frame of our own page passes', () => {
  expect(isOurPage(frame('app://bundle/index.html'))).toBe(true);
  for (const url of ['app://bundle.evil/index.html', 'https://evil.example', 'file:///index.html', 'about:blank'])
    expect(isOurPage(frame(url))).toBe(false);
  expect(isOurPage(frame('app://bundle/index.html', {}))).toBe(false);
  expect(isOurPage({ senderFrame: null })).toBe(false);
});

test('T14 a foreign sender gets its port closed and no services', () => {
  const connect = vi.fn();
  installDoor({ connect });
  const port = new FakeElectronPort();
  door()({ ...frame('https://evil.example'), ports: [port] });
  expect(port.closed).toBe(true);
  expect(connect).not.toHaveBeenCalled();
});

test('our page gets a channel that carries frames both ways until it closes', async () => {
  const { port1, port2 } = new MessageChannel();
  const connect = (): MessagePort => port1;
  installDoor({ connect });
  const port = new FakeElectronPort();
  door()({ ...frame('app://bundle/index.html'), ports: [port] });
  expect(port.started).toBe(true);

  const heard = once(port2, 'message');
  port.emit('message', { data: 'question' });
  expect((await heard)[0]).toBe('question');
  port.emit('message', { data: { not: 'a frame' } });

  const answered = once(port, 'sent');
  port2.postMessage('answer');
  await answered;
  expect(port.sent).toEqual(['answer']);

  const gone = once(port2, 'close');
  port.close();
  await gone;
});

test('T14 the window is sandboxed and may go nowhere', () => {
  openWindow('/preload.cjs');
  const [window] = fake.windows;
  expect(window?.options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    devTools: false,
  });
  expect(window?.loaded).toEqual(['app://bundle/index.html']);
  const contents = window?.webContents as EventEmitter & { openHandler: () => { action: string } };
  expect(contents.openHandler()).toEqual({ action: 'deny' });
  for (const name of ['will-navigate', 'will-redirect']) {
    const preventDefault = vi.fn();
    contents.emit(name, { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  }
  const answer = vi.fn();
  fake.permission?.(null, 'geolocation', answer);
  expect(answer).toHaveBeenCalledWith(false);
  expect(fake.check?.()).toBe(false);
});

test('the bundle address serves the built files of one host name and nothing else', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-bundle-'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>desk</title>');
  registerBundleScheme();
  serveBundle(dir);
  const serve = fake.handlers.get('app') as unknown as (request: Request | { url: string; method: string }) => Response;
  const ok = serve({ url: 'app://bundle/index.html', method: 'GET' });
  expect(ok.status).toBe(200);
  expect(ok.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const url of ['app://other/index.html', 'app://bundle/../../etc/passwd', 'app://bundle/missing.js'])
    expect(serve({ url, method: 'GET' }).status).toBe(404);
  expect(serve({ url: 'app://bundle/index.html', method: 'POST' }).status).toBe(404);
});
