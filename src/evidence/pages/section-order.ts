// Which sections a pack has, in which order, under which numbers; and how pages point at each other. Pure. The cover is
// the first whatever was asked; a section that may not be left out stays; one left out keeps its number and a line.

import type { PackSection } from '../../core/evidence/pack-input.ts';
import { type PackSectionId, packSections } from '../../core/evidence/sections.ts';

export interface PlacedSection {
  readonly id: PackSectionId;
  readonly title: string;
  /** From 1: the cover. */
  readonly number: number;
  readonly included: boolean;
}

export const placeSections = (wanted: readonly PackSection[]): PlacedSection[] => {
  const asked = new Map(wanted.map(({ id, included }) => [id, included]));
  const order = [...asked.keys(), ...packSections.map(({ id }) => id)];
  const once = [...new Set<PackSectionId>(['cover', ...order])];
  return once.flatMap((id, index) => {
    const kind = packSections.find((section) => section.id === id);
    if (kind === undefined) return [];
    return [{ id, title: kind.title, number: index + 1, included: kind.locked || asked.get(id) === true }];
  });
};

type Sections = { readonly sections: readonly PlacedSection[] };

/** `section 8`; of one that is left out `section 8 (left out of this pack)`. */
export const sectionWords = ({ sections }: Sections, id: PackSectionId): string => {
  const section = sections.find((one) => one.id === id);
  if (section === undefined) return 'another section';
  return `section ${section.number}${section.included ? '' : ' (left out of this pack)'}`;
};
