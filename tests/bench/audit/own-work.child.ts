// Asks real questions of a real workstation, by turns with its log and with one that writes nothing, and says what each
// took. Runs in a process of its own, so that its system calls can be counted. Between the marks on standard error every
// question is a logged one. Arguments: the orders as JSON.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry } from '../../../src/core/audit/entry.ts';
import { openWorkstation } from '../../fixtures/training-server.ts';
import { APART, MARK, type OwnWork, type OwnWorkOrders } from './marks.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as OwnWorkOrders;
const { client, services } = openWorkstation(orders.dataDir);
await client.session.signIn({ username: orders.username, passphrase: orders.passphrase });
const { session } = services.context.desk;
if (session === null) throw new Error('nobody is signed in');
const { audit } = session.workspace;
const append = audit.append.bind(audit);

let last: AuditEntry[] = [];
const logged: typeof append = (draft) => {
  const entry = append(draft);
  last.push(entry);
  return entry;
};
let places = 1_000_000;
/** Gives a place and does nothing else: neither sealed nor written. */
const unlogged: typeof append = (draft) => {
  const pattern = last.find(({ phase }) => phase === draft.phase) ?? last[0];
  places += 1;
  if (pattern === undefined) throw new Error('a logged question comes first');
  return { ...pattern, ...draft, seq: places };
};

let asked = 0;
async function ask(): Promise<void> {
  asked += 1;
  const query = `${String.fromCharCode(65 + (asked % 26))}${String.fromCharCode(65 + (Math.floor(asked / 26) % 26))}${Math.floor(asked / 676)}*`;
  const answer = await client.find.run({
    caseId: orders.caseId,
    authorityId: orders.authorityId,
    query,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 100,
  });
  if (answer.outcome !== 'ran') throw new Error(`refused: ${JSON.stringify(answer.decision.reasons)}`);
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const found: OwnWork = { loggedMs: [], unloggedMs: [], bareMs: [], entryBytes: [] };
const bare = openSync(join(orders.dataDir, 'bare-writes'), 'a', 0o600);
audit.append = logged;
for (let warmUp = 0; warmUp < 20; warmUp += 1) await ask();
// By turns, so that a slow moment of the machine does not fall on one side alone.
for (let question = 0; question < orders.questions; question += 1) {
  last = [];
  audit.append = logged;
  found.loggedMs.push(await timed(ask));
  const texts = last.map((entry) => `${JSON.stringify(entry)}\n`);
  if (texts.length !== 2) throw new Error(`a question left ${texts.length} entries, not its intent and its result`);
  found.entryBytes.push(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
  audit.append = unlogged;
  found.unloggedMs.push(await timed(ask));
  found.bareMs.push(
    await timed(() => {
      // As the log does it: the intent is synced before it runs, the result follows.
      for (const [at, text] of texts.entries()) {
        writeSync(bare, text);
        if (at === 0) fdatasyncSync(bare);
      }
    }),
  );
}
closeSync(bare);
audit.append = logged;
writeSync(2, `${MARK}\n`);
for (let question = 0; question < orders.questions; question += 1) await ask();
writeSync(2, `${MARK}\n`);
for (let question = 0; question < APART; question += 1) {
  await ask();
  await pause(2000);
}
writeSync(2, `${MARK}\n`);
process.stdout.write(`${JSON.stringify(found)}\n`);
await services.close();
