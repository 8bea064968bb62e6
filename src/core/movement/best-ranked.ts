/** The best so many of a ranking by `liftAtLeast`, in memory for little more than are listed. Runs anywhere (pure). */

export class BestRanked<T extends { readonly liftAtLeast: number }> {
  readonly #limit: number;
  readonly #compare: (a: T, b: T) => number;
  #kept: T[] = [];
  /** What is below it is not listed; what ties with it may be. */
  least = Number.NEGATIVE_INFINITY;

  /** @param compare by `liftAtLeast` first, the highest first */
  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  add(one: T): void {
    if (one.liftAtLeast < this.least) return;
    this.#kept.push(one);
    if (this.#kept.length < this.#limit * 1.25 + 16) return;
    this.#kept = this.ranked();
    this.least = this.#kept.at(-1)?.liftAtLeast ?? this.least;
  }

  ranked(): T[] {
    return [...this.#kept].sort(this.#compare).slice(0, this.#limit);
  }
}
