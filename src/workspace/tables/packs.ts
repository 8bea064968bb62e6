/** Tables packs, pack_details and pack_files: evidence packs made here, the PDF itself inside the encrypted database. Node only. */
import { createHash } from 'node:crypto';
import type { PackRecord } from '../../contract/workstation.ts';
import { AppError } from '../../core/errors.ts';
import type { User } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = {
  id: string;
  case_id: string;
  number: string;
  title: string;
  file_name: string;
  made_ms: number;
  made_by: string;
  reason: string;
  recipients: string;
  pages: number;
  bytes: number;
  sha256: string;
  manifest_sha256: string;
  log_seq: number;
  details: string | null;
};

/** How a pack was made; those made before this was kept were full ones, signed by the workstation. */
type Details = Pick<PackRecord, 'profile' | 'signedWith' | 'exhibits' | 'leftOut' | 'bagSha256'>;
const BEFORE: Details = { profile: 'full', signedWith: 'workstation', exhibits: 0, leftOut: [], bagSha256: null };

const SELECT =
  'SELECT packs.*, pack_details.details FROM packs LEFT JOIN pack_details ON pack_details.pack_id = packs.id';

/** `P-01`, `P-02` … within the case. */
export function nextPackNumber(db: ReadDb, caseId: string): string {
  const row = reader(db).get<{ count: number }>('SELECT count(*) AS count FROM packs WHERE case_id = ?', caseId);
  return `P-${String((row?.count ?? 0) + 1).padStart(2, '0')}`;
}

/** Throws BAD_INPUT where the bytes do not have the record's hash and length. */
export function insertPack(tx: WriteDb, record: PackRecord, bytes: Uint8Array): void {
  if (bytes.length !== record.bytes || createHash('sha256').update(bytes).digest('hex') !== record.sha256) {
    throw new AppError('BAD_INPUT', {
      message: 'The bytes of the pack are not those of its record.',
      tip: 'Build it again.',
    });
  }
  const sql = writer(tx);
  sql.runOne(
    `INSERT INTO packs (id, case_id, number, title, file_name, made_ms, made_by, reason, recipients, pages, bytes, sha256,
       manifest_sha256, log_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.caseId,
    record.number,
    record.title,
    record.fileName,
    record.madeMs,
    JSON.stringify(record.madeBy),
    record.reason,
    record.recipients,
    record.pages,
    record.bytes,
    record.sha256,
    record.manifestSha256,
    record.logSeq,
  );
  const { profile, signedWith, exhibits, leftOut, bagSha256 } = record;
  sql.runOne(
    'INSERT INTO pack_details (pack_id, details) VALUES (?, ?)',
    record.id,
    JSON.stringify({ profile, signedWith, exhibits, leftOut, bagSha256 } satisfies Details),
  );
  sql.runOne('INSERT INTO pack_files (pack_id, pdf) VALUES (?, ?)', record.id, bytes);
}

/** Newest first. */
export function listPacks(db: ReadDb, caseId: string): PackRecord[] {
  const rows = reader(db).all<Row>(`${SELECT} WHERE case_id = ? ORDER BY made_ms DESC, number DESC`, caseId);
  return rows.map(packOf);
}

export function getPack(db: ReadDb, id: string): PackRecord | null {
  const row = reader(db).get<Row>(`${SELECT} WHERE id = ?`, id);
  return row === undefined ? null : packOf(row);
}

export function getPackBytes(db: ReadDb, id: string): Uint8Array | null {
  const row = reader(db).get<{ pdf: Buffer }>('SELECT pdf FROM pack_files WHERE pack_id = ?', id);
  return row === undefined ? null : new Uint8Array(row.pdf);
}

function packOf(row: Row): PackRecord {
  return {
    id: row.id,
    caseId: row.case_id,
    number: row.number,
    title: row.title,
    fileName: row.file_name,
    madeMs: row.made_ms,
    madeBy: JSON.parse(row.made_by) as User,
    reason: row.reason,
    recipients: row.recipients,
    pages: row.pages,
    bytes: row.bytes,
    sha256: row.sha256,
    manifestSha256: row.manifest_sha256,
    logSeq: row.log_seq,
    ...(row.details === null ? BEFORE : (JSON.parse(row.details) as Details)),
  };
}
