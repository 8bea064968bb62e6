/**
 * What an administrator does at the server's own machine: codes, users, file numbers, keys, figures. Runs in the
 * server's process or, while it is stopped, over its data folder. Secrets are returned once and kept as hashes.
 */
import { randomUUID } from 'node:crypto';
import { makeAuditKey } from '../contract/audit-sealing.ts';
import type { StolenRecord } from '../contract/register.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import { AppError } from '../core/errors.ts';
import { type Role, role as roleSchema, type User } from '../core/model/domain.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import type { ServerParts } from './context.ts';
import { enrolmentCodeHash, newEnrolmentCode, newIngestKey, passphraseVerifier, sha256Hex } from './credentials.ts';
import { barVehicle } from './register-vehicles.ts';
import type { JournalledTable } from './store/journal-record.ts';
import { putRow } from './store/replay.ts';
import type { Database } from './store/schema.ts';
import { listAuditKeys, toAuditKeyRow } from './tables/audit-keys.ts';
import { readFeedHead } from './tables/feed-head.ts';
import { findUser, toUser } from './tables/people.ts';
import { lastFollowedMs, operationKey, stolenRecords, toStolenRecord } from './tables/register.ts';

const CODE_VALID_MS = 24 * 3_600_000;
export const MIN_PASSPHRASE_LENGTH = 12;

type Parts = Pick<ServerParts, 'store' | 'clock'>;

/** A one-time code for one workstation, valid for 24 hours. */
export async function createEnrolmentCode(parts: Parts): Promise<{ code: string; expiresMs: number }> {
  const code = newEnrolmentCode();
  const nowMs = parts.clock();
  const expiresMs = nowMs + CODE_VALID_MS;
  const row = { code_hash: enrolmentCodeHash(code), expires_ms: expiresMs, used_ms: null, created_ms: nowMs };
  await keep(parts, 'enrolment_codes', row);
  return { code, expiresMs };
}

export type NewUser = {
  readonly username: string;
  readonly name: string;
  readonly title: string;
  readonly role: Role;
  readonly passphrase: string;
};

/** Adds a user, or changes name, title, role and passphrase of one. Throws BAD_INPUT. */
export async function addUser(parts: Parts, user: NewUser): Promise<User> {
  const username = user.username.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(username)) {
    throw badInput('username', 'A user name has up to 64 small letters, digits, dots, dashes or underscores.');
  }
  if (!roleSchema.safeParse(user.role).success) {
    throw badInput('role', `A role is one of: ${roleSchema.options.join(', ')}.`);
  }
  if (user.passphrase.length < MIN_PASSPHRASE_LENGTH || user.passphrase.length > 1024) {
    throw badInput('passphrase', `A passphrase has at least ${MIN_PASSPHRASE_LENGTH} characters.`);
  }
  const before = await findUser(parts.store.db, username);
  const row = {
    id: before?.id ?? randomUUID(),
    username,
    name: user.name.slice(0, 200) || username,
    title: user.title.slice(0, 200),
    role: user.role,
    verifier: await passphraseVerifier(user.passphrase),
    created_ms: before?.created_ms ?? parts.clock(),
  };
  await keep(parts, 'users', row);
  // Whoever was signed in under the old passphrase has to sign in again.
  await parts.store.db.deleteFrom('sessions').where('user_id', '=', row.id).execute();
  return toUser(row);
}

/** Adds a file number, or changes its offence and who is assigned to it. */
export async function addFileNumber(
  parts: Parts,
  file: { readonly number: string; readonly offence: string; readonly assignedTo: readonly string[] },
): Promise<void> {
  if (!/^\d{6}\/\d{4}$/.test(file.number)) throw badInput('number', 'A file number looks like 261107/4417.');
  const assigned = file.assignedTo.map((username) => username.trim().toLowerCase());
  await keep(parts, 'file_numbers', {
    number: file.number,
    offence: file.offence.slice(0, 300),
    assigned_to: JSON.stringify(assigned),
  });
}

/** Bars queries of a user for a vehicle. Only a keyed hash of the plate is kept. */
export async function addOwnVehicle(
  parts: ServerParts,
  vehicle: { readonly username: string; readonly plate: string; readonly relation: 'own' | 'household' },
): Promise<void> {
  const owner = await findUser(parts.store.db, vehicle.username.trim().toLowerCase());
  if (owner === null) throw badInput('username', 'There is no such user.');
  const plate = wholePlate(vehicle.plate);
  const declared = { userId: owner.id, plate, relation: vehicle.relation, declaredBy: 'administrator' };
  await parts.store.db.transaction().execute((tx) => barVehicle(parts, tx, declared));
}

/** Records a theft complaint. Throws BAD_INPUT, also where the rules refuse it: who follows a vehicle flags none. */
export async function addStolenRecord(
  parts: ServerParts,
  theft: {
    readonly plate: string;
    readonly complaint: string;
    readonly complainant: string;
    readonly stolenMs: number;
    readonly setBy: string;
  },
): Promise<StolenRecord> {
  const { db } = parts.store;
  const setter = await findUser(db, theft.setBy.trim().toLowerCase());
  if (setter === null) throw badInput('set-by', 'There is no such user.');
  const plate = wholePlate(theft.plate);
  const decision = decideLawfully(parts.policies, {
    what: 'flag-stolen',
    user: toUser(setter),
    plate,
    complaint: theft.complaint,
    complainant: theft.complainant,
    stolenMs: theft.stolenMs,
    nowMs: parts.clock(),
    held: (await stolenRecords(db)).filter((record) => record.plate === plate),
    lastFollowedMs: await lastFollowedMs(db, setter.id, plate),
  });
  const [reason] = decision.reasons;
  if (reason !== undefined) throw badInput(reason.rule.id, `${reason.message} ${reason.remedy}`);
  const row = {
    id: randomUUID(),
    plate,
    complaint: theft.complaint.trim().slice(0, 200),
    complainant: theft.complainant.trim().slice(0, 200),
    stolen_ms: theft.stolenMs,
    set_by: JSON.stringify(toUser(setter)),
    set_ms: parts.clock(),
    recovered_ms: null,
  };
  await keep(parts, 'stolen_records', row);
  return toStolenRecord(row);
}

