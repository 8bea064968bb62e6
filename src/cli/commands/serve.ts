/**
 * `waymark serve`: runs an intel server on loopback until it is told to stop. Runs in the CLI process.
 * Started by another program (an IPC channel), it ends when that program does, so that nothing holds the data folder.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { TRAINING_PASSPHRASE, type TrainingCase, trainingUsers } from '../../core/training/index.ts';
import { createEnrolmentCode, type IntelServer, seedTraining, startIntelServer } from '../../server/index.ts';
import { CliError, count, createOutput, type Output } from '../output.ts';

type ServeOptions = {
  data: string;
  databaseUrl?: string;
  port?: string;
  space?: 'live' | 'training';
  training: boolean;
  detections?: string;
  json: boolean;
};

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run an intel server on 127.0.0.1')
    .requiredOption('--data <dir>', 'folder for its keys and, without --database-url, its database', '.waymark/server')
    .option('--database-url <url>', 'PostgreSQL instead of the embedded database')
    .option('--port <n>', 'port (default: the one used last time, else a free one)')
    .addOption(new Option('--space <space>', 'data space').choices(['live', 'training']))
    .option('--training', 'fill it with the training network', false)
    .option('--detections <n>', 'with --training: about how many reads')
    .option('--json', 'print events as JSON lines', false)
    .action((options: ServeOptions) => serve(options));
}

async function serve(options: ServeOptions): Promise<void> {
  const output = createOutput(options.json);
  const space = options.space ?? (options.training ? 'training' : 'live');
  const server = await startIntelServer({
    dataDir: options.data,
    databaseUrl: options.databaseUrl ?? null,
    port: options.port === undefined ? await lastPort(options.data) : portOf(options.port),
    space,
    log: (message) => {
      if (process.env.WAYMARK_DEBUG) output.line(message);
    },
  });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void server.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  writeFileSync(join(options.data, 'port'), String(server.port));
  const lesson = options.training ? await fill(server, options, output) : null;
  const { code, expiresMs } = await createEnrolmentCode(server.parts);
  if (options.json) {
    output.result({
      event: 'listening',
      url: server.url,
      space,
      code,
      ingestKey: server.adminSecrets.ingestKey,
      username: lesson?.username ?? null,
      passphrase: lesson === null ? null : TRAINING_PASSPHRASE,
      lesson: lesson === null ? null : lessonOf(lesson),
    });
    return;
  }
  output.line(`Intel server of the ${space} space: ${server.url}   (methods: ${server.url}/docs)`);
  output.line(`One-time code for the next workstation, until ${new Date(expiresMs).toLocaleString('en-NZ')}: ${code}`);
  if (server.adminSecrets.ingestKey !== null)
    output.line(`Ingest key for providers, shown this once: ${server.adminSecrets.ingestKey}`);
  if (lesson !== null) {
    output.line(
      `Training users: ${trainingUsers.map((user) => user.username).join(', ')}; passphrase: ${TRAINING_PASSPHRASE}`,
    );
    output.line(`Training case: plate ${lesson.plate} under file number ${lesson.fileNumber}.`);
  }
  output.line('Ctrl C stops it.');
}

async function fill(server: IntelServer, options: ServeOptions, output: Output): Promise<TrainingCase> {
  const report = await seedTraining(server, {
    nowMs: Date.now(),
    ...(options.detections === undefined ? {} : { detections: numberOf(options.detections, '--detections') }),
    progress: (step, done, total) => {
      const text = `Training network: ${step} ${count(done)} of ${count(total)}`;
      if (options.json) output.result({ event: 'progress', text });
      else output.progress(text);
    },
  });
  return report.lesson;
}

function lessonOf({ caseName, summary, plate, vehicle, fileNumber, purpose, narrative }: TrainingCase) {
  return { caseName, summary, plate, vehicle, fileNumber, purpose, narrative };
}

export function numberOf(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new CliError(`${name} must be a whole number, not "${text}".`, { exitCode: 2 });
  return value;
}

function portOf(text: string): number {
  const port = numberOf(text, '--port');
  if (port > 65_535) throw new CliError('--port must be at most 65535.', { exitCode: 2 });
  return port;
}

/** Workstations remember the address they enrolled at, so the port is kept where it is still free. */
async function lastPort(dataDir: string): Promise<number> {
  let port: number;
  try {
    port = Number(readFileSync(join(dataDir, 'port'), 'utf8'));
  } catch {
    return 0;
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 0;
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}
