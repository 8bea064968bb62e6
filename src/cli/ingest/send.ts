/**
 * Sends a recording, its camera sites and its pictures to an intel server. Runs in the CLI process.
 * Batches are bounded in lines and bytes; a batch the server did not confirm can be sent again without harm.
 */
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { IngestReport } from '../../contract/intel.ts';
import { CliError } from '../output.ts';
import { DamagedFile, maxLineBytes, readText } from '../text-file.ts';
import { readLines } from './read-lines.ts';
import { callServer, type IngestClient, isOutage } from './server-call.ts';

export type Totals = {
  received: number;
  stored: number;
  duplicates: number;
  /** Messages that carry no read: heartbeats. */
  skipped: number;
  /** Set aside, here or by the server. */
  quarantined: number;
  /** Of those, how many the server never saw: they could not be read as lines of text. */
  unsent: number;
  /** Why lines were set aside: code and field, how many, and the first line it happened on. */
  reasons: { code: string; field: string; reason: string; count: number; firstLine: number }[];
};

const batchLines = 500;
const batchChars = 6_000_000;
/** As the server takes them. */
const maxImageBytes = 10 * 1024 * 1024;

function emptyTotals(): Totals {
  return { received: 0, stored: 0, duplicates: 0, skipped: 0, quarantined: 0, unsent: 0, reasons: [] };
}

function add(totals: Totals, report: IngestReport, lineNumbers: readonly number[]): void {
  totals.received += report.received;
  totals.stored += report.stored;
  totals.duplicates += report.duplicates;
  totals.skipped += report.skipped;
  for (const item of report.quarantined)
    addReason(totals, item.code, item.field, item.reason, lineNumbers[item.line - 1] ?? item.line);
}

function addReason(totals: Totals, code: string, field: string, reason: string, line: number): void {
  totals.quarantined += 1;
  const known = totals.reasons.find((entry) => entry.code === code && placeless(entry.field) === placeless(field));
  if (known) known.count += 1;
  else totals.reasons.push({ code, field, reason, count: 1, firstLine: line });
}

/** The same field in another place of a list is the same reason. */
const placeless = (field: string): string => field.replace(/(features|results|candidates)\[\d+\]/g, '$1[]');

/**
 * By how much to shift a recording so that its newest message is `nowMs`; 0 where no message carries a time.
 * Times that lie ahead of `nowMs` do not count unless all do: one camera with a wrong clock must not shift the rest
 * out of the window. Damage ends the search here; sending meets it again and says so.
 */
export async function rebaseShiftMs(path: string, nowMs: number): Promise<number> {
  let newest = 0;
  let earliestAhead = Number.POSITIVE_INFINITY;
  for await (const line of wholeLines(path)) {
    const time = Number(/"epoch_time"\s*:\s*(\d{10,16})\b/.exec(line)?.[1] ?? 0);
    if (time > nowMs) earliestAhead = Math.min(earliestAhead, time);
    else newest = Math.max(newest, time);
  }
  if (newest === 0) newest = Number.isFinite(earliestAhead) ? earliestAhead : 0;
  return newest === 0 ? 0 : nowMs - newest;
}

/** The lines that are text, up to where a damaged file ends. */
async function* wholeLines(path: string): AsyncGenerator<string, void, void> {
  try {
    for await (const line of readLines(path)) if ('text' in line) yield line.text;
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
  }
}

/** Image names that messages carry, in order of appearance. */
export async function namedImages(path: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const line of wholeLines(path)) {
    const name = /"image_file"\s*:\s*"([^"\\]{1,500})"/.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

