// What a pack holds, as rows for the page: taken from the manifest and the log in the pack, in plain data. Says nothing about
// whether any of it may be believed. Runs in the worker or the page, pure.

import { auditEntry, type JsonValue } from '../core/audit/entry.ts';
import { isWithheld } from '../core/audit/shown-log.ts';
import type { PackManifest } from '../core/evidence/manifest.ts';
import { imageName, LOG_NAME, redactedName } from '../core/evidence/pack-names.ts';
import { localTime } from '../core/evidence/pack-time.ts';
import { type Inside, parseJson } from '../core/evidence/read-inside.ts';
import type { LogRow, PackContents } from './exchange.ts';

export function contentsOf({ manifest, files, hashes }: Inside): PackContents {
  const { case: ofCase, device, software, coverage, exhibits, attachments } = manifest;
  const names = new Set(attachments.map(({ name }) => name));
  const pictureOf = (number: string): string | null =>
    ['image/png' as const, 'image/jpeg' as const]
      .map((mime) => imageName(number, mime))
      .concat(redactedName(number))
      .find((name) => names.has(name)) ?? null;
  return {
    fileNumber: ofCase.fileNumber,
    workstation: `${device.name} (${device.id})`,
    software: `${software.name} ${software.version}`,
    coverage,
    exhibits: exhibits.map(({ number, plate, detectionId }) => ({
      number,
      plate,
      detectionId,
      image: pictureOf(number),
      redacted: pictureOf(number) === redactedName(number),
    })),
    attachments: attachments.map(({ name, mime, bytes, sha256 }) => ({
      name,
      mime,
      bytes,
      sha256,
      sound: hashes.get(name)?.sha256 === sha256 && hashes.get(name)?.bytes === bytes,
    })),
    absent: absentOf(manifest),
    log: logRows(files.get(LOG_NAME) ?? new Uint8Array()),
  };
}

function absentOf(manifest: PackManifest): PackContents['absent'] {
  const unavailable = manifest.completeness.unavailable.map(({ what, reason }) => ({ what, reason }));
  if (manifest.v === 1) return unavailable;
  return [
    ...manifest.sections
      .filter(({ included }) => !included)
      .map(({ title, note }) => ({ what: `Section “${title}”`, reason: note })),
    ...manifest.withheld.map(({ what, ground }) => ({ what, reason: `Withheld: ${ground}` })),
    ...manifest.profile.removed.map(({ what, count, ground }) => ({
      what: `${what} (${count})`,
      reason: `Removed: ${ground}`,
    })),
    ...unavailable,
  ];
}

const NEWLINE = 10;

function logRows(bytes: Uint8Array): LogRow[] {
  const rows: LogRow[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(NEWLINE, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    rows.push(rowOf(parseJson(line), rows.length + 1));
    from += line.length + 1;
  }
  return rows;
}

function rowOf(value: unknown, place: number): LogRow {
  if (isWithheld(value)) return { state: 'withheld', seq: value.seq };
  const parsed = auditEntry.safeParse(value);
  if (!parsed.success) return { state: 'unreadable', seq: place };
  const { seq, timeMs, actor, action, phase, of, outcome, authority, details } = parsed.data;
  return {
    state: 'shown',
    seq,
    timeMs,
    who: actor?.name ?? 'Nobody named',
    title: actor?.title ?? '',
    action,
    phase,
    of,
    outcome,
    authority: authority === null ? 'none' : `${inWords(authority.kind)} ${authority.number}`,
    // What was not asked for is not told; the entry as it was written is in the attached log.
    asked: Object.entries(details)
      .filter(([, detail]) => detail !== null && detail !== '')
      .map(([name, detail]) => `${inWords(name)}: ${valueWords(name, detail)}`)
      .join('; '),
  };
}

/** `minShared` → `min shared` */
const inWords = (name: string): string =>
  name
    .replace(/Ms$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();

/** Moments are told in local time, everything else as it was logged. */
function valueWords(name: string, value: JsonValue): string {
  if (typeof value === 'number' && name.endsWith('Ms') && value > 1e11 && value < 8e15) return localTime(value);
  if (value === null || value === '') return '–';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((item) => valueWords('', item)).join(', ');
  return `(${Object.entries(value)
    .map(([inner, item]) => `${inWords(inner)} ${valueWords(inner, item)}`)
    .join(', ')})`;
}
