/**
 * Sets what was chosen for a pack right against what there is: sections of this version, exhibits the case holds now.
 * Runs in the services worker, pure. Nothing is lost in silence: what the choice does not name is in the pack.
 */
import type { PackDraft } from '../contract/workstation.ts';
import { type PackSectionId, packSections } from '../core/evidence/sections.ts';
import type { HeldExhibit } from './exhibits.ts';

export type ChosenSection = { id: PackSectionId; included: boolean };
export type SettledDraft = Omit<PackDraft, 'sections'> & { sections: ChosenSection[] };

/** Every section once, every exhibit held once, both in the order chosen; locked sections are in. */
export function settleDraft(draft: PackDraft, held: readonly HeldExhibit[]): SettledDraft {
  return { ...draft, sections: settleSections(draft.sections), exhibits: settleExhibits(draft.exhibits, held) };
}

function settleSections(chosen: PackDraft['sections']): ChosenSection[] {
  // The cover is the first page of every pack.
  const settled: ChosenSection[] = [{ id: 'cover', included: true }];
  for (const { id, included } of chosen) {
    const known = packSections.find((section) => section.id === id);
    if (known === undefined || settled.some((section) => section.id === id)) continue;
    settled.push({ id: known.id, included: included || known.locked });
  }
  for (const [at, { id }] of packSections.entries()) {
    if (settled.some((section) => section.id === id)) continue;
    // Behind the one it usually follows; that one is there by now, since sections come in their usual order.
    const before = packSections[at - 1]?.id;
    settled.splice(settled.findIndex((section) => section.id === before) + 1, 0, { id, included: true });
  }
  return settled;
}

function settleExhibits(chosen: PackDraft['exhibits'], held: readonly HeldExhibit[]): PackDraft['exhibits'] {
  const ids = new Set(held.map(({ exhibit }) => exhibit.id));
  const named = new Map(chosen.filter(({ exhibitId }) => ids.has(exhibitId)).map((row) => [row.exhibitId, row]));
  const added = held
    .filter(({ exhibit }) => !named.has(exhibit.id))
    .map(({ exhibit }) => ({ exhibitId: exhibit.id, included: true, why: '' }));
  return [...named.values(), ...added];
}

/** The exhibits a draft puts into the pack, in its order, and those it leaves out, each with the reason given. */
export function splitExhibits(
  draft: Pick<PackDraft, 'exhibits'>,
  held: readonly HeldExhibit[],
): { included: HeldExhibit[]; leftOut: { row: HeldExhibit; why: string }[] } {
  const byId = new Map(held.map((row) => [row.exhibit.id, row]));
  const included: HeldExhibit[] = [];
  const leftOut: { row: HeldExhibit; why: string }[] = [];
  for (const chosen of draft.exhibits) {
    const row = byId.get(chosen.exhibitId);
    if (row === undefined) continue;
    if (chosen.included) included.push(row);
    else leftOut.push({ row, why: chosen.why.trim() });
  }
  return { included, leftOut };
}

/** Why an exhibit of the case is not in a pack, as the pack itself says it. */
export const leftOutText = (why: string): string =>
  `Left out by whoever made this pack: ${why === '' ? 'no reason given' : why}`;
