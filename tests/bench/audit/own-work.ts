// What the query log costs a question: time over the same question unlogged, time over writing and syncing the same bytes
// alone, and synced writes, counted from outside the process.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signedInWorkstation, startTrainingServer } from '../../fixtures/training-server.ts';
import type { Report } from '../report.ts';
import { median, round } from '../timing.ts';
import { MARK, type OwnWork, type OwnWorkOrders } from './marks.ts';

const QUESTIONS = 200;

export async function measureOwnWork(report: Report): Promise<void> {
  const training = await startTrainingServer({ detections: 20_000, pictures: 0 });
  try {
    const orders = await prepare(training);
    const { work, syncs } = await runChild({ ...orders, questions: QUESTIONS });
    const logged = median(work.loggedMs);
    const unlogged = median(work.unloggedMs);
    const bare = median(work.bareMs);
    // Pairs, so that what both share falls out.
    const added = median(work.loggedMs.map((ms, at) => ms - (work.unloggedMs[at] ?? ms)));
    const size = `${QUESTIONS} questions`;
    report({ metric: 'question with its log', size, value: round(logged), unit: 'ms' });
    report({ metric: 'question without a log', size, value: round(unlogged), unit: 'ms' });
    report({ metric: 'logging adds', size, value: round(added), unit: 'ms' });
    report({ metric: 'bytes logged', size, value: round(median(work.entryBytes)), unit: 'bytes' });
    report({ metric: 'the same bytes written and synced alone', size, value: round(bare), unit: 'ms' });
    report({ metric: 'logging / bare synced writes', size, value: round(added / bare), unit: '×' });
    const own = Math.max(0, added - bare);
    report({ metric: 'own work of logging', size, value: round(own), unit: 'ms', bar: { atMost: 5 } });
    if (syncs === null) console.error('synced writes: not counted, strace is not here');
    else report({ metric: 'synced writes', size, value: round(syncs / QUESTIONS), unit: 'per question' });
  } finally {
    await training.close();
  }
}

async function prepare(
  training: Awaited<ReturnType<typeof startTrainingServer>>,
): Promise<Omit<OwnWorkOrders, 'questions'>> {
  const { client, services, dataDir } = await signedInWorkstation(training);
  const { lesson, passphrase } = training;
  const { id: caseId } = await client.cases.create({ name: 'Bench', summary: '', fileNumber: null, charges: '' });
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  await services.close();
  return { dataDir, username: lesson.username, passphrase, caseId, authorityId: declared.authority.id };
}

/** @returns the child's own figures, taken without a tracer, and synced writes of as many logged questions, with one */
async function runChild(orders: OwnWorkOrders): Promise<{ work: OwnWork; syncs: number | null }> {
  const entry = fileURLToPath(new URL('./own-work.child.ts', import.meta.url));
  const args = [entry, JSON.stringify(orders)];
  const work = JSON.parse(await outputOf(process.execPath, args)) as OwnWork;
  if (spawnSync('strace', ['-V'], { stdio: 'ignore' }).status !== 0) return { work, syncs: null };
  const trace = join(tmpdir(), `waymark-syncs-${process.pid}`);
  try {
    const calls = 'trace=fsync,fdatasync,sync_file_range,msync,write';
    await outputOf('strace', ['-f', '-qq', '-e', calls, '-o', trace, process.execPath, ...args]);
    const lines = readFileSync(trace, 'utf8').split('\n');
    const [from, to] = lines.flatMap((line, at) => (line.includes(`"${MARK}`) ? [at] : []));
    if (from === undefined || to === undefined) throw new Error('the marks are not in the trace');
    const syncs = lines.slice(from, to).filter((line) => /\b(fsync|fdatasync|sync_file_range|msync)\(/.test(line));
    return { work, syncs: syncs.length };
  } finally {
    rmSync(trace, { force: true });
  }
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${command}: exit ${code}\n${said}`))));
  });
}
