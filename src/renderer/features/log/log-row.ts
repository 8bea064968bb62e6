/** What one entry of the log says in the columns of the table. Pure. */
import type { AuditEntry, JsonValue } from '../../../core/audit/entry.ts';
import { countText } from '../../format/number.ts';

/** A value of `details` as one line of text; objects as JSON, so that nothing logged is hidden. */
export function detailText(value: JsonValue): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const ASKED_FIELDS = [
  'query',
  'plate',
  'number',
  'title',
  'name',
  'detectionId',
  'exhibit',
  'username',
  'reason',
] as const;

/** What was asked or done, as short as it can be said. */
export function askedText(entry: AuditEntry): string {
  for (const field of ASKED_FIELDS) {
    const value = entry.details[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

/** Reads that came back, where the entry says so. */
export function rowsText(entry: AuditEntry): string {
  const { reads } = entry.details;
  return typeof reads === 'number' ? countText(reads) : '';
}

/** Rules named by a refusal, e.g. `NZ-FIND-1 v1`. */
export function rulesText(entry: AuditEntry): string {
  const found = new Set<string>();
  const look = (value: JsonValue): void => {
    if (typeof value === 'string' && /^NZ-[A-Z]+-\d+/.test(value)) found.add(value);
    else if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  Object.values(entry.details).forEach(look);
  return [...found].join(', ');
}