/** `damage`: the file ends or breaks in the middle; what stands before is sent. Throws CliError where the server failed. */
export async function sendDetections(
  client: IngestClient,
  path: string,
  options: { provider: string; rebaseByMs: number; onProgress: (totals: Totals) => void; signal?: AbortSignal },
): Promise<{ totals: Totals; damage: DamagedFile | null }> {
  const totals = emptyTotals();
  let lines: string[] = [];
  let numbers: number[] = [];
  let chars = 0;
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const sent = { lines, numbers };
    lines = [];
    numbers = [];
    chars = 0;
    const { provider, rebaseByMs, signal } = options;
    const batch = { provider, format: 'openalpr' as const, rebaseByMs, lines: sent.lines };
    const report = await callServer(() => client.ingest.detections(batch, { signal }), signal);
    add(totals, report, sent.numbers);
    options.onProgress(totals);
  };
  try {
    for await (const line of readLines(path)) {
      options.signal?.throwIfAborted();
      if (!('text' in line)) {
        totals.received += 1;
        totals.unsent += 1;
        addReason(totals, line.problem, 'line', unusable[line.problem], line.number);
        continue;
      }
      if (lines.length >= batchLines || chars + line.text.length > batchChars) await flush();
      lines.push(line.text);
      numbers.push(line.number);
      chars += line.text.length;
    }
  } catch (error) {
    // What was read before the damage still goes to the server.
    if (!(error instanceof DamagedFile)) throw error;
    await flush();
    return { totals, damage: error };
  }
  await flush();
  return { totals, damage: null };
}

const unusable = {
  'too-long': `The line is longer than ${maxLineBytes / 1_000_000} MB; no message is. It was not sent.`,
  'not-utf8': 'The line is not UTF-8 text. It was not sent. Save the file as UTF-8 and send it again.',
};

/** Throws CliError where the file is no FeatureCollection; single features that cannot be used are counted. */
export async function sendSites(
  client: IngestClient,
  path: string,
  options: { provider: string; idPattern: string },
): Promise<Totals> {
  const geojson = readSites(path);
  const report = await callServer(() => client.ingest.sites({ ...options, geojson }));
  const totals = emptyTotals();
  add(totals, report, []);
  return totals;
}

/** Throws CliError where `path` holds no GeoJSON FeatureCollection. */
export function readSites(path: string): unknown {
  const what = 'A GeoJSON FeatureCollection of points';
  let geojson: unknown;
  try {
    geojson = JSON.parse(readText(path, what));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} is not JSON, or was cut off.`, {
      exitCode: 2,
      tip: `${what} is expected for --cameras. Nothing of it was sent.`,
      cause: error,
    });
  }
  const type = geojson !== null && typeof geojson === 'object' && 'type' in geojson ? geojson.type : undefined;
  if (type === 'FeatureCollection') return geojson;
  throw new CliError(`${path}: type is not "FeatureCollection".`, {
    exitCode: 2,
    tip: `${what} is expected for --cameras. Nothing of it was sent.`,
  });
}

export type ImageTotals = { named: number; sent: number; missing: number; refused: { name: string; reason: string }[] };

/** Throws CliError where `dir` is no folder. */
export function assertImageFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new CliError(`--images: ${dir} is not a folder.`, {
    exitCode: 2,
    tip: 'Name the folder that holds the pictures. Nothing was sent.',
  });
}

/** Sends the pictures that messages of `recording` name, where `dir` holds them: by name, or with `/` written `__`. */
export async function sendImages(
  client: IngestClient,
  recording: string,
  dir: string,
  options: { provider: string; onProgress: (totals: ImageTotals) => void; signal?: AbortSignal },
): Promise<ImageTotals> {
  const names = await namedImages(recording);
  const totals: ImageTotals = { named: names.length, sent: 0, missing: 0, refused: [] };
  for (const name of names) {
    options.signal?.throwIfAborted();
    const path = findImage(dir, name);
    if (path === null) {
      totals.missing += 1;
      continue;
    }
    if (statSync(path).size > maxImageBytes) {
      totals.refused.push({ name, reason: `it is larger than ${maxImageBytes / 1024 / 1024} MB.` });
      continue;
    }
    const base64 = readFileSync(path).toString('base64');
    const mime = extname(name).toLowerCase() === '.png' ? 'image/png' : 'image/jpeg';
    try {
      const { provider, signal } = options;
      await callServer(() => client.ingest.image({ provider, name, mime, base64 }, { signal }), signal);
      totals.sent += 1;
    } catch (error) {
      if (!(error instanceof CliError) || isOutage(error)) throw error;
      totals.refused.push({ name, reason: error.message });
    }
    options.onProgress(totals);
  }
  return totals;
}

/** A message's name is data from outside: it may only lead to a file inside `dir`. */
function findImage(dir: string, name: string): string | null {
  const parts = name.split(/[\\/]/);
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  for (const path of [join(dir, ...parts), join(dir, parts.join('__')), join(dir, parts.at(-1) ?? '')]) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  }
  return null;
}
