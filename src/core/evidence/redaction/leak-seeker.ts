/**
 * Looks for removed texts in text and in bytes of any writing. Runs anywhere (pure).
 */
import { type Finder, finderOf, type RemovedValue, squeeze } from './removed-value.ts';

export type Leak = {
  /** Where in the finished file. */
  where: string;
  /** Kind of thing, in words. */
  what: string;
};

/** Shorter runs of bytes stand by chance in packed pictures and fonts. */
const LEAST_BYTES = 6;

export class LeakSeeker {
  readonly #finders: Finder[];
  /** By their first two bytes, since most places of a file begin none. */
  readonly #raw = new Map<number, { what: string; needle: Uint8Array }[]>();
  readonly #begins = new Uint8Array(65_536);
  readonly #found = new Map<string, Leak>();

  constructor(values: readonly RemovedValue[]) {
    const sought = values.filter(({ seek }) => seek !== 'structure');
    this.#finders = sought.map(finderOf);
    // Inside a longer word that is shown a bounded one would be found in its bytes, too.
    for (const { text, what } of sought.filter(({ seek, text }) => seek === 'anywhere' && text.length >= LEAST_BYTES))
      for (const writing of new Set([text, text.toLowerCase(), text.toUpperCase()]))
        for (const needle of writings(writing)) {
          const pair = pairAt(needle, 0);
          this.#begins[pair] = 1;
          this.#raw.set(pair, [...(this.#raw.get(pair) ?? []), { what, needle }]);
        }
  }

  found(where: string, what: string): void {
    this.#found.set(`${where}\n${what}`, { where, what });
  }

  text(where: string, text: string): void {
    if (text === '') return;
    const squeezed = squeeze(text);
    for (const finder of this.#finders) if (finder.holds(text, squeezed)) this.found(where, finder.value.what);
  }

  /** In every encoding a text could have here; nothing is known of these bytes. */
  bytes(where: string, bytes: Uint8Array): void {
    if (this.#raw.size === 0) return;
    for (let at = 0; at + LEAST_BYTES <= bytes.length; at += 1) {
      const pair = pairAt(bytes, at);
      if (this.#begins[pair] === 0) continue;
      for (const { what, needle } of this.#raw.get(pair) ?? [])
        if (startsAt(bytes, at, needle)) this.found(where, what);
    }
  }

  get leaks(): Leak[] {
    return [...this.#found.values()];
  }
}

const pairAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function startsAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let i = 0; i < needle.length; i += 1) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

/** The bytes of a text in UTF-8, Latin-1 and UTF-16 of both orders. */
function writings(text: string): Uint8Array[] {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const plain = units.every((unit) => unit < 128);
  return [
    new TextEncoder().encode(text),
    Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 255])),
    Uint8Array.from(units.flatMap((unit) => [unit & 255, unit >> 8])),
    ...(!plain && units.every((unit) => unit < 256) ? [Uint8Array.from(units)] : []),
  ];
}
