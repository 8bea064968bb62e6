// The plate-match core: what is found of the misreads of a real engine, the compiled kernel alone, the peers over the same
// plates in the same run, and a whole case behind the worker's boundary while detections arrive.
// `WAYMARK_TEST_DATABASE_URL` names a PostgreSQL server for the peer pg_trgm; without it that peer is told as not run.

import { unpackPlate } from '../../src/core/match/plate-code.ts';
import { measureKernel } from './match/kernel.ts';
import { measurePeers } from './match/peers.ts';
import { nearPattern, nearPlate, wholeNumbers } from './match/random-plates.ts';
import { measureRealReads } from './match/real-reads.ts';
import { measureWorker } from './match/worker.ts';
import type { Report } from './report.ts';

/** Questions put to the peers; those that scan every plate get the first few. */
const QUESTIONS = 200;

export async function run(report: Report): Promise<void> {
  await measureRealReads(report);
  const { codes, finder } = await measureKernel(report);
  const random = wholeNumbers(codes.length);
  await measurePeers(report, {
    size: codes.length,
    plates: Array.from(codes, unpackPlate),
    finder,
    queries: Array.from({ length: QUESTIONS }, (_, index) => nearPlate(random, codes, index)),
    patterns: Array.from({ length: QUESTIONS }, (_, index) => nearPattern(random, codes, index)),
  });
  finder.close();
  await measureWorker(report, 300_000, 1_000_000);
  await measureWorker(report, 10_000_000, 10_000_000);
}
