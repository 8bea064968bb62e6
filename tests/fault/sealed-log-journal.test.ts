// IN30, IN31 for sealed query logs: done again out of the journal, over nothing, over a part and over all of it, the
// records, trees, logs, heads and forks are those that were acknowledged, place for place.
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { auditKeyAnswer } from '../../src/contract/audit-wire.ts';
import { addUser, createAuditKey, createEnrolmentCode, startIntelServer } from '../../src/server/index.ts';
import { readJournal } from '../../src/server/store/journal.ts';
import { migrate } from '../../src/server/store/migrate.ts';
import { replayRecords } from '../../src/server/store/replay.ts';
import type { Database } from '../../src/server/store/schema.ts';
import { chain, enrolWorkstation, handOver, tempDir } from '../contract/intel-workstation.ts';

const tables = ['audit_records', 'audit_nodes', 'audit_sublogs', 'audit_chains', 'audit_forks', 'audit_head'] as const;
async function contentOf(db: Kysely<Database>): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await db.selectFrom(table).selectAll().execute();
    content[table] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  }
  return content;
}

test('IN30 IN31 sealed logs come back out of the journal as they were acknowledged', async () => {
  const dataDir = tempDir();
  const passphrase = 'correct-horse-battery';
  const server = await startIntelServer({ dataDir, space: 'training' });
  const user = await addUser(server.parts, { username: 't', name: 'T', title: '', role: 'investigator', passphrase });
  await createAuditKey(server.parts, passphrase);
  const { code } = await createEnrolmentCode(server.parts);
  const station = await enrolWorkstation(server.url, code, Date.now);
  await station.signIn('t', passphrase);
  const { keys } = auditKeyAnswer.parse((await station.call('GET', '/audit/key')).body);
  const sealTo = keys.map(({ kid, jwk }) => ({ kid, jwk }));
  const who = { serverId: server.parts.identity.serverId, userId: user.id, station };
  const whole = await handOver(
    who,
    chain(station.deviceId, [{}, { log: 'case:1' }, {}, { log: 'case:1' }, { log: 'case:2' }, {}, {}]),
    sealTo,
  );
  const other = await handOver(who, chain(station.deviceId, [{ details: { other: true } }]), sealTo);
  const push = async (of: typeof whole, from: number, to: number) => {
    const body = { records: of.records.slice(from, to), checkpoint: of.checkpointAt(to) };
    return (await station.call('POST', '/audit/push', body)).status;
  };
  expect([await push(whole, 0, 3), await push(whole, 3, 7), await push(other, 0, 1)]).toEqual([200, 200, 409]);
  const acknowledged = await contentOf(server.parts.store.db);
  expect(tables.map((table) => acknowledged[table]?.length)).toEqual([7, 11, 3, 1, 1, 1]);
  const { records } = readJournal(join(dataDir, 'journal.ndjson'));
  await server.close();
  const ofLogs = records.filter(({ what }) => what.kind === 'audit-records');
  for (const before of [[], ofLogs.slice(0, 1), records]) {
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) });
    await migrate(db, 1);
    await replayRecords(db, before);
    await replayRecords(db, records);
    expect(await contentOf(db)).toEqual(acknowledged);
    await db.destroy();
  }
});
