/**
 * The numbered migrations of the server's database, in one PostgreSQL dialect for PGlite and PostgreSQL alike.
 * A migration that has shipped is never edited: a change is a new one. Each runs in one transaction with its ledger row.
 */

export type ServerMigration = { readonly id: number; readonly name: string; readonly statements: readonly string[] };

export const serverMigrations: readonly ServerMigration[] = [
  {
    id: 1,
    name: 'feed, people, logs',
    statements: [
      'create table meta (key text primary key, value text not null)',
      // One row: locking it puts everything that writes to the feed in a row, so that seq never commits out of order.
      'create table feed_head (one int primary key check (one = 1), seq bigint not null, detections bigint not null, cameras bigint not null)',
      'insert into feed_head (one, seq, detections, cameras) values (1, 0, 0, 0)',
      `create table cameras (
        id text primary key, seq bigint not null unique, name text not null, description text not null,
        lon double precision not null check (lon between -180 and 180),
        lat double precision not null check (lat between -90 and 90),
        bearing_deg double precision, mobility text not null, owner text not null, provider text not null, live boolean not null)`,
      `create table detections (
        id text primary key, seq bigint not null unique, provider text not null, uuid text not null, camera_id text not null,
        time_ms bigint not null, time_original text not null, time_zone text, clock_offset_ms bigint,
        rebased_by_ms bigint not null, read text not null, confidence double precision, candidates jsonb not null,
        image_sha256 text, image_name text, image_flat text, image_base text, image_match smallint,
        make text, colour text, body text, received_ms bigint not null, unique (provider, uuid))`,
      'create index detections_time on detections (time_ms)',
      'create index detections_image on detections (image_sha256) where image_sha256 is not null',
      'create index detections_image_flat on detections (image_flat) where image_flat is not null',
      'create index detections_image_base on detections (image_base) where image_base is not null',
      'create table images (sha256 text primary key, mime text not null, bytes bytea not null, received_ms bigint not null)',
      `create table image_names (provider text not null, name text not null, flat text not null, base text not null,
        sha256 text not null references images (sha256), primary key (provider, name))`,
      'create index image_names_flat on image_names (flat)',
      'create index image_names_base on image_names (base)',
      `create table quarantine (digest text primary key, provider text not null, code text not null, field text not null,
        reason text not null, excerpt text not null, at_ms bigint not null, times int not null)`,
      `create table devices (id text primary key, name text not null, public_key text not null unique,
        signing_spki text not null, certificate text not null, enrolled_ms bigint not null)`,
      `create table enrolment_codes (code_hash text primary key, expires_ms bigint not null, used_ms bigint,
        created_ms bigint not null)`,
      `create table users (id text primary key, username text not null unique, name text not null, title text not null,
        role text not null, verifier text not null, created_ms bigint not null)`,
      `create table sessions (token_hash text primary key, user_id text not null references users (id) on delete cascade,
        device_id text not null references devices (id) on delete cascade, expires_ms bigint not null)`,
      'create table used_proofs (device_id text not null, jti text not null, until_ms bigint not null, primary key (device_id, jti))',
      'create index used_proofs_until on used_proofs (until_ms)',
      'create table throttle (key text primary key, failures int not null, last_ms bigint not null)',
      'create table provider_keys (key_hash text primary key, label text not null, created_ms bigint not null)',
      'create table file_numbers (number text primary key, offence text not null, assigned_to text not null)',
      'create table policies (version int primary key, settings text not null, created_ms bigint not null)',
      `create table audit_entries (device_id text not null, user_id text not null, device_seq bigint not null,
        hash text not null, log text not null, seq bigint not null, entry text not null, received_ms bigint not null,
        primary key (device_id, user_id, device_seq), unique (device_id, user_id, log, seq))`,
      `create table audit_conflicts (device_id text not null, user_id text not null, device_seq bigint not null,
        held_hash text not null, offered_hash text not null, offered text not null, received_ms bigint not null,
        primary key (device_id, user_id, device_seq, offered_hash))`,
    ],
  },
  {
    // The rows of audit_entries and audit_conflicts stay as they are, to be read; nothing is added to them any more.
    id: 2,
    name: 'sealed query logs',
    statements: [
      `create table audit_keys (kid text primary key, public_jwk text not null, sealed_private text not null,
        created_ms bigint not null, retired_ms bigint)`,
      // One row: locking it puts pushes in a row, so that ordinals never commit out of order.
      'create table audit_head (one int primary key check (one = 1), ordinal bigint not null)',
      'insert into audit_head (one, ordinal) values (1, 0)',
      `create table audit_records (device_id text not null, user_id text not null, device_seq bigint not null,
        ordinal bigint not null unique, leaf text not null, leaf_hash text not null, commitment text not null,
        sealed text not null, received_ms bigint not null, primary key (device_id, user_id, device_seq))`,
      `create table audit_chains (device_id text not null, user_id text not null, size bigint not null,
        frontier text not null, checkpoint text not null, received_ms bigint not null, primary key (device_id, user_id))`,
      `create table audit_forks (id text primary key, device_id text not null, user_id text not null,
        device_seq bigint not null, held text, offered text, proof text, received_ms bigint not null)`,
      `create table audit_readings (id text primary key, at_ms bigint not null, user_id text not null,
        username text not null, device_id text not null, method text not null, outcome text not null, details text not null)`,
    ],
  },
  {
    id: 3,
    name: 'register of authorities',
    statements: [
      `create table authorities (id text primary key, owner_id text not null, kind text not null, case_name text not null,
        record text not null, record_sha256 text not null, state text not null, statement text not null,
        submitted_ms bigint not null, withdrawn_ms bigint)`,
      "create index authorities_undecided on authorities (submitted_ms) where state = 'submitted'",
      'create index authorities_owner on authorities (owner_id, submitted_ms)',
      `create table authority_documents (id text primary key, authority_id text not null, document_id text not null,
        sha256 text not null, base64 text not null)`,
      'create index authority_documents_of on authority_documents (authority_id)',
      // Keyed hashes: whoever reads the database alone learns no plate of anybody.
      `create table own_vehicles (id text primary key, user_id text not null, mac text not null, relation text not null,
        allowed boolean not null, declared_ms bigint not null, declared_by text not null)`,
      'create index own_vehicles_user on own_vehicles (user_id)',
      // A plate stands here only where somebody asks to be allowed to query it, so that an approver knows what is asked.
      `create table interests (id text primary key, user_id text not null, by_user text not null, plate text not null,
        relation text not null, reason text not null, state text not null, declared_ms bigint not null,
        decided_by text, decided_ms bigint, note text not null)`,
      'create index interests_user on interests (user_id)',
      `create table stolen_records (id text primary key, plate text not null, complaint text not null,
        complainant text not null, stolen_ms bigint not null, set_by text not null, set_ms bigint not null,
        recovered_ms bigint)`,
      `create table operations (key text primary key, name text not null, owner text not null, assigned_to text not null,
        from_ms bigint not null, to_ms bigint not null)`,
    ],
  },
  {
    id: 4,
    name: 'trees of query logs',
    statements: [
      // Nodes of complete subtrees never change: roots and proofs of every size are read from them.
      `create table audit_nodes (device_id text not null, user_id text not null, level int not null, at bigint not null,
        hash text not null, primary key (device_id, user_id, level, at))`,
      `create table audit_sublogs (device_id text not null, user_id text not null, log text not null, size bigint not null,
        peaks text not null, primary key (device_id, user_id, log))`,
    ],
  },
  {
    id: 5,
    name: 'notices on authorities',
    statements: [
      // One of each kind for an authority: what was told first stands.
      `create table authority_notices (id text primary key, authority_id text not null, kind text not null,
        at_ms bigint not null, note text not null, told_ms bigint not null, device_id text not null,
        unique (authority_id, kind))`,
    ],
  },
];
