/**
 * Shapes of texts as small numbers, and how often each occurs. Runs in the match worker.
 * A place is given once and never moves, so that what is worked out for a shape may stand in an array by place.
 */

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

  /** Texts whose shape is held. */
  count(): number {
    return this.#textPlaces.length;
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
