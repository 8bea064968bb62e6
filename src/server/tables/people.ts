/** Users, workstations, one-time codes, sessions, used proofs and provider keys. Secrets are held as hashes only. */
import { role, type User } from '../../core/model/domain.ts';
import type { Database, Db } from '../store/schema.ts';

export function toUser(row: Database['users']): User {
  return { id: row.id, username: row.username, name: row.name, title: row.title, role: role.parse(row.role) };
}

export async function findUser(db: Db, username: string): Promise<Database['users'] | null> {
  return (await db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst()) ?? null;
}

export async function findDevice(db: Db, id: string): Promise<Database['devices'] | null> {
  return (await db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Uses a one-time code up; null where it is wrong, used or out of date. */
export async function takeCode(db: Db, codeHash: string, nowMs: number): Promise<Database['enrolment_codes'] | null> {
  const row = await db
    .updateTable('enrolment_codes')
    .set({ used_ms: nowMs })
    .where('code_hash', '=', codeHash)
    .where('used_ms', 'is', null)
    .where('expires_ms', '>', nowMs)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function openSession(db: Db, session: Database['sessions'], nowMs: number): Promise<void> {
  await db.deleteFrom('sessions').where('expires_ms', '<', nowMs).execute();
  await db.insertInto('sessions').values(session).execute();
}

export type HeldSession = { readonly user: User; readonly deviceId: string; readonly publicKey: string };

export async function findSession(db: Db, tokenHash: string, nowMs: number): Promise<HeldSession | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .innerJoin('devices', 'devices.id', 'sessions.device_id')
    .selectAll('users')
    .select(['sessions.device_id', 'devices.public_key'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.expires_ms', '>', nowMs)
    .executeTakeFirst();
  return row ? { user: toUser(row), deviceId: row.device_id, publicKey: row.public_key } : null;
}

/** False where this proof was used before. */
export async function takeProof(db: Db, deviceId: string, jti: string, untilMs: number): Promise<boolean> {
  const added = await db
    .insertInto('used_proofs')
    .values({ device_id: deviceId, jti, until_ms: untilMs })
    .onConflict((on) => on.doNothing())
    .returning('jti')
    .executeTakeFirst();
  return added !== undefined;
}

/** Forgets proofs that are too old to be taken again anyway. */
export async function forgetProofs(db: Db, nowMs: number): Promise<void> {
  await db.deleteFrom('used_proofs').where('until_ms', '<', nowMs).execute();
}

export async function hasProviderKey(db: Db, keyHash: string): Promise<boolean> {
  return (
    (await db.selectFrom('provider_keys').select('label').where('key_hash', '=', keyHash).executeTakeFirst()) !==
    undefined
  );
}
