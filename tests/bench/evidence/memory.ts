// The most memory a process holds while it makes a pack with 2,000 photos and 20 clips: the pictures and the footage come
// one by one, the file goes as it grows. A process of its own, so that nothing else is counted.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '../report.ts';
import { round } from '../timing.ts';

export type MemoryFigures = { peakBytes: number; fileBytes: number; pages: number; sourceBytes: number };

export async function measureMemory(report: Report): Promise<void> {
  const child = spawnSync(process.execPath, [fileURLToPath(new URL('./memory.child.ts', import.meta.url))], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`the child of the memory bench ended with ${child.status}`);
  const { peakBytes, fileBytes, pages, sourceBytes } = JSON.parse(child.stdout) as MemoryFigures;
  const size = '2000 photos, 20 clips';
  report({ metric: 'pictures and footage', size, value: round(sourceBytes / 2 ** 20), unit: 'MiB' });
  report({ metric: 'file', size, value: round(fileBytes / 2 ** 20), unit: 'MiB' });
  report({ metric: 'pages', size, value: pages, unit: 'pages' });
  const bar = { atMost: 512 };
  report({ metric: 'peak resident memory of making it', size, value: round(peakBytes / 2 ** 20), unit: 'MiB', bar });
}
