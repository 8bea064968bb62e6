/**
 * The auditor's keys this workstation seals to: the first it ever saw, or those an administrator or the auditor accepted
 * here in their place, and no others. Runs in the services worker.
 * A server (or whoever holds it) that names another key later could read what is sealed to it: so it is said aloud, and
 * sealing goes on to the keys that were pinned, which the auditor still has. Spec: docs/spec/sync.md SY15.
 */
import { isDeepStrictEqual } from 'node:util';
import { type AuditPublicKey, isAuditKeyGenuine } from '../contract/audit-sealing.ts';
import { auditKeyAnswer } from '../contract/audit-wire.ts';
import {
  dismissAlert,
  readAuditHandover,
  saveAuditHandover,
  saveTrustState,
  type TrustChange,
} from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import { alertId, endOf, type RoundDeps, raiseAlert, type StepEnd, syncEntry } from './round.ts';

/** `pinned` null: the server has named none yet. A step that ended where it could not be asked. */
export async function pinnedKeys(
  deps: RoundDeps,
  trust: readonly TrustChange[],
): Promise<{ pinned: AuditPublicKey[] | null } | StepEnd> {
  const { workspace, signal } = deps;
  const reached = await reach(auditKeyAnswer, () => deps.intel.api.audit.key(undefined, { signal }), signal);
  if (reached.state !== 'answered') return endOf(reached, 'The audit key was not sent');
  const offered: AuditPublicKey[] = [];
  for (const { kid, jwk, retiredMs } of reached.value.keys) {
    if (retiredMs === null && (await isAuditKeyGenuine({ kid, jwk }))) offered.push({ kid, jwk });
  }
  const { pinnedKeys: pinned } = readAuditHandover(workspace.read);
  const kids = kidsOf(offered);
  workspace.write((tx) => saveTrustState(tx, { offered: { kids, atMs: deps.nowMs() } }));
  if (pinned === null) {
    if (offered.length === 0) return { pinned: null };
    workspace.write((tx) => saveAuditHandover(tx, { pinnedKeys: offered }));
    return { pinned: offered };
  }
  const accepted = sameKeys(pinned, offered) ? undefined : acceptedSince(trust, kids);
  if (accepted !== undefined) {
    workspace.write((tx) => {
      const { by, atMs, note } = accepted;
      const details = { kind: accepted.kind, before: kidsOf(pinned), after: kids, by, madeMs: atMs, note };
      workspace.audit.appendIn(tx, syncEntry(deps, 'settings-change', 'recorded', details));
      saveAuditHandover(tx, { pinnedKeys: offered });
      dismissAlert(tx, alertId('audit-key'));
    });
    // This round's entries, that one among them, can be read with the old key too.
    return { pinned: [...pinned, ...offered.filter(({ kid }) => !pinned.some((old) => old.kid === kid))] };
  }
  if (!sameKeys(pinned, offered)) {
    raiseAlert(deps, 'audit-key', {
      severity: 'error',
      message:
        "The intel server names another audit key than the one this workstation knows: it may not be the auditor's.",
      tip: 'The log goes on being sealed to the key that was known. Ask the auditor whether there is a new one; an administrator or the auditor accepts it in the settings.',
    });
  }
  return { pinned };
}

/** The word by which exactly these keys are accepted: the last one, so that an older word does not bring old keys back. */
function acceptedSince(trust: readonly TrustChange[], kids: readonly string[]): TrustChange | undefined {
  if (kids.length === 0) return undefined;
  const last = trust.findLast(({ kind }) => kind === 'audit-keys-accepted');
  return last !== undefined && isDeepStrictEqual(last.keys, kids) ? last : undefined;
}

const kidsOf = (keys: readonly AuditPublicKey[]): string[] => keys.map(({ kid }) => kid).sort();

const sameKeys = (a: readonly AuditPublicKey[], b: readonly AuditPublicKey[]): boolean =>
  a.length === b.length && a.every(({ kid }) => b.some((other) => other.kid === kid));
