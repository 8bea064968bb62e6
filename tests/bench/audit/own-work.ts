// What the query log costs a question: time over the same question unlogged, time over writing the same bytes alone with one
// sync, and synced writes, counted from outside the process: those the answer waits for, and all.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signedInWorkstation, startTrainingServer } from '../../fixtures/training-server.ts';
import type { Report } from '../report.ts';
import { median, round } from '../timing.ts';
import { APART, MARK, type OwnWork, type OwnWorkOrders } from './marks.ts';

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
    report({ metric: 'the same bytes written alone, synced once', size, value: round(bare), unit: 'ms' });
    report({ metric: 'logging / bare write synced once', size, value: round(added / bare), unit: '×' });
    const own = Math.max(0, added - bare);
    report({ metric: 'own work of logging', size, value: round(own), unit: 'ms', bar: { atMost: 5 } });
    if (syncs === null) console.error('synced writes: not counted, strace is not here');
    else {
      const perQuestion = (count: number): number => round(count / QUESTIONS);
      const unit = 'per question';
      const bar = { atMost: 1 };
      report({ metric: 'synced writes in the way of an answer', size, value: perQuestion(syncs.inTheWay), unit, bar });
      report({ metric: 'synced writes in all', size, value: perQuestion(syncs.inAll), unit });
      report({
        metric: 'synced writes in all, two seconds between questions',
        size: `${syncs.apart.questions} questions`,
        value: round(syncs.apart.inAll / syncs.apart.questions),
        unit,
      });
    }
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

type Syncs = {
  /** On the thread that answers: it waits for them. */
  inTheWay: number;
  inAll: number;
  /** Of questions so far apart that the background syncs after each. */
  apart: { questions: number; inAll: number };
};

/** @returns the child's own figures, taken without a tracer, and synced writes of as many logged questions, with one */
async function runChild(orders: OwnWorkOrders): Promise<{ work: OwnWork; syncs: Syncs | null }> {
  const entry = fileURLToPath(new URL('./own-work.child.ts', import.meta.url));
  const args = [entry, JSON.stringify(orders)];
  const work = JSON.parse(await outputOf(process.execPath, args)) as OwnWork;
  if (spawnSync('strace', ['-V'], { stdio: 'ignore' }).status !== 0) return { work, syncs: null };
  const trace = join(tmpdir(), `waymark-syncs-${process.pid}`);
  try {
    const calls = 'trace=fsync,fdatasync,sync_file_range,msync,write';
    await outputOf('strace', ['-f', '-qq', '-e', calls, '-o', trace, process.execPath, ...args]);
    const lines = readFileSync(trace, 'utf8').split('\n');
    const marks = lines.flatMap((line, at) => (line.includes(`"${MARK}`) ? [at] : []));
    const [from, to, last] = marks;
    if (from === undefined || to === undefined || last === undefined) throw new Error('the marks are not in the trace');
    // One that is still under way at the next line is written twice: only its end is counted.
    const isSync = (line: string): boolean =>
      /\b(fsync|fdatasync|sync_file_range|msync)(\(| resumed>)/.test(line) && !line.includes('<unfinished');
    const answering = threadOf(lines[from] ?? '');
    const burst = lines.slice(from, to).filter(isSync);
    return {
      work,
      syncs: {
        inTheWay: burst.filter((line) => threadOf(line) === answering).length,
        inAll: burst.length,
        apart: { questions: APART, inAll: lines.slice(to, last).filter(isSync).length },
      },
    };
  } finally {
    rmSync(trace, { force: true });
  }
}

/** The thread a line of the trace speaks of; the marks are written by the one that answers. */
function threadOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
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
