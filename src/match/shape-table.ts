/**
 * Shapes of texts as small numbers, and how often each occurs. Runs in the match worker.
 * A place is given once and never moves, so that what is worked out for a shape may stand in an array by place.
 */

import { codeHigh, codeLow, unpackPlate } from '../core/match/plate-code.ts';
import type { ShapeCounts } from '../core/match/plate-shape.ts';
import { shapeOf } from '../core/match/plate-shape.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { GrowingNumbers } from './growing-columns.ts';

type ShapeCount = { texts: number; passes: number };

export class ShapeTable {
  /** By shape; what likelihoods rest on. */
  readonly counts: ShapeCounts = new Map();
  readonly #places = new Map<number, number>();
  /** `[place]` */
  readonly #shapes: number[] = [];
  readonly #countsAt: ShapeCount[] = [];
  /** `[text]`: place of its shape. */
  readonly #textPlaces = new GrowingNumbers();
  #lastHigh = -1;
  #lastLow = -1;

  /** Texts whose shape is held. */
  count(): number {
    return this.#textPlaces.length;
  }

  /**
   * The next text, by its code, where texts come in the order of their ranks: one that differs from the text before in
   * digits alone has its shape, as no series tells one digit from another.
   */
  addRanked(code: number): void {
    const high = withoutDigits(codeHigh(code));
    const low = withoutDigits(codeLow(code));
    if (high === this.#lastHigh && low === this.#lastLow) {
      this.#textPlaces.push(this.placeOf(this.count() - 1));
      return;
    }
    this.#lastHigh = high;
    this.#lastLow = low;
    this.add(unpackPlate(code) as PlateText);
  }

  trim(): void {
    this.#textPlaces.trim();
  }

  /** The next text, in the order of ordinals. */
  add(text: PlateText): void {
    const shape = shapeOf(text);
    let place = this.#places.get(shape);
    if (place === undefined) {
      place = this.#shapes.push(shape) - 1;
      this.#places.set(shape, place);
      const count = { texts: 0, passes: 0 };
      this.#countsAt.push(count);
      this.counts.set(shape, count);
    }
    this.#textPlaces.push(place);
  }

  /** Place of the shape of a text. */
  placeOf(ordinal: number): number {
    return this.#textPlaces.data[ordinal] ?? 0;
  }

  shapeAt(place: number): number {
    return this.#shapes[place] ?? 0;
  }

  countPasses(ordinal: number, texts: number, passes: number): void {
    const count = this.#countsAt[this.placeOf(ordinal)];
    if (count === undefined) return;
    count.texts += texts;
    count.passes += passes;
  }

  bytes(): number {
    return this.#textPlaces.data.byteLength;
  }
}

/** Half a code with every digit made a 0, which stands as 1. */
function withoutDigits(half: number): number {
  let rest = half;
  let kept = 0;
  for (let shift = 0; shift < 24; shift += 6) {
    const symbol = rest & 63;
    kept |= (symbol > 0 && symbol <= 10 ? 1 : symbol) << shift;
    rest >>= 6;
  }
  return kept;
}
