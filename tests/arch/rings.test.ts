// The dependency rules tested on planted violations: each tree below breaks exactly one rule, in a way that a lax
// checker would let through (type-only, inline import types, triple-slash), and the checker must name that rule.
// Runs tools/arch/run.ts as its own process, because it swaps the compiler of the process it runs in.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const REPO = join(import.meta.dirname, '../..');
type Violation = { rule: string; from: string; to: string };
type Report = { modules: number; edges: number; violations: Violation[] };
type Run = { code: number; report: Report | undefined; stderr: string };

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'waymark-rings-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Writes files (path → text) below the planted root. */
async function plant(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** An installed package that the planted package.json declares, in `dependencies` or `devDependencies`. */
const installed = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '1.0.0',
    main: 'index.js',
    types: 'index.d.ts',
  }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};',
  [`node_modules/${name}/index.d.ts`]: 'export declare const thing: number; export type Thing = number;',
});

const manifest = (dependencies: string[], devDependencies: string[] = []): Record<string, string> => {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  return {
    'package.json': JSON.stringify({
      name: 'planted',
      version: '1.0.0',
      dependencies: versions(dependencies),
      devDependencies: versions(devDependencies),
    }),
  };
};

function check(entry = join(REPO, 'tools/arch/run.ts')): Promise<Run> {
  return new Promise((done) => {
    execFile(process.execPath, [entry, '--root', root, '--json'], (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      done({ code, report: stdout ? (JSON.parse(stdout) as Report) : undefined, stderr });
    });
  });
}

