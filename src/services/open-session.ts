/**
 * Everything that lives while one person is signed in: workspace, match index, sync, results. Runs in the services worker.
 * Always: closing ends all of it, in the order that loses nothing, and clears the keys.
 */
import type { User } from '../core/model/domain.ts';
import { createIntelClient, createSyncEngine, type IntelClient } from '../sync/index.ts';
import { type DeviceFile, readTrustFile, type Workspace } from '../workspace/index.ts';
import { createAuditorDesk } from './auditor-desk.ts';
import { settleAuthorities } from './authority-assignment.ts';
import type { Credentials, Desk, OpenSession } from './desk.ts';
import { settleRegister } from './hand-over.ts';
import { createLeaseClock } from './lease-clock.ts';
import { createMatchFeed } from './match-feed.ts';
import { raiseTracked } from './raise-tracked.ts';
import { createResultStore } from './result-store.ts';
import { serverAddress } from './server-address.ts';
import { signInAtServer } from './server-sign-in.ts';
import { endOverdue } from './tracking.ts';

/** `intel` has its token already where the server could be reached. */
export function openSession(
  desk: Desk,
  input: { user: User; device: DeviceFile; workspace: Workspace; intel: IntelClient; credentials: Credentials },
): OpenSession {
  const { user, device, workspace, intel } = input;
  // Kept only while signed in: tokens run out, and a session opened offline gets its first one when the network is back.
  let credentials: Credentials | null = input.credentials;
  const ending = new AbortController();
  const leaseClock = createLeaseClock(workspace, desk.clock);
  const auditor = createAuditorDesk(workspace, desk.clock.nowMs);
  const match = createMatchFeed(workspace, desk.startMatcher);
  // The register first: what it says of a vehicle settles what was declared on its theft.
  const settle = async (signal: AbortSignal): Promise<void> => {
    await settleRegister(desk, session, signal);
    await settleAuthorities({ desk, session, signal });
    endOverdue(desk, session);
  };
  const sync = createSyncEngine({
    workspace,
    intel,
    server: { serverId: device.serverId, publicKeyHex: device.serverPublicKeyHex },
    deviceId: device.deviceId,
    space: device.space,
    actor: user,
    nowMs: desk.clock.nowMs,
    monotonicMs: desk.clock.monotonicMs,
    leaseNowMs: leaseClock.nowMs,
    newId: desk.newId,
    random01: desk.random01,
    ...(desk.feedPageRows === undefined ? {} : { feedPageRows: desk.feedPageRows }),
    async onHeldChange(change) {
      await match.apply(change);
      await raiseTracked(desk, session, change);
    },
    trustChanges: () => readTrustFile(desk.dataDir),
    settleAuthorities: settle,
    async openAuditRecords(signal) {
      await auditor.openHeld(signal);
    },
    async signIn(signal) {
      if (credentials === null) return { state: 'wrong', message: 'The session has ended.' };
      const answer = await signInAtServer(desk, intel, credentials, signal);
      if (answer.state === 'in') return { state: 'in' };
      if (answer.state === 'offline') return answer;
      return { state: 'wrong', message: answer.message };
    },
  });
  const session: OpenSession = {
    user,
    device,
    workspace,
    intel,
    sync,
    match,
    results: createResultStore(desk.newId),
    leaseClock,
    auditor,
    ended: ending.signal,
    async close() {
      ending.abort();
      credentials = null;
      auditor.clear();
      intel.setToken(null);
      session.results.clear();
      await sync.close();
      await match.close();
      workspace.close();
    },
  };
  return session;
}

/** A client for this workstation; `timeoutMs` for calls a person waits for. */
export function intelFor(desk: Desk, device: DeviceFile, timeoutMs?: number): IntelClient {
  return createIntelClient({
    serverUrl: serverAddress(device.serverUrl, desk.offer),
    device: {
      deviceId: device.deviceId,
      key: { privateKeyHex: device.deviceKeySeedHex, publicKeyHex: device.devicePublicKeyHex },
    },
    fetch: desk.fetch,
    nowMs: desk.clock.nowMs,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}
