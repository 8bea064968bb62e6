/**
 * Tables auditor_state, auditor_chains, auditor_records and auditor_nodes: the query logs of all workstations as the
 * server handed them over, on an auditor's workstation alone. Node only. A chain is of one user's workspace on one
 * workstation. What was received is never changed; opening a record adds its entry and lets go of the sealed copy.
 */
import { createHash } from 'node:crypto';
import type { AuditChainHead, AuditConflict, HeldAuditRecord } from '../../contract/audit-wire.ts';
import { leafBytes } from '../../core/audit/leaf.ts';
import { appendTo, type Frontier, frontierFrom, type Hash, leafHash, type ReadNode } from '../../core/audit/merkle.ts';
import { AppError } from '../../core/errors.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type AuditorKey = { kid: string; sealedPrivate: string };

export type AuditorState = {
  /** Ordinal after which the server is asked next. */
  cursor: number;
  pulledMs: number | null;
  /** Private keys as the server keeps them: sealed under the audit passphrase. */
  keys: AuditorKey[];
  /** Verifier keys of the witnesses the server asks. */
  witnesses: string[];
  conflicts: AuditConflict[];
};

/** One log of all; `size` and `checkpoint` as the server last said. */
export type AuditorChain = {
  chain: number;
  deviceId: string;
  userId: string;
  deviceName: string;
  /** Ed25519, hex: the first ever named for this workstation; null before the server named one. */
  deviceKeyHex: string | null;
  /** Another key was named later. */
  keyChanged: boolean;
  size: number;
  /** Largest size the server ever said. */
  largestSize: number;
  checkpoint: string | null;
  lastReceivedMs: number;
};

/** What stands in a place of a chain. `sealed`: not yet opened; `unopenable`: no key opens it; `other`: not what the leaf commits to. */
export type RecordState = 'sealed' | 'opened' | 'unopenable' | 'other';
export type AuditorRecord = {
  ordinal: number;
  chain: number;
  deviceSeq: number;
  /** Canonical JSON: the bytes of the leaf. */
  leaf: string;
  state: RecordState;
  receivedMs: number;
  /** JSON of the entry as it was sealed; null while it is not opened. */
  entry: string | null;
};

type StateRow = { cursor: number; pulled_ms: number | null; keys: string; witnesses: string; conflicts: string };

export function readAuditorState(db: ReadDb): AuditorState {
  const row = reader(db).get<StateRow>('SELECT * FROM auditor_state WHERE one = 1');
  if (row === undefined) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'auditor_state' } });
  return {
    cursor: row.cursor,
    pulledMs: row.pulled_ms,
    keys: JSON.parse(row.keys) as AuditorKey[],
    witnesses: JSON.parse(row.witnesses) as string[],
    conflicts: JSON.parse(row.conflicts) as AuditConflict[],
  };
}

/** Only the fields given change. The cursor never goes back. */
export function saveAuditorState(tx: WriteDb, change: Partial<AuditorState>): void {
  const next = { ...readAuditorState(tx), ...change };
  writer(tx).runOne(
    `UPDATE auditor_state SET cursor = max(cursor, ?), pulled_ms = ?, keys = ?, witnesses = ?, conflicts = ?
     WHERE one = 1`,
    next.cursor,
    next.pulledMs,
    JSON.stringify(next.keys),
    JSON.stringify(next.witnesses),
    JSON.stringify(next.conflicts),
  );
}

/** What the server says of its chains. The first key named for a workstation stays; a shorter log does not shrink what was said. */
export function putChainHeads(tx: WriteDb, heads: readonly AuditChainHead[]): void {
  for (const head of heads) {
    const chain = chainOf(tx, head);
    writer(tx).runOne(
      `UPDATE auditor_chains SET device_name = ?, device_key = coalesce(device_key, ?),
         key_changed = max(key_changed, coalesce(device_key, ?) <> ?), size = ?, largest_size = max(largest_size, ?),
         checkpoint = ?, last_received_ms = ? WHERE chain = ?`,
      head.deviceName,
      head.devicePublicKey,
      head.devicePublicKey,
      head.devicePublicKey,
      head.size,
      head.size,
      head.checkpoint,
      head.lastReceivedMs,
      chain,
    );
  }
}

type ChainRow = {
  chain: number;
  deviceId: string;
  userId: string;
  deviceName: string;
  deviceKeyHex: string | null;
  keyChanged: number;
  size: number;
  largestSize: number;
  checkpoint: string | null;
  lastReceivedMs: number;
};
const CHAIN_COLUMNS = `chain, device_id AS deviceId, user_id AS userId, device_name AS deviceName,
  device_key AS deviceKeyHex, key_changed AS keyChanged, size, largest_size AS largestSize, checkpoint,
  last_received_ms AS lastReceivedMs`;

export function listAuditorChains(db: ReadDb): AuditorChain[] {
  return reader(db)
    .all<ChainRow>(`SELECT ${CHAIN_COLUMNS} FROM auditor_chains ORDER BY chain`)
    .map((row) => ({ ...row, keyChanged: row.keyChanged === 1 }));
}

