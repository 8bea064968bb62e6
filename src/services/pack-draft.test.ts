import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packDraft } from '../contract/pack-answers.ts';
import { packSections } from '../core/evidence/sections.ts';
import type { HeldExhibit } from './exhibits.ts';
import { settleDraft, splitExhibits } from './pack-draft.ts';

const held = (...ids: string[]): HeldExhibit[] => ids.map((id) => ({ exhibit: { id } }) as unknown as HeldExhibit);
const ids = packSections.map(({ id }) => id);

test('SV36 a draft that says nothing is a full pack in the usual order', () => {
  const settled = settleDraft(packDraft.parse({}), held('a', 'b'));
  expect(settled.sections).toEqual(ids.map((id) => ({ id, included: true })));
  expect(settled.exhibits.map(({ exhibitId, included }) => [exhibitId, included])).toEqual([
    ['a', true],
    ['b', true],
  ]);
});

test('SV36 an exhibit added since joins at the end and is in; one taken out of the case is dropped', () => {
  const chosen = packDraft.parse({
    exhibits: [
      { exhibitId: 'b', included: false, why: 'another vehicle' },
      { exhibitId: 'gone', included: true },
      { exhibitId: 'a', included: true },
    ],
  });
  const rows = held('a', 'b', 'c');
  const settled = settleDraft(chosen, rows);
  expect(settled.exhibits.map(({ exhibitId }) => exhibitId)).toEqual(['b', 'a', 'c']);
  const { included, leftOut } = splitExhibits(settled, rows);
  expect(included.map(({ exhibit }) => exhibit.id)).toEqual(['a', 'c']);
  expect(leftOut.map(({ row, why }) => [row.exhibit.id, why])).toEqual([['b', 'another vehicle']]);
});

test('SV36 whatever was chosen: every section once, locked ones in, the order of those named kept', () => {
  const choice = fc.array(
    fc.record({ id: fc.oneof(fc.constantFrom(...ids), fc.string({ maxLength: 8 })), included: fc.boolean() }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(choice, (sections) => {
      const settled = settleDraft(packDraft.parse({ sections }), []).sections;
      expect(settled.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      for (const { id, locked } of packSections)
        if (locked) expect(settled.find((section) => section.id === id)?.included).toBe(true);
      expect(settled[0]?.id).toBe('cover');
      const named = [...new Set(sections.map(({ id }) => id))].filter(
        (id) => id !== 'cover' && ids.some((known) => known === id),
      );
      expect(settled.map(({ id }) => id).filter((id) => named.includes(id))).toEqual(named);
    }),
  );
});
