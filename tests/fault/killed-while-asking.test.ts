// SV2, T9: workstations are killed (SIGKILL) while they ask: at each station between the intent and the answer, and at
// moments of no choosing. Every answer that got out has its entries. WAYMARK_LOG_KILLS says how many kills.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { allAuditEntries, listAlerts } from '../../src/workspace/index.ts';
import type { Orders, Released, Station } from '../fixtures/asking-child.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
} from '../fixtures/training-server.ts';

const KILLS = Number(process.env.WAYMARK_LOG_KILLS ?? 56);
/** Until the test is given up, however slow the machine. */
const KILLS_MS = 60_000 + KILLS * 5000;
/** Workstations at once, each with a log of its own. */
const LANES = 2;
const STATIONS: readonly Station[] = [
  'intent-staged',
  'intent-committed',
  'intent-written',
  'result-staged',
  'result-committed',
  'result-written',
  'moment',
];
/** What the dying question leaves in the log, where the station says it. */
const INTENT_ALONE: readonly Station[] = ['intent-committed', 'intent-written', 'result-staged'];
const BOTH_AND_NOT_OUT: readonly Station[] = ['result-committed', 'result-written'];

/** What the children compile, kept from one to the next. */
const compiled = mkdtempSync(join(tmpdir(), 'waymark-compiled-'));
let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 800, pictures: 0 });
}, 120_000);
afterAll(async () => {
  await training?.close();
  rmSync(compiled, { recursive: true, force: true });
});

type Lane = { dataDir: string; caseId: string; authorityId: string; stations: Station[]; released: Released[] };

/** Released answers for which the log lacks the intent or the result that agrees with them. */
function unlogged(released: readonly Released[], entries: readonly AuditEntry[]): Released[] {
  return released.filter(({ action, logSeq, total }) => {
    const intent = entries.find((entry) => entry.seq === logSeq && entry.action === action && entry.phase === 'intent');
    const result = entries.find((entry) => entry.phase === 'result' && entry.of === logSeq && entry.outcome === 'ran');
    const said = action === 'find' ? result?.details.reads : result?.details.vehicles;
    return intent === undefined || said !== total;
  });
}

test(
  'SV2 every answer that was out when the workstation was killed has its entries, and the log holds together',
  async () => {
    const lanes: Lane[] = [];
    for (let lane = 0; lane < LANES; lane += 1) lanes.push(await newLane());
    for (let kill = 0; kill < KILLS; kill += 1)
      lanes[kill % LANES]?.stations.push(STATIONS[Math.floor(kill / LANES) % STATIONS.length] ?? 'moment');
    // Offline from here on: the log must hold without a witness.
    await training.server.close();
    await Promise.all(lanes.map(killAll));
    const kills = lanes.flatMap(({ stations }) => stations);
    const out = lanes.flatMap(({ released }) => released);
    console.info(
      `killed ${kills.length} times: ${STATIONS.map((at) => `${kills.filter((each) => each === at).length} ${at}`).join(', ')}; ${out.length} answers were out`,
    );
    expect(kills).toHaveLength(KILLS);
    expect(out.length).toBeGreaterThan(KILLS);
    expect(new Set(out.map(({ action }) => action))).toEqual(new Set(['find', 'convoy']));
    for (const lane of lanes) await checkLane(lane);
  },
  KILLS_MS,
);

async function newLane(): Promise<Lane> {
  const { client, services, dataDir } = await signedInWorkstation(training);
  const { lesson } = training;
  const { id: caseId } = await client.cases.create({ name: 'Killed', summary: '', fileNumber: null, charges: '' });
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  await services.close();
  return { dataDir, caseId, authorityId: declared.authority.id, stations: [], released: [] };
}

/** One after the other; the next process loads while the one before it asks. */
async function killAll({ dataDir, caseId, authorityId, stations, released }: Lane): Promise<void> {
  const { lesson, passphrase } = training;
  let warm = startChild();
  for (const [round, station] of stations.entries()) {
    const child = warm;
    if (round + 1 < stations.length) warm = startChild();
    const orders = { dataDir, username: lesson.username, passphrase, caseId, authorityId, round, station };
    released.push(...(await killWhileAsking(child, { ...orders, question: 1 + (round % 5) })));
  }
}

async function checkLane({ dataDir, caseId, stations, released }: Lane): Promise<void> {
  const reopened = openWorkstation(dataDir);
  await reopened.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  const { session } = reopened.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  const { read, audit } = session.workspace;
  const entries = allAuditEntries(read, `case:${caseId}`);
  expect(unlogged(released, entries)).toEqual([]);
  expect(verifyLog(entries, audit.checkpoint(`case:${caseId}`))).toMatchObject({ ok: true });
  // Ahead of its head file is in order; behind it would be an alarm.
  expect(listAlerts(read)).toEqual([]);

  // Each station left what it must: the intent alone before the result is committed, both after it, and no answer.
  const moments = stations.filter((station) => station === 'moment').length;
  const intents = entries.filter(({ phase }) => phase === 'intent');
  const alone = intents.filter(({ seq }) => !entries.some(({ of }) => of === seq));
  const unreleased = intents.length - alone.length - released.length;
  const expectedAlone = stations.filter((station) => INTENT_ALONE.includes(station)).length;
  const expectedUnreleased = stations.filter((station) => BOTH_AND_NOT_OUT.includes(station)).length;
  expect(alone.length - expectedAlone).toBeGreaterThanOrEqual(0);
  expect(unreleased - expectedUnreleased).toBeGreaterThanOrEqual(0);
  expect(alone.length - expectedAlone + unreleased - expectedUnreleased).toBeLessThanOrEqual(moments);

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
}

function startChild(): ChildProcess {
  const entry = fileURLToPath(new URL('../fixtures/asking-child.ts', import.meta.url));
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  return spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'], env });
}

/** Sees the child die, by its own hand or some milliseconds after its first answer; returns what it had answered. */
function killWhileAsking(child: ChildProcess, orders: Orders): Promise<Released[]> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (text === '' && orders.station === 'moment')
        setTimeout(() => child.kill('SIGKILL'), 15 + ((37 * orders.round) % 300));
      text += chunk.toString('utf8');
    });
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the workstation ended by itself (${code})`));
      const lines = text.split('\n').slice(0, -1);
      resolve(lines.map((line) => JSON.parse(line) as Released));
    });
    child.stdin?.end(`${JSON.stringify(orders)}\n`);
  });
}
