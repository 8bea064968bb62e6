// `npm run authority:check [-- --questions N --seed N --workers N]`: random questions to engine and policies, each
// compared with the independent oracle (docs/spec/authority.md, AR31), and every cell once. Prints counts as JSON; exit 1
// where anything differs. A million questions take minutes.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createCedarEvaluator } from '../src/decisions/cedar-evaluator.ts';
import { type Compared, compare } from '../tests/fixtures/authority/compare.ts';
import { everyCell, randomFrom, randomQuestion } from '../tests/fixtures/authority/questions.ts';

const profiles = ['NZ', 'UK'] as const;
type Part = { questions: number; seed: number; cells: boolean };
type Counts = {
  cells: number;
  questions: number;
  lawful: number;
  unlawful: number;
  differences: number;
  firstDifference: string | null;
  codes: Record<string, number>;
};

const none = (): Counts => ({
  cells: 0,
  questions: 0,
  lawful: 0,
  unlawful: 0,
  differences: 0,
  firstDifference: null,
  codes: {},
});

function ask({ questions, seed, cells }: Part): Counts {
  const evaluator = createCedarEvaluator();
  const counts = none();
  const take = ({ difference, lawful, codes }: Compared, where: () => string): void => {
    counts[lawful ? 'lawful' : 'unlawful'] += 1;
    for (const code of codes) counts.codes[code] = (counts.codes[code] ?? 0) + 1;
    if (difference === null) return;
    counts.differences += 1;
    counts.firstDifference ??= `${difference} at ${where()}`;
  };
  if (cells) {
    for (const profile of profiles) {
      for (const { cell, asked } of everyCell()) {
        counts.cells += 1;
        take(compare(asked, profile, evaluator), () => cell);
      }
    }
  }
  const random = randomFrom(seed);
  for (let n = 0; n < questions; n += 1) {
    const asked = randomQuestion(random);
    counts.questions += 1;
    take(
      compare(asked, profiles[n % 2] ?? 'NZ', evaluator),
      () => `seed ${seed}, question ${n}: ${JSON.stringify(asked)}`,
    );
  }
  return counts;
}

function inWorker(part: Part): Promise<Counts> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: part });
    worker.once('message', done);
    worker.once('error', failed);
  });
}

if (isMainThread) {
  const { values } = parseArgs({
    options: { questions: { type: 'string' }, seed: { type: 'string' }, workers: { type: 'string' } },
  });
  const questions = Number(values.questions ?? 1_000_000);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const workers = Number(values.workers ?? availableParallelism());
  const startedMs = performance.now();
  const share = Math.ceil(questions / workers);
  const parts = Array.from({ length: workers }, (_, n) => ({
    questions: Math.max(0, Math.min(share, questions - n * share)),
    seed: seed + n,
    cells: n === 0,
  }));
  const total = none();
  for (const counts of await Promise.all(parts.map(inWorker))) {
    for (const key of ['cells', 'questions', 'lawful', 'unlawful', 'differences'] as const) total[key] += counts[key];
    for (const [code, times] of Object.entries(counts.codes)) total.codes[code] = (total.codes[code] ?? 0) + times;
    total.firstDifference ??= counts.firstDifference;
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(JSON.stringify({ seed, workers, ...total, seconds }, null, 2));
  process.exitCode = total.differences === 0 ? 0 : 1;
} else {
  parentPort?.postMessage(ask(workerData as Part));
}
