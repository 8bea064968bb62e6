/**
 * OpenALPR `alpr_results` messages, one a line, to detections. Runs anywhere (pure; the time of day is passed in).
 * The raw reading is kept as written and folded only to see that it is plate text. A hostile line costs no more than
 * its length. Message fields: openalpr agent documentation; `vehicle` and `clock_offset_ms` as docs/spec/ingest.md.
 */
import type { Detection } from '../model/domain.ts';
import { foldPlate } from '../plate/plate-text.ts';
import type { IngestedDetection, IngestProblem, IngestProblemCode, ParsedMessage } from './message.ts';

export type OpenAlprOptions = {
  readonly provider: string;
  /** The server's clock, UTC epoch ms. */
  readonly nowMs: number;
  /** How far a recording is shifted; 0 for what happens now. */
  readonly rebaseByMs: number;
};

/** Longest line parsed, in UTF-16 units: a real message with two plates and its crops stays under 200,000. */
export const MAX_LINE_LENGTH = 2_000_000;
/** How far ahead of the server a camera's clock may run. */
export const MAX_AHEAD_MS = 5 * 60_000;
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const MAX_CANDIDATES = 32;
const MAX_TEXT = 64;

type Fields = { readonly [name: string]: unknown };

/** Reads one line. Never throws. */
export function parseOpenAlprLine(line: string, options: OpenAlprOptions): ParsedMessage {
  if (line.length > MAX_LINE_LENGTH) return overlong(line);
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    // Python writes NaN where it has no time; that is no JSON, but the field can be named.
    const field = /"([a-z_]{1,40})"\s*:\s*(?:NaN|-?Infinity)/.exec(line)?.[1];
    if (field) return bad(field === 'epoch_time' ? 'bad-time' : 'not-json', field, `${field} is not a number (NaN).`);
    return bad(
      'not-json',
      '',
      'This line is not JSON: it is cut short or damaged. Send the message again, one a line.',
    );
  }
  if (!isFields(message)) return bad('not-json', '', 'This line is JSON but no object. Send one message a line.');
  return parseOpenAlprMessage(message, options);
}

/** Reads one parsed message. Never throws. */
export function parseOpenAlprMessage(message: Fields, options: OpenAlprOptions): ParsedMessage {
  const type = message.data_type;
  if (type === 'heartbeat') return { ok: true, kind: 'skipped', why: 'heartbeat' };
  if (type !== 'alpr_results') {
    return bad(
      'unknown-format',
      'data_type',
      'data_type is not "alpr_results". Send the messages of an OpenALPR agent.',
    );
  }
  const head = readHead(message, options);
  if (!head.ok) return head;
  const results = message.results;
  if (!Array.isArray(results)) return bad('missing-field', 'results', 'results is missing or no list.');
  if (results.length === 0) return { ok: true, kind: 'skipped', why: 'no-results' };
  if (results.length > 64) return bad('too-long', 'results', 'More than 64 plates in one picture. Send them apart.');
  const detections: IngestedDetection[] = [];
  const problems: IngestProblem[] = [];
  const uuids = new Set<string>();
  for (const [index, result] of results.entries()) {
    const read = readResult(result, index, results.length > 1, head.value, message, options, problems);
    if ('code' in read) problems.push(read);
    else if (uuids.has(read.detection.uuid)) {
      problems.push(problem('bad-uuid', `results[${index}].plate_index`, 'Two results have one plate_index.'));
    } else {
      uuids.add(read.detection.uuid);
      detections.push(read);
    }
  }
  const [first] = problems;
  if (detections.length === 0 && first) return { ok: false, ...first };
  return { ok: true, kind: 'detections', detections, problems };
}

type Head = {
  readonly uuid: string;
  readonly cameraId: string;
  readonly timeMs: number;
  readonly timeOriginal: string;
  readonly clockOffsetMs: number | null;
  readonly imageName: string | null;
};

