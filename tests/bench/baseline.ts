// The kept measurements of an earlier run (baseline.json), written by `--record`: `bench/metric/size` → value and unit.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const baselineSchema = z.record(z.string(), z.object({ value: z.number(), unit: z.string() }));

export type Baseline = z.infer<typeof baselineSchema>;

/** @throws Error naming the file when it is not a baseline */
export async function readBaseline(path: string): Promise<Baseline> {
  try {
    return baselineSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is not a baseline; delete it and record it again with --record.`, { cause });
  }
}

/** Keys sorted, so that a new recording shows as a small difference. */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(baseline).sort(([a], [b]) => a.localeCompare(b)));
  const partial = `${path}.partial`;
  await writeFile(partial, `${JSON.stringify(sorted, null, 2)}\n`);
  await rename(partial, path);
}