/** Ends every open record of a vehicle. Returns how many there were; the live alerts on it end with the next sync. */
export async function markRecovered(parts: Parts, plate: string): Promise<number> {
  const folded = wholePlate(plate);
  const open = await parts.store.db
    .selectFrom('stolen_records')
    .selectAll()
    .where('plate', '=', folded)
    .where('recovered_ms', 'is', null)
    .execute();
  for (const row of open) await keep(parts, 'stolen_records', { ...row, recovered_ms: parts.clock() });
  return open.length;
}

/** Adds an operation, or changes its owner, dates and who works on it. */
export async function addOperation(
  parts: Parts,
  operation: {
    readonly name: string;
    readonly owner: string;
    readonly assignedTo: readonly string[];
    readonly fromMs: number;
    readonly toMs: number;
  },
): Promise<void> {
  const key = operationKey(operation.name);
  if (key === '' || operation.name.length > 64)
    throw badInput('name', 'An operation has a name of up to 64 characters.');
  if (operation.toMs <= operation.fromMs) throw badInput('to', 'An operation ends after it begins.');
  await keep(parts, 'operations', {
    key,
    name: operation.name.normalize('NFC').trim().replace(/\s+/g, ' '),
    owner: operation.owner.slice(0, 200),
    assigned_to: JSON.stringify(operation.assignedTo.map((username) => username.trim().toLowerCase())),
    from_ms: operation.fromMs,
    to_ms: operation.toMs,
  });
}

function wholePlate(text: string): string {
  const folded = foldPlate(text);
  if (!folded.ok) throw badInput('plate', 'Type the whole plate, without ? and *.');
  return folded.plate;
}

/** A new key for providers. Returned once. */
export async function createIngestKey(parts: Parts, label: string): Promise<string> {
  const key = newIngestKey();
  await keep(parts, 'provider_keys', {
    key_hash: sha256Hex(key),
    label: label.slice(0, 100),
    created_ms: parts.clock(),
  });
  return key;
}

/** A new key pair for the auditor; those before are retired, and still open what was sealed to them. Throws BAD_INPUT. */
export async function createAuditKey(parts: Parts, passphrase: string): Promise<{ kid: string }> {
  if (passphrase.length < MIN_PASSPHRASE_LENGTH || passphrase.length > 1024) {
    throw badInput('passphrase', `A passphrase has at least ${MIN_PASSPHRASE_LENGTH} characters.`);
  }
  const { publicKey, sealedPrivate } = await makeAuditKey(passphrase);
  const nowMs = parts.clock();
  for (const before of await listAuditKeys(parts.store.db)) {
    if (before.retiredMs === null) await keep(parts, 'audit_keys', toAuditKeyRow({ ...before, retiredMs: nowMs }));
  }
  await keep(parts, 'audit_keys', toAuditKeyRow({ publicKey, sealedPrivate, createdMs: nowMs, retiredMs: null }));
  return { kid: publicKey.kid };
}

/** A first key where there is none yet; a second one would be a change of key, and every workstation would say so. */
export async function ensureAuditKey(parts: Parts, passphrase: string): Promise<void> {
  if ((await listAuditKeys(parts.store.db)).length === 0) await createAuditKey(parts, passphrase);
}

export type Statistics = {
  readonly detections: number;
  readonly cameras: number;
  readonly images: number;
  readonly quarantined: number;
  readonly users: number;
  readonly workstations: number;
  readonly auditEntries: number;
  readonly auditConflicts: number;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Reads of cameras of which no site is known. */
  readonly withoutSite: number;
};

export async function statistics(parts: Parts): Promise<Statistics> {
  const { db } = parts.store;
  const head = await readFeedHead(db);
  const count = async (table: 'images' | 'quarantine' | 'users' | 'devices' | 'audit_records' | 'audit_forks') => {
    const row = await db
      .selectFrom(table)
      .select((each) => each.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  };
  const times = await db
    .selectFrom('detections')
    .select((each) => [
      each.fn.min<number | null>('time_ms').as('oldest'),
      each.fn.max<number | null>('time_ms').as('newest'),
    ])
    .executeTakeFirstOrThrow();
  const strangers = await db
    .selectFrom('detections')
    .where((each) =>
      each.not(
        each.exists(
          each.selectFrom('cameras').select('cameras.id').whereRef('cameras.id', '=', 'detections.camera_id'),
        ),
      ),
    )
    .select((each) => each.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return {
    detections: head.detections,
    cameras: head.cameras,
    images: await count('images'),
    quarantined: await count('quarantine'),
    users: await count('users'),
    workstations: await count('devices'),
    auditEntries: await count('audit_records'),
    auditConflicts: await count('audit_forks'),
    oldestMs: times.oldest,
    newestMs: times.newest,
    withoutSite: Number(strangers.count),
  };
}

async function keep<T extends JournalledTable>(parts: Parts, table: T, row: Database[T]): Promise<void> {
  await parts.store.db.transaction().execute(async (tx) => {
    await putRow(tx, table, row);
    await parts.store.promise(tx, { kind: 'row', table, row });
  });
}

function badInput(field: string, message: string): AppError {
  return new AppError('BAD_INPUT', {
    message: `${field}: ${message}`,
    tip: 'Nothing was changed.',
    details: { field },
  });
}
