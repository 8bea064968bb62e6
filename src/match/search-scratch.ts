/**
 * The working memory of searches: grown to the widest search so far, then used again. Runs in the match worker.
 * One search at a time uses it; what leaves a search is copied out of it.
 */

/** Detections that matched, each once, as parallel columns. */
export class Hits {
  count = 0;
  /** `[slot]` */
  rows = new Uint32Array(1024);
  /** The posting of the row that is nearest to what was asked. */
  postings = new Uint32Array(1024);
  /** Cost of its text. */
  costs = new Uint8Array(1024);
  /** What the likelihood takes for the cost of the evidence; before a slot is weighed an order to weigh in. */
  evidence = new Float64Array(1024);
  /** A bound that the likelihood never passes; once weighed, the likelihood. */
  likelihoods = new Float64Array(1024);
  baseRates = new Float64Array(1024);
  /** Room for orders of slots. */
  order = new Uint32Array(1024);
  /** Distinct texts that stand in any detection of the window, area and kind asked for. */
  texts = 0;
  /** Detections that matched and are surely folded, counted without being looked at: they stand in no slot. */
  leftOut = 0;

  clear(): void {
    this.count = 0;
    this.leftOut = 0;
    this.texts = 0;
  }

  add(row: number, posting: number, cost: number): void {
    if (this.count === this.rows.length) this.#grow();
    this.rows[this.count] = row;
    this.postings[this.count] = posting;
    this.costs[this.count++] = cost;
  }

  bytes(): number {
    return this.rows.length * (4 + 4 + 1 + 8 + 8 + 8 + 4);
  }

  #grow(): void {
    const capacity = this.rows.length * 2;
    const { rows, postings, costs } = this;
    this.rows = new Uint32Array(capacity);
    this.rows.set(rows);
    this.postings = new Uint32Array(capacity);
    this.postings.set(postings);
    this.costs = new Uint8Array(capacity);
    this.costs.set(costs);
    // Filled after the last hit is in: nothing to keep.
    this.evidence = new Float64Array(capacity);
    this.likelihoods = new Float64Array(capacity);
    this.baseRates = new Float64Array(capacity);
    this.order = new Uint32Array(capacity);
  }
}

export class SearchScratch {
  readonly hits = new Hits();
  #textCosts = new Uint8Array(1024);

  /** `[text]`: cost + 1 of a text that matched, else 0. Whoever writes into it clears it again. */
  textCosts(texts: number): Uint8Array {
    if (this.#textCosts.length < texts) this.#textCosts = new Uint8Array(Math.ceil(texts * 1.25));
    return this.#textCosts;
  }

  bytes(): number {
    return this.hits.bytes() + this.#textCosts.byteLength;
  }
}
