// `npm run -s test:log-kills [N]`: the proof that every answer that got out has its entries, at length. Kills workstations
// N times (210) between question and answer; `npm test` does the same fewer times. Exit code is that of the test.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const kills = Number(process.argv[2] ?? 210);
if (!Number.isInteger(kills) || kills < 14) {
  console.error('How many kills? A whole number from 14 on: each station once, on both workstations.');
  process.exit(2);
}
const root = join(import.meta.dirname, '..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const run = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'fault', 'tests/fault/killed-while-asking.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WAYMARK_LOG_KILLS: String(kills) },
  },
);
process.exitCode = run.status ?? 1;
