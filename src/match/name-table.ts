/**
 * Names of makes and colours as small numbers, compared without case and outer spaces.
 * Runs anywhere (pure). 0 stands for not known; a name past the last number counts as not known, so it is never dropped.
 */

import { GrowingInt32 } from './growing-columns.ts';

/** The form two names are compared in; `''` where there is none. */
export function foldName(name: string | null | undefined): string {
  return name === null || name === undefined ? '' : name.normalize('NFKC').trim().toLowerCase();
}

const MAX_NAMES = 0xffff;

export class NameTable {
  readonly #codes = new Map<string, number>();
  /** `[code]`: detections that bear it. */
  readonly #bearers = new GrowingInt32();

  /** Code of a name, new if need be. */
  intern(name: string): number {
    const folded = foldName(name);
    if (folded === '') return 0;
    const known = this.#codes.get(folded);
    if (known !== undefined) return known;
    if (this.#codes.size >= MAX_NAMES) return 0;
    const code = this.#codes.size + 1;
    this.#codes.set(folded, code);
    return code;
  }

  /** Code of a name, or -1 where no detection bears it. */
  codeOf(name: string): number {
    return this.#codes.get(foldName(name)) ?? -1;
  }

  /** A detection that bears this code came (1) or went (-1). */
  count(code: number, by: 1 | -1): void {
    while (this.#bearers.length <= code) this.#bearers.push(0);
    this.#bearers.data[code] = (this.#bearers.data[code] ?? 0) + by;
  }

  /** Every name that some detection bears, folded, in the order of the alphabet. */
  names(): string[] {
    return [...this.#codes].flatMap(([name, code]) => ((this.#bearers.data[code] ?? 0) > 0 ? [name] : [])).sort();
  }

  internAll(names: readonly string[]): Uint16Array {
    return Uint16Array.from(names, (name) => this.intern(name));
  }
}
