/**
 * Tables pack_signers and pack_signer_roots: the agency's certificate with its key, the time-stamp server, and every root
 * either ever rested on. Inside the encrypted database alone. Node only.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { epochMs } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

/** DER as base64; certificates leaf first, root last. */
const heldAgency = z.object({
  certificates: z.array(z.string()).min(1),
  privateKeyPkcs8: z.string(),
  algorithm: z.enum(['ecdsa-sha256', 'rsa-sha256', 'rsa-pss-sha256']),
  atMs: epochMs,
  by: z.string(),
});
export type HeldAgency = z.infer<typeof heldAgency>;

/** `roots`: DER as base64, the root first, then what stands between. */
const heldTimeStamp = z.object({ url: z.string(), roots: z.array(z.string()).min(1), atMs: epochMs, by: z.string() });
export type HeldTimeStamp = z.infer<typeof heldTimeStamp>;

type Kind = 'agency' | 'time-stamp';

function held(db: ReadDb, kind: Kind): unknown {
  const row = reader(db).get<{ held: string }>('SELECT held FROM pack_signers WHERE kind = ?', kind);
  return row === undefined ? null : JSON.parse(row.held);
}

export const getAgencySigner = (db: ReadDb): HeldAgency | null => heldAgency.nullable().parse(held(db, 'agency'));
export const getTimeStampServer = (db: ReadDb): HeldTimeStamp | null =>
  heldTimeStamp.nullable().parse(held(db, 'time-stamp'));

function put(tx: WriteDb, kind: Kind, value: object, root: Uint8Array): void {
  const sql = writer(tx);
  sql.runOne('INSERT OR REPLACE INTO pack_signers (kind, held) VALUES (?, ?)', kind, JSON.stringify(value));
  const sha256 = createHash('sha256').update(root).digest('hex');
  sql.run('INSERT OR IGNORE INTO pack_signer_roots (kind, sha256, der) VALUES (?, ?, ?)', kind, sha256, root);
}

/** In the place of the one before. @param root DER */
export const putAgencySigner = (tx: WriteDb, value: HeldAgency, root: Uint8Array): void =>
  put(tx, 'agency', value, root);
export const putTimeStampServer = (tx: WriteDb, value: HeldTimeStamp, root: Uint8Array): void =>
  put(tx, 'time-stamp', value, root);

/** Its root stays: packs signed with it are to be checked for ever. */
export function removePackSigner(tx: WriteDb, kind: Kind): void {
  writer(tx).run('DELETE FROM pack_signers WHERE kind = ?', kind);
}

/** DER of every root that was ever trusted for this. */
export function packSignerRoots(db: ReadDb, kind: Kind): Uint8Array[] {
  return reader(db)
    .all<{ der: Buffer }>('SELECT der FROM pack_signer_roots WHERE kind = ? ORDER BY sha256', kind)
    .map(({ der }) => new Uint8Array(der));
}
