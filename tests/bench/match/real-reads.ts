// What is found of the misreads of a real engine, and whether likelihoods keep their word: on the half of the vehicles
// that taught nothing (`docs/model/plate-likelihood.md`), asked of all reads together. Needs `../shared/data/anpr`.

import { type Evaluation, evaluate } from '../../../tools/calibration/evaluate.ts';
import { loadRealReads, REAL_READS_FOLDER, realReadsPresent } from '../../../tools/calibration/real-reads.ts';
import type { Report } from '../report.ts';
import { round } from '../timing.ts';

export async function measureRealReads(report: Report): Promise<void> {
  if (!realReadsPresent()) {
    console.error(`real reads: not run (${REAL_READS_FOLDER} is not there)`);
    return;
  }
  const reads = loadRealReads();
  const heldOut = [...new Set(reads.filter(({ half }) => half === 'held-out').map(({ vehicle }) => vehicle))];
  tell(report, 'first readings alone', 0.93, await evaluate(reads, heldOut, false));
  tell(report, 'with candidates', 0.97, await evaluate(reads, heldOut, true));
}

function tell(report: Report, name: string, recallBar: number, figures: Evaluation): void {
  const size = `${figures.queries} held-out vehicles`;
  const line = (metric: string, value: number, unit: string, bar?: { atLeast: number } | { atMost: number }): void =>
    report({ metric: `${metric}, ${name}`, size, value: round(value), unit, ...(bar ? { bar } : {}) });
  line('misreads within two edits in the first 5', figures.recallAtFiveWithinTwo, 'share', { atLeast: recallBar });
  line('all misreads in the first 5', figures.recallAtFive, 'share');
  line('false plates shown', figures.falsePlatesPerQuery, 'per query', { atMost: 0.5 });
  line('calibration error, shown', figures.eceShown, 'share', { atMost: 0.05 });
  line('calibration error, all', figures.eceAll, 'share', { atMost: 0.05 });
  line('calibration error, shown and not read exactly', figures.eceShownInexact, 'share');
}
