// `npm run check`: everything that can be said about the source without running it, in seconds. The parts run side by
// side; each prints one line, and the output of those that failed follows. Exit 0 only if all passed.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Name → command. A bare word is looked up in node_modules/.bin. */
const parts: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc', '--pretty', 'false', '-p', 'tsconfig.json'],
  'types of the core': ['tsc', '--pretty', 'false', '-p', 'tsconfig.core.json'],
  'format and lint': ['biome', 'check', '--error-on-warnings', '--max-diagnostics=100', '.'],
  'dependency rules': [process.execPath, 'tools/arch/run.ts'],
  'dependency policy': [process.execPath, 'tools/deps/run.ts'],
  'compiled kernel': [process.execPath, 'scripts/build-kernel.ts', '--check'],
  'unused code': ['knip', '--no-progress'],
};

type Outcome = { name: string; passed: boolean; output: string };

function run(name: string, [command = '', ...args]: readonly string[]): Promise<Outcome> {
  const startedMs = performance.now();
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`;
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    const finish = (passed: boolean): void => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      console.log(`${passed ? 'pass' : 'FAIL'}  ${name} (${seconds} s)`);
      done({ name, passed, output });
    };
    child.on('error', (error) => {
      output += `${command} could not be started: ${error.message}\n`;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

const outcomes = await Promise.all(Object.entries(parts).map(([name, command]) => run(name, command)));
const failed = outcomes.filter(({ passed }) => !passed);
for (const { name, output } of failed) console.log(`\n--- ${name} ---\n${output.trim()}`);
console.log(
  failed.length === 0
    ? `\nAll ${outcomes.length} checks passed.`
    : `\nFailed: ${failed.map(({ name }) => name).join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
