/**
 * Every migration of the workspace: stop one short, put rows into every table there is, migrate, compare (WS7).
 * A migration without sample rows for the tables it makes fails here.
 */
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { openConnection } from '../../src/workspace/cipher.ts';
import { checksum, migrate, migrations, SCHEMA_VERSION } from '../../src/workspace/migrations/migrate.ts';
import { startMs, temporaryFolder } from '../../src/workspace/workspace.fixture.ts';

const key = Buffer.alloc(32, 4);
const open: Database[] = [];
afterAll(() => {
  for (const connection of open) connection.close();
});

/** One row or more for every table a migration makes, in an order that foreign keys allow. */
const samples: Record<number, string[]> = {
  1: [
    `INSERT INTO meta VALUES ('info', '{}')`,
    `UPDATE counters SET value = 7 WHERE name = 'commits'`,
    `INSERT INTO camera_ordinals VALUES (1, 'NZ-0001')`,
    `INSERT INTO cameras VALUES (1, 'Kōtare Rd', '', 175.5, -37.8, NULL, 'fixed', 'police', 'p', 1)`,
    `INSERT INTO detections VALUES (1, 1700000000001, 1, 'KJT417', 0.9, '["KJT417",0.9]', 'p', 'u', 't', NULL, -3, 0, NULL, 'toyota', NULL, NULL)`,
    `INSERT INTO detection_ids VALUES (1, 1)`,
    `INSERT INTO detection_ids_recent VALUES (2, 1)`,
    `INSERT INTO images (sha256, state, mime, bytes) VALUES ('${'a'.repeat(64)}', 'held', 'image/png', x'89504e47')`,
  ],
  2: [
    `INSERT INTO audit_entries VALUES (1, 'device', 1, '${'b'.repeat(64)}', 1, 'u1', 'find', 'intent', 'KJT417', '{}')`,
    `INSERT INTO cases VALUES ('c', 'training', 'Operation Kōtare', '', NULL, '', 1, 'T')`,
    `INSERT INTO authorities VALUES (1, 'a', 'c', 'file-number', '261107/4182', 'burglary', 'n', 'u1', '{}', 1, 2, 'provisional', NULL)`,
    `INSERT INTO confirmations VALUES (1, 'k', 'c', 'p:u', 'KJT417', 'KJT417', 'image', NULL, '', '', 2, 'confirmed', '{}', 1, 1)`,
    `INSERT INTO exhibits VALUES ('e', 'c', 1, 'p:u', 'KJT417', '', 'k', '{}', 1, NULL, 2)`,
    `INSERT INTO packs VALUES ('q', 'c', 'P-01', 't', 'f', 1, '{}', '', '', 1, 4, 'h', 'm', 3)`,
    `INSERT INTO pack_files VALUES ('q', x'25504446')`,
  ],
  3: [
    `UPDATE sync_state SET cursor = 42`,
    `INSERT INTO sync_refusals VALUES ('over-cap', 3, 1)`,
    `INSERT INTO alerts VALUES ('x', 'error', 'm', 't', 1)`,
  ],
  4: [
    `INSERT INTO match_segment_stamps VALUES (9, 3)`,
    `INSERT INTO match_segments VALUES (9, 1, 4, 3, 1, 147457, 147457, x'00', x'00')`,
  ],
  5: [
    `INSERT INTO authority_details VALUES ('a', '{"issuer":"Court"}', '{}', 0)`,
    `INSERT INTO authority_documents VALUES ('d', 'a', 'warrant.pdf', 'application/pdf', '${'c'.repeat(64)}', x'25504446')`,
    `INSERT INTO register_held VALUES (1, '{}', '[]', 5)`,
    `INSERT INTO stolen_records VALUES ('s', 'KJT417', '{}')`,
    `INSERT INTO tracking_watches VALUES ('w', 'c', 'a', 'KJT417', '{}', 1, 2, NULL, NULL)`,
    `INSERT INTO tracking_reads VALUES ('w', 'p:u', 1, 'NZ-0001', 'KJT417', 2)`,
  ],
  6: [
    `INSERT INTO audit_logs VALUES (1, 'device')`,
    `INSERT INTO audit_nodes VALUES (0, 0, 0, x'${'00'.repeat(32)}')`,
    `INSERT INTO audit_leaves VALUES (1, '{}')`,
    `INSERT INTO audit_handover VALUES (1, '${'d'.repeat(64)}', 1, NULL, NULL)`,
  ],
  7: [
    `UPDATE auditor_state SET cursor = 9, keys = '[{"kid":"k"}]'`,
    `INSERT INTO auditor_chains VALUES (1, 'd', 'u', 'Desk 1', NULL, 0, 1, 1, NULL, 5)`,
    `INSERT INTO auditor_records VALUES (9, 1, 1, '{}', NULL, 5, 'opened', '{}')`,
    `INSERT INTO auditor_nodes VALUES (1, 0, 0, x'${'00'.repeat(32)}')`,
    `INSERT INTO auditor_people VALUES (1, 'u', 'Officer T. Example', 'Detective', 'investigator')`,
    `INSERT INTO auditor_actions VALUES (1, 'find')`,
    `INSERT INTO auditor_rows VALUES (9, 1, 1, NULL, 'case:c', 1, 4, 0, 1, 'Officer T. Example', 'Detective', 'investigator', 1, 1, 65, 1, NULL, 'KJT417', 'KJT417', '[]', 3)`,
    `INSERT INTO auditor_text (rowid, text) VALUES (9, 'KJT417')`,
    `INSERT INTO auditor_views VALUES ('v', 'Mine', '{}', 5)`,
    `INSERT INTO auditor_findings VALUES ('f', 1, 1, 'refer', 'n', 'A', 5, 3)`,
  ],
  8: [
    `INSERT INTO pack_drafts VALUES ('c', '{}', 5)`,
    `INSERT INTO pack_tries VALUES ('c', 'q2', 'P-02', 5, 4, 'running', '')`,
    `INSERT INTO pack_details VALUES ('q', '{}')`,
  ],
  9: [
    `INSERT INTO trust_state VALUES (1, '{"known":[],"seen":{},"offered":null}')`,
    `INSERT INTO register_notices VALUES ('n', 'a', '{}', 5, NULL, NULL)`,
    `INSERT INTO tracking_likelihoods VALUES ('w', 'p:u', 0.9)`,
  ],
  10: [
    `INSERT INTO pack_signers VALUES ('time-stamp', '{"url":"http://tsa.example/","roots":["MA=="],"atMs":5,"by":"A"}')`,
    `INSERT INTO pack_signer_roots VALUES ('time-stamp', '${'e'.repeat(64)}', x'3000')`,
  ],
};

