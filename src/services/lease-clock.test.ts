import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkspace, type readSyncState, saveSyncState, type Workspace } from '../workspace/index.ts';
import { createLeaseClock } from './lease-clock.ts';

const HOUR_MS = 3_600_000;
const startMs = Date.UTC(2026, 10, 20);
const user = { id: 'u1', username: 't.example', name: 'T', title: '', role: 'investigator' as const };
let dir: string;
let workspace: Workspace;
let firstPolicy: NonNullable<ReturnType<typeof readSyncState>['policy']>;
let wallMs = startMs;
let monotonicMs = 0;
const clock = { nowMs: () => wallMs, monotonicMs: () => monotonicMs };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-lease-'));
  workspace = await createWorkspace({
    dir: join(dir, 'users', 't.example'),
    device: { deviceId: 'd1', deviceSecretHex: '11'.repeat(32), deviceKeySeedHex: '22'.repeat(32) },
    passphrase: 'training-passphrase',
    clock: () => wallMs,
    random: (length) => new Uint8Array(randomBytes(length)),
    space: 'training',
    serverId: 's1',
    user,
  });
  const body = {
    version: 1,
    space: 'training' as const,
    serverId: 's1',
    issuedMs: startMs,
    expiresMs: startMs + 7 * 24 * HOUR_MS,
    windowMs: HOUR_MS,
    kinds: [],
    maxDetections: 1,
    leaseMs: 24 * HOUR_MS,
    mobilePoliceRetentionMs: HOUR_MS,
  };
  firstPolicy = { body, publicKey: '0'.repeat(64), signature: '0'.repeat(128) };
  workspace.write((tx) =>
    saveSyncState(tx, { policy: firstPolicy, serverTimeMs: startMs, lastSeenMs: startMs, lastPolicyVersion: 1 }),
  );
});
afterAll(() => {
  workspace.close();
  rmSync(dir, { recursive: true, force: true });
});

const logAt = (timeMs: number) =>
  workspace.audit.append({
    space: 'training',
    log: 'device',
    timeMs,
    actor: user,
    action: 'find',
    phase: 'event',
    of: null,
    outcome: 'refused',
    authority: null,
    details: {},
  });

test('SY13 setting the clock back never lengthens a lease: what was seen counts', () => {
  wallMs = startMs + 20 * HOUR_MS;
  logAt(wallMs);
  wallMs = startMs - 1000 * HOUR_MS;
  const leaseClock = createLeaseClock(workspace, clock);
  expect(leaseClock.nowMs()).toBe(startMs + 20 * HOUR_MS);
  expect(leaseClock.lease()).toEqual({ untilMs: startMs + 24 * HOUR_MS, ended: false });
  // An entry dated back does not hide the newer one at the next start.
  logAt(wallMs);
  expect(createLeaseClock(workspace, clock).nowMs()).toBe(startMs + 20 * HOUR_MS);
  // The session goes on while the wall stands still: monotonic time counts.
  monotonicMs += 5 * HOUR_MS;
  expect(leaseClock.lease()?.ended).toBe(true);
  monotonicMs = 0;
});

test('SY13 no jump of the clock lengthens the lease', () => {
  let highestMs = createLeaseClock(workspace, clock).nowMs();
  let seed = 1;
  const random01 = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  for (let jump = 0; jump < 200; jump += 1) {
    wallMs = startMs + (random01() * 2 - 1) * 3 * HOUR_MS;
    const nowMs = createLeaseClock(workspace, clock).nowMs();
    expect(nowMs).toBeGreaterThanOrEqual(highestMs);
    highestMs = Math.max(highestMs, Math.min(nowMs, startMs + 24 * HOUR_MS));
  }
});

test('SY13 a clock that once ran years ahead ends the lease, and the next contact makes a new one', () => {
  wallMs = startMs + 10 * 365 * 24 * HOUR_MS;
  expect(createLeaseClock(workspace, clock).lease()?.ended).toBe(true);
  logAt(wallMs);
  wallMs = startMs + 21 * HOUR_MS;
  expect(createLeaseClock(workspace, clock).lease()?.ended).toBe(true);
  workspace.write((tx) => saveSyncState(tx, { serverTimeMs: startMs + 25 * HOUR_MS }));
  wallMs = startMs + 25 * HOUR_MS;
  logAt(wallMs);
  expect(createLeaseClock(workspace, clock).lease()).toEqual({ untilMs: startMs + 49 * HOUR_MS, ended: false });
});

test('SY13 a wall that is set back after a contact does not stop the lease clock: it runs on from the server’s time', () => {
  const contactMs = startMs + 30 * HOUR_MS;
  workspace.write((tx) => saveSyncState(tx, { policy: null }));
  wallMs = contactMs;
  const leaseClock = createLeaseClock(workspace, clock);
  workspace.write((tx) =>
    saveSyncState(tx, { policy: firstPolicy, serverTimeMs: contactMs, lastSeenMs: contactMs, lastPolicyVersion: 1 }),
  );
  expect(leaseClock.nowMs()).toBe(contactMs);
  wallMs = startMs;
  monotonicMs += 23 * HOUR_MS;
  expect(leaseClock.lease()?.ended).toBe(false);
  monotonicMs += HOUR_MS;
  expect(leaseClock.lease()?.ended).toBe(true);
  monotonicMs = 0;
});
