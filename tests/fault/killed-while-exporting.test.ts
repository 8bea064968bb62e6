// SV38: a workstation is killed (SIGKILL) at stations of an export. Whatever it had done by then, no half pack is there,
// the log holds together and shows the try, what was chosen is kept, and the desk offers to go on with it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { addExhibit, openCase } from '../fixtures/case-with-exhibits.ts';
import type { ExportOrders } from '../fixtures/exporting-child.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
} from '../fixtures/training-server.ts';

const STATIONS = ['Gathering', 'Gathering files', 'Drawing: Movement', 'Attaching files', 'Writing', 'Signing'];
const REASON = 'Disclosure to the Crown, first appearance';

let training: TrainingServer;
let caseId: string;
let dataDir: string;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  const desk = await signedInWorkstation(training);
  const worked = await openCase(desk, training, 'Killed');
  await addExhibit(desk, training, worked, 0);
  ({ caseId } = worked);
  ({ dataDir } = desk);
  await desk.services.close();
}, 180_000);
afterAll(async () => training?.close());

test('SV38 killed at any station, an export leaves its try and its choices and not a byte of a pack', async () => {
  const { lesson, passphrase } = training;
  const signIn = { username: lesson.username, passphrase };
  let before: unknown;
  for (const [at, step] of STATIONS.entries()) {
    expect(await killedAt({ dataDir, ...signIn, caseId, reason: `${REASON} ${at}`, step }), step).toBe('SIGKILL');
    const desk = openWorkstation(dataDir);
    await desk.client.session.signIn(signIn);
    const { session } = desk.services.context.desk;
    if (session === null) throw new Error('nobody is signed in');
    const { read, audit } = session.workspace;
    const entries = allAuditEntries(read, `case:${caseId}`);
    expect(verifyLog(entries, audit.checkpoint(`case:${caseId}`))).toMatchObject({ ok: true });
    const last = entries.at(-1);
    expect(last, step).toMatchObject({ action: 'pack-export', phase: 'intent', outcome: 'pending' });
    if (at > 0) expect(last?.details.again).toBe(before);
    before = last?.details.packId;
    const { draft, lastTry } = await desk.client.packs.draft({ caseId });
    expect(lastTry).toMatchObject({ state: 'killed', packId: before, logSeq: last?.seq });
    expect(draft.reason).toBe(`${REASON} ${at}`);
    expect(await desk.client.packs.list({ caseId })).toEqual([]);
    expect(session.workspace.checkIntegrity()).toEqual({ ok: true, problems: [] });
    await desk.services.close();
  }

  // Going on with it: the same choices come to a pack that verifies, and the offer is gone.
  const desk = openWorkstation(dataDir);
  await desk.client.session.signIn(signIn);
  const { draft } = await desk.client.packs.draft({ caseId });
  let status = '';
  for await (const event of await desk.client.packs.build({ caseId, draft }))
    if (event.type === 'done') status = event.verdict.status;
  expect(status).toBe('valid');
  expect((await desk.client.packs.draft({ caseId })).lastTry).toBeNull();
  expect(await desk.client.packs.list({ caseId })).toMatchObject([{ number: 'P-01', reason: `${REASON} 5` }]);
  await desk.services.close();
}, 600_000);

/** By what signal the child ended; null: nobody killed it. */
function killedAt(orders: ExportOrders): Promise<NodeJS.Signals | null> {
  const entry = fileURLToPath(new URL('../fixtures/exporting-child.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, signal) => resolve(signal));
  });
}
