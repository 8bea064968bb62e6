/**
 * Takes the sync policy into force. Runs in the services worker. A policy that is older than one accepted before, not
 * the server's, for another space or out of date is refused, logged and said aloud; the one in force stays in force
 * until it expires. Spec: docs/spec/sync.md SY3.
 */
import { type PolicyBody, signedPolicy } from '../contract/intel.ts';
import { policyDigest, verifyPolicy } from '../core/policy/verify-policy.ts';
import { addSyncRefusals, readSyncState, saveSyncState } from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import { done, endOf, type RoundDeps, raiseAlert, type StepEnd, syncEntry, syncNowMs } from './round.ts';

export async function pullPolicy(deps: RoundDeps): Promise<StepEnd> {
  const { workspace, server } = deps;
  const reached = await reach(
    signedPolicy,
    () => deps.intel.api.policy.current(undefined, { signal: deps.signal }),
    deps.signal,
  );
  if (reached.state !== 'answered') return endOf(reached, 'The sync policy was not sent');
  const held = readSyncState(workspace.read);
  const verdict = verifyPolicy(reached.value, {
    serverPublicKeyHex: server.publicKeyHex,
    serverId: server.serverId,
    space: deps.space,
    lastVersion: held.lastPolicyVersion,
    // The server dates the same version anew each time, so that it does not expire while it is in force: the content of
    // a version may differ in its dates alone, which is checked below.
    lastDigest: null,
    nowMs: syncNowMs(deps),
  });
  if (verdict.outcome === 'refused') {
    workspace.write((tx) => {
      addSyncRefusals(tx, `policy:${verdict.reason}`, 1, deps.nowMs());
      workspace.audit.appendIn(tx, syncEntry(deps, 'sync-refusal', 'refused', { policy: verdict.reason }));
    });
    raiseAlert(deps, 'policy', {
      severity: 'error',
      message: verdict.message,
      tip: 'The policy that was in force stays in force until it expires. Tell the administrator of the server.',
    });
    return { step: 'skip', message: verdict.message };
  }
  const news = termsOf(verdict.body);
  const changed = held.policy === null || termsOf(held.policy.body) !== news;
  workspace.write((tx) => {
    saveSyncState(tx, { policy: reached.value, lastPolicyVersion: verdict.body.version });
    if (!changed) return;
    const { version, windowMs, kinds, maxDetections, leaseMs } = verdict.body;
    const details = { version, digest: verdict.digest, windowMs, kinds, maxDetections, leaseMs };
    workspace.audit.appendIn(tx, syncEntry(deps, 'policy-change', 'recorded', details));
  });
  return done;
}

/** What a policy says apart from its dates. */
function termsOf(body: PolicyBody): string {
  return policyDigest({ ...body, issuedMs: 0, expiresMs: 0 });
}

/** The policy in force, or null where there is none or it has expired. */
export function currentPolicy(deps: RoundDeps): PolicyBody | null {
  const { policy } = readSyncState(deps.workspace.read);
  return policy === null || syncNowMs(deps) >= policy.body.expiresMs ? null : policy.body;
}
