// Reads the JSON reports of Vitest and Playwright into one tally. A report that is missing or is no report is undefined,
// never an empty success.

import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { z } from 'zod';

/** `failures` holds one line for a person per failed test. */
export type Tally = { passed: number; failed: number; skipped: number; failures: string[] };

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

const playwrightTest = z.object({
  projectName: z.string(),
  status: z.string(),
  results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })).optional() })).optional(),
});

type PlaywrightSuite = {
  title: string;
  file?: string | undefined;
  specs: { title: string; tests: z.infer<typeof playwrightTest>[] }[];
  suites?: PlaywrightSuite[] | undefined;
};

const suiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    file: z.string().optional(),
    specs: z.array(
      z.object({
        title: z.string(),
        tests: z.array(playwrightTest),
      }),
    ),
    suites: z.array(suiteSchema).optional(),
  }),
);

const playwrightSchema = z.object({
  suites: z.array(suiteSchema),
  errors: z.array(z.object({ message: z.string().optional() })),
});

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Longest account of one failure. */
const MAX_WHY_CHARS = 600;
/** Colours of a terminal. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The whole message: what a screen was compared with stands after the first line. */
const inOneLine = (text: string | undefined): string =>
  (text ?? '').replaceAll(ANSI, '').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_WHY_CHARS);

const firstLine = (text: string | undefined): string => (text ?? '').split('\n')[0]?.trim() ?? '';

/** @param root paths in the failures are given relative to this folder */
export async function readVitestReport(path: string, root: string): Promise<Tally | undefined> {
  const parsed = vitestSchema.safeParse(await readJson(path));
  if (!parsed.success) return undefined;
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const file of parsed.data.testResults) {
    const name = relative(root, file.name);
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      if (status === 'passed') tally.passed += 1;
      else if (status === 'failed') {
        tally.failed += 1;
        tally.failures.push(`${name}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
      } else tally.skipped += 1;
    }
    // A file that could not be loaded fails without a single test to its name.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      tally.failed += 1;
      tally.failures.push(`${name}: ${firstLine(file.message) || 'could not be run'}`);
    }
  }
  return tally;
}

export async function readPlaywrightReport(path: string): Promise<Tally | undefined> {
  const parsed = playwrightSchema.safeParse(await readJson(path));
  if (!parsed.success) return undefined;
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

  const visit = (suite: PlaywrightSuite, parents: string[]): void => {
    const titles = [...parents, suite.title];
    for (const { title, tests } of suite.specs) {
      for (const { projectName, status, results } of tests) {
        if (status === 'expected') tally.passed += 1;
        else if (status === 'skipped') tally.skipped += 1;
        else {
          // A test that only passes on a second try is a failing test.
          tally.failed += 1;
          const why = results?.flatMap(({ errors }) => errors ?? []).map(({ message }) => inOneLine(message));
          tally.failures.push([`[${projectName}] ${[...titles, title].join(' › ')}`, ...(why ?? [])].join(': '));
        }
      }
    }
    for (const child of suite.suites ?? []) visit(child, titles);
  };
  for (const suite of parsed.data.suites) visit(suite, []);
  for (const { message } of parsed.data.errors) {
    tally.failed += 1;
    tally.failures.push(`playwright: ${firstLine(message)}`);
  }
  return tally;
}
