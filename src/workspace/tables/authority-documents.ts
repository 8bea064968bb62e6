/** Table authority_documents: papers that authorities rest on, as their bytes. Node only. */
import type { AuthorityDocument } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type HeldDocument = Pick<AuthorityDocument, 'id' | 'name' | 'mime' | 'sha256'> & { bytes: Uint8Array };

/** The same paper again changes nothing. */
export function putAuthorityDocument(tx: WriteDb, authorityId: string, document: HeldDocument): void {
  writer(tx).run(
    `INSERT INTO authority_documents (id, authority_id, name, mime, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    document.id,
    authorityId,
    document.name,
    document.mime,
    document.sha256,
    document.bytes,
  );
}

/** null where this workspace does not hold its bytes. */
export function getAuthorityDocument(db: ReadDb, authorityId: string, documentId: string): HeldDocument | null {
  const row = reader(db).get<HeldDocument>(
    'SELECT id, name, mime, sha256, bytes FROM authority_documents WHERE authority_id = ? AND id = ?',
    authorityId,
    documentId,
  );
  return row ?? null;
}

/** Removes its bytes from this workspace. */
export function deleteAuthorityDocument(tx: WriteDb, authorityId: string, documentId: string): void {
  writer(tx).run('DELETE FROM authority_documents WHERE authority_id = ? AND id = ?', authorityId, documentId);
}

/** Whether the log shows that this person opened this very paper, with these bytes. */
export function hasOpenedDocument(db: ReadDb, asked: { actorId: string; documentId: string; sha256: string }): boolean {
  const row = reader(db).get<{ found: number }>(
    `SELECT 1 AS found FROM audit_entries WHERE actor_id = ? AND action = 'document-view'
       AND json_extract(entry, '$.outcome') = 'recorded'
       AND json_extract(entry, '$.details.documentId') = ? AND json_extract(entry, '$.details.sha256') = ? LIMIT 1`,
    asked.actorId,
    asked.documentId,
    asked.sha256,
  );
  return row !== undefined;
}

/** How many queries of a case ran under each authority, by its id; those that were stopped or failed do not count. */
export function countUses(db: ReadDb, log: string): Map<string, number> {
  const sql = reader(db);
  const ran = new Set(
    sql
      .rows<[number]>(
        `SELECT json_extract(entry, '$.of') FROM audit_entries
         WHERE log = ? AND phase = 'result' AND json_extract(entry, '$.outcome') = 'ran'`,
        log,
      )
      .map(([of]) => of),
  );
  const intents = sql.rows<[number, string]>(
    `SELECT seq, json_extract(entry, '$.authority.id') FROM audit_entries
     WHERE log = ? AND phase = 'intent' AND json_extract(entry, '$.authority.id') IS NOT NULL`,
    log,
  );
  const uses = new Map<string, number>();
  for (const [seq, id] of intents) if (ran.has(seq)) uses.set(id, (uses.get(id) ?? 0) + 1);
  return uses;
}
