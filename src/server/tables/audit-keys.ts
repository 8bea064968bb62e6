/** The auditor's keys in the register: public halves, and private ones sealed under a passphrase nobody here knows. */
import type { AuditPublicKey } from '../../contract/audit-sealing.ts';
import type { Database, Db } from '../store/schema.ts';

export type AuditKeyRow = {
  readonly publicKey: AuditPublicKey;
  readonly sealedPrivate: string;
  readonly createdMs: number;
  readonly retiredMs: number | null;
};

export function toAuditKeyRow(key: AuditKeyRow): Database['audit_keys'] {
  return {
    kid: key.publicKey.kid,
    public_jwk: JSON.stringify(key.publicKey.jwk),
    sealed_private: key.sealedPrivate,
    created_ms: key.createdMs,
    retired_ms: key.retiredMs,
  };
}

/** Oldest first. */
export async function listAuditKeys(db: Db): Promise<AuditKeyRow[]> {
  const rows = await db.selectFrom('audit_keys').selectAll().orderBy('created_ms').orderBy('kid').execute();
  return rows.map((row) => ({
    publicKey: { kid: row.kid, jwk: JSON.parse(row.public_jwk) as AuditPublicKey['jwk'] },
    sealedPrivate: row.sealed_private,
    createdMs: row.created_ms,
    retiredMs: row.retired_ms,
  }));
}
