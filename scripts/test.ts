// `npm test`: the whole truth. Checks the source, builds the application, runs every Vitest project and then the browser
// tests, names what failed, says what was not run and why, and ends with one plain line: `N passed, N failed, N skipped`.
// Always: exit 0 only if nothing failed and something passed; a step that breaks without a verdict counts as a failure.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findElectron } from '../tests/e2e/electron-binary.ts';
import { readPlaywrightReport, readVitestReport, type Tally } from './test-reports.ts';

const root = join(import.meta.dirname, '..');
const reports = join(root, 'test-results');
const binaries = join(root, 'node_modules/.bin');

/** What the build must leave behind; a build that skipped an entry is no build. */
const BUILT = [
  'out/main/index.js',
  'out/main/loopback.js',
  'out/main/services.worker.js',
  'out/main/match.worker.js',
  'out/main/pack.worker.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
];

const failures: string[] = [];
const notes: string[] = [];
const total: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Runs a command with its output on this terminal. Resolves to its exit code; -1 where it could not start. */
function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const path = `${binaries}:${process.env.PATH ?? ''}`;
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env, PATH: path },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      done(-1);
    });
    child.on('close', (code) => done(code ?? -1));
  });
}

function heading(text: string): void {
  console.log(`\n=== ${text} ===\n`);
}

/** A step outside the test runners that failed: counted as one failed test, so that the last line cannot hide it. */
function stepFailed(what: string): void {
  total.failed += 1;
  failures.push(what);
}

function add(runner: string, tally: Tally | undefined, exitCode: number): void {
  if (tally) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
    failures.push(...tally.failures);
  }
  if (!tally) stepFailed(`${runner} ended (exit ${exitCode}) without a report`);
  else if (exitCode !== 0 && tally.failed === 0) stepFailed(`${runner} ended with exit ${exitCode}: see its output`);
  else if (tally.passed + tally.failed === 0) stepFailed(`${runner} ran no test`);
}

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });

heading('Check the source');
if ((await run(process.execPath, ['scripts/check.ts'])) !== 0) stepFailed('npm run check');

heading('Build');
const builtWell = (await run('electron-vite', ['build', '--logLevel', 'warn'])) === 0;
const missing = BUILT.filter((path) => !existsSync(join(root, path)));
if (!builtWell || missing.length > 0) {
  stepFailed(missing.length > 0 ? `npm run build left out ${missing.join(', ')}` : 'npm run build');
}

heading('Vitest: unit, rules, contract, migrations, property, fault, golden');
const vitestReport = join(reports, 'vitest.json');
const vitestCode = await run('vitest', [
  'run',
  '--silent=passed-only',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestReport}`,
]);
add('vitest', await readVitestReport(vitestReport, root), vitestCode);
if (!process.env.WAYMARK_TEST_DATABASE_URL) {
  notes.push('PostgreSQL: not run (WAYMARK_TEST_DATABASE_URL is not set); the same suite ran on PGlite');
}

heading('Playwright: the workstation in Chromium');
if (builtWell && missing.length === 0) {
  const playwrightReport = join(reports, 'playwright.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport };
  const playwrightCode = await run('playwright', ['test', '--reporter=list,json'], env);
  add('playwright', await readPlaywrightReport(playwrightReport), playwrightCode);
  if (!findElectron()) notes.push('electron: not run (binary not present)');
} else {
  stepFailed('browser tests were not run, because the build failed');
}

heading('Summary');
for (const failure of failures) console.log(`FAILED  ${failure}`);
for (const note of notes) console.log(note);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
