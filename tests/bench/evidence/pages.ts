// What a page costs in a short pack and in one of 5,000 pages. The input is not timed.
import { writePack } from '../../../src/evidence/index.ts';
import { makeTestAuthority } from '../../fixtures/test-authority.ts';
import type { Report } from '../report.ts';
import { round } from '../timing.ts';
import { benchPack } from './bench-pack.ts';

/** Some fifteen entries of the log fill a page. */
const SHORT = { exhibits: 14, photos: 0, entries: 7_200 };
const LONG = { exhibits: 14, photos: 0, entries: 75_000 };

export async function measurePages(report: Report): Promise<void> {
  const signer = await makeTestAuthority();
  const costs: number[] = [];
  for (const size of [SHORT, LONG]) {
    const input = benchPack(size);
    const started = performance.now();
    const { pages } = await writePack(input, signer, () => {});
    const perPage = (performance.now() - started) / pages;
    costs.push(perPage);
    report({ metric: 'a page', size: `${pages} pages`, value: round(perPage), unit: 'ms' });
  }
  const [short = 0, long = 0] = costs;
  report({
    metric: 'a page of the long pack / of the short one',
    size: `${LONG.entries} log entries`,
    value: round(long / short),
    unit: '×',
    bar: { atMost: 1.25 },
  });
}
