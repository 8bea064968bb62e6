/** Table meta and counters: who this workspace belongs to, and running counts. Node only. */

import { AppError } from '../../core/errors.ts';
import type { Space } from '../../core/model/domain.ts';
import { type User, user as userSchema } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type WorkspaceInfo = {
  workspaceId: string;
  deviceId: string;
  serverId: string;
  space: Space;
  createdMs: number;
};

export type CounterName = 'commits' | 'detections' | 'last-ordinal' | 'recent-ids';

export function readInfo(db: ReadDb): WorkspaceInfo {
  return JSON.parse(meta(db, 'info')) as WorkspaceInfo;
}

export function saveInfo(tx: WriteDb, info: WorkspaceInfo): void {
  setMeta(tx, 'info', JSON.stringify(info));
}

/** The person this workspace belongs to, as the server last described them. */
export function readUser(db: ReadDb): User {
  return userSchema.parse(JSON.parse(meta(db, 'user')));
}

export function saveUser(tx: WriteDb, user: User): void {
  setMeta(tx, 'user', JSON.stringify(userSchema.parse(user)));
}

export function readCounter(db: ReadDb, name: CounterName): number {
  const row = reader(db).get<{ value: number }>('SELECT value FROM counters WHERE name = ?', name);
  if (row === undefined) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: name } });
  return row.value;
}

export function addToCounter(tx: WriteDb, name: CounterName, by: number): void {
  writer(tx).runOne('UPDATE counters SET value = value + ? WHERE name = ?', by, name);
}

function meta(db: ReadDb, key: string): string {
  const row = reader(db).get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
  if (row === undefined) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: key } });
  return row.value;
}

function setMeta(tx: WriteDb, key: string, value: string): void {
  writer(tx).runOne(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  );
}
