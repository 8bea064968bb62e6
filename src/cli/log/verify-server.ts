/**
 * `waymark log verify` of an intel server's data folder: what it holds of every workspace, without any entry, since those
 * are sealed. Leaves, trees, checkpoints by the workstations' keys, its own cosignature, witnesses, and the forks it kept.
 * Runs in the CLI process, while the server is stopped. Whoever runs this trusts the list of workstations in its database.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deviceOrigin, logKey, serverCosignerKey } from '../../core/audit/checkpoint-note.ts';
import type { LogProblemCode } from '../../core/audit/log-problem.ts';
import type { NoteKey } from '../../core/audit/signed-note.ts';
import { isAppError } from '../../core/errors.ts';
import type { IntelServer } from '../../server/index.ts';
import { startTextLogCheck } from '../../workspace/index.ts';
import { type Output, plural } from '../output.ts';
import { spaceOfFolder } from '../server-folder.ts';
import { checkOf, type LogReport } from './log-report.ts';
import { NotChecked } from './open-log.ts';
import type { BrokenCode, Problem } from './result-codes.ts';

/** Records taken from the database at once. */
const PAGE = 1000;

/** What is wrong with a log nobody can read, in the words of this command. */
const CODES: Readonly<Record<LogProblemCode, BrokenCode>> = {
  'entry-malformed': 'record-altered',
  'entry-altered': 'record-altered',
  'entry-missing': 'entry-missing',
  'entry-out-of-order': 'entry-out-of-order',
  'entry-foreign': 'record-altered',
  'entry-unblinded': 'record-altered',
  'result-without-intent': 'record-altered',
  'leaf-malformed': 'record-altered',
  'leaf-foreign': 'record-altered',
  'leaf-mismatch': 'record-altered',
  'log-root-mismatch': 'record-altered',
  'inclusion-wrong': 'record-altered',
  'history-rewritten': 'record-altered',
  'checkpoint-mismatch': 'checkpoint-mismatch',
  'checkpoint-signature': 'checkpoint-signature',
  'cosignature-missing': 'witness-missing',
};

/** Throws NotChecked. */
export async function verifyServer(
  dataDir: string,
  databaseUrl: string | null,
  witnesses: readonly NoteKey[],
  output: Output,
): Promise<LogReport> {
  const server = await import('../../server/index.ts');
  const running = await open(server, dataDir, databaseUrl);
  try {
    const { identity, store } = running.parts;
    const own = serverCosignerKey(identity.serverId, identity.publicKey);
    const heads = await server.chainHeads(store.db);
    const problems: Problem[] = [];
    let records = 0;
    // One log after the other: each check has a memory of its own.
    for (const { deviceId, userId, deviceName, devicePublicKey, checkpoint } of heads) {
      const where = `${deviceName}, ${userId}`;
      const claim = { serverId: identity.serverId, deviceId, userId };
      const keys = [logKey(deviceOrigin(claim), devicePublicKey), own, ...witnesses];
      const check = startTextLogCheck({
        ...claim,
        keys,
        cosigners: [own, ...witnesses],
        checkpoint: checkpoint ?? '',
      });
      let [after, ordinal] = [0, 0];
      for (;;) {
        const page = await server.leafTextsAfter(store.db, { deviceId, userId }, after, PAGE);
        for (const record of page) {
          check.add(record.leaf, null);
          if (record.ordinal <= ordinal)
            problems.push({
              code: 'entry-out-of-order',
              message: `Entry ${record.deviceSeq} was put down before the one it follows.`,
              where,
            });
          ordinal = Math.max(ordinal, record.ordinal);
        }
        records += page.length;
        after = page.at(-1)?.deviceSeq ?? after;
        if (page.length < PAGE) break;
        output.progress(`${records} records`);
      }
      for (const { code, message } of check.finish().problems)
        problems.push({
          code: code === 'cosignature-missing' && message.includes(own.name) ? 'server-signature' : CODES[code],
          message,
          where,
        });
    }
    const held = await server.countRecords(store.db);
    if (held !== records)
      problems.push({
        code: 'record-altered',
        message: `${plural(held - records, 'record')} of a log that has no head.`,
        where: '',
      });
    const forks: Problem[] = (await server.listForks(store.db)).map(({ id, deviceName, deviceSeq }) => ({
      code: 'fork',
      message: `From entry ${deviceSeq} on this workstation offered another history; proof ${id.slice(0, 12)} is kept.`,
      where: deviceName,
    }));
    return {
      what: `Query logs held by intel server ${identity.serverId}, sealed`,
      entries: records,
      checks: [
        checkOf(
          'Logs',
          problems,
          `${plural(heads.length, 'log')}, each as its workstation signed it and this server cosigned it.`,
        ),
        checkOf('Forks', forks, 'no workstation offered two histories.'),
      ],
      problems: [...problems, ...forks],
      notCovered: [
        'What the entries say: they are sealed for the auditor, whose own desk opens and checks them.',
        ...(witnesses.length === 0
          ? [
              'Logs this server was made to forget whole: a witness, named with --witness-key, or the workstations would show them.',
            ]
          : []),
      ],
    };
  } finally {
    await running.close();
  }
}

async function open(
  server: typeof import('../../server/index.ts'),
  dataDir: string,
  databaseUrl: string | null,
): Promise<IntelServer> {
  if (!existsSync(join(dataDir, 'identity.json')))
    throw new NotChecked('not-found', `There is no intel server in ${dataDir}.`);
  try {
    return await server.startIntelServer({ dataDir, databaseUrl, space: spaceOfFolder(dataDir) ?? 'live' });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const code = 'holder' in error.details ? 'in-use' : 'unreadable';
    throw new NotChecked(code, error.message, { tip: error.tip, cause: error });
  }
}
