// The query log: what it costs a question, and what checking it costs. Peers are taken in the same run: the same question
// unlogged, the same bytes written alone, the same bytes hashed.
import { measureOwnWork } from './audit/own-work.ts';
import { measureTrees } from './audit/trees.ts';
import type { Report } from './report.ts';

export async function run(report: Report): Promise<void> {
  await measureOwnWork(report);
  measureTrees(report);
}