/** Ordinals must grow and lie above the cursor: the caller checks. Trees grow as far as a chain has no gap. */
export function insertAuditorRecords(tx: WriteDb, records: readonly HeldAuditRecord[]): void {
  const chains = new Map<string, { chain: number; tree: Frontier }>();
  for (const record of records) {
    const key = `${record.deviceId}\n${record.userId}`;
    let at = chains.get(key);
    if (at === undefined) {
      const chain = chainOf(tx, record);
      at = { chain, tree: frontierFrom(countTreeLeaves(tx, chain), nodeReader(tx, chain)) };
      chains.set(key, at);
    }
    const bytes = leafBytes(record.leaf);
    const { deviceSeq } = record.leaf;
    writer(tx).runOne(
      `INSERT INTO auditor_records (ordinal, chain, device_seq, leaf, sealed, received_ms, state)
       VALUES (?, ?, ?, ?, ?, ?, 'sealed')`,
      record.ordinal,
      at.chain,
      deviceSeq,
      Buffer.from(bytes).toString(),
      JSON.stringify(record.sealed),
      record.receivedMs,
    );
    if (deviceSeq !== at.tree.size + 1) continue;
    const { chain } = at;
    const keep = (level: number, place: number, hash: Hash): void =>
      writer(tx).runOne(
        'INSERT INTO auditor_nodes (chain, level, place, hash) VALUES (?, ?, ?, ?)',
        chain,
        level,
        place,
        hash,
      );
    at.tree = appendTo(at.tree, leafHash(bytes, fastSha256), keep, fastSha256);
  }
}

/** SHA-256 of the platform. */
export const fastSha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Reads the kept subtrees of a chain; throws WORKSPACE_DAMAGED where one is not there that must be. */
export function nodeReader(db: ReadDb, chain: number): ReadNode {
  return (level, place) => {
    const row = reader(db).get<{ hash: Uint8Array }>(
      'SELECT hash FROM auditor_nodes WHERE chain = ? AND level = ? AND place = ?',
      chain,
      level,
      place,
    );
    if (row === undefined) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'auditor_nodes' } });
    return new Uint8Array(row.hash);
  };
}

/** Leaves of a chain held without a gap from the first. */
export function countTreeLeaves(db: ReadDb, chain: number): number {
  const row = reader(db).get<{ leaves: number | null }>(
    'SELECT max(place) + 1 AS leaves FROM auditor_nodes WHERE chain = ? AND level = 0',
    chain,
  );
  return row?.leaves ?? 0;
}

function chainOf(
  tx: WriteDb,
  { deviceId, userId, deviceName }: { deviceId: string; userId: string; deviceName: string },
): number {
  const find = (): number | undefined =>
    reader(tx).get<{ chain: number }>(
      'SELECT chain FROM auditor_chains WHERE device_id = ? AND user_id = ?',
      deviceId,
      userId,
    )?.chain;
  const held = find();
  if (held !== undefined) return held;
  writer(tx).runOne(
    `INSERT INTO auditor_chains (device_id, user_id, device_name, key_changed, size, largest_size, last_received_ms)
     VALUES (?, ?, ?, 0, 0, 0, 0)`,
    deviceId,
    userId,
    deviceName,
  );
  return find() ?? 0;
}

/** Records not opened yet, in the order of receipt. */
export function unopenedRecords(
  db: ReadDb,
  limit: number,
): { ordinal: number; chain: number; leaf: string; sealed: string }[] {
  return reader(db).all(
    `SELECT ordinal, chain, leaf, sealed FROM auditor_records INDEXED BY auditor_records_unopened
     WHERE state = 'sealed' ORDER BY ordinal LIMIT ?`,
    limit,
  );
}

/** What became of opening a record. Only what was opened lets go of the sealed copy: the rest is kept as it came. */
export function setRecordOpened(
  tx: WriteDb,
  ordinal: number,
  state: Exclude<RecordState, 'sealed'>,
  entry: string | null,
): void {
  writer(tx).runOne(
    `UPDATE auditor_records SET state = ?, entry = ?, sealed = CASE WHEN ? = 'opened' THEN NULL ELSE sealed END
     WHERE ordinal = ? AND state IN ('sealed', 'unopenable')`,
    state,
    entry,
    state,
    ordinal,
  );
}

/** What no key opened is tried again with the keys that are open now. */
export function retryUnopenable(tx: WriteDb): void {
  writer(tx).run("UPDATE auditor_records SET state = 'sealed' WHERE state = 'unopenable'");
}

/** In the order of the chain; of two in one place, the one received first. `after`: `[deviceSeq, ordinal]` of the last one seen. */
export function chainRecords(
  db: ReadDb,
  chain: number,
  after: { deviceSeq: number; ordinal: number },
  limit: number,
): AuditorRecord[] {
  return reader(db).all<AuditorRecord>(
    `SELECT ordinal, chain, device_seq AS deviceSeq, leaf, state, received_ms AS receivedMs, entry FROM auditor_records
     WHERE chain = ? AND (device_seq, ordinal) > (?, ?) ORDER BY device_seq, ordinal LIMIT ?`,
    chain,
    after.deviceSeq,
    after.ordinal,
    limit,
  );
}

/** The record in a place, the first received; null where none is held. */
export function recordAt(db: ReadDb, chain: number, deviceSeq: number): AuditorRecord | null {
  return (
    chainRecords(db, chain, { deviceSeq: deviceSeq - 1, ordinal: Number.MAX_SAFE_INTEGER }, 1).find(
      (record) => record.deviceSeq === deviceSeq,
    ) ?? null
  );
}

export function countAuditorRecords(db: ReadDb): { held: number; unread: number } {
  const row = reader(db).get<{ held: number; unread: number }>(
    `SELECT (SELECT count(*) FROM auditor_records) AS held,
       (SELECT count(*) FROM auditor_records WHERE state = 'sealed') +
       (SELECT count(*) FROM auditor_records WHERE state = 'unopenable') AS unread`,
  );
  return row ?? { held: 0, unread: 0 };
}
