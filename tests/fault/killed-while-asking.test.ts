// SV2, T9: a workstation is killed (SIGKILL) at random moments while it asks. Every answer that got out has its entries.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
} from '../fixtures/training-server.ts';

const KILLS = 8;
let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 800, pictures: 0 });
}, 120_000);
afterAll(async () => training?.close());

type Released = { action: 'find' | 'convoy'; logSeq: number; total: number };

/** Released answers for which the log lacks the intent or the result that agrees with them. */
function unlogged(released: readonly Released[], entries: readonly AuditEntry[]): Released[] {
  return released.filter(({ action, logSeq, total }) => {
    const intent = entries.find((entry) => entry.seq === logSeq && entry.action === action && entry.phase === 'intent');
    const result = entries.find((entry) => entry.phase === 'result' && entry.of === logSeq && entry.outcome === 'ran');
    const said = action === 'find' ? result?.details.reads : result?.details.vehicles;
    return intent === undefined || said !== total;
  });
}

test('SV2 every answer that was out when the workstation was killed has its entries, and the log holds together', async () => {
  const desk = await signedInWorkstation(training);
  const { lesson, passphrase } = training;
  const { id: caseId } = await desk.client.cases.create({ name: 'Killed', summary: '', fileNumber: null, charges: '' });
  const declared = await desk.client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  const { dataDir } = desk;
  await desk.services.close();

  const released: Released[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    released.push(
      ...(await killWhileAsking(
        [dataDir, lesson.username, passphrase, caseId, declared.authority.id, String(kill)],
        15 + 37 * kill,
      )),
    );
  }
  expect(released.length).toBeGreaterThan(KILLS);
  expect(new Set(released.map(({ action }) => action))).toEqual(new Set(['find', 'convoy']));

  const reopened = openWorkstation(dataDir);
  await reopened.client.session.signIn({ username: lesson.username, passphrase });
  const { session } = reopened.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  const entries = allAuditEntries(session.workspace.read, `case:${caseId}`);
  expect(unlogged(released, entries)).toEqual([]);
  expect(verifyLog(entries, session.workspace.audit.checkpoint(`case:${caseId}`))).toMatchObject({ ok: true });
  // Asked and killed before the answer was out: there the intent stands alone, and that is in order.
  const alone = entries.filter(({ seq, phase }) => phase === 'intent' && !entries.some(({ of }) => of === seq));
  expect(alone.length).toBeLessThanOrEqual(KILLS);

  // Red proof: were one result entry or one intent missing, the check would say so.
  const last = released.at(-1);
  expect(
    unlogged(
      released,
      entries.filter(({ of }) => of !== last?.logSeq),
    ),
  ).toEqual([last]);
  expect(
    unlogged(
      released,
      entries.filter(({ seq }) => seq !== last?.logSeq),
    ),
  ).toEqual([last]);
  await reopened.services.close();
});

/** Kills the child some milliseconds after its first answer; returns what it had answered. */
function killWhileAsking(args: string[], afterMs: number): Promise<Released[]> {
  const entry = fileURLToPath(new URL('../fixtures/asking-child.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (text === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      text += chunk.toString('utf8');
    });
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the workstation ended by itself (${code})`));
      const lines = text.split('\n').slice(0, -1);
      resolve(lines.map((line) => JSON.parse(line) as Released));
    });
  });
}
