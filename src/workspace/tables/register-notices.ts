/** Table register_notices: what the register has to be told of an authority, until it was. Never deleted. Node only. */
import type { RegisterNotice } from '../../contract/register.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

/** One of each kind for an authority: a second one is not kept. */
export function addRegisterNotice(tx: WriteDb, notice: RegisterNotice): void {
  writer(tx).run(
    `INSERT INTO register_notices (id, authority_id, notice, made_ms)
     SELECT ?, ?, ?, ? WHERE NOT EXISTS (
       SELECT 1 FROM register_notices WHERE authority_id = ? AND json_extract(notice, '$.kind') = ?)`,
    notice.id,
    notice.authorityId,
    JSON.stringify(notice),
    notice.atMs,
    notice.authorityId,
    notice.kind,
  );
}

/** Oldest first: a first use before the report of it. */
export function noticesToTell(db: ReadDb): RegisterNotice[] {
  return reader(db)
    .all<{ notice: string }>(
      'SELECT notice FROM register_notices WHERE told_ms IS NULL AND refused IS NULL ORDER BY made_ms, rowid',
    )
    .map(({ notice }) => JSON.parse(notice) as RegisterNotice);
}

/** @param refused what the register said where it would not take it */
export function settleNotice(tx: WriteDb, id: string, at: { toldMs: number } | { refused: string }): void {
  const [toldMs, refused] = 'toldMs' in at ? [at.toldMs, null] : [null, at.refused];
  writer(tx).runOne('UPDATE register_notices SET told_ms = ?, refused = ? WHERE id = ?', toldMs, refused, id);
}
