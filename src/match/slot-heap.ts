/**
 * The best of many, one after the other, without sorting them all. Runs anywhere (pure).
 * Building costs a pass over everything, each take a few comparisons: both give way, so a search can be stopped in them.
 */

/** Whether slot `a` comes before slot `b`. */
export type Before = (a: number, b: number) => boolean;

const SIFTS_PER_STEP = 4096;

export class SlotHeap {
  readonly #slots: Uint32Array;
  readonly #before: Before;
  #size: number;

  private constructor(slots: Uint32Array, before: Before) {
    this.#slots = slots;
    this.#before = before;
    this.#size = slots.length;
  }

  /** A heap in the very array that is given. */
  static *build(slots: Uint32Array, before: Before): Generator<void, SlotHeap> {
    const heap = new SlotHeap(slots, before);
    for (let at = (slots.length >>> 1) - 1; at >= 0; at--) {
      heap.#sift(at);
      if (at % SIFTS_PER_STEP === SIFTS_PER_STEP - 1) yield;
    }
    return heap;
  }

  /** The first slot, or -1 where none is left. */
  first(): number {
    return this.#size === 0 ? -1 : (this.#slots[0] ?? -1);
  }

  /** Takes the first slot out. The slots not taken yet stand in the front of the array. */
  take(): number {
    const first = this.first();
    if (first < 0) return first;
    this.#size--;
    this.#slots[0] = this.#slots[this.#size] ?? 0;
    this.#slots[this.#size] = first;
    this.#sift(0);
    return first;
  }

  /** Slots not taken yet. */
  left(): number {
    return this.#size;
  }

  #sift(start: number): void {
    const slots = this.#slots;
    const size = this.#size;
    if (start >= size) return;
    const slot = slots[start] ?? 0;
    let at = start;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(slots[child + 1] ?? 0, slots[child] ?? 0)) child++;
      const next = slots[child] ?? 0;
      if (!this.#before(next, slot)) break;
      slots[at] = next;
      at = child;
    }
    slots[at] = slot;
  }
}
