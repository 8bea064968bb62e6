/**
 * Whether a value has the form of an entry or of a leaf: the same judgement as the schemas `auditEntry` and `auditLeaf`,
 * made quickly, for logs of a million entries. Runs anywhere, pure. A test holds the two judgements against each other.
 */
import { type AuditEntry, auditAction } from './entry.ts';
import type { AuditLeaf } from './leaf.ts';

type Fields = Readonly<Record<string, unknown>>;

const ACTIONS: ReadonlySet<unknown> = new Set(auditAction.options);
const PHASES: ReadonlySet<unknown> = new Set(['intent', 'result', 'event']);
const OUTCOMES: ReadonlySet<unknown> = new Set(['pending', 'ran', 'refused', 'failed', 'cancelled', 'recorded']);
const ROLES: ReadonlySet<unknown> = new Set(['investigator', 'analyst', 'prosecutor', 'admin', 'auditor']);
const HASH = /^[0-9a-f]{64}$/;
const LAST_MS = 8_640_000_000_000_000;

export function hasEntryForm(raw: unknown): raw is AuditEntry {
  if (!isFields(raw)) return false;
  return (
    (raw.v === 2 ? isHash(raw.blind) : raw.v === 1 && raw.blind === undefined) &&
    (raw.space === 'live' || raw.space === 'training') &&
    typeof raw.deviceId === 'string' &&
    typeof raw.log === 'string' &&
    isWhole(raw.seq, 1) &&
    isHash(raw.prev) &&
    isWhole(raw.deviceSeq, 1) &&
    isHash(raw.devicePrev) &&
    isWhole(raw.timeMs, 0) &&
    raw.timeMs <= LAST_MS &&
    (raw.actor === null || isUser(raw.actor)) &&
    ACTIONS.has(raw.action) &&
    PHASES.has(raw.phase) &&
    (raw.of === null || isWhole(raw.of, Number.MIN_SAFE_INTEGER)) &&
    OUTCOMES.has(raw.outcome) &&
    (raw.authority === null || isAuthority(raw.authority)) &&
    isFields(raw.details) &&
    isJson(raw.details) &&
    isHash(raw.hash)
  );
}

export function hasLeafForm(raw: unknown): raw is AuditLeaf {
  return (
    isFields(raw) &&
    Object.keys(raw).length === 8 &&
    raw.v === 2 &&
    typeof raw.deviceId === 'string' &&
    typeof raw.userId === 'string' &&
    isWhole(raw.deviceSeq, 1) &&
    isHash(raw.commitment) &&
    isHash(raw.log) &&
    isWhole(raw.logSize, 1) &&
    isHash(raw.logRoot)
  );
}

function isUser(raw: unknown): boolean {
  return (
    isFields(raw) &&
    isText(raw.id, 1, 128) &&
    isText(raw.username, 1, 64) &&
    isText(raw.name, 1, 200) &&
    isText(raw.title, 0, 200) &&
    ROLES.has(raw.role)
  );
}

function isAuthority(raw: unknown): boolean {
  return isFields(raw) && AUTHORITY_FIELDS.every((field) => typeof raw[field] === 'string');
}
const AUTHORITY_FIELDS = ['id', 'kind', 'number', 'purpose', 'narrative', 'assignment'] as const;

function isJson(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isFields(value) && Object.values(value).every(isJson);
}

/** An object as JSON has them. */
function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isHash = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 64 && HASH.test(value);
const isWhole = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;
const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && value.length >= least && value.length <= most;
