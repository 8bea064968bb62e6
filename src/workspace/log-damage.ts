/**
 * What is missing of the query log so that it cannot be written on, in words. Node only. No way of this program takes
 * anything of it away: where an entry is gone and its leaf is there, or the tree goes on after its last leaf, somebody wrote
 * to the database with its key, or a disk lost a page. Whatever else was changed, `waymark log verify` names.
 */
import { AppError } from '../core/errors.ts';
import type { ReadDb } from './database.ts';
import { deviceHead, entriesGone } from './tables/audit-entries.ts';
import { countLeaves, leavesGone } from './tables/audit-nodes.ts';

/** Throws WORKSPACE_DAMAGED that names what is gone; quick where only the end of the log is looked at. */
export function assertNothingGone(db: ReadDb, look: 'whole' | 'end'): void {
  const entries = look === 'whole' || countLeaves(db) > deviceHead(db).seq ? entriesGone(db) : [];
  if (entries.length > 0) {
    const which = places('entry', 'entries', entries);
    throw damaged(
      `The query log of this workspace lacks ${which}: taken away, while the tree over the log still has what stood there.`,
      'audit_entries',
    );
  }
  const leaves = leavesGone(db);
  if (leaves.length > 0) {
    const which = places('leaf', 'leaves', leaves);
    throw damaged(
      `The tree over the query log of this workspace lacks ${which}: taken away, while the tree has grown over it.`,
      'audit_leaves',
    );
  }
}

function places(one: string, many: string, found: readonly number[]): string {
  return `${found.length === 1 ? one : many} ${found.join(', ')}`;
}

function damaged(message: string, missing: string): AppError {
  return new AppError('WORKSPACE_DAMAGED', { message, details: { missing } });
}
