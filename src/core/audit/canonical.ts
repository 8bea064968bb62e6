/**
 * Canonical JSON (RFC 8785), quickly: values whose members are put in order are written by the engine's own JSON writer,
 * which writes numbers and strings as RFC 8785 wants them. Whatever is out of the ordinary (numbers that are none, halves of
 * characters, names that are numbers, objects with ways of their own) goes to the plain writer. Runs anywhere, pure.
 */
import canonicalize from 'canonicalize';

/** Throws on what has no canonical form. */
export function canonicalText(value: unknown): string {
  const ordered = inOrder(value);
  if (ordered !== PLAIN) {
    const text = JSON.stringify(ordered);
    // Half a character is written as an escape: the plain writer refuses it.
    if (!text.includes('\\ud')) return text;
  }
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not JSON');
  return text;
}

/** Stands for a value the quick way does not take. */
const PLAIN = Symbol('to be written by the plain writer');

/** The same value with the members of every object in order; itself where they are already. */
function inOrder(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : PLAIN;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? arrayInOrder(value) : objectInOrder(value);
    default:
      return PLAIN;
  }
}

function arrayInOrder(array: readonly unknown[]): unknown {
  let changed = false;
  const items: unknown[] = [];
  for (const item of array) {
    const ordered = inOrder(item);
    if (ordered === PLAIN) return PLAIN;
    changed ||= ordered !== item;
    items.push(ordered);
  }
  return changed ? items : array;
}

function objectInOrder(object: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in object) return PLAIN;
  const record = object as Record<string, unknown>;
  const keys = Object.keys(record);
  let sorted = true;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string;
    // An engine puts names that are numbers first, and has its own meaning for this one.
    if (isDigit(key.charCodeAt(0)) || key === '__proto__') return PLAIN;
    if (at > 0 && key < (keys[at - 1] as string)) sorted = false;
  }
  if (!sorted) keys.sort();
  let result: Record<string, unknown> | null = sorted ? null : {};
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string;
    const ordered = inOrder(record[key]);
    if (ordered === PLAIN) return PLAIN;
    if (result === null && ordered !== record[key]) {
      result = {};
      for (const earlier of keys.slice(0, at)) result[earlier] = record[earlier];
    }
    if (result !== null) result[key] = ordered;
  }
  return result ?? object;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