function readHead(message: Fields, options: OpenAlprOptions): { ok: true; value: Head } | Bad {
  const camera = message.camera_id;
  const agentNeeded =
    'Command-line messages lack it: send those of an OpenALPR agent, or add camera_id and uuid to each line.';
  if (camera === undefined || camera === null)
    return bad('missing-field', 'camera_id', `camera_id is missing. ${agentNeeded}`);
  const cameraId = idText(camera, 64);
  if (cameraId === null)
    return bad('bad-camera', 'camera_id', 'camera_id must be a number or 1 to 64 plain characters.');
  if (message.uuid === undefined || message.uuid === null)
    return bad('missing-field', 'uuid', `uuid is missing. ${agentNeeded}`);
  const uuid = idText(message.uuid, 120);
  if (uuid === null || typeof message.uuid !== 'string') {
    return bad('bad-uuid', 'uuid', 'uuid must be a text of 1 to 120 plain characters.');
  }
  const time = readTime(message.epoch_time, options);
  if (!time.ok) return time;
  const position = checkPosition(message);
  if (position) return position;
  const offset = message.clock_offset_ms;
  if (offset !== undefined && offset !== null && !(Number.isSafeInteger(offset) && Math.abs(Number(offset)) < 1e11)) {
    return bad('bad-time', 'clock_offset_ms', 'clock_offset_ms must be whole milliseconds.');
  }
  const image = message.image_file;
  if (image !== undefined && image !== null && (typeof image !== 'string' || image === '' || image.length > 500)) {
    return bad('bad-image-name', 'image_file', 'image_file must be a name of at most 500 characters.');
  }
  return {
    ok: true,
    value: {
      uuid,
      cameraId,
      timeMs: time.timeMs,
      timeOriginal: String(message.epoch_time),
      clockOffsetMs: typeof offset === 'number' ? offset : null,
      imageName: typeof image === 'string' ? image.toWellFormed() : null,
    },
  };
}

function readTime(epoch: unknown, options: OpenAlprOptions): { ok: true; timeMs: number } | Bad {
  if (epoch === undefined || epoch === null) {
    return bad('missing-field', 'epoch_time', 'epoch_time is missing: a read without a time proves nothing.');
  }
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch)) {
    return bad('bad-time', 'epoch_time', 'epoch_time must be whole milliseconds since 1970, UTC.');
  }
  if (epoch <= 0)
    return bad('bad-time', 'epoch_time', 'epoch_time is zero or less: the clock of the camera is not set.');
  if (epoch < EARLIEST_MS) {
    return bad(
      'ancient-time',
      'epoch_time',
      'epoch_time lies before 1990. Is it in seconds? It must be in milliseconds.',
    );
  }
  const timeMs = epoch + options.rebaseByMs;
  if (!Number.isSafeInteger(timeMs) || timeMs - options.nowMs > MAX_AHEAD_MS) {
    return bad(
      'future-time',
      'epoch_time',
      'epoch_time lies more than 5 minutes after the clock of the server. Set the clock of the camera, then send it again.',
    );
  }
  if (timeMs < EARLIEST_MS) return bad('ancient-time', 'epoch_time', 'Shifted by so much, the time lies before 1990.');
  return { ok: true, timeMs };
}

/** OpenALPR writes -1 in both fields where a camera has no position. */
function checkPosition(message: Fields): Bad | null {
  const unset = message.gps_latitude === -1 && message.gps_longitude === -1;
  for (const [field, limit] of [
    ['gps_latitude', 90],
    ['gps_longitude', 180],
  ] as const) {
    const value = message[field];
    if (value === undefined || value === null || unset) continue;
    if (typeof value !== 'number' || !(Math.abs(value) <= limit)) {
      return bad('bad-coordinates', field, `${field} must be a number of degrees from -${limit} to ${limit}.`);
    }
  }
  return null;
}

