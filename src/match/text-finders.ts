/**
 * All distinct texts as something to ask, while new ones keep arriving: a large finder, smaller ones for what came since,
 * and a tail of a few texts tried one by one. Runs in the match worker.
 * Each finder covers a stretch of ordinals; together they cover all. Small ones are merged as they come, so that a text is
 * built into a finder only a few times in all; the large one is rebuilt beside other work, and answers until it is done.
 */

import type { CostModel } from '../core/match/cost-model.ts';
import type { PlateFinder } from '../core/match/plate-finder.ts';
import { matchesWildcard, planWildcard } from '../core/match/wildcard-search.ts';
import type { BuildPause } from './kernel/build-finder.ts';
import { buildFinder, buildFinderNow } from './kernel/build-finder.ts';
import { distanceWithin } from './quick-distance.ts';
import type { TextTable } from './text-table.ts';

/** Text ordinals with costs, the cheapest first. */
export type TextMatches = { readonly ordinals: Int32Array; readonly costs: Uint8Array };

/** Ordinals `from` … `to` - 1, and the ordinal of each id of the finder; null where they are the same. */
type Tier = {
  readonly from: number;
  readonly to: number;
  readonly finder: PlateFinder;
  readonly ordinals: Int32Array | null;
};

/** Texts tried one by one before they are worth a finder. */
const MOST_TAIL = 64;
/** A tier is merged with those after it while they are at least this part of it. */
const MERGE_PART = 8;
/** Most texts merged at once while somebody waits; more is the background's work. */
const MOST_MERGED_NOW = 32_768;
/** Texts outside the large finder that are worth a rebuild: this many and this part of it, or this many finders. */
const REBUILD_TEXTS = 512;
const REBUILD_PART = 8;
const MOST_TIERS = 6;
/** Codes looked up between two pauses of a rebuild. */
const CODES_PER_STEP = 16_384;

export class TextFinders {
  readonly #texts: TextTable;
  #tiers: Tier[] = [];
  /** End of what a rebuild under way will cover: no small merge may straddle it. */
  #rebuiltTo = 0;

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  /** Texts outside the large finder. */
  recent(): number {
    return this.#texts.count() - (this.#tiers[0]?.to ?? 0);
  }

  kind(): PlateFinder['kind'] {
    return this.#tiers[0]?.finder.kind ?? 'plain';
  }

  bytes(): number {
    return this.#tiers.reduce((sum, { finder, ordinals }) => sum + finder.bytes + (ordinals?.byteLength ?? 0), 0);
  }

  /** All texts for which `query`, taken as the truth, may be read for at most `maxCost`. */
  fuzzy(model: CostModel, query: string, maxCost: number): TextMatches {
    this.#bringIn();
    const parts: TextMatches[] = [];
    let count = 0;
    for (const { finder, ordinals } of this.#tiers) {
      const { ids, costs } = finder.fuzzy(model, query, maxCost);
      if (ids.length === 0) continue;
      parts.push({ ordinals: ordinalsOf(ids, ordinals), costs });
      count += ids.length;
    }
    const tail = this.#tailMatches((text) => distanceWithin(model, query, text, maxCost), maxCost);
    if (tail.ordinals.length > 0) parts.push(tail);
    if (parts.length === 1) return parts[0] ?? NOTHING;
    return parts.length === 0 ? NOTHING : byCost(parts, count + tail.ordinals.length, maxCost);
  }

