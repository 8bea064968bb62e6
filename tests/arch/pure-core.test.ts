// The pure domain cannot look at the machine, the page, the clock or chance: each planted line must be refused by the
// types of tsconfig.core.json or by the linter, and pass for any other folder (so it is this control that refuses it).

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const REPO = join(import.meta.dirname, '../..');
const planted = join(REPO, 'out', `pure-core-${process.pid}`);

beforeEach(() => mkdir(planted, { recursive: true }));
afterEach(() => rm(planted, { recursive: true, force: true }));

function run(command: string, args: string[], cwd = REPO): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    execFile(join(REPO, 'node_modules/.bin', command), args, { cwd }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr });
    });
  });
}

async function typeCheck(base: string, text: string): Promise<{ code: number; output: string }> {
  await writeFile(join(planted, 'planted.ts'), text);
  const config = {
    extends: `../../${base}`,
    compilerOptions: { incremental: false, tsBuildInfoFile: null },
    files: ['../../tools/types/core-globals.d.ts', 'planted.ts'].slice(base === 'tsconfig.core.json' ? 0 : 1),
    include: [],
  };
  await writeFile(join(planted, 'tsconfig.json'), JSON.stringify(config));
  return run('tsc', ['-p', join(planted, 'tsconfig.json')]);
}

test.each([
  ['a Node module', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n"],
  ['the process', 'export const a = process.env;\n'],
  ['the page', 'export const a = document.title;\n'],
  ['a timer', 'export const a = setTimeout(() => {}, 5);\n'],
  ['a monotonic clock', 'export const a = performance.now();\n'],
  ['the console', "export const a = () => console.log('a');\n"],
  ['random bytes', 'export const a = crypto.randomUUID();\n'],
  ['the network', "export const a = fetch('/');\n"],
])('%s does not compile in the core, and does elsewhere', async (_name, text) => {
  const core = await typeCheck('tsconfig.core.json', text);
  expect(core.output).toMatch(/planted\.ts\(\d+,\d+\): error/);
  expect(core.code).not.toBe(0);
  expect(await typeCheck('tsconfig.json', text)).toEqual({ code: 0, output: '' });
});

test('the few pure globals compile in the core', async () => {
  const text = "export const a = new TextDecoder().decode(new TextEncoder().encode('a'));\n";
  expect(await typeCheck('tsconfig.core.json', text)).toEqual({ code: 0, output: '' });
});

/** Lints one planted file with this repository's rules; the linter reads no diagnostics from standard input. */
async function lint(path: string, text: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'waymark-lint-'));
  try {
    for (const file of ['biome.json', '.gitignore', 'tools/pure-core.grit'])
      await cp(join(REPO, file), join(root, file));
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    return (await run('biome', ['lint', '.'], root)).output;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test.each(['Date.now()', 'new Date()', 'Math.random()'])('%s is refused in the core alone', async (expression) => {
  const text = `export const a = ${expression};\n`;
  expect(await lint('src/core/planted.ts', text)).toMatch(/no clock and no randomness/);
  for (const path of ['src/services/planted.ts', 'src/core/planted.test.ts']) {
    const output = await lint(path, text);
    expect(output).toMatch(/Checked [2-9] files/);
    expect(output).not.toMatch(/no clock and no randomness/);
  }
});

test('a date made from a given time is welcome in the core', async () => {
  expect(await lint('src/core/planted.ts', 'export const a = new Date(0);\n')).not.toMatch(/no clock/);
});
