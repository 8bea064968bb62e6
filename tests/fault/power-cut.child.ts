// Child of power-cut.test.ts: asks and answers as a workstation does, and says on standard output what it has promised,
// while its system calls are written down. Arguments: folder, key (hex), workspace id, rounds.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { upsertDetections } from '../../src/workspace/index.ts';
import { openWithKey } from '../../src/workspace/open.ts';
import { detection, device, draft } from '../../src/workspace/workspace.fixture.ts';

const [dir = '', keyHex = '', workspaceId = '', rounds = '1'] = process.argv.slice(2);
const open = () => openWithKey({ dir, device, clock: () => Date.now() }, Buffer.from(keyHex, 'hex'), workspaceId);
/** Synchronous: what was said is out before the next step begins. */
const say = (...words: (string | number)[]): void => {
  writeSync(1, `SAID ${words.join(' ')}\n`);
};

let workspace = open();
say('open');
for (let n = 0; n < Number(rounds); n += 1) {
  const intent = workspace.audit.append(draft({ n }));
  say('synced', intent.deviceSeq);
  const result = workspace.audit.append(draft({ reads: n }, { phase: 'result', of: intent.seq, outcome: 'ran' }));
  say('released', result.deviceSeq);
  if (n % 7 === 3) {
    workspace.audit.checkpointNote();
    say('synced', result.deviceSeq);
  }
  if (n % 11 === 5) await pause(600);
  if (n % 5 === 4) {
    workspace.write((tx) => upsertDetections(tx, [detection(n), detection(n + 1000)]));
    say('synced', result.deviceSeq);
  }
  // The log is moved into the file, which a power cut may meet half way.
  if (n % 6 === 5) workspace.settle();
  if (n % 13 === 12) {
    workspace.close();
    say('synced', result.deviceSeq);
    workspace = open();
  }
}
// No orderly end: the power goes.
process.exit(0);
