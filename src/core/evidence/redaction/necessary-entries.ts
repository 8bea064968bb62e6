/**
 * Which entries of the log a pack rests on, so that they can never travel as their commitment alone (EP24), and which
 * others must go together with one that does. Runs anywhere (pure). What the verifier demands it judges itself; a pack
 * that lacks what it demands is not given out.
 */
import type { AuditEntry } from '../../audit/entry.ts';
import type { PackInput } from '../pack-input.ts';

const ofReads: ReadonlySet<AuditEntry['action']> = new Set([
  'view',
  'image',
  'confirm',
  'exhibit-add',
  'exhibit-remove',
]);
const ofAuthorities: ReadonlySet<AuditEntry['action']> = new Set([
  'authority-declare',
  'authority-submit',
  'authority-approve',
  'authority-refuse',
  'authority-withdraw',
  'authority-assignment',
]);

/** Numbers of the entries that stay whatever they say. */
export function necessaryEntries({ log, exhibits }: Pick<PackInput, 'log' | 'exhibits'>): Set<number> {
  const reads = new Set<unknown>(exhibits.map(({ detection }) => detection.id));
  const numbers = new Set<unknown>(exhibits.map(({ exhibit }) => exhibit.number));
  const needed = new Set<number>();
  const authorities = new Set<string>();
  for (const { seq, action, outcome, details, of, authority, v } of log) {
    // Its hash is not blinded: who has only that could try what was asked.
    if (v === 1) needed.add(seq);
    if (!ofReads.has(action) || outcome === 'refused') continue;
    if (!reads.has(details.detectionId) && !numbers.has(details.number)) continue;
    needed.add(seq);
    if (of !== null) needed.add(of);
    if (authority !== null) authorities.add(authority.id);
  }
  for (const { seq, action, outcome, authority } of log)
    if (ofAuthorities.has(action) && outcome === 'recorded' && authority !== null && authorities.has(authority.id))
      needed.add(seq);
  const last = log.at(-1);
  if (last !== undefined) needed.add(last.seq);
  return needed;
}

/**
 * Adds to the hidden entries those that cannot be judged without them: the other half of a query, the uses of an
 * authority whose statement is hidden, an exhibit's addition whose taking out is, a paper's way in and out.
 * @param hidden ground by number of entry; changed
 */
export function hideDependants(
  log: readonly AuditEntry[],
  needed: ReadonlySet<number>,
  hidden: Map<number, string>,
): void {
  const bySeq = new Map(log.map((entry) => [entry.seq, entry]));
  const hide = (entry: AuditEntry | undefined, ground: string | undefined): boolean => {
    if (entry === undefined || ground === undefined || hidden.has(entry.seq) || needed.has(entry.seq)) return false;
    hidden.set(entry.seq, ground);
    return true;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const entry of log) {
      const ground = hidden.get(entry.seq);
      if (entry.of !== null) {
        changed = hide(bySeq.get(entry.of), ground) || changed;
        changed = hide(entry, hidden.get(entry.of)) || changed;
      }
      if (ground === undefined) continue;
      for (const other of log) if (belongs(other, entry)) changed = hide(other, ground) || changed;
    }
  }
}

/** Whether `other` says something that only `hidden` makes true or takes back. */
function belongs(other: AuditEntry, hidden: AuditEntry): boolean {
  if (other === hidden || hidden.outcome !== 'recorded') return false;
  const sameAuthority = hidden.authority !== null && other.authority?.id === hidden.authority.id;
  if (ofAuthorities.has(hidden.action)) return sameAuthority && other.seq > hidden.seq;
  if (hidden.action === 'exhibit-remove')
    return other.action === 'exhibit-add' && other.details.number === hidden.details.number;
  if (hidden.action === 'authority-detach')
    return (
      other.action === 'authority-attach' && sameAuthority && other.details.documentId === hidden.details.documentId
    );
  return false;
}
