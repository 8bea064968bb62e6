/**
 * Proof that one workstation signed two histories, which anybody can check with its public key alone. Runs anywhere, pure.
 * Three forms. `same-size`: two checkpoints of one size and different roots. `other-past`: the path by which the larger
 * checkpoint says what the tree was at the smaller's size, and it is not what the smaller says. `two-leaves`: two leaves
 * in one place, each with its path under a checkpoint. A proof that does not hold accuses nobody. AU23–AU24.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { sha256Hex } from '../model/domain.ts';
import { type CheckpointVerdict, readTreeHead, type TreeHead, verifyCheckpointNote } from './checkpoint-note.ts';
import { auditLeaf, deviceLeafHash } from './leaf.ts';
import { equalHash, type ReadNode, rootsOf, verifyInclusion, wholePath } from './merkle.ts';
import { type NoteKey, unverifiedText } from './signed-note.ts';

const note = z.string().max(20_000);
const path = z.array(sha256Hex).max(128);
const placed = z.strictObject({ leaf: auditLeaf, path: path.describe('from the leaf to the root of its checkpoint') });

export const forkProof = z.discriminatedUnion('kind', [
  z.strictObject({ v: z.literal(1), kind: z.literal('same-size'), first: note, second: note }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('other-past'),
    first: note.describe('the smaller'),
    second: note,
    path: path.describe('consistency path of the second with the subtree the first ends with at its head'),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('two-leaves'),
    first: note,
    second: note,
    firstLeaf: placed,
    secondLeaf: placed,
  }),
]);
export type ForkProof = z.infer<typeof forkProof>;

export type ForkVerdict =
  | { readonly ok: true; readonly origin: string; readonly kind: ForkProof['kind']; readonly sizes: [number, number] }
  | { readonly ok: false; readonly why: 'malformed' | 'bad-signature' | 'no-known-key' | 'not-by-its-log' | 'no-fork' };

/**
 * The proof that two checkpoints of one log contradict each other; null where they do not, or where the larger tree is not
 * the one `read` reads. Signatures are not looked at here: who verifies the proof does.
 * @param read nodes of the tree of the larger checkpoint; not called where both are of one size
 */
export function proveFork(a: string, b: string, read: ReadNode): ForkProof | null {
  const heads = [headOf(a), headOf(b)] as const;
  if (heads[0] === null || heads[1] === null || heads[0].origin !== heads[1].origin) return null;
  const swapped = heads[0].size > heads[1].size;
  const [first, second] = swapped ? [b, a] : [a, b];
  const [small, large] = swapped ? [heads[1], heads[0]] : [heads[0], heads[1]];
  if (small.size === large.size)
    return equalHash(small.root, large.root) ? null : { v: 1, kind: 'same-size', first, second };
  if (small.size === 0) return null;
  const between = wholePath(small.size, large.size, read);
  const roots = rootsOf(small.size, large.size, between);
  if (roots === null || !equalHash(roots.second, large.root) || equalHash(roots.first, small.root)) return null;
  return { v: 1, kind: 'other-past', first, second, path: between.map((hash) => bytesToHex(hash)) };
}

/** Whether this proves that the key of one log, which must be among these, signed two histories of it. */
export function verifyForkProof(raw: unknown, keys: readonly NoteKey[]): ForkVerdict {
  const parsed = forkProof.safeParse(raw);
  if (!parsed.success) return { ok: false, why: 'malformed' };
  const proof = parsed.data;
  const first = verifyCheckpointNote(proof.first, keys);
  if (!first.ok) return first;
  const second = verifyCheckpointNote(proof.second, keys);
  if (!second.ok) return second;
  if (first.head.origin !== second.head.origin || logKeyOf(first) !== logKeyOf(second))
    return { ok: false, why: 'no-fork' };
  if (!contradicts(proof, first.head, second.head)) return { ok: false, why: 'no-fork' };
  return { ok: true, origin: first.head.origin, kind: proof.kind, sizes: [first.head.size, second.head.size] };
}

function contradicts(proof: ForkProof, first: TreeHead, second: TreeHead): boolean {
  if (proof.kind === 'same-size') return first.size === second.size && !equalHash(first.root, second.root);
  if (proof.kind === 'other-past') {
    const roots = rootsOf(
      first.size,
      second.size,
      proof.path.map((hash) => hexToBytes(hash)),
    );
    return roots !== null && equalHash(roots.second, second.root) && !equalHash(roots.first, first.root);
  }
  const { firstLeaf, secondLeaf } = proof;
  return (
    firstLeaf.leaf.deviceSeq === secondLeaf.leaf.deviceSeq &&
    !equalHash(deviceLeafHash(firstLeaf.leaf), deviceLeafHash(secondLeaf.leaf)) &&
    stands(firstLeaf, first) &&
    stands(secondLeaf, second)
  );
}

function stands({ leaf, path: hashes }: z.infer<typeof placed>, head: TreeHead): boolean {
  return verifyInclusion({
    leaf: deviceLeafHash(leaf),
    index: leaf.deviceSeq - 1,
    size: head.size,
    path: hashes.map((hash) => hexToBytes(hash)),
    root: head.root,
  });
}

const headOf = (text: string): TreeHead | null => readTreeHead(unverifiedText(text) ?? '');

/** One log may change its key, and two keys are no contradiction of either. */
const logKeyOf = (verdict: Extract<CheckpointVerdict, { ok: true }>): string | undefined =>
  verdict.signers.find(({ key }) => key.kind === 'ed25519' && key.name === verdict.head.origin)?.key.publicKeyHex;
