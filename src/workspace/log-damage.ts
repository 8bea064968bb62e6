/**
 * What is missing of the query log, in words. Node only. No way of this program takes anything of it away: where an entry,
 * its leaf or a node of the tree is gone, somebody wrote to the database with its key, or a disk lost a page.
 */
import { AppError } from '../core/errors.ts';
import type { ReadDb } from './database.ts';
import { deviceHead, entriesGone } from './tables/audit-entries.ts';
import { countLeaves, leavesGone } from './tables/audit-nodes.ts';

/** Throws WORKSPACE_DAMAGED that names what is gone at the end of the log; quick. */
export function assertEndOfLog(db: ReadDb): void {
  if (countLeaves(db) > deviceHead(db).seq) assertNothingGone(db);
}

/** The same for the whole log; reads all places of it. */
export function assertNothingGone(db: ReadDb): void {
  const entries = entriesGone(db);
  if (entries.length > 0) {
    throw damaged(
      `The query log of this workspace lacks ${places('entry', 'entries', entries)}: taken away, while the tree over the log still has what stood there.`,
      'audit_entries',
    );
  }
  const leaves = leavesGone(db);
  if (leaves.length > 0) {
    throw damaged(
      `The tree over the query log of this workspace lacks ${places('leaf', 'leaves', leaves)}: taken away, while the entries are there.`,
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
