/**
 * Checks that these are all entries of one log up to its last one here, under a checkpoint of the workspace's whole tree:
 * to someone who sees nothing of any other log. Runs anywhere, pure. Never imports a writer. AU28.
 * That nothing was written to the log after the last entry shown, only a later leaf could tell: the last entry has to be
 * one that ends what is shown (a pack's own export).
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { sha256Hex } from '../model/domain.ts';
import { deviceOrigin, verifyCheckpointNote } from './checkpoint-note.ts';
import type { DeviceLogClaim, Hasher } from './device-log.ts';
import { auditLeaf, deviceLeafHash, logLeafHash } from './leaf.ts';
import type { LogProblemCode, LogVerdict } from './log-problem.ts';
import { appendTo, emptyFrontier, type Frontier, rootOf, verifyInclusion } from './merkle.ts';
import type { ShownLog } from './shown-log.ts';
import { isEntry, verifyLog } from './verify.ts';

/** What travels with the entries of a log. */
export const caseProof = z.strictObject({
  leaf: auditLeaf.describe('of the last entry shown'),
  path: z.array(sha256Hex).max(64).describe('from that leaf to the root of the checkpoint'),
  checkpoint: z.string().max(20_000).describe('signed note over the tree of the workspace'),
});
export type CaseProof = z.infer<typeof caseProof>;

export type CaseClaim = Pick<DeviceLogClaim, 'serverId' | 'keys' | 'cosigners'>;

/** @param entries of the one log, in order, from its first: all of them shown */
export function verifyCaseProof(
  entries: readonly unknown[],
  raw: unknown,
  claim: CaseClaim,
  hasher: Hasher = {},
): LogVerdict {
  const log = verifyLog(entries, undefined, hasher);
  const known = entries.filter(isEntry);
  const commitments = known.map(({ hash }) => hash);
  return proveShownLog({ ...log, known, commitments, withheld: new Set() }, raw, claim, hasher);
}

/** The same of a log in which entries may stand as their commitment alone (`verifyShownLog`). */
export function proveShownLog(shown: ShownLog, raw: unknown, claim: CaseClaim, hasher: Hasher = {}): LogVerdict {
  const { known, commitments, withheld, ...log } = shown;
  const problems = [...log.problems];
  const report = (code: LogProblemCode, message: string): void => {
    problems.push({ code, seq: log.entries, message });
  };
  const verdict = (): LogVerdict => ({ ...log, ok: problems.length === 0, problems });
  const parsed = caseProof.safeParse(raw);
  if (!parsed.success) {
    report('leaf-malformed', 'The proof that goes with the entries does not have its form.');
    return verdict();
  }
  const { leaf, path, checkpoint } = parsed.data;
  if (log.problems.some(({ code }) => code === 'entry-malformed')) return verdict();
  const last = known.at(-1);
  const placed = withheld.has(log.entries) || last?.deviceSeq === leaf.deviceSeq;
  if (commitments.at(-1) !== leaf.commitment || !placed || leaf.logSize !== log.entries)
    report('leaf-mismatch', 'The last entry is not the one the leaf commits to.');
  if (known.some(({ deviceId, actor }) => deviceId !== leaf.deviceId || (actor !== null && actor.id !== leaf.userId)))
    report('entry-foreign', 'An entry belongs to another workspace than the leaf.');
  let tree: Frontier = emptyFrontier;
  for (const hash of commitments) tree = appendTo(tree, logLeafHash(hash, hasher.sha256), undefined, hasher.sha256);
  if (bytesToHex(rootOf(tree, hasher.sha256)) !== leaf.logRoot)
    report('log-root-mismatch', 'The leaf vouches for another log than is shown.');
  const note = verifyCheckpointNote(checkpoint, claim.keys);
  if (!note.ok) {
    report('checkpoint-signature', 'The checkpoint is not signed by the workstation.');
    return verdict();
  }
  if (note.head.origin !== deviceOrigin({ ...leaf, serverId: claim.serverId }))
    report('checkpoint-mismatch', 'The checkpoint is of another workspace than the leaf.');
  const { size, root } = note.head;
  const hashes = path.map((hash) => hexToBytes(hash));
  const included = { leaf: deviceLeafHash(leaf), index: leaf.deviceSeq - 1, size, path: hashes, root };
  if (!verifyInclusion(included)) report('inclusion-wrong', 'The leaf does not stand in the tree of the checkpoint.');
  for (const { name, publicKeyHex } of claim.cosigners)
    if (
      !note.signers.some(
        ({ key }) => key.kind === 'cosignature' && key.name === name && key.publicKeyHex === publicKeyHex,
      )
    )
      report('cosignature-missing', `${name} has not cosigned the checkpoint.`);
  return verdict();
}
