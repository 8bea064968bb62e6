// Vitest, split into named projects so that one kind of test can be run alone (`npx vitest run --project fault`).
// Runs on the pinned Node 24 in the node environment; the screens themselves are tested in Chromium by Playwright.

import { defineConfig } from 'vitest/config';

/** Minutes to milliseconds: the long suites are measured in them. */
const minutes = (count: number): number => count * 60_000;

const project = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: Math.max(60_000, testTimeout) },
});

export default defineConfig({
  test: {
    environment: 'node',
    // Workers, native modules and SQLite files want a real process each.
    pool: 'forks',
    globalSetup: ['./tests/fixtures/temporary-folder.ts'],
    maxWorkers: 2,
    passWithNoTests: false,
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      project('unit', ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], 20_000),
      project('arch', ['tests/arch/**/*.test.ts'], minutes(1)),
      project('contract', ['tests/contract/**/*.test.ts'], minutes(2)),
      project('migrations', ['tests/migrations/**/*.test.ts'], minutes(1)),
      project('property', ['tests/property/**/*.test.ts'], minutes(3)),
      project('fault', ['tests/fault/**/*.test.ts'], minutes(3)),
      project('golden', ['tests/golden/**/*.test.ts'], minutes(2)),
    ],
  },
});
