// `npm run build:verifier`: makes resources/verifier.html, the page that checks an evidence pack: one file with script, style
// and licences in it and a policy that forbids everything else. The same sources give the same bytes; the page is checked in,
// and `--check` builds it and compares instead: exit 1 where it is not what the sources give.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const target = 'resources/verifier.html';
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Bundle = { script: string; packages: string[] };

/** One script that needs nothing beside it, and the packages whose code is in it. */
async function bundle(): Promise<Bundle> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    envDir: false,
    logLevel: 'error',
    mode: 'production',
    build: {
      write: false,
      target: 'chrome111',
      minify: true,
      modulePreload: false,
      rollupOptions: {
        input: join(root, 'src/verifier/main.ts'),
        output: { format: 'iife', entryFileNames: 'verifier.js', codeSplitting: false },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const [chunk, ...more] = outputs;
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error('The page was not bundled into one script.');
  const packages = new Set(
    Object.keys(chunk.modules).flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []),
  );
  return { script: asInline(chunk.code), packages: [...packages].sort() };
}

/** What would end a script element, or what reading it as HTML would change, written as the script's own escapes. */
function asInline(code: string): string {
  const script = code.replace(/<(?=\/script|script|!--)/gi, '\\x3C').trim();
  if (/[\0\r]/.test(script)) throw new Error('The script holds characters that an HTML page cannot.');
  return `\n${script}\n`;
}

function licences(packages: readonly string[]): string {
  const texts = packages.map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(read(join(folder, 'package.json'))) as { version: string; license: string };
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license'].find((one) =>
      existsSync(join(root, folder, one)),
    );
    const text = file === undefined ? '' : `\n${read(join(folder, file)).replaceAll('\r', '').trim()}`;
    return `${name} ${version} (${license})${text}`;
  });
  return [`Waymark, Apache-2.0.`, ...texts].join('\n\n');
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The page's worker is made from its own script; pictures and saved files are its own too. Nothing else is let in. */
const policyOf = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

async function pageOf(): Promise<string> {
  const { script, packages } = await bundle();
  const style = `\n${read('src/verifier/verifier.css').trim()}\n`;
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const parts: Readonly<Record<string, string>> = {
    POLICY: policyOf(script, style),
    STYLE: style,
    VERSION: version,
    LICENCES: escaped(licences(packages)),
    SCRIPT: script,
  };
  return read('src/verifier/verifier.html').replace(
    /\/\* __([A-Z]+)__ \*\/|__([A-Z]+)__/g,
    (_, code?: string, text?: string) => parts[code ?? text ?? ''] ?? '',
  );
}

const page = await pageOf();
const path = join(root, target);
if (!process.argv.includes('--check')) {
  writeFileSync(path, page);
  console.log(`${target} written: ${page.length} characters.`);
} else if (existsSync(path) && readFileSync(path, 'utf8') === page) {
  console.log(`${target} is what its sources give.`);
} else {
  console.error(`${target} is not what its sources give. Run \`npm run build:verifier\` and commit both.`);
  process.exitCode = 1;
}
