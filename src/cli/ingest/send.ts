/**
 * Sends a recording, its camera sites and its pictures to an intel server. Runs in the CLI process.
 * Batches are bounded in lines and bytes; a batch the server did not confirm can be sent again without harm.
 */
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { type intelContract as contractType, type IngestReport, intelContract } from '../../contract/intel.ts';
import { CliError } from '../output.ts';
import { maxLineChars, readFailure, readLines } from './read-lines.ts';

export type IngestClient = ContractRouterClient<typeof contractType>;
export type Totals = {
  received: number;
  stored: number;
  duplicates: number;
  quarantined: number;
  /** Why lines were set aside: code and field, how many, and the first line it happened on. */
  reasons: { code: string; field: string; reason: string; count: number; firstLine: number }[];
};

const batchLines = 500;
const batchChars = 6_000_000;

/** A client that carries the provider's ingest key. */
export function createIngestClient(serverUrl: string, ingestKey: string): IngestClient {
  return createORPCClient(
    new OpenAPILink(intelContract, { url: serverUrl, headers: { authorization: `Bearer ${ingestKey}` } }),
  );
}

export function emptyTotals(): Totals {
  return { received: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: [] };
}

function add(totals: Totals, report: IngestReport, lineNumbers: readonly number[]): void {
  totals.received += report.received;
  totals.stored += report.stored;
  totals.duplicates += report.duplicates;
  for (const item of report.quarantined)
    addReason(totals, item.code, item.field, item.reason, lineNumbers[item.line - 1] ?? item.line);
}

function addReason(totals: Totals, code: string, field: string, reason: string, line: number): void {
  totals.quarantined += 1;
  const known = totals.reasons.find((entry) => entry.code === code && entry.field === field);
  if (known) known.count += 1;
  else totals.reasons.push({ code, field, reason, count: 1, firstLine: line });
}

/** By how much to shift a recording so that its newest message is `nowMs`; 0 where no message carries a time. */
export async function rebaseShiftMs(path: string, nowMs: number): Promise<number> {
  let newest = 0;
  for await (const line of readLines(path)) {
    if (!('text' in line)) continue;
    const time = /"epoch_time"\s*:\s*(\d{10,16})\b/.exec(line.text)?.[1];
    if (time !== undefined && Number(time) > newest && Number(time) < 4_000_000_000_000) newest = Number(time);
  }
  return newest === 0 ? 0 : nowMs - newest;
}

/** Image names that messages carry, in order of appearance. */
export async function namedImages(path: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const line of readLines(path)) {
    const name = 'text' in line ? /"image_file"\s*:\s*"([^"\\]{1,500})"/.exec(line.text)?.[1] : undefined;
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

export async function sendDetections(
  client: IngestClient,
  path: string,
  options: { provider: string; rebaseByMs: number; onProgress: (totals: Totals) => void; signal?: AbortSignal },
): Promise<Totals> {
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
    const report = await client.ingest.detections(
      { provider: options.provider, format: 'openalpr', rebaseByMs: options.rebaseByMs, lines: sent.lines },
      { signal: options.signal },
    );
    add(totals, report, sent.numbers);
    options.onProgress(totals);
  };
  try {
    for await (const line of readLines(path)) {
      options.signal?.throwIfAborted();
      if (!('text' in line) || line.text.length > maxLineChars) {
        totals.received += 1;
        addReason(totals, 'line-too-long', 'line', `A line is longer than ${maxLineChars} characters.`, line.number);
        continue;
      }
      if (lines.length >= batchLines || chars + line.text.length > batchChars) await flush();
      lines.push(line.text);
      numbers.push(line.number);
      chars += line.text.length;
    }
  } catch (error) {
    // What was read before the damage still goes to the server.
    if (error instanceof CliError) await flush();
    throw error;
  }
  await flush();
  return totals;
}

export async function sendSites(
  client: IngestClient,
  path: string,
  options: { provider: string; idPattern: string },
): Promise<Totals> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw readFailure(path, error);
  }
  let geojson: unknown;
  try {
    geojson = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${error instanceof Error ? error.message : ''}.`, {
      exitCode: 2,
      tip: 'Camera sites are expected as a GeoJSON FeatureCollection of points.',
    });
  }
  const totals = emptyTotals();
  const report = await client.ingest.sites({ provider: options.provider, geojson, idPattern: options.idPattern });
  add(totals, report, []);
  return totals;
}

export type ImageTotals = { named: number; sent: number; missing: number; refused: { name: string; reason: string }[] };

/** Sends the pictures that messages of `recording` name, where `dir` holds them: by name, or with `/` written `__`. */
export async function sendImages(
  client: IngestClient,
  recording: string,
  dir: string,
  options: { provider: string; onProgress: (totals: ImageTotals) => void; signal?: AbortSignal },
): Promise<ImageTotals> {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new CliError(`${dir} is not a folder.`, {
      exitCode: 2,
      tip: 'Give --images the folder that holds the pictures.',
    });
  const names = await namedImages(recording);
  const totals: ImageTotals = { named: names.length, sent: 0, missing: 0, refused: [] };
  for (const name of names) {
    options.signal?.throwIfAborted();
    const bytes = readImage(dir, name);
    if (bytes === null) {
      totals.missing += 1;
      continue;
    }
    const mime = extname(name).toLowerCase() === '.png' ? 'image/png' : 'image/jpeg';
    try {
      await client.ingest.image({ provider: options.provider, name, mime, base64: bytes.toString('base64') });
      totals.sent += 1;
    } catch (error) {
      totals.refused.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
    options.onProgress(totals);
  }
  return totals;
}

/** A message's name is data from outside: it may only lead to a file inside `dir`. */
function readImage(dir: string, name: string): Buffer | null {
  const parts = name.split(/[\\/]/);
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  for (const path of [join(dir, ...parts), join(dir, parts.join('__')), join(dir, parts.at(-1) ?? '')]) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() && stat.size <= 10_000_000) return readFileSync(path);
  }
  return null;
}
