/**
 * A text that was taken out of a pack, and how it is looked for: in what goes in, and again in what came out. Runs
 * anywhere (pure).
 */

/**
 * `anywhere`: in any writing, spaces and case aside. `bounded`: as a word of its own, since longer texts may hold it by
 * chance. `structure`: too short or too common to be told from other text; it is taken out of the fields it stands in,
 * and no search can prove that it is nowhere.
 */
export type Seek = 'anywhere' | 'bounded' | 'structure';

export type RemovedValue = {
  text: string;
  /** Kind of thing, in words; never the text. */
  what: string;
  ground: string;
  seek: Seek;
  /** What stands in its place. */
  instead: string;
};

/** Without spaces, in one case and one composition: lines break and styles change between any two characters. */
export const squeeze = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/gu, '');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Digits in a plate make it a plate in any case; letters alone may be a word in lower case. */
const boundedPattern = (text: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])${escaped(text.normalize('NFC')).replace(/\s+/gu, '\\s+')}(?![\\p{L}\\p{N}])`,
    /\d/.test(text) ? 'giu' : 'gu',
  );

const anywherePattern = (text: string): RegExp =>
  new RegExp([...text.normalize('NFC').replace(/\s+/gu, '')].map(escaped).join('\\s*'), 'giu');

export type Finder = {
  readonly value: RemovedValue;
  /** True where the text holds it; `squeezed`: the same text after `squeeze`. */
  holds(text: string, squeezed: string): boolean;
  /** The text with every place of it replaced. */
  replace(text: string): string;
};

export function finderOf(value: RemovedValue): Finder {
  const { text, seek, instead } = value;
  if (seek === 'structure')
    return {
      value,
      holds: (other) => other === text,
      replace: (other) => (other === text ? instead : other),
    };
  const needle = squeeze(text);
  const bounded = seek === 'bounded' ? boundedPattern(text) : null;
  const pattern = bounded ?? anywherePattern(text);
  return {
    value,
    holds(other, squeezed) {
      if (!squeezed.includes(needle)) return false;
      if (bounded === null) return true;
      bounded.lastIndex = 0;
      return bounded.test(other.normalize('NFC'));
    },
    replace: (other) =>
      squeeze(other).includes(needle) ? other.normalize('NFC').replace(pattern, () => instead) : other,
  };
}

/** Every text inside a value that JSON could hold, names of members included. */
export function textsIn(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) for (const one of value) textsIn(one, found);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
    for (const [key, one] of Object.entries(value)) {
      found.push(key);
      textsIn(one, found);
    }
  return found;
}

/** The same value with every text inside it changed; bytes stay. */
export function withTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change)) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withTexts(one, change)])) as T;
}
