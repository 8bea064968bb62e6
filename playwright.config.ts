// End-to-end tests: one set of specs (tests/e2e/*.spec.ts), two hosts. A spec learns its host from the project's name.
// The electron project exists only where Electron's binary does; scripts/test.ts says so where it does not.

import { defineConfig } from '@playwright/test';
import { type FoundChromium, findChromium } from './tests/e2e/chromium.ts';
import { findElectron } from './tests/e2e/electron-binary.ts';

// The configuration is read again in every worker; the search is not repeated there.
const handedDown = process.env.WAYMARK_FOUND_CHROMIUM;
const browser = handedDown ? (JSON.parse(handedDown) as FoundChromium) : await findChromium();
process.env.WAYMARK_FOUND_CHROMIUM = JSON.stringify(browser);

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
    colorScheme: 'dark',
    // A message that fades out would be measured in mid-air for its contrast.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: browser.executablePath,
      args: browser.args,
      env: { ...process.env, ...browser.env } as Record<string, string>,
      // A container's root cannot have Chromium's own sandbox.
      chromiumSandbox: false,
    },
  },
  projects: [{ name: 'loopback' }, ...(findElectron() ? [{ name: 'electron' }] : [])],
});
