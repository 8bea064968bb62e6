/**
 * `npm start`: opens the workstation with an embedded intel server and the training network.
 * Electron where its binary is present or can be downloaded, otherwise the loopback host in the browser, saying which
 * and why. `--web` asks for the browser, `--no-open` only prints the address, `--data DIR` keeps the data elsewhere.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import './assert-runtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    web: { type: 'boolean', default: false },
    open: { type: 'boolean', default: true },
    data: { type: 'string', default: join(root, '.waymark') },
    port: { type: 'string', default: '0' },
    detections: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
if (values.help) {
  console.log(`Usage: npm start [-- options]

  --web         open in the browser instead of Electron
  --no-open     print the address, open nothing
  --data DIR    keep server and workstation data in DIR (default .waymark in this folder)
  --port N      port of the loopback host (default: a free one)
  --detections N  about how many reads the training network has`);
  process.exit(0);
}
const dataDir = resolve(values.data);
const startedAt = performance.now();
const say = (text: string): void => console.log(text);
const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

const children: ChildProcess[] = [];
let ending = false;
function end(code: number): void {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => process.exit(code), 4000).unref();
  Promise.all(children.map((child) => ended(child))).then(() => process.exit(code));
}
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}

/** Newest change below a file or folder, epoch milliseconds. */
function newestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = 0;
  for (const entry of readdirSync(path)) newest = Math.max(newest, newestChange(join(path, entry)));
  return newest;
}

function buildWhereStale(): void {
  const results = ['out/main/loopback.js', 'out/main/services.worker.js', 'out/renderer/index.html'];
  const built = Math.min(...results.map((file) => newestChange(join(root, file))));
  const sources = ['src', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
  if (built > Math.max(...sources.map((source) => newestChange(join(root, source))))) return;
  say('Building the workstation (once, and after changes) …');
  const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const run = spawnSync(process.execPath, [bin, 'build', '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) {
    console.error(`${run.stdout}\n${run.stderr}\nThe build failed; nothing was started. Run npm ci and try again.`);
    process.exit(1);
  }
}

type ServerReady = {
  event: 'listening';
  url: string;
  code: string | null;
  username: string;
  passphrase: string;
  lesson: unknown;
};

const size = values.detections === undefined ? [] : ['--detections', values.detections];

/** Starts the embedded server as a process of its own and waits until it listens. */
function startServer(): Promise<ServerReady> {
  const child = fork(
    join(root, 'src', 'cli', 'index.ts'),
    ['serve', '--data', join(dataDir, 'server'), '--training', '--json', ...size],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  children.push(child);
  return new Promise((done, fail) => {
    let listening = false;
    child.once('exit', (code) => {
      // Offline is a normal state of a workstation: the desk goes on without its server.
      if (listening && !ending)
        say(`The intel server stopped (${code}). The desk goes on offline; start again for a server.`);
      fail(new Error(`The intel server stopped before it was ready (${code}).`));
    });
    onLines(child, (line) => {
      const message = parsed(line);
      if (message?.event === 'listening') {
        listening = true;
        done(message as ServerReady);
      } else if (message?.event === 'progress') process.stdout.write(`\r  ${String(message.text).padEnd(72)}`);
      else if (message === null) say(line);
    });
  });
}

function onLines(child: ChildProcess, listener: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') listener(line);
  });
}

function parsed(line: string): { event?: string; [key: string]: unknown } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** The Electron executable, or why there is none. A missing binary is fetched once, as its own package does. */
function findElectron(): { path: string } | { why: string } {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { why: 'this session has no display' };
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const installed = (): string | null => {
    const path = join(folder, 'dist', process.platform === 'win32' ? 'electron.exe' : 'electron');
    const mac = join(folder, 'dist', 'Electron.app', 'Contents', 'MacOS', 'Electron');
    return existsSync(path) ? path : existsSync(mac) ? mac : null;
  };
  if (!installed()) {
    say('Fetching the Electron binary …');
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 180_000 });
  }
  const path = installed();
  return path ? { path } : { why: 'its binary is not here and could not be downloaded' };
}

function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

buildWhereStale();
say('Starting the embedded intel server with the training network …');
const server = await startServer().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
say(`\r  Intel server on ${server.url} (${seconds()})`.padEnd(76));
const offer = JSON.stringify({
  serverUrl: server.url,
  code: server.code,
  username: server.username,
  passphrase: server.passphrase,
  lesson: server.lesson,
});

const electron = values.web ? { why: 'you asked for the browser' } : findElectron();
if ('path' in electron) {
  say(`Opening the desk in Electron (${seconds()}).`);
  const child = spawn(electron.path, [root], {
    stdio: 'inherit',
    env: { ...process.env, WAYMARK_OFFER: offer, WAYMARK_DATA: join(dataDir, 'workstation') },
  });
  children.push(child);
  child.once('exit', (code) => end(code ?? 0));
} else {
  say(`Opening the desk in the browser: ${electron.why}.`);
  const child = fork(
    join(root, 'out', 'main', 'loopback.js'),
    ['--data', join(dataDir, 'workstation'), '--offer', offer, '--port', values.port],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  children.push(child);
  child.once('exit', (code) => end(code ?? 1));
  onLines(child, (line) => {
    const message = parsed(line);
    if (message?.event !== 'open') return say(line);
    say(`\n  Waymark is ready (${seconds()}). Open it once, in one window:\n\n  ${String(message.url)}\n`);
    say('  Ctrl C ends the workstation and its server.');
    if (values.open) openBrowser(String(message.url));
  });
}