/** Plants the files and returns the names of the broken rules, sorted and without repeats. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  await plant({ ...manifest([]), ...files });
  const { code, report, stderr } = await check();
  expect(report, stderr).toBeDefined();
  const names = [...new Set(report?.violations.map(({ rule }) => rule))].sort();
  expect(code).toBe(names.length > 0 ? 1 : 0);
  return names;
}

const byFrom = (a: Violation, b: Violation): number => a.from.localeCompare(b.from);
const sorted = (report: Report | undefined): Violation[] => [...(report?.violations ?? [])].sort(byFrom);

const THING = 'export const thing = 1;\nexport type Thing = number;\n';
const workspaceThing = { 'src/workspace/thing.ts': THING };

test('a tree that keeps the rules passes, and its imports are seen', async () => {
  await plant({
    ...manifest(['zod']),
    ...installed('zod'),
    'src/core/plate.ts': "import { thing } from 'zod';\nexport const plate = thing;\n",
    'src/contract/intel.ts': "import { plate } from '../core/plate.ts';\nexport const intel = plate;\n",
    'src/workspace/open.ts':
      "import { readFileSync } from 'node:fs';\nimport { intel } from '../contract/intel.ts';\nexport const open = [readFileSync, intel];\n",
  });
  const { code, report } = await check();
  expect(report).toEqual({ modules: 3, edges: 4, violations: [] });
  expect(code).toBe(0);
});

test('core that reaches an adapter is refused, however it is written', async () => {
  const styles: Record<string, string> = {
    'plain.ts': "import { thing } from '../workspace/thing.ts';\nexport const a = thing;\n",
    'type-only.ts': "import type { Thing } from '../workspace/thing.ts';\nexport type A = Thing;\n",
    'inline-type.ts': "export type A = import('../workspace/thing.ts').Thing;\n",
    'triple-slash.ts': '/// <reference path="../workspace/thing.ts" />\nexport const a = 1;\n',
    'dynamic.ts': "export const a = () => import('../workspace/thing.ts');\n",
    're-export.ts': "export type { Thing } from '../workspace/thing.ts';\n",
  };
  const planted = Object.fromEntries(Object.entries(styles).map(([name, text]) => [`src/core/${name}`, text]));
  await plant({ ...manifest([]), ...workspaceThing, ...planted });
  const { report } = await check();
  const expected = Object.keys(planted).map((from) => ({ rule: 'ring-core', from, to: 'src/workspace/thing.ts' }));
  expect(sorted(report)).toEqual(expected.sort(byFrom));
});

test('every ring is held to its row', async () => {
  const forbidden = [
    ['contract', 'workspace'],
    ['workspace', 'sync'],
    ['match', 'workspace'],
    ['sync', 'evidence'],
    ['evidence', 'services'],
    ['decisions', 'contract'],
    ['services', 'main'],
    ['preload', 'core'],
    ['renderer', 'workspace'],
    ['server', 'workspace'],
    ['cli', 'renderer'],
    ['main', 'server'],
    ['verifier', 'contract'],
  ] as const;
  await plant(manifest([]));
  for (const [from, to] of forbidden) {
    const text = `import type { Thing } from '../${to}/thing.ts';\nexport type A = Thing;\n`;
    await plant({ [`src/${to}/thing.ts`]: THING, [`src/${from}/a.ts`]: text });
  }
  const { report } = await check();
  const expected = forbidden.map(([from, to]) => ({
    rule: `ring-${from}`,
    from: `src/${from}/a.ts`,
    to: `src/${to}/thing.ts`,
  }));
  expect(sorted(report)).toEqual(expected.sort(byFrom));
});

test('the policy evaluator is for services, server and command line, and for nobody else', async () => {
  const text = "import type { Thing } from '../decisions/thing.ts';\nexport type A = Thing;\n";
  const rings = ['services', 'server', 'cli', 'core', 'contract', 'workspace', 'sync', 'main', 'renderer', 'verifier'];
  await plant({ ...manifest([]), 'src/decisions/thing.ts': THING });
  for (const ring of rings) await plant({ [`src/${ring}/a.ts`]: text });
  const { report } = await check();
  const refused = ['contract', 'core', 'main', 'renderer', 'sync', 'verifier', 'workspace'];
  expect(sorted(report).map(({ rule }) => rule)).toEqual(refused.map((ring) => `ring-${ring}`));
});

test('a folder without a row in the architecture is refused', async () => {
  const files = {
    'src/helpers/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
    'src/helpers/b.ts': 'export const b = 1;\n',
  };
  expect(await brokenRules(files)).toEqual(['ring-known']);
});

test.each([
  ['core', ['core-no-node']],
  ['renderer', ['renderer-no-node']],
])('%s may not use Node, not even for types', async (ring, expected) => {
  const text = "import type { Stats } from 'node:fs';\nexport type A = Stats;\n";
  expect(await brokenRules({ [`src/${ring}/a.ts`]: text })).toEqual(expected);
});

test('the page takes no value from the contract, types only', async () => {
  const contract = 'export const most = 32;\nexport type Most = typeof most;\n';
  const types = "import type { Most } from '../contract/a.ts';\nexport type A = Most;\n";
  const value = "import { most } from '../contract/a.ts';\nexport const a = most;\n";
  expect(await brokenRules({ 'src/contract/a.ts': contract, 'src/renderer/a.ts': types })).toEqual([]);
  expect(await brokenRules({ 'src/contract/a.ts': contract, 'src/renderer/a.ts': value })).toEqual([
    'renderer-contract-types-only',
  ]);
});

test('a test beside the source may use Node, the source may not import the test', async () => {
  const files = {
    'src/core/a.test.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n",
    'src/core/b.ts': "import { a } from './a.test.ts';\nexport const b = a;\n",
  };
  expect(await brokenRules(files)).toEqual(['no-test-code-in-source']);
});

test.each([
  ['better-sqlite3', 'services', 'sqlite-in-workspace-only'],
  ['pdfkit', 'services', 'pdfkit-in-evidence-only'],
  ['@cedar-policy/cedar-wasm', 'services', 'cedar-in-decisions-only'],
  ['electron', 'services', 'electron-in-shell-only'],
  ['pino', 'core', 'core-pure-libraries'],
  ['fastify', 'renderer', 'renderer-no-node-libraries'],
])('%s may not be used by %s', async (name, ring, rule) => {
  const files = {
    'src/workspace/keep.ts': 'export const keep = 1;\n',
    [`src/${ring}/a.ts`]: `import type { Thing } from '${name}';\nexport type A = Thing;\n`,
  };
  expect(await brokenRules({ ...manifest([name]), ...installed(name), ...files })).toEqual([rule]);
});

test('a package that is only a devDependency does not ship', async () => {
  const files = {
    ...manifest([], ['left']),
    ...installed('left'),
    'src/sync/a.ts': "import { thing } from 'left';\nexport const a = thing;\n",
  };
  expect(await brokenRules(files)).toEqual(['shipped-from-dependencies']);
});

test('an undeclared package is refused', async () => {
  const files = { ...installed('left'), 'src/sync/a.ts': "import { thing } from 'left';\nexport const a = thing;\n" };
  expect(await brokenRules(files)).toEqual(['declared-package']);
});

test('EP10 a verifier may not reach a writer, not even through another file', async () => {
  const files = {
    'src/core/audit/append-entry.ts': THING,
    'src/core/audit/shared.ts': "export { thing } from './append-entry.ts';\n",
    'src/core/audit/verify.ts': "import { thing } from './shared.ts';\nexport const verify = thing;\n",
  };
  expect(await brokenRules(files)).toEqual(['verify-never-writes']);
});

test('a verifier may read the shape of a signature', async () => {
  const files = {
    'src/core/evidence/signature.ts': THING,
    'src/core/evidence/verify-pack.ts': "import { thing } from './signature.ts';\nexport const verify = thing;\n",
  };
  expect(await brokenRules(files)).toEqual([]);
});

test('a feature is entered by its door', async () => {
  const files = {
    'src/renderer/features/find/index.ts': "export { thing } from './parts.ts';\n",
    'src/renderer/features/find/parts.ts': THING,
    'src/renderer/features/map/index.ts': "import { thing } from '../find/parts.ts';\nexport const map = thing;\n",
    'src/renderer/App.tsx': "import { thing } from './features/find/parts.ts';\nexport const App = thing;\n",
  };
  expect(await brokenRules(files)).toEqual(['feature-door-between-features', 'feature-door-from-outside']);
});

test('source reaches for no test code; a test beside it takes fixtures alone', async () => {
  const files = {
    'tests/fixtures/made.ts': THING,
    'tests/e2e/other.ts': THING,
    'src/core/a.ts': "import { thing } from '../../tests/fixtures/made.ts';\nexport const a = thing;\n",
    'src/core/c.test.ts': "import { thing } from '../../tests/e2e/other.ts';\nexport const c = thing;\n",
  };
  const broken = await brokenRules(files);
  expect(broken).toContain('src-stands-alone');
  expect(broken).toContain('tests-share-fixtures');
});

test('a test beside its source may take a fixture', async () => {
  const files = {
    'tests/fixtures/made.ts': THING,
    'src/core/b.test.ts': "import { thing } from '../../tests/fixtures/made.ts';\nexport const b = thing;\n",
  };
  expect(await brokenRules(files)).toEqual([]);
});

test('a cycle of types is a cycle', async () => {
  const files = {
    'src/core/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
    'src/core/b.ts': "import type { A } from './a.ts';\nexport type B = A | 2;\n",
  };
  expect(await brokenRules(files)).toEqual(['no-circular']);
});

test('an import that leads nowhere is refused', async () => {
  expect(await brokenRules({ 'src/core/a.ts': "import { gone } from './gone.ts';\nexport const a = gone;\n" })).toEqual(
    ['resolvable'],
  );
});

test('red proof: without TypeScript 6 the check refuses to answer instead of passing', async () => {
  await plant({
    ...manifest([]),
    ...workspaceThing,
    'src/core/a.ts': "import { thing } from '../workspace/thing.ts';\nexport const a = thing;\n",
  });
  const copy = join(REPO, 'out', `rings-without-hook-${process.pid}`);
  try {
    await cp(join(REPO, 'tools/arch'), copy, {
      recursive: true,
      filter: (path) => !path.includes('arch/node_modules'),
    });
    await writeFile(
      join(copy, 'typescript-hook.ts'),
      '// no hook: dependency-cruiser meets TypeScript 7\nexport {};\n',
    );
    const { code, report, stderr } = await check(join(copy, 'run.ts'));
    expect(stderr).toMatch(/could not be checked/);
    expect(report).toBeUndefined();
    expect(code).toBe(2);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
