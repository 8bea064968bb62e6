// Checks the rings: `node tools/arch/run.ts [--root DIR] [--json]`. Exit 0 all rules hold, 1 a rule is broken,
// 2 the check itself cannot be trusted (files were skipped, or TypeScript could not be read).

import './typescript-hook.ts';
import { readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { ICruiseResult } from 'dependency-cruiser';
import { FORBIDDEN } from './rules.ts';

const { values: flags } = parseArgs({
  options: { root: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const root = resolve(flags.root ?? join(import.meta.dirname, '../..'));
process.chdir(root);

/** Imported after the hook and the change of folder: dependency-cruiser reads both when it loads. */
const { cruise } = await import('dependency-cruiser');
const { default: extractTSConfig } = await import('dependency-cruiser/config-utl/extract-ts-config');

const distrust = (reason: string): never => {
  console.error(`The dependency rules could not be checked: ${reason}`);
  process.exit(2);
};

const onDisk = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /[.]tsx?$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
if (onDisk.length === 0) distrust('no TypeScript file found under src/.');

const { output } = await cruise(
  ['src'],
  {
    ruleSet: { forbidden: [...FORBIDDEN] },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs', 'tsd'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      mainFields: ['types', 'module', 'main'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
  {},
  { tsConfig: extractTSConfig(join(import.meta.dirname, 'tsconfig.cruise.json')) },
);
if (typeof output === 'string') throw new Error('dependency-cruiser answered with text where a result was expected.');
const result: ICruiseResult = output;

const cruised = new Set(result.modules.map((module) => module.source));
const skipped = onDisk.filter((file) => !cruised.has(file));
if (skipped.length > 0) distrust(`${skipped.length} of ${onDisk.length} files were skipped, first ${skipped[0]}.`);

/** A file that imports something must show a dependency: the proof that TypeScript was really parsed. */
const edges = result.modules.reduce((sum, module) => sum + module.dependencies.length, 0);
if (onDisk.length > 10 && edges < onDisk.length / 4) {
  distrust(`only ${edges} imports were found in ${onDisk.length} files; is TypeScript 6 installed in tools/arch?`);
}

const violations = result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
if (flags.json) {
  console.log(JSON.stringify({ modules: onDisk.length, edges, violations }));
} else {
  for (const { rule, from, to } of violations) {
    console.error(`${rule}: ${from} → ${to}`);
    console.error(`  ${FORBIDDEN.find((candidate) => candidate.name === rule)?.comment ?? ''}`);
  }
  console.log(`Dependency rules: ${onDisk.length} files, ${edges} imports, ${violations.length} broken.`);
}
process.exitCode = violations.length > 0 ? 1 : 0;