function readResult(
  result: unknown,
  index: number,
  several: boolean,
  head: Head,
  message: Fields,
  options: OpenAlprOptions,
  problems: IngestProblem[],
): IngestedDetection | IngestProblem {
  const at = `results[${index}]`;
  if (!isFields(result)) return problem('missing-field', at, `${at} is no object.`);
  const plate = plateProblem(result.plate, `${at}.plate`);
  if (plate) return plate;
  const confidence = readConfidence(result.confidence);
  if (confidence === undefined) {
    return problem('bad-confidence', `${at}.confidence`, 'confidence must be a percentage from 0 to 100.');
  }
  // A candidate that is none is set aside alone: the read itself is worth keeping.
  const candidates = readCandidates(result.candidates, `${at}.candidates`, problems);
  // IN6: results of one picture share its uuid; the plate's place in it tells them apart.
  const uuid = several
    ? `${head.uuid}-${Number.isSafeInteger(result.plate_index) ? result.plate_index : index}`
    : head.uuid;
  const vehicle = isFields(result.vehicle) ? result.vehicle : isFields(message.vehicle) ? message.vehicle : {};
  const detection: Detection = {
    id: `${options.provider}:${uuid}`,
    provider: options.provider,
    uuid,
    cameraId: head.cameraId,
    timeMs: head.timeMs,
    timeOriginal: head.timeOriginal,
    timeZone: null,
    clockOffsetMs: head.clockOffsetMs,
    rebasedByMs: options.rebaseByMs,
    read: result.plate as string,
    confidence,
    candidates,
    imageSha256: null,
    make: bestName(vehicle.make),
    colour: bestName(vehicle.color),
    body: bestName(vehicle.body_type),
  };
  return { detection, imageName: head.imageName };
}

/** Length first: a plate of megabytes is refused without being looked at. */
function plateProblem(plate: unknown, field: string): IngestProblem | null {
  if (plate === undefined || plate === null) return problem('missing-field', field, `${field} is missing.`);
  if (typeof plate !== 'string') return problem('bad-plate', field, `${field} must be a text.`);
  if (plate.length > MAX_TEXT) {
    return problem(
      'too-long',
      field,
      `${field} is ${plate.length} characters long; no plate has more than ${MAX_TEXT}.`,
    );
  }
  const folded = foldPlate(plate);
  return folded.ok ? null : problem('bad-plate', field, `${field}: ${folded.message}`);
}

function readCandidates(list: unknown, field: string, problems: IngestProblem[]): Detection['candidates'] {
  const kept: Detection['candidates'] = [];
  if (list === undefined || list === null) return kept;
  if (!Array.isArray(list)) {
    problems.push(problem('bad-plate', field, `${field} must be a list.`));
    return kept;
  }
  for (const [index, entry] of list.slice(0, MAX_CANDIDATES).entries()) {
    const at = `${field}[${index}]`;
    const fields = isFields(entry) ? entry : {};
    const plate = plateProblem(fields.plate, `${at}.plate`);
    const confidence = readConfidence(fields.confidence);
    if (plate) problems.push(plate);
    else if (confidence === undefined) {
      problems.push(problem('bad-confidence', `${at}.confidence`, 'confidence must be a percentage from 0 to 100.'));
    } else kept.push({ text: fields.plate as string, confidence });
  }
  return kept;
}

/** 0–100 to 0–1. Zero means "not measured": engines of 2014 write it in every message. Undefined: no confidence at all. */
function readConfidence(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === 0) return null;
  if (typeof value !== 'number' || !(value > 0 && value <= 100.0001)) return undefined;
  return Math.min(1, value / 100);
}

/** `"silver"`, `{name}`, or OpenALPR's list of `{name, confidence}`, best first. Anything else is no statement. */
function bestName(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const name: unknown = isFields(first) ? first.name : first;
  if (typeof name !== 'string' || name.trim() === '' || name.length > MAX_TEXT) return null;
  return name.trim().toWellFormed();
}

/** Ids go into file names, logs and screens: printable ASCII without quotes, backslash or space. */
function idText(value: unknown, maxLength: number): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length === 0 || text.length > maxLength) return null;
  return /^[!#-&(-[\]-_a-~]+$/.test(text) ? text : null;
}

/** A line too long to parse still says which field made it so, where that is a plate. */
function overlong(line: string): Bad {
  const inPlate = /"plate"\s*:\s*"[^"]{65}/.test(line.slice(0, 100_000));
  const reason = `This line is ${line.length} characters long; at most ${MAX_LINE_LENGTH} are read.`;
  return bad('too-long', inPlate ? 'results[0].plate' : '', inPlate ? `${reason} Its plate is no plate.` : reason);
}

type Bad = { readonly ok: false } & IngestProblem;
const problem = (code: IngestProblemCode, field: string, reason: string): IngestProblem => ({ code, field, reason });
const bad = (code: IngestProblemCode, field: string, reason: string): Bad => ({ ok: false, code, field, reason });

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
