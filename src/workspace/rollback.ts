/**
 * Compares a database with its head file: is it at least as new as what was last promised (T5)? Node only.
 * What was on disk for certain must be there: else an alarm. What was only committed may be lost in a power cut, and may
 * have been taken away: a warning that says both.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Alert } from '../core/model/domain.ts';
import { workspaceRoot } from './audit-tree.ts';
import type { ReadDb } from './database.ts';
import type { HeadReading, KnownMark } from './head-file.ts';
import { deviceHashAt } from './tables/audit-entries.ts';
import { countLeaves } from './tables/audit-nodes.ts';
import { readCounter, readInfo } from './tables/meta.ts';

type RollbackKind = 'head-missing' | 'head-forged' | 'head-torn' | 'behind' | 'replaced' | 'tree-replaced' | 'end-lost';

export type RollbackFinding = { kind: RollbackKind; alert: Alert };

/** What is wrong, or null where all is in order. A database ahead of its head was killed between the two: in order. */
export function rollbackAlert(db: ReadDb, reading: HeadReading, nowMs: number): RollbackFinding | null {
  const raise = (
    kind: RollbackKind,
    message: string,
    tip = 'Tell your administrator before you go on working. At the next sync the server compares the query log and shows what is missing. Nothing was erased.',
  ): RollbackFinding => {
    const severity = kind === 'end-lost' || kind === 'head-torn' ? 'warning' : 'error';
    return { kind, alert: { id: `workspace-${kind}-${nowMs}`, severity, message, tip, atMs: nowMs } };
  };
  if (reading.state === 'missing') {
    return raise('head-missing', 'The file that says how new this workspace must be is gone.');
  }
  if (reading.state === 'forged' || reading.workspaceId !== readInfo(db).workspaceId) {
    return raise(
      'head-forged',
      'The file that says how new this workspace must be was changed by something else than Waymark.',
    );
  }
  const missing = reading.synced.commits - readCounter(db, 'commits');
  if (missing > 0) {
    return raise(
      'behind',
      `This workspace is older than it was: the last ${missing} saved ${missing === 1 ? 'step is' : 'steps are'} missing. A file was damaged, or put back from a copy.`,
    );
  }
  if (!hasEntry(db, reading.synced)) {
    return raise(
      'replaced',
      'The query log of this workspace is not the one that was written here: a file was put in its place.',
    );
  }
  if (!hasTree(db, reading.synced)) {
    return raise(
      'tree-replaced',
      'The tree over the query log of this workspace is not the one that was written here: a page was put back or changed.',
    );
  }
  const lost = reading.newest.commits - readCounter(db, 'commits');
  if (lost > 0 || !hasEntry(db, reading.newest) || !hasTree(db, reading.newest)) {
    return raise(
      'end-lost',
      `The end of the query log was lost in a power cut, or taken away: the last ${lost > 1 ? `${lost} steps are` : 'step is'} missing.`,
      'Questions without a result in the log may have been answered. If there was no power cut, tell your administrator before you go on working.',
    );
  }
  if (reading.torn) {
    return raise(
      'head-torn',
      'Half of the file that says how new this workspace must be cannot be read: a power cut while it was written, or something else than Waymark changed it.',
      'The other half agrees with this workspace. If there was no power cut, tell your administrator before you go on working.',
    );
  }
  return null;
}

function hasEntry(db: ReadDb, { deviceSeq, deviceHead }: KnownMark): boolean {
  return deviceHashAt(db, deviceSeq) === deviceHead;
}

/** A head of the first version says nothing of the tree. */
function hasTree(db: ReadDb, { tree }: KnownMark): boolean {
  if (tree === null) return true;
  return tree.leaves <= countLeaves(db) && bytesToHex(workspaceRoot(db, tree.leaves)) === tree.root;
}
