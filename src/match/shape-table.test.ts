/** Shapes worked out in the order of ranks against the shapes themselves. Seeds are printed on failure. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packPlate } from '../core/match/plate-code.ts';
import { shapeOf } from '../core/match/plate-shape.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { ShapeTable } from './shape-table.ts';

test('a text that differs from the one before in digits alone has its shape', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789AVXQZI'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 200, size: 'max' }), (texts) => {
      const sorted = [...new Set(texts)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
      const shapes = new ShapeTable();
      for (const each of sorted) shapes.addRanked(packPlate(each));
      for (const [at, each] of sorted.entries()) {
        expect(shapes.shapeAt(shapes.placeOf(at))).toBe(shapeOf(each as PlateText));
      }
    }),
  );
});
