import type { Migration } from './migration.ts';

/** What sync brings: cameras, detections, images. Hot columns of a detection stand first. */
export const heldData: Migration = {
  id: 1,
  name: 'held-data',
  sql: `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('commits', 0), ('detections', 0), ('last-ordinal', 0), ('recent-ids', 0);

-- Every camera id ever named, also by a detection whose camera is not known (yet, or any more).
CREATE TABLE camera_ordinals (
  ordinal INTEGER PRIMARY KEY,
  camera_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE cameras (
  ordinal INTEGER PRIMARY KEY REFERENCES camera_ordinals (ordinal),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  lon REAL NOT NULL,
  lat REAL NOT NULL,
  bearing_deg REAL,
  mobility TEXT NOT NULL,
  owner TEXT NOT NULL,
  provider TEXT NOT NULL,
  live INTEGER NOT NULL CHECK (live IN (0, 1))
) STRICT;

CREATE TABLE detections (
  ordinal INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  camera_ordinal INTEGER NOT NULL REFERENCES camera_ordinals (ordinal),
  read TEXT NOT NULL,
  confidence REAL,
  candidates TEXT NOT NULL,
  provider TEXT NOT NULL,
  uuid TEXT NOT NULL,
  time_original TEXT NOT NULL,
  time_zone TEXT,
  clock_offset_ms INTEGER,
  rebased_by_ms INTEGER NOT NULL,
  image_sha256 TEXT,
  make TEXT,
  colour TEXT,
  body TEXT
) STRICT;
-- From an id to its ordinal; see tables/detection-ids.ts for why there are two.
CREATE TABLE detection_ids (id_key INTEGER NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (id_key, ordinal)) STRICT, WITHOUT ROWID;
CREATE TABLE detection_ids_recent (id_key INTEGER NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (id_key, ordinal)) STRICT, WITHOUT ROWID;
CREATE INDEX detections_time ON detections (time_ms, camera_ordinal);
CREATE INDEX detections_image ON detections (image_sha256) WHERE image_sha256 IS NOT NULL;

CREATE TABLE images (
  ordinal INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('held', 'waiting', 'absent')),
  mime TEXT,
  changed_ms INTEGER,
  bytes BLOB,
  CHECK ((state = 'held') = (bytes IS NOT NULL AND mime IS NOT NULL))
) STRICT;
CREATE INDEX images_state ON images (state, ordinal);
`,
};
