import type { Migration } from './migration.ts';

/**
 * Columns of whole ranges of detections, kept as blobs so that opening need not read row by row: a cache.
 * Whatever writes a detection leaves, in the same transaction, no segment of its range and another stamp; only the
 * columns a segment is derived from count. A range is 16,384 ordinals. Nothing is filled in here: the rows stand as they did.
 */
export const matchSegments: Migration = {
  id: 4,
  name: 'match-segments',
  sql: `
CREATE TABLE match_segment_stamps (
  range INTEGER PRIMARY KEY,
  stamp INTEGER NOT NULL
) STRICT;

CREATE TABLE match_segments (
  range INTEGER PRIMARY KEY,
  format INTEGER NOT NULL,
  schema_version INTEGER NOT NULL,
  stamp INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  first_ordinal INTEGER NOT NULL,
  last_ordinal INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  columns BLOB NOT NULL
) STRICT;

CREATE TRIGGER match_segments_row_added AFTER INSERT ON detections BEGIN
  INSERT INTO match_segment_stamps VALUES ((NEW.ordinal - 1) >> 14, 1)
    ON CONFLICT (range) DO UPDATE SET stamp = stamp + 1;
  DELETE FROM match_segments WHERE range = (NEW.ordinal - 1) >> 14;
END;
CREATE TRIGGER match_segments_row_gone AFTER DELETE ON detections BEGIN
  INSERT INTO match_segment_stamps VALUES ((OLD.ordinal - 1) >> 14, 1)
    ON CONFLICT (range) DO UPDATE SET stamp = stamp + 1;
  DELETE FROM match_segments WHERE range = (OLD.ordinal - 1) >> 14;
END;
CREATE TRIGGER match_segments_row_changed
AFTER UPDATE OF ordinal, time_ms, camera_ordinal, read, confidence, candidates, make, colour ON detections BEGIN
  INSERT INTO match_segment_stamps VALUES ((OLD.ordinal - 1) >> 14, 1), ((NEW.ordinal - 1) >> 14, 1)
    ON CONFLICT (range) DO UPDATE SET stamp = stamp + 1;
  DELETE FROM match_segments WHERE range IN ((OLD.ordinal - 1) >> 14, (NEW.ordinal - 1) >> 14);
END;
`,
};
