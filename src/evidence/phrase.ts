// Pieces of phrases, and taking a log entry's details apart so that nothing in them is left unsaid. Pure.

import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';

/** A piece of a phrase: a plate or query is set in its own face. */
export type Phrase = { readonly text: string; readonly kind: 'plain' | 'plate' | 'strong' | 'mono' };

export const plain = (text: string): Phrase => ({ text, kind: 'plain' });
export const plate = (text: string): Phrase => ({ text, kind: 'plate' });
export const strong = (text: string): Phrase => ({ text, kind: 'strong' });
export const mono = (text: string): Phrase => ({ text, kind: 'mono' });

type Details = AuditEntry['details'];

export const isObject = (value: JsonValue | undefined): value is Record<string, JsonValue> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export const string = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
export const number = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);

/** Takes keys out of the details, so that what is left can be printed as it is. */
export class Taken {
  readonly #left: Map<string, JsonValue>;
  constructor(details: Details) {
    this.#left = new Map(Object.entries(details));
  }
  take(key: string): JsonValue | undefined {
    const value = this.#left.get(key);
    this.#left.delete(key);
    return value;
  }
  text(key: string): string {
    return string(this.take(key));
  }
  number(key: string): number | null {
    return number(this.take(key));
  }
  /** `name: value` of all that no phrase has used and that says anything. */
  rest(): Phrase[] {
    const found = [...this.#left].filter(([, value]) => value !== null && value !== '');
    return found.flatMap(([key, value], index) => [
      plain(`${index === 0 ? '' : '; '}${words(key)}: `),
      plain(typeof value === 'string' ? value : JSON.stringify(value)),
    ]);
  }
}

/** `detectionId` → `detection id` */
const words = (key: string): string =>
  key.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

export const join = (...parts: (readonly Phrase[])[]): Phrase[] => {
  const said = parts.filter((part) => part.some(({ text }) => text !== ''));
  return said.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part]));
};

/** The short end of an identifier: enough to find it in the attached log. */
export const idTail = (id: string): string => (id.length > 14 ? `…${id.slice(-8)}` : id);
