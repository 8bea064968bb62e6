// Child of workspace-killed.test.ts: writes without end and says what was acknowledged, until it is killed.
// Arguments: folder, key (hex), workspace id.
import { writeSync } from 'node:fs';
import { upsertDetections } from '../../src/workspace/index.ts';
import { openWithKey } from '../../src/workspace/open.ts';
import { detection, device, draft } from '../../src/workspace/workspace.fixture.ts';

const [dir = '', keyHex = '', workspaceId = '', from = '0'] = process.argv.slice(2);
const workspace = openWithKey({ dir, device, clock: () => Date.now() }, Buffer.from(keyHex, 'hex'), workspaceId);
for (let n = Number(from); ; n += 1) {
  const entry = workspace.audit.append(draft({ n }));
  // Synchronous, so that what was said is out before the next step begins.
  writeSync(1, `entry ${entry.deviceSeq} ${entry.hash}\n`);
  workspace.write((tx) => {
    // Three thousand rows: most kills fall into the middle of this transaction.
    upsertDetections(
      tx,
      Array.from({ length: 3000 }, (_, row) => detection(n * 3000 + row)),
    );
    workspace.audit.appendIn(tx, draft({ batch: n }, { action: 'sync-refusal', phase: 'event', outcome: 'recorded' }));
  });
  writeSync(1, `batch ${n}\n`);
}
