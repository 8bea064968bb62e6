/**
 * What the demo works on: the built-in training network written out as a provider would send it, or real reads.
 * Runs in the CLI process.
 */
import { createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Space } from '../../core/model/domain.ts';
import {
  TRAINING_AUDIT_PASSPHRASE,
  TRAINING_PASSPHRASE,
  trainingCase,
  trainingReads,
  trainingSitesGeoJson,
} from '../../core/training/index.ts';
import { pngOf } from '../../server/index.ts';
import { assertImageFolder, readSites } from '../ingest/send.ts';
import { assertReadable } from '../text-file.ts';

export type Recording = {
  space: Space;
  provider: string;
  reads: string;
  cameras: string;
  images: string | null;
  rebase: 'none' | 'now';
  plate: string;
  caseName: string;
  summary: string;
  fileNumber: string;
  offence: string;
  purpose: string;
  narrative: string;
  user: { username: string; name: string; title: string; passphrase: string };
  /** Opens the key that the query log is sealed for. */
  auditPassphrase: string;
};

/** The training network ending at `nowMs`, written into `dir` once. */
export async function trainingRecording(dir: string, nowMs: number, detections: number): Promise<Recording> {
  const lesson = trainingCase(nowMs);
  const images = join(dir, 'images');
  const reads = join(dir, 'reads.ndjson.gz');
  const cameras = join(dir, 'sites.geojson');
  mkdirSync(images, { recursive: true });
  writeFileSync(cameras, JSON.stringify(trainingSitesGeoJson()));
  // Written under another name first: a killed demo leaves no half recording behind.
  const unfinished = `${reads}.part`;
  function* lines(): Generator<string> {
    for (const read of trainingReads({ seed: 1, nowMs, detections, pictures: 60 })) {
      if (read.picture) writeFileSync(join(images, read.picture.name.replaceAll('/', '__')), pngOf(read.picture));
      yield `${JSON.stringify(read.message)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(unfinished));
  renameSync(unfinished, reads);
  return {
    space: 'training',
    auditPassphrase: TRAINING_AUDIT_PASSPHRASE,
    provider: 'training',
    reads,
    cameras,
    images,
    rebase: 'none',
    plate: lesson.plate,
    caseName: lesson.caseName,
    summary: lesson.summary,
    fileNumber: lesson.fileNumber,
    offence: 'Aggravated robbery (invented)',
    purpose: lesson.purpose,
    narrative: lesson.narrative,
    user: {
      username: lesson.username,
      name: 'Officer T. Example',
      title: 'Detective',
      passphrase: TRAINING_PASSPHRASE,
    },
  };
}

/** Before anything is made or started: throws CliError where a file of the recording cannot be used. */
export function checkRecording(options: { input: string; cameras: string; images?: string }): void {
  assertReadable(options.input);
  readSites(options.cameras);
  if (options.images !== undefined) assertImageFolder(options.images);
}

/** Reads from outside. The person, the case and the file number are the demo's own, and say so. */
export function realRecording(
  options: { input: string; cameras: string; plate: string; images?: string; rebase: 'none' | 'now' },
  nowMs: number,
): Recording {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' })
    .format(nowMs)
    .slice(2)
    .replaceAll('-', '');
  return {
    space: 'live',
    provider: 'recording',
    reads: options.input,
    cameras: options.cameras,
    images: options.images ?? null,
    rebase: options.rebase,
    plate: options.plate,
    caseName: `Demonstration: ${options.plate}`,
    summary: 'A demonstration on a recording of real reads. No case, no suspect.',
    fileNumber: `${day}/0001`,
    offence: 'Demonstration on a recording',
    purpose: 'other-offence',
    narrative: 'Demonstration of the way of one query on a recording of real plate reads.',
    auditPassphrase: 'demonstration-of-the-audit-only',
    user: { username: 'demo', name: 'Demo User', title: 'Demonstrator', passphrase: 'demonstration-only' },
  };
}
