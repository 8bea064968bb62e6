import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isAppError } from '../core/errors.ts';
import { audited } from './audited.ts';
import { createTurn, type Desk } from './desk.ts';
import { type Call, open, session } from './method.ts';
import { readPendingEntries } from './pending-entries.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function callOn(dataDir?: string): Call {
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'waymark-audited-'));
  if (dataDir === undefined) dirs.push(dir);
  const desk = {
    dataDir: dir,
    clock: { nowMs: () => 1000, monotonicMs: () => 0 },
    newId: () => 'id',
    session: null,
    turn: createTurn(),
  } as unknown as Desk;
  return { desk, signal: new AbortController().signal, log: {} as Call['log'] };
}

test('SV2 an answer that left no entry is withheld', async () => {
  const silent = open(() => 'answer');
  await expect(audited(silent).run(callOn(), undefined)).rejects.toSatisfy((error) =>
    isAppError(error, 'AUDIT_NOT_WRITTEN'),
  );
  // Red proof: without the wrapper the same handler answers.
  expect(await silent.run(callOn(), undefined)).toBe('answer');
});

test('SV2 an answer whose entry is on disk is released', async () => {
  const call = callOn();
  const spoken = open<undefined, string>(({ log }) => {
    log.aside('enrol', { deviceName: 'Desk' });
    return 'answer';
  });
  expect(await audited(spoken).run(call, undefined)).toBe('answer');
  expect(readPendingEntries(call.desk.dataDir)).toMatchObject([{ action: 'enrol', timeMs: 1000 }]);
});

test('SV2 an entry that cannot be written withholds the answer', async () => {
  const spoken = open<undefined, string>(({ log }) => {
    log.aside('enrol', {});
    return 'answer';
  });
  const call = callOn(join(tmpdir(), 'waymark-no-such-folder', 'deeper'));
  await expect(audited(spoken).run(call, undefined)).rejects.toSatisfy((error) =>
    isAppError(error, 'AUDIT_NOT_WRITTEN'),
  );
});

test('SV3 without a session nothing of a handler runs', async () => {
  let ran = false;
  const handler = session(() => {
    ran = true;
  });
  await expect(handler.run(callOn(), undefined)).rejects.toSatisfy((error) => isAppError(error, 'NOT_SIGNED_IN'));
  expect(ran).toBe(false);
});
