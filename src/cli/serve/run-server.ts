/**
 * Runs an intel server on loopback until it is told to stop. Runs in the CLI process.
 * Started by another program (an IPC channel), it ends when that program does, so that nothing holds the data folder.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  TRAINING_AUDIT_PASSPHRASE,
  TRAINING_PASSPHRASE,
  type TrainingCase,
  trainingUsers,
} from '../../core/training/index.ts';
import { createEnrolmentCode, type IntelServer, seedTraining, startIntelServer } from '../../server/index.ts';
import { numberOf } from '../option-values.ts';
import { CliError, count, createOutput, type Output } from '../output.ts';
import { spaceOfFolder } from '../server-folder.ts';

export type ServeOptions = {
  data: string;
  databaseUrl?: string;
  port?: string;
  space?: 'live' | 'training';
  training: boolean;
  detections?: string;
  witness?: string;
  witnessKey?: string;
  json: boolean;
};

export async function serve(options: ServeOptions): Promise<void> {
  const output = createOutput(options.json);
  if (options.detections !== undefined && !options.training)
    throw new CliError('--detections goes with --training.', { exitCode: 2 });
  const detections = options.detections === undefined ? undefined : numberOf(options.detections, '--detections');
  const space = options.space ?? (options.training ? 'training' : (spaceOfFolder(options.data) ?? 'live'));
  // Before the start: a parent that ends while the database opens must not leave a server nobody knows of.
  const asked = askedToEnd();
  const server = await startIntelServer({
    dataDir: options.data,
    databaseUrl: options.databaseUrl ?? null,
    port: options.port === undefined ? await lastPort(options.data) : portOf(options.port),
    space,
    ...witnessOf(options),
    log: (message) => {
      if (process.env.WAYMARK_DEBUG) output.line(message);
    },
  }).catch((error: unknown) => {
    // Listening to the program that started this one would keep a server alive that never began.
    if (process.connected) process.disconnect();
    throw error;
  });
  void asked.then(() => server.close()).then(() => process.exit(0));
  writeFileSync(join(options.data, 'port'), String(server.port));
  const lesson = options.training ? await fill(server, options.json, detections, output) : null;
  const { code, expiresMs } = await createEnrolmentCode(server.parts);
  if (options.json) {
    output.result({
      event: 'listening',
      url: server.url,
      space,
      code,
      ingestKey: server.adminSecrets.ingestKey,
      cosignerKey: server.cosignerKey,
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
  output.line(`Key of its cosignatures, for a witness: ${server.cosignerKey}`);
  if (lesson !== null) {
    output.line(
      `Training users: ${trainingUsers.map((user) => user.username).join(', ')}; passphrase: ${TRAINING_PASSPHRASE}`,
    );
    output.line(`Audit passphrase of the training network: ${TRAINING_AUDIT_PASSPHRASE}`);
    output.line(`Training case: plate ${lesson.plate} under file number ${lesson.fileNumber}.`);
  }
  output.line('Ctrl C stops it.');
}

/** Resolves on Ctrl C, on a request to end, and when the program that started this one is gone. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve());
    if (process.send !== undefined && !process.connected) resolve();
  });
}

async function fill(
  server: IntelServer,
  json: boolean,
  detections: number | undefined,
  output: Output,
): Promise<TrainingCase> {
  const report = await seedTraining(server, {
    nowMs: Date.now(),
    ...(detections === undefined ? {} : { detections }),
    progress: (step, done, total) => {
      const text = `Training network: ${step} ${count(done)} of ${count(total)}`;
      if (json) output.result({ event: 'progress', text });
      else output.progress(text);
    },
  });
  return report.lesson;
}

function lessonOf({ caseName, summary, plate, vehicle, fileNumber, purpose, narrative }: TrainingCase) {
  return { caseName, summary, plate, vehicle, fileNumber, purpose, narrative };
}

function witnessOf({ witness, witnessKey }: ServeOptions): { witness?: { url: string; verifierKey: string } } {
  if (witness === undefined && witnessKey === undefined) return {};
  if (witness === undefined || witnessKey === undefined)
    throw new CliError('--witness and --witness-key go together.', { exitCode: 2 });
  return { witness: { url: witness, verifierKey: witnessKey } };
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
