/**
 * The auditor's keys this workstation seals to: the first it ever saw, and no others. Runs in the services worker.
 * A server (or whoever holds it) that names another key later could read what is sealed to it: so it is said aloud, and
 * sealing goes on to the keys that were pinned, which the auditor still has. Spec: docs/spec/sync.md SY15.
 */
import { type AuditPublicKey, isAuditKeyGenuine } from '../contract/audit-sealing.ts';
import { auditKeyAnswer } from '../contract/audit-wire.ts';
import { readAuditHandover, saveAuditHandover } from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import { endOf, type RoundDeps, raiseAlert, type StepEnd } from './round.ts';

/** `pinned` null: the server has named none yet. A step that ended where it could not be asked. */
export async function pinnedKeys(deps: RoundDeps): Promise<{ pinned: AuditPublicKey[] | null } | StepEnd> {
  const { workspace, signal } = deps;
  const reached = await reach(auditKeyAnswer, () => deps.intel.api.audit.key(undefined, { signal }), signal);
  if (reached.state !== 'answered') return endOf(reached, 'The audit key was not sent');
  const offered: AuditPublicKey[] = [];
  for (const { kid, jwk, retiredMs } of reached.value.keys) {
    if (retiredMs === null && (await isAuditKeyGenuine({ kid, jwk }))) offered.push({ kid, jwk });
  }
  const { pinnedKeys: pinned } = readAuditHandover(workspace.read);
  if (pinned === null) {
    if (offered.length === 0) return { pinned: null };
    workspace.write((tx) => saveAuditHandover(tx, { pinnedKeys: offered }));
    return { pinned: offered };
  }
  if (!sameKeys(pinned, offered)) {
    raiseAlert(deps, 'audit-key', {
      severity: 'error',
      message:
        "The intel server names another audit key than the one this workstation knows: it may not be the auditor's.",
      tip: 'The log goes on being sealed to the key that was known. Ask the auditor whether there is a new one.',
    });
  }
  return { pinned };
}

const sameKeys = (a: readonly AuditPublicKey[], b: readonly AuditPublicKey[]): boolean =>
  a.length === b.length && a.every(({ kid }) => b.some((other) => other.kid === kid));
