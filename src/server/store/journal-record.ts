/** One thing the server has promised to keep, in the words in which it can be done again. */
import type { AuditRecord } from '../../contract/audit-wire.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { IngestedDetection } from '../../core/ingest/message.ts';
import type { Camera } from '../../core/model/domain.ts';
import type { QuarantineRow } from '../tables/quarantine.ts';
import type { Database } from './schema.ts';

/** Tables whose rows are promised as they are, and the column that tells one row from another. */
export const journalledTables = {
  users: 'username',
  devices: 'id',
  enrolment_codes: 'code_hash',
  provider_keys: 'key_hash',
  file_numbers: 'number',
  policies: 'version',
  authorities: 'id',
  authority_documents: 'id',
  authority_notices: 'id',
  own_vehicles: 'id',
  interests: 'id',
  stolen_records: 'id',
  operations: 'key',
  audit_keys: 'kid',
  audit_forks: 'id',
  audit_readings: 'id',
} as const;
export type JournalledTable = keyof typeof journalledTables;

export type JournalRecord = {
  /** Head of the feed when this was acknowledged: after a loss the feed goes on beyond it, never below (IN31). */
  readonly headSeq: number;
  readonly what:
    | { readonly kind: 'detections'; readonly rows: readonly IngestedDetection[]; readonly receivedMs: number }
    | { readonly kind: 'cameras'; readonly rows: readonly Camera[] }
    | {
        readonly kind: 'image';
        readonly provider: string;
        readonly name: string;
        readonly mime: 'image/png' | 'image/jpeg';
        readonly base64: string;
        readonly receivedMs: number;
      }
    | { readonly kind: 'quarantine'; readonly rows: readonly QuarantineRow[] }
    /** Plain entries, in journals of versions before they were sealed. */
    | {
        readonly kind: 'audit';
        readonly deviceId: string;
        readonly userId: string;
        readonly entries: readonly AuditEntry[];
        readonly receivedMs: number;
      }
    | {
        readonly kind: 'audit-records';
        readonly deviceId: string;
        readonly userId: string;
        readonly firstOrdinal: number;
        readonly records: readonly AuditRecord[];
        readonly checkpoint: string;
        readonly receivedMs: number;
      }
    | { readonly kind: 'row'; readonly table: JournalledTable; readonly row: Database[JournalledTable] };
};
