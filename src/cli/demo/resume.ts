/**
 * What lets a demo that was killed go on in its folder: the same "now", and a server folder nobody holds any more.
 * Runs in the CLI process.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAppError } from '../../core/errors.ts';
import { addFileNumber, addUser, createIngestKey, ensureAuditKey, startIntelServer } from '../../server/index.ts';
import { CliError, type Output } from '../output.ts';
import type { Recording } from './recording.ts';

/** "Now" of the first try, so that a demo started again meets the same recording; too old, it begins anew in time. */
export function demoNow(folder: string, output: Output): number {
  const file = join(folder, 'started.json');
  const nowMs = Date.now();
  const held = readStarted(file);
  if (held !== null && nowMs - held < startedGoodForMs && held <= nowMs) {
    output.line('Going on where an earlier demo in this folder stopped.');
    return held;
  }
  // Whole or not at all: a demo that is killed here must not leave a file nobody can read.
  writeFileSync(`${file}.part`, JSON.stringify({ nowMs }));
  renameSync(`${file}.part`, file);
  return nowMs;
}

/** A recording of a week ago still lies within the window that may be searched. */
const startedGoodForMs = 7 * 86_400_000;

function readStarted(file: string): number | null {
  try {
    const started: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const nowMs = started !== null && typeof started === 'object' && 'nowMs' in started ? started.nowMs : null;
    return typeof nowMs === 'number' && Number.isSafeInteger(nowMs) ? nowMs : null;
  } catch {
    return null;
  }
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new CliError(`The folder ${folder} cannot be made: ${error instanceof Error ? error.message : ''}.`, {
      exitCode: 2,
      tip: 'Choose another place with --out.',
      cause: error,
    });
  }
}

/**
 * Opens the server's folder once its last holder has let go: the server of a demo that was killed ends by itself, but
 * not before it has stored what it was given.
 */
async function openServer(dataDir: string, recording: Recording, output: Output, signal: AbortSignal) {
  const untilMs = performance.now() + holderGoneMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await startIntelServer({ dataDir, space: recording.space });
    } catch (error) {
      const isHeld = isAppError(error, 'IO_FAILED') && error.details.holder !== undefined;
      if (!isHeld || performance.now() > untilMs) throw error;
      output.progress('waiting for the server of an earlier demo to end');
      await setTimeout(250);
    }
  }
}

const holderGoneMs = 30_000;

/** People, file numbers and an ingest key, entered at the server's own machine before it serves. */
export async function prepareServer(
  dataDir: string,
  recording: Recording,
  output: Output,
  signal: AbortSignal,
): Promise<string> {
  const server = await openServer(dataDir, recording, output, signal);
  try {
    const { username, name, title, passphrase } = recording.user;
    await addUser(server.parts, { username, name, title, passphrase, role: 'investigator' });
    await ensureAuditKey(server.parts, recording.auditPassphrase);
    await addFileNumber(server.parts, {
      number: recording.fileNumber,
      offence: recording.offence,
      assignedTo: [username],
    });
    return server.adminSecrets.ingestKey ?? (await createIngestKey(server.parts, 'demo'));
  } finally {
    await server.close();
  }
}
