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
