/**
 * The shape of the server's database, as Kysely sees it. Types only; migrations.ts makes it so.
 * Times are bigint epoch ms (UTC), hashes lower-case hex, `seq` places a row in the feed.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Candidate } from './rows.ts';

export type Database = {
  meta: { key: string; value: string };
  feed_head: { one: number; seq: number; detections: number; cameras: number };
  cameras: CameraTable;
  detections: DetectionTable;
  images: { sha256: string; mime: 'image/png' | 'image/jpeg'; bytes: Uint8Array; received_ms: number };
  image_names: { provider: string; name: string; flat: string; base: string; sha256: string };
  quarantine: {
    digest: string;
    provider: string;
    code: string;
    field: string;
    reason: string;
    excerpt: string;
    at_ms: number;
    times: number;
  };
  devices: {
    id: string;
    name: string;
    public_key: string;
    signing_spki: string;
    certificate: string;
    enrolled_ms: number;
  };
  enrolment_codes: { code_hash: string; expires_ms: number; used_ms: number | null; created_ms: number };
  users: {
    id: string;
    username: string;
    name: string;
    title: string;
    role: string;
    verifier: string;
    created_ms: number;
  };
  sessions: { token_hash: string; user_id: string; device_id: string; expires_ms: number };
  used_proofs: { device_id: string; jti: string; until_ms: number };
  throttle: { key: string; failures: number; last_ms: number };
  provider_keys: { key_hash: string; label: string; created_ms: number };
  file_numbers: { number: string; offence: string; assigned_to: string };
  policies: { version: number; settings: string; created_ms: number };
  authorities: {
    id: string;
    owner_id: string;
    kind: string;
    case_name: string;
    record: string;
    record_sha256: string;
    state: 'submitted' | 'approved' | 'refused';
    statement: string;
    submitted_ms: number;
    withdrawn_ms: number | null;
  };
  authority_documents: { id: string; authority_id: string; document_id: string; sha256: string; base64: string };
  /** `mac`: HMAC of the folded plate under the key of that person; the plate itself is not held here. */
  own_vehicles: {
    id: string;
    user_id: string;
    mac: string;
    relation: 'own' | 'household';
    allowed: boolean;
    declared_ms: number;
    declared_by: string;
  };
  interests: {
    id: string;
    user_id: string;
    by_user: string;
    plate: string;
    relation: 'own' | 'household';
    reason: string;
    state: 'barred' | 'submitted' | 'approved' | 'refused';
    declared_ms: number;
    decided_by: string | null;
    decided_ms: number | null;
    note: string;
  };
  authority_notices: {
    id: string;
    authority_id: string;
    kind: 'first-use' | 'report';
    at_ms: number;
    note: string;
    told_ms: number;
    device_id: string;
  };
  stolen_records: {
    id: string;
    plate: string;
    complaint: string;
    complainant: string;
    stolen_ms: number;
    set_by: string;
    set_ms: number;
    recovered_ms: number | null;
  };
  operations: { key: string; name: string; owner: string; assigned_to: string; from_ms: number; to_ms: number };
  audit_entries: {
    device_id: string;
    user_id: string;
    device_seq: number;
    hash: string;
    log: string;
    seq: number;
    entry: string;
    received_ms: number;
  };
  audit_keys: {
    kid: string;
    public_jwk: string;
    sealed_private: string;
    created_ms: number;
    retired_ms: number | null;
  };
  audit_head: { one: number; ordinal: number };
  audit_records: {
    device_id: string;
    user_id: string;
    device_seq: number;
    ordinal: number;
    leaf: string;
    leaf_hash: string;
    commitment: string;
    sealed: string;
    received_ms: number;
  };
  audit_chains: {
    device_id: string;
    user_id: string;
    size: number;
    frontier: string;
    checkpoint: string;
    received_ms: number;
  };
  audit_nodes: { device_id: string; user_id: string; level: number; at: number; hash: string };
  audit_sublogs: { device_id: string; user_id: string; log: string; size: number; peaks: string };
  audit_forks: {
    id: string;
    device_id: string;
    user_id: string;
    device_seq: number;
    held: string | null;
    offered: string | null;
    proof: string | null;
    received_ms: number;
  };
  audit_readings: {
    id: string;
    at_ms: number;
    user_id: string;
    username: string;
    device_id: string;
    method: string;
    outcome: 'answered' | 'refused';
    details: string;
  };
  audit_conflicts: {
    device_id: string;
    user_id: string;
    device_seq: number;
    held_hash: string;
    offered_hash: string;
    offered: string;
    received_ms: number;
  };
};

export type CameraTable = {
  id: string;
  seq: number;
  name: string;
  description: string;
  lon: number;
  lat: number;
  bearing_deg: number | null;
  mobility: 'fixed' | 'mobile';
  owner: 'police' | 'third-party';
  provider: string;
  live: boolean;
};

export type DetectionTable = {
  id: string;
  seq: number;
  provider: string;
  uuid: string;
  camera_id: string;
  time_ms: number;
  time_original: string;
  time_zone: string | null;
  clock_offset_ms: number | null;
  rebased_by_ms: number;
  read: string;
  confidence: number | null;
  candidates: Candidate[];
  image_sha256: string | null;
  image_name: string | null;
  image_flat: string | null;
  image_base: string | null;
  image_match: number | null;
  make: string | null;
  colour: string | null;
  body: string | null;
  received_ms: number;
};

/** A connection, or a transaction: what every table file takes. */
export type Db = Kysely<Database> | Transaction<Database>;
/** Only a transaction: for what must happen whole. */
export type Tx = Transaction<Database>;
