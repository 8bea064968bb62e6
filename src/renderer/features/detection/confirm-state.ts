/**
 * The four lines of the confirm step: what was typed blind, what was seen, the look-alikes, the outcome. Pure.
 * A read can be confirmed only when the first three are done and the typed text is the plate; to reject it or to say
 * that one cannot tell, having looked (the first line) is enough.
 */
import type { Confirmation } from '../../../core/model/domain.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';

export interface ConfirmDraft {
  readonly basis: 'image' | 'no-image';
  readonly typed: string;
  readonly typedDone: boolean;
  readonly ground: Confirmation['ground'];
  readonly groundNote: string;
  readonly vehicle: string;
  readonly vehicleDone: boolean;
  readonly lookAlikesDone: boolean;
}

/** Nothing done yet; look-alikes count as looked at where none are known. */
export const startDraft = (basis: ConfirmDraft['basis'], lookAlikes: number): ConfirmDraft => ({
  basis,
  typed: '',
  typedDone: false,
  ground: null,
  groundNote: '',
  vehicle: '',
  vehicleDone: false,
  lookAlikesDone: lookAlikes === 0,
});

export type TypedVerdict = 'empty' | 'not-a-plate' | 'agrees' | 'differs';

export function judgeTyped(typed: string, plate: string): TypedVerdict {
  if (typed.trim() === '') return 'empty';
  const folded = foldPlate(typed);
  if (!folded.ok) return 'not-a-plate';
  return folded.plate === plate ? 'agrees' : 'differs';
}

/** Lines that are done, in order; the outcome is the fourth. */
export function doneLines(draft: ConfirmDraft): readonly [boolean, boolean, boolean] {
  const first = draft.basis === 'image' ? draft.typedDone : draft.ground !== null && draft.groundNote.trim() !== '';
  return [first, draft.vehicleDone, draft.lookAlikesDone];
}

/** Why an outcome cannot be recorded yet, in words to stand beside the button; null: it can. */
export function blockedBy(outcome: Confirmation['outcome'], draft: ConfirmDraft, plate: string): string | null {
  const [first, vehicle, lookAlikes] = doneLines(draft);
  if (!first) {
    return draft.basis === 'image'
      ? 'Waits for what you read in the image.'
      : 'Waits for the ground, and a note on it.';
  }
  if (outcome !== 'confirmed') return null;
  if (draft.basis === 'image' && judgeTyped(draft.typed, plate) !== 'agrees') {
    return 'What you typed is not this plate: reject it, or say that you cannot tell.';
  }
  if (!vehicle) return 'Waits for the vehicle you saw.';
  return lookAlikes ? null : 'Waits until you have looked at the look-alikes.';
}
