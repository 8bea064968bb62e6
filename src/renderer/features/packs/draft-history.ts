/**
 * What was chosen for a pack, with every step back and forth. Pure. Typing in one field is one step as long as it goes
 * on; any other change is a step of its own.
 */
import type { PackDraft } from '../../../contract/workstation.ts';

/** Steps kept; the oldest go first. */
const MOST_STEPS = 200;
/** Typing that pauses longer than this begins a new step. */
const TYPING_PAUSE_MS = 1500;

export interface DraftHistory {
  readonly past: readonly PackDraft[];
  readonly now: PackDraft;
  readonly future: readonly PackDraft[];
  /** The field being typed in, and when it last changed; null: the next change is a step. */
  readonly typing: { readonly field: string; readonly atMs: number } | null;
}

export const startHistory = (draft: PackDraft): DraftHistory => ({ past: [], now: draft, future: [], typing: null });

/** @param field the text field this was typed into; null: a choice */
export function edited(history: DraftHistory, next: PackDraft, field: string | null, atMs: number): DraftHistory {
  const { past, now, typing } = history;
  const goesOn = field !== null && typing?.field === field && atMs - typing.atMs <= TYPING_PAUSE_MS;
  return {
    past: goesOn ? past : [...past.slice(1 - MOST_STEPS), now],
    now: next,
    future: [],
    typing: field === null ? null : { field, atMs },
  };
}

export function undone(history: DraftHistory): DraftHistory {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future], typing: null };
}

export function redone(history: DraftHistory): DraftHistory {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, typing: null };
}

/** The same choice against what the case holds now, without a step: nobody chose that exhibits came or went. */
export function rebased(history: DraftHistory, exhibitIds: readonly string[]): DraftHistory {
  const settle = (draft: PackDraft): PackDraft => ({ ...draft, exhibits: settled(draft.exhibits, exhibitIds) });
  return {
    past: history.past.map(settle),
    now: settle(history.now),
    future: history.future.map(settle),
    typing: history.typing,
  };
}

function settled(chosen: PackDraft['exhibits'], ids: readonly string[]): PackDraft['exhibits'] {
  const kept = chosen.filter(({ exhibitId }) => ids.includes(exhibitId));
  const named = new Set(kept.map(({ exhibitId }) => exhibitId));
  return [...kept, ...ids.filter((id) => !named.has(id)).map((exhibitId) => ({ exhibitId, included: true, why: '' }))];
}
