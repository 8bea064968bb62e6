// Evidence packs: what making one costs. Peers are taken in the same run: a browser that prints the same content, the same
// bytes hashed and deflated. Memory is the peak of a process that does nothing else.
import { measureMaking } from './evidence/making.ts';
import { measureMemory } from './evidence/memory.ts';
import { measurePages } from './evidence/pages.ts';
import type { Report } from './report.ts';

export async function run(report: Report): Promise<void> {
  await measureMaking(report);
  await measurePages(report);
  await measureMemory(report);
}
