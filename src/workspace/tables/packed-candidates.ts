/** How the candidates of a read lie in one column: a flat JSON array `[text, confidence, text, …]`. Runs anywhere. */
import type { Detection } from '../../core/model/domain.ts';

type Candidate = Detection['candidates'][number];

export function packCandidates(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return '';
  return JSON.stringify(candidates.flatMap(({ text, confidence }) => [text, confidence]));
}

export function unpackCandidates(packed: string): Candidate[] {
  const flat = flatCandidates(packed);
  const candidates: Candidate[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    candidates.push({ text: String(flat[at]), confidence: confidenceAt(flat, at + 1) });
  }
  return candidates;
}

/** `[text, confidence, …]`; empty for none. */
export function flatCandidates(packed: string): (string | number | null)[] {
  return packed === '' ? [] : (JSON.parse(packed) as (string | number | null)[]);
}

export function confidenceAt(flat: readonly (string | number | null)[], at: number): number | null {
  const value = flat[at];
  return typeof value === 'number' ? value : null;
}
