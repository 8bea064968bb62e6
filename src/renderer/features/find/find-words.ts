/** What a search did, in words: which way it went, how deep, and how what a witness remembers differs from a plate. Pure. */
import { alignRead } from '../../parts/align-read.ts';

export type Direction = 'camera' | 'witness';

export const DIRECTIONS: readonly { direction: Direction; title: string; help: string }[] = [
  {
    direction: 'camera',
    title: 'the plate',
    help: 'Misreads of it are found too, ranked by how likely each is this plate.',
  },
  {
    direction: 'witness',
    title: 'what a witness remembers',
    help: 'Plates a person could mean by it: characters mixed up, swapped, added or left out.',
  },
];

/** How far from the query plates were looked for; `costReached` as the summary gives it. */
export function depthText(costReached: number, query: string): string {
  if (/[?*]/.test(query)) return 'Every plate that fits the pattern was looked at.';
  if (costReached <= 0) return 'Only this very plate was looked at.';
  if (costReached < 8) return 'Looked as far as one character easily taken for another; enough was found there.';
  if (costReached < 12) return 'Looked as far as any one character wrong, added, lost or swapped.';
  if (costReached < 16) return 'Looked as far as one character wrong and another easily taken for it.';
  return 'Looked as far as any two characters wrong, added, lost or swapped.';
}

/** Why a remembered text may mean a plate: `B for 8`, `H and O swapped`, `2 forgotten`. Empty: they are the same. */
export function memoryText(remembered: string, plate: string): string {
  if (/[?*]/.test(remembered)) return 'fits the pattern';
  const columns = alignRead(remembered.toUpperCase(), plate);
  const used = new Set<number>();
  const said: string[] = [];
  for (const [at, { raw, plate: meant, differs }] of columns.entries()) {
    if (!differs || used.has(at)) continue;
    const next = columns[at + 1];
    if (next?.differs && raw !== null && meant !== null && next.raw === meant && next.plate === raw) {
      used.add(at + 1);
      said.push(`${meant} and ${raw} swapped`);
      continue;
    }
    // One character too many here and forgotten there is one that stood elsewhere.
    const one = raw ?? meant;
    const other = columns.findIndex(
      (column, place) =>
        place > at &&
        !used.has(place) &&
        (raw === null ? column.plate === null && column.raw === one : column.raw === null && column.plate === one),
    );
    if ((raw === null || meant === null) && other >= 0) {
      used.add(other);
      said.push(`${one} in another place`);
    } else if (raw === null) said.push(`${meant ?? ''} forgotten`);
    else said.push(meant === null ? `${raw} too many` : `${raw} for ${meant}`);
  }
  return said.join(', ');
}

/** A part of a plate asked for as if it were the whole: what to ask instead. Null: it may well be whole. */
export function partToTry(query: string): string | null {
  const text = query.trim();
  return text.length > 4 || text.includes('*') ? null : `${text}*`;
}

/** What a filter by make or colour leaves in: a read is never dropped for what nobody recorded. */
export function unknownKept(make: string | null, colour: string | null): string {
  const what = [make !== null && 'make', colour !== null && 'colour'].filter(Boolean).join(' or ');
  return what === '' ? '' : `Reads whose ${what} is unknown are kept.`;
}