  /** Texts that a folded pattern matches. */
  wildcard(pattern: string): TextMatches {
    this.#bringIn();
    const parts: Int32Array[] = [];
    let count = 0;
    for (const { finder, ordinals } of this.#tiers) {
      const ids = finder.wildcard(pattern);
      parts.push(ordinalsOf(ids, ordinals));
      count += ids.length;
    }
    const plan = planWildcard(pattern);
    const tail = this.#tailMatches((text) => (matchesWildcard(plan, text) ? 0 : 1), 0);
    parts.push(tail.ordinals);
    const all = new Int32Array(count + tail.ordinals.length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return { ordinals: all, costs: new Uint8Array(all.length) };
  }

  /** Takes the finder of a load, whose ids are the ordinals of all texts there are. */
  take(finder: PlateFinder): void {
    this.close();
    if (finder.size > 0) this.#tiers = [{ from: 0, to: finder.size, finder, ordinals: null }];
  }

  needsRebuild(): boolean {
    const large = this.#tiers[0];
    const recent = this.recent();
    if (large === undefined) return recent > MOST_TAIL;
    return this.#tiers.length > MOST_TIERS || (recent > REBUILD_TEXTS && recent * REBUILD_PART > this.#texts.count());
  }

  /** Builds one finder of everything there is now. What comes meanwhile stands in later tiers. */
  async rebuild(pause: BuildPause): Promise<void> {
    await pause();
    const to = this.#texts.count();
    if (this.#tiers.length > 0) this.#bringIn(1);
    this.#rebuiltTo = to;
    const { codes, places, longTexts, longOrdinals } = this.#codesOf(0, to);
    const finder = await buildFinder(codes, longTexts, pause);
    const ordinals = new Int32Array(finder.size);
    try {
      for (let from = 0; from < codes.length; from += CODES_PER_STEP) {
        placeIds(finder, codes, places, from, from + CODES_PER_STEP, ordinals);
        await pause();
      }
    } catch (cause) {
      finder.close();
      throw cause;
    }
    placeLong(finder, longTexts, longOrdinals, ordinals);
    // Where no tier begins at `to`, the texts after it are brought in anew by the next question.
    const since = this.#tiers.findIndex((tier) => tier.from === to);
    const gone = this.#tiers.splice(0, since < 0 ? this.#tiers.length : since);
    for (const tier of gone) tier.finder.close();
    this.#tiers.unshift({ from: 0, to, finder, ordinals });
  }

  close(): void {
    for (const { finder } of this.#tiers) finder.close();
    this.#tiers = [];
  }

  /** Builds what is too long for a tail into a finder, together with the small ones before it. */
  #bringIn(least = MOST_TAIL + 1): void {
    const count = this.#texts.count();
    let from = this.#tiers.at(-1)?.to ?? 0;
    if (count - from < least) return;
    let kept = this.#tiers.length;
    while (kept > 1) {
      const tier = this.#tiers[kept - 1];
      if (tier === undefined || tier.from < this.#rebuiltTo) break;
      const size = tier.to - tier.from;
      if (size > (count - from) * MERGE_PART || count - tier.from > MOST_MERGED_NOW) break;
      from = tier.from;
      kept--;
    }
    for (const tier of this.#tiers.splice(kept)) tier.finder.close();
    const { codes, places, longTexts, longOrdinals } = this.#codesOf(from, count);
    const finder = buildFinderNow(codes, longTexts);
    const ordinals = new Int32Array(finder.size);
    placeIds(finder, codes, places, 0, codes.length, ordinals);
    placeLong(finder, longTexts, longOrdinals, ordinals);
    this.#tiers.push({ from, to: count, finder, ordinals });
  }

  #codesOf(from: number, to: number): Codes {
    const codes = new Float64Array(to - from);
    const places = new Int32Array(to - from);
    const longTexts: string[] = [];
    const longOrdinals: number[] = [];
    let packed = 0;
    for (let ordinal = from; ordinal < to; ordinal++) {
      const code = this.#texts.codes.data[ordinal] ?? 0;
      if (code < 0) {
        longTexts.push(this.#texts.textOf(ordinal));
        longOrdinals.push(ordinal);
      } else {
        codes[packed] = code;
        places[packed++] = ordinal;
      }
    }
    return { codes: codes.subarray(0, packed), places, longTexts, longOrdinals };
  }

  #tailMatches(costOf: (text: string) => number, maxCost: number): TextMatches {
    const ordinals: number[] = [];
    const costs: number[] = [];
    for (let ordinal = this.#tiers.at(-1)?.to ?? 0; ordinal < this.#texts.count(); ordinal++) {
      const cost = costOf(this.#texts.textOf(ordinal));
      if (cost > maxCost) continue;
      let at = costs.length;
      while (at > 0 && (costs[at - 1] ?? 0) > cost) at--;
      ordinals.splice(at, 0, ordinal);
      costs.splice(at, 0, cost);
    }
    return ordinals.length === 0 ? NOTHING : { ordinals: Int32Array.from(ordinals), costs: Uint8Array.from(costs) };
  }
}

type Codes = {
  readonly codes: Float64Array;
  /** `[index of a code]`: its ordinal. */
  readonly places: Int32Array;
  readonly longTexts: string[];
  readonly longOrdinals: number[];
};

const NOTHING: TextMatches = { ordinals: new Int32Array(0), costs: new Uint8Array(0) };

function ordinalsOf(ids: Uint32Array, ordinals: Int32Array | null): Int32Array {
  if (ordinals === null) return new Int32Array(ids.buffer, ids.byteOffset, ids.length);
  const found = new Int32Array(ids.length);
  for (let at = 0; at < ids.length; at++) found[at] = ordinals[ids[at] ?? 0] ?? -1;
  return found;
}

function placeIds(
  finder: PlateFinder,
  codes: Float64Array,
  places: Int32Array,
  from: number,
  to: number,
  ordinals: Int32Array,
): void {
  const ids = finder.findCodes(codes.subarray(from, to));
  for (let at = 0; at < ids.length; at++) ordinals[ids[at] ?? 0] = places[from + at] ?? -1;
}

function placeLong(finder: PlateFinder, texts: string[], longOrdinals: number[], ordinals: Int32Array): void {
  for (const [at, text] of texts.entries()) ordinals[finder.find(text)] = longOrdinals[at] ?? -1;
}

/** Joins parts that each come by cost: counting sort, the older finder first among equals. */
function byCost(parts: readonly TextMatches[], count: number, maxCost: number): TextMatches {
  const next = new Uint32Array(maxCost + 2);
  for (const { costs } of parts) for (const cost of costs) next[cost + 1] = (next[cost + 1] ?? 0) + 1;
  for (let cost = 1; cost < next.length; cost++) next[cost] = (next[cost] ?? 0) + (next[cost - 1] ?? 0);
  const ordinals = new Int32Array(count);
  const costs = new Uint8Array(count);
  for (const part of parts) {
    for (let at = 0; at < part.costs.length; at++) {
      const cost = part.costs[at] ?? 0;
      const slot = next[cost] ?? 0;
      next[cost] = slot + 1;
      ordinals[slot] = part.ordinals[at] ?? -1;
      costs[slot] = cost;
    }
  }
  return { ordinals, costs };
}
