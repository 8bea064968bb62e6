/**
 * Fills an empty training server: people, file numbers, sites, reads and pictures, through the same ingest code as real
 * messages. Idempotent, and gone on with where it was killed: the same "now" makes the same network.
 */
import { encode } from 'fast-png';
import { AppError } from '../core/errors.ts';
import {
  drawPlatePicture,
  type PlatePictureSpec,
  TRAINING_AUDIT_PASSPHRASE,
  TRAINING_DETECTIONS,
  TRAINING_PASSPHRASE,
  TRAINING_PROVIDER,
  type TrainingCase,
  type TrainingOptions,
  type TrainingRegister,
  trainingCase,
  trainingFiles,
  trainingReads,
  trainingRegister,
  trainingSitesGeoJson,
  trainingUsers,
} from '../core/training/index.ts';
import { addFileNumber, addOperation, addOwnVehicle, addStolenRecord, addUser, ensureAuditKey } from './admin.ts';
import { ingestImage, ingestLines, ingestSites } from './ingest.ts';
import type { IntelServer } from './start.ts';
import { findUser } from './tables/people.ts';
import { findOperation } from './tables/register.ts';

const BATCH = 2000;
const DEFAULT_PICTURES = 200;
const DEFAULT_SEED = 1;

export type SeedOptions = {
  readonly nowMs: number;
  /** About how many reads; default 40,000. */
  readonly detections?: number;
  readonly pictures?: number;
  readonly seed?: number;
  readonly progress?: (step: 'people' | 'sites' | 'reads' | 'pictures', done: number, total: number) => void;
};

export type SeedReport = {
  /** True where the server was filled before: nothing was added, and `lesson` is of that time. */
  readonly already: boolean;
  readonly detections: number;
  readonly pictures: number;
  readonly lesson: TrainingCase;
  /** What else the register holds: an operation, an own vehicle, a theft. */
  readonly register: TrainingRegister;
  readonly passphrase: string;
};

/** Throws BAD_INPUT on a live server. */
export async function seedTraining(server: Pick<IntelServer, 'parts'>, options: SeedOptions): Promise<SeedReport> {
  const { parts } = server;
  if (parts.space !== 'training') {
    throw new AppError('BAD_INPUT', {
      message: 'Only a server of the training space may be filled with training data.',
      tip: 'Start one with --space training and a data folder of its own. Nothing was changed.',
    });
  }
  const begun = await begin(parts, options.nowMs);
  const nowMs = begun.nowMs;
  const lesson = trainingCase(nowMs);
  const register = trainingRegister(nowMs, options.seed ?? DEFAULT_SEED);
  const report = { lesson, register, passphrase: TRAINING_PASSPHRASE };
  // A training server filled before logs were sealed gets its key too.
  await ensureAuditKey(parts, TRAINING_AUDIT_PASSPHRASE);
  if (begun.finished) {
    await fillRegister(parts, register);
    return { ...report, already: true, detections: 0, pictures: 0 };
  }
  const progress = options.progress ?? (() => {});
  for (const [at, user] of trainingUsers.entries()) {
    await addUser(parts, { ...user, passphrase: TRAINING_PASSPHRASE });
    progress('people', at + 1, trainingUsers.length);
  }
  for (const file of trainingFiles(nowMs)) await addFileNumber(parts, file);
  await fillRegister(parts, register);
  const sites = { provider: TRAINING_PROVIDER, idPattern: 'TR-{index}', geojson: trainingSitesGeoJson() };
  const { stored: cameras } = await ingestSites(parts, sites, unpromised);
  progress('sites', cameras, cameras);
  const total = options.detections ?? TRAINING_DETECTIONS;
  const network = {
    seed: options.seed ?? DEFAULT_SEED,
    nowMs,
    detections: total,
    pictures: options.pictures ?? DEFAULT_PICTURES,
  };
  // Pictures before reads: a read that finds its picture there keeps its place in the feed.
  const pictures = await sendPictures(parts, network, progress);
  const detections = await sendReads(parts, network, progress);
  await mark(parts, 'training-finished', String(nowMs));
  return { ...report, already: false, detections, pictures };
}

/** Once: a training server that was filled before there was a register gets it too, and people of later versions. */
async function fillRegister(parts: Parts, register: TrainingRegister): Promise<void> {
  const { db } = parts.store;
  for (const user of trainingUsers) {
    if ((await findUser(db, user.username)) === null)
      await addUser(parts, { ...user, passphrase: TRAINING_PASSPHRASE });
  }
  if ((await findOperation(db, register.operation.name)) !== null) return;
  await addOwnVehicle(parts, register.ownVehicle);
  await addStolenRecord(parts, register.theft);
  await addOperation(parts, register.operation);
}

/** Nothing of it needs the journal: a server that lost it is filled again from the same "now". */
const unpromised = { promised: false };

async function sendPictures(parts: Parts, network: TrainingOptions, progress: Progress): Promise<number> {
  const pictures: PlatePictureSpec[] = [];
  for (const read of trainingReads(network)) if (read.picture) pictures.push(read.picture);
  for (const [at, spec] of pictures.entries()) {
    const base64 = Buffer.from(pngOf(spec)).toString('base64');
    await ingestImage(parts, { provider: TRAINING_PROVIDER, name: spec.name, mime: 'image/png', base64 }, unpromised);
    progress('pictures', at + 1, pictures.length);
  }
  return pictures.length;
}

async function sendReads(parts: Parts, network: TrainingOptions, progress: Progress): Promise<number> {
  let detections = 0;
  let lines: string[] = [];
  const send = async (): Promise<void> => {
    const batch = { provider: TRAINING_PROVIDER, rebaseByMs: 0, lines };
    const result = await ingestLines(parts, batch, unpromised);
    const [problem] = result.quarantined;
    if (problem) throw new AppError('INTERNAL', { message: `A training message was refused: ${problem.reason}` });
    detections += result.stored;
    lines = [];
    progress('reads', Math.min(detections, network.detections), network.detections);
  };
  for (const read of trainingReads(network)) {
    lines.push(JSON.stringify(read.message));
    if (lines.length === BATCH) await send();
  }
  if (lines.length > 0) await send();
  return detections;
}

/** The picture of one read, as a PNG. */
export function pngOf(spec: PlatePictureSpec): Uint8Array {
  const { width, height, pixels } = drawPlatePicture(spec);
  return encode({ width, height, data: pixels, depth: 8, channels: 1 }, { zlib: { level: 1 } });
}

type Parts = IntelServer['parts'];
type Progress = NonNullable<SeedOptions['progress']>;

/** The "now" of the first try counts, so that a killed filling goes on with the same network. */
async function begin(parts: Parts, nowMs: number): Promise<{ nowMs: number; finished: boolean }> {
  await mark(parts, 'training-now', String(nowMs));
  const rows = await parts.store.db
    .selectFrom('meta')
    .selectAll()
    .where('key', 'in', ['training-now', 'training-finished'])
    .execute();
  const held = new Map(rows.map((row) => [row.key, row.value]));
  return { nowMs: Number(held.get('training-now') ?? nowMs), finished: held.has('training-finished') };
}

async function mark(parts: Parts, key: string, value: string): Promise<void> {
  await parts.store.db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((on) => on.doNothing())
    .execute();
}
