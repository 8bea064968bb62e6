// The tally must never turn a missing, broken or empty report into a success.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPlaywrightReport, readVitestReport } from './test-reports.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waymark-reports-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function written(report: unknown): Promise<string> {
  const path = join(folder, 'report.json');
  await writeFile(path, typeof report === 'string' ? report : JSON.stringify(report));
  return path;
}

test.each(['', '{', '[]', '{"numTotalTests": 5}'])('text that is no report is no tally: %s', async (text) => {
  const path = await written(text);
  expect(await readVitestReport(path, '/')).toBeUndefined();
  expect(await readPlaywrightReport(path)).toBeUndefined();
});

test('a missing report is no tally', async () => {
  expect(await readVitestReport(join(folder, 'none.json'), '/')).toBeUndefined();
  expect(await readPlaywrightReport(join(folder, 'none.json'))).toBeUndefined();
});

test('vitest: passed, failed, skipped and unloadable files are told apart', async () => {
  const result = (status: string) => ({ status, fullName: `a ${status} test`, failureMessages: ['why\nat line 1'] });
  const path = await written({
    testResults: [
      { name: '/r/a.test.ts', status: 'failed', assertionResults: ['passed', 'failed', 'skipped', 'todo'].map(result) },
      { name: '/r/b.test.ts', status: 'failed', message: 'cannot load', assertionResults: [] },
    ],
  });
  expect(await readVitestReport(path, '/r')).toEqual({
    passed: 1,
    failed: 2,
    skipped: 2,
    failures: ['a.test.ts: a failed test: why', 'b.test.ts: cannot load'],
  });
});

test('playwright: nested suites count, and a flaky test is a failed one', async () => {
  const spec = (title: string, status: string, ...messages: string[]) => ({
    title,
    tests: [{ projectName: 'loopback', status, results: [{ errors: messages.map((message) => ({ message })) }] }],
  });
  const path = await written({
    suites: [
      {
        title: 'find.spec.ts',
        specs: [spec('opens', 'expected')],
        suites: [
          {
            title: 'inner',
            specs: [
              spec('finds', 'unexpected', 'Error: \u001b[31mzoom\u001b[39m\n\n  2 > 1'),
              spec('waits', 'flaky'),
              spec('later', 'skipped'),
            ],
          },
        ],
      },
    ],
    errors: [{ message: 'global set-up broke\nmore' }],
  });
  expect(await readPlaywrightReport(path)).toEqual({
    passed: 1,
    failed: 3,
    skipped: 1,
    failures: [
      '[loopback] find.spec.ts › inner › finds: Error: zoom 2 > 1',
      '[loopback] find.spec.ts › inner › waits',
      'playwright: global set-up broke',
    ],
  });
});
