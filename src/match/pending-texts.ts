/**
 * The texts of a load before they have ordinals: as codes in the order of their postings, to be ranked all at once.
 * Runs in the match worker.
 */

import type { ColumnChunk } from '../contract/matcher.ts';
import { MAX_PACKED_LENGTH } from '../core/match/plate-code.ts';
import type { PlateFinder } from '../core/match/plate-finder.ts';
import { isPlateText } from '../core/plate/plate-text.ts';
import { GrowingFloat64 } from './growing-columns.ts';
import type { BuildPause } from './kernel/build-finder.ts';
import { buildFinder } from './kernel/build-finder.ts';

/** Codes looked up between two pauses. */
const CODES_PER_STEP = 65_536;

/** `codes`: distinct, by length, then by text; the ordinals of `longTexts` follow theirs. */
type Ranked = { readonly finder: PlateFinder; readonly codes: Float64Array; readonly longTexts: readonly string[] };

export class PendingTexts {
  /** Of all postings but those of long texts. */
  readonly #codes = new GrowingFloat64();
  readonly #long: { readonly posting: number; readonly text: string }[] = [];

  /** Adds the texts of a chunk. Throws RangeError where a long one is no folded plate, and adds nothing. */
  add({ textCodes, longTexts }: ColumnChunk): void {
    const { length } = this.#codes;
    const long = this.#long.length;
    this.#codes.reserve(textCodes.length);
    for (let text = 0; text < textCodes.length; text++) {
      const code = textCodes[text] ?? 0;
      if (!(code < 0)) {
        this.#codes.data[this.#codes.length++] = code;
        continue;
      }
      const given = longTexts[-code - 1] ?? '';
      if (!isPlateText(given) || given.length <= MAX_PACKED_LENGTH) {
        this.#codes.length = length;
        this.#long.length = long;
        throw new RangeError('A long text is no folded plate.');
      }
      this.#long.push({ posting: length + long + text, text: given });
    }
  }

  /** Ranks all texts and writes the rank of each posting's. Throws RangeError where a number is no plate. */
  async rank(pause: BuildPause, open: (texts: number) => Int32Array): Promise<Ranked> {
    const codes = this.#codes.data.subarray(0, this.#codes.length);
    const finder = await buildFinder(
      codes,
      this.#long.map(({ text }) => text),
      pause,
    );
    try {
      const ranked = new Float64Array(finder.size);
      const ordinals = open(finder.size);
      let posting = 0;
      let nextLong = 0;
      for (let from = 0; from < codes.length; from += CODES_PER_STEP) {
        const piece = codes.subarray(from, from + CODES_PER_STEP);
        const ids = finder.findCodes(piece);
        for (let at = 0; at < ids.length; at++, posting++) {
          while (this.#long[nextLong]?.posting === posting) {
            posting++;
            nextLong++;
          }
          const id = ids[at] ?? 0;
          ordinals[posting] = id;
          ranked[id] = piece[at] ?? 0;
        }
        await pause();
      }
      for (const { posting: place, text } of this.#long) ordinals[place] = finder.find(text);
      const longFrom = ranked.length - new Set(this.#long.map(({ text }) => text)).size;
      const longTexts = Array.from({ length: ranked.length - longFrom }, (_, at) => finder.textAt(longFrom + at));
      return { finder, codes: ranked.subarray(0, longFrom), longTexts };
    } catch (cause) {
      finder.close();
      throw cause;
    }
  }
}
