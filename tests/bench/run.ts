// The bench runner: `npm run -s bench -- NAME [--json] [--record]`. A bench is a file `<name>.bench.ts` in this folder
// that exports `run(report)`; deleting the file removes the bench. Prints one JSON object a line with --json:
// {bench, metric, size, value, unit, bar, pass}. Exit 0 every bar held, 1 one missed or the bench broke, 2 wrong usage.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBaseline, writeBaseline } from './baseline.ts';
import { barText, type Measurement, meetsBar, type Report } from './report.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort();

const HELP = `Usage: npm run -s bench -- NAME [--json] [--record]

Measures, and compares with a bar: a ratio to a peer, or a limit, taken in the same run.

  NAME       one of: ${names.join(', ') || '(there is no bench yet)'}; or "all"
  --json     one JSON object a line: {bench, metric, size, value, unit, bar, pass}
  --record   keep the values as the new baseline (tests/bench/baseline.json)
  --help     this text

Exit: 0 every bar held, 1 a bar was missed or the bench broke, 2 wrong usage.`;

function fail(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function readArguments() {
  const boolean = { type: 'boolean' as const, default: false };
  try {
    return parseArgs({ allowPositionals: true, options: { json: boolean, record: boolean, help: boolean } });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { values: flags, positionals } = readArguments();
if (flags.help) {
  console.log(HELP);
  process.exit(0);
}
const [chosen, ...rest] = positionals;
if (!chosen) fail('Which bench?');
if (rest.length > 0) fail(`One bench at a time, not also ${rest.join(', ')}.`);
if (chosen !== 'all' && !names.includes(chosen)) fail(`There is no bench "${chosen}".`);
if (chosen === 'all' && names.length === 0) fail('There is no bench yet.');

const baselinePath = join(import.meta.dirname, 'baseline.json');
const baseline = existsSync(baselinePath) ? await readBaseline(baselinePath) : {};
let missed = 0;

for (const bench of chosen === 'all' ? names : [chosen]) {
  const report: Report = (measurement: Measurement) => {
    const { metric, size, value, unit, bar } = measurement;
    if (!Number.isFinite(value)) throw new Error(`${bench}: ${metric} at ${size} is ${value}, not a measurement.`);
    const pass = bar ? meetsBar(value, bar) : null;
    if (pass === false) missed += 1;
    const key = `${bench}/${metric}/${size}`;
    if (flags.json) {
      console.log(JSON.stringify({ bench, metric, size, value, unit, bar: bar ? barText(bar) : null, pass }));
    } else {
      const before = baseline[key] ? `, baseline ${baseline[key].value}` : '';
      const verdict = bar ? `  ${pass ? 'holds' : 'MISSES'} ${barText(bar)}` : '';
      console.log(`${bench}  ${metric}  ${size}  ${value} ${unit}${before}${verdict}`);
    }
    if (flags.record) baseline[key] = { value, unit };
  };
  const { run } = (await import(`./${bench}.bench.ts`)) as { run: (report: Report) => Promise<void> };
  await run(report);
}

if (flags.record) await writeBaseline(baselinePath, baseline);
process.exitCode = missed > 0 ? 1 : 0;
