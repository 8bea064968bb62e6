/**
 * What a round makes of the workstation's trust: takes changes of it in, each as an entry of this person's own log, and
 * holds every checkpoint that comes back against the witnesses. Runs in the services worker. Spec: docs/spec/sync.md
 * SY17, SY18.
 */
import { isDeepStrictEqual } from 'node:util';
import { readVerifierKey, verifyNote } from '../core/audit/signed-note.ts';
import {
  dismissAlert,
  readTrustState,
  saveTrustState,
  type TrustChange,
  type TrustState,
  witnessesOf,
} from '../workspace/index.ts';
import { alertId, type RoundDeps, raiseAlert, syncEntry } from './round.ts';

/** A witness may be away for so long before somebody is told. */
const SILENT_MS = 24 * 3_600_000;

/**
 * The history this round goes by. One that does not begin with what this workspace has seen was changed by nobody who
 * said so: then what was known goes on to hold, and it is said aloud.
 */
export function adoptTrust(deps: RoundDeps): readonly TrustChange[] {
  const { workspace } = deps;
  const { known } = readTrustState(workspace.read);
  const found = deps.trustChanges === undefined ? known : deps.trustChanges();
  if (found === null || !isDeepStrictEqual(found.slice(0, known.length), known)) {
    raiseAlert(deps, 'trust-file', {
      severity: 'error',
      message: 'The witnesses and audit keys of this workstation were changed, and no administrator said so.',
      tip: 'What was known before goes on to hold. Tell the auditor; then have an administrator set the list right.',
    });
    return known;
  }
  const fresh = found.slice(known.length);
  workspace.write((tx) => {
    dismissAlert(tx, alertId('trust-file'));
    if (fresh.length === 0) return;
    for (const { kind, keys, by, atMs, note } of fresh) {
      workspace.audit.appendIn(
        tx,
        syncEntry(deps, 'settings-change', 'recorded', { kind, keys, by, madeMs: atMs, note, takenIn: true }),
      );
    }
    saveTrustState(tx, { known: found });
  });
  return found;
}

/**
 * Holds a checkpoint against every witness. A cosignature in the name of a witness that is not its own makes the whole
 * answer false: `forged`. One that is missing is said aloud once the witness was not heard of for a day.
 * @param size entries the checkpoint speaks of
 */
export function witnessProblem(
  deps: RoundDeps,
  changes: readonly TrustChange[],
  checkpoint: string | null,
  size: number,
): 'forged' | null {
  const witnesses = witnessesOf(changes);
  if (checkpoint === null || witnesses.length === 0) return null;
  const nowMs = deps.nowMs();
  const { seen: before } = readTrustState(deps.workspace.read);
  const seen: TrustState['seen'] = { ...before };
  const silent: string[] = [];
  for (const { verifierKey, addedMs } of witnesses) {
    const key = readVerifierKey(verifierKey);
    const verdict = key === null ? null : verifyNote(checkpoint, [key]);
    if (verdict?.ok === true) seen[verifierKey] = { size, atMs: nowMs };
    else if (verdict !== null && verdict.why !== 'no-known-key') return forged(deps, key?.name ?? '');
    else if (nowMs - (before[verifierKey]?.atMs ?? addedMs) > SILENT_MS) silent.push(key?.name ?? verifierKey);
  }
  deps.workspace.write((tx) => {
    saveTrustState(tx, { seen });
    dismissAlert(tx, alertId('witness-forged'));
    if (silent.length === 0) dismissAlert(tx, alertId('witness-missing'));
  });
  if (silent.length > 0) {
    raiseAlert(deps, 'witness-missing', {
      severity: 'warning',
      message: `The query log of this workstation has had no cosignature of a witness for a day: ${silent.join(', ')}.`,
      tip: 'The log is safe here. Ask the administrator of the server whether the witness is asked; tell the auditor.',
    });
  }
  return null;
}

function forged(deps: RoundDeps, name: string): 'forged' {
  raiseAlert(deps, 'witness-forged', {
    severity: 'error',
    message: `The server sent a cosignature in the name of ${name} that this witness did not make.`,
    tip: 'Nothing was marked as handed over. Tell the auditor.',
  });
  return 'forged';
}
