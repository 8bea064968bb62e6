/**
 * Compares a database with its head file: is it at least as new as what was last promised (T5)? Node only.
 */
import type { Alert } from '../core/model/domain.ts';
import type { ReadDb } from './database.ts';
import type { HeadReading } from './head-file.ts';
import { deviceHashAt } from './tables/audit-entries.ts';
import { readCounter, readInfo } from './tables/meta.ts';

/** The alarm, or null where all is in order. A database ahead of its head was killed between the two: in order. */
export function rollbackAlert(db: ReadDb, reading: HeadReading, nowMs: number): Alert | null {
  const alarm = (what: string, message: string): Alert => ({
    id: `workspace-${what}-${nowMs}`,
    severity: 'error',
    message,
    tip: 'Tell your administrator before you go on working. At the next sync the server compares the query log and shows what is missing. Nothing was erased.',
    atMs: nowMs,
  });
  if (reading.state === 'missing') {
    return alarm('head-missing', 'The file that says how new this workspace must be is gone.');
  }
  if (reading.state === 'forged' || reading.head.workspaceId !== readInfo(db).workspaceId) {
    return alarm(
      'head-forged',
      'The file that says how new this workspace must be was changed by something else than Waymark.',
    );
  }
  const { commits, deviceSeq, deviceHead } = reading.head;
  const found = readCounter(db, 'commits');
  if (found < commits) {
    return alarm(
      'behind',
      `This workspace is older than it was: the last ${commits - found} saved ${commits - found === 1 ? 'step is' : 'steps are'} missing. A file was damaged, or put back from a copy.`,
    );
  }
  if (deviceHashAt(db, deviceSeq) !== deviceHead) {
    return alarm(
      'replaced',
      'The query log of this workspace is not the one that was written here: a file was put in its place.',
    );
  }
  return null;
}