function database(): Database {
  const connection = openConnection(join(temporaryFolder(), 'm.db'), key, { readonly: false, create: true });
  connection.pragma('foreign_keys=ON');
  open.push(connection);
  return connection;
}

function tables(connection: Database): string[] {
  return connection
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all()
    .map((row) => row.name)
    .filter((name) => name !== 'migrations')
    .sort();
}

const content = (connection: Database): Record<string, unknown[]> =>
  Object.fromEntries(tables(connection).map((name) => [name, connection.prepare(`SELECT * FROM "${name}"`).all()]));

describe.each(migrations.map((migration) => [migration.id, migration.name] as const))('migration %i %s', (id) => {
  test('WS7 keeps every row there was and leaves a ledger row', () => {
    const connection = database();
    migrate(connection, startMs, id - 1);
    for (let past = 1; past < id; past += 1) for (const sql of samples[past] ?? []) connection.exec(sql);
    const before = id === 1 ? {} : content(connection);
    migrate(connection, startMs, id);
    const after = content(connection);
    for (const [name, rows] of Object.entries(before)) expect(after[name], name).toEqual(rows);
    expect(connection.pragma('user_version', { simple: true })).toBe(id);
    expect(connection.prepare('SELECT id, checksum FROM migrations WHERE id = ?').get(id)).toEqual({
      id,
      checksum: checksum(migrations[id - 1] ?? { id: 0, name: '', sql: '' }),
    });
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('WS7 has sample rows for every table it makes', () => {
    const connection = database();
    migrate(connection, startMs, id);
    for (let step = 1; step <= id; step += 1) for (const sql of samples[step] ?? []) connection.exec(sql);
    for (const [name, rows] of Object.entries(content(connection))) expect(rows.length, name).toBeGreaterThan(0);
  });
});

test('WS7 a step that fails leaves nothing behind', () => {
  const connection = database();
  migrate(connection, startMs, 1);
  connection.exec('CREATE TABLE cases (in_the_way)');
  expect(() => migrate(connection, startMs)).toThrow(/already exists/);
  expect(connection.pragma('user_version', { simple: true })).toBe(1);
  expect(tables(connection)).not.toContain('audit_entries');
});

test('WS7 a schema that is not ours, or newer than ours, is refused', () => {
  const altered = database();
  migrate(altered, startMs);
  altered.exec(`UPDATE migrations SET checksum = 'x' WHERE id = 2`);
  expect(() => migrate(altered, startMs)).toThrowError(expect.objectContaining({ code: 'UNSAFE_DATABASE' }));
  const newer = database();
  migrate(newer, startMs);
  newer.pragma(`user_version=${SCHEMA_VERSION + 1}`);
  expect(() => migrate(newer, startMs)).toThrowError(expect.objectContaining({ code: 'FROM_THE_FUTURE' }));
});

test('AU5 the log can be neither changed nor cut', () => {
  const connection = database();
  migrate(connection, startMs);
  connection.exec(samples[2]?.[0] ?? '');
  expect(() => connection.exec(`UPDATE audit_entries SET entry = 'x'`)).toThrow(/never changed/);
  expect(() => connection.exec('DELETE FROM audit_entries')).toThrow(/never cut/);
  for (const sql of samples[6] ?? []) connection.exec(sql);
  expect(() => connection.exec(`UPDATE audit_nodes SET level = 1`)).toThrow(/never changed/);
  expect(() => connection.exec('DELETE FROM audit_nodes')).toThrow(/never cut/);
  expect(() => connection.exec(`UPDATE audit_leaves SET leaf = 'x'`)).toThrow(/never changed/);
  expect(() => connection.exec('DELETE FROM audit_leaves')).toThrow(/never cut/);
});
