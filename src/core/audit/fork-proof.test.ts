import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { deviceOrigin, logKey, signCheckpoint } from './checkpoint-note.ts';
import { type ForkProof, proveFork, verifyForkProof } from './fork-proof.ts';
import { type AuditLeaf, deviceLeafHash } from './leaf.ts';
import { appendTo, emptyFrontier, type Frontier, type Hash, inclusionPath, rootOf } from './merkle.ts';
import { signNote } from './signed-note.ts';

const seed = new Uint8Array(32).fill(7);
const publicKeyHex = bytesToHex(ed25519.getPublicKey(seed));
const sign = (message: Uint8Array) => bytesToHex(ed25519.sign(message, seed));
const at = { serverId: 's1', deviceId: 'd1', userId: 'u1' };
const origin = deviceOrigin(at);
const keys = [logKey(origin, publicKeyHex)];

const leaf = (deviceSeq: number, history: string): AuditLeaf => ({
  v: 2,
  deviceId: at.deviceId,
  userId: at.userId,
  deviceSeq,
  commitment: bytesToHex(new Uint8Array(32).fill(history.charCodeAt(0))),
  log: 'a'.repeat(64),
  logSize: deviceSeq,
  logRoot: 'b'.repeat(64),
});

/** A workstation that writes `shared` leaves and goes on with those of its own history. */
function history(name: string, shared: number, size: number) {
  const nodes = new Map<string, Hash>();
  const leaves = Array.from({ length: size }, (_, n) => leaf(n + 1, n < shared ? '=' : name));
  const trees: Frontier[] = [emptyFrontier];
  for (const one of leaves)
    trees.push(
      appendTo(trees.at(-1) ?? emptyFrontier, deviceLeafHash(one), (level, index, hash) =>
        nodes.set(`${level} ${index}`, hash),
      ),
    );
  const read = (level: number, index: number): Hash => nodes.get(`${level} ${index}`) as Hash;
  const note = (of: number) =>
    signCheckpoint({ origin, size: of, root: rootOf(trees[of] as Frontier) }, publicKeyHex, sign);
  const placed = (deviceSeq: number) => ({
    leaf: leaves[deviceSeq - 1] as AuditLeaf,
    path: inclusionPath(deviceSeq - 1, size, read).map((hash) => bytesToHex(hash)),
  });
  return { note, read, placed };
}

describe('two histories', () => {
  test('AU23 of any two sizes are proven from the larger tree alone', () => {
    for (let shared = 0; shared < 7; shared += 1)
      for (let size = shared + 1; size < 9; size += 1)
        for (let other = shared + 1; other <= size; other += 1) {
          const [long, short] = [history('A', shared, size), history('B', shared, other)];
          const proof = proveFork(short.note(other), long.note(size), long.read);
          expect(proof?.kind, `${shared} ${size} ${other}`).toBe(other === size ? 'same-size' : 'other-past');
          expect(verifyForkProof(proof, keys)).toEqual({ ok: true, origin, kind: proof?.kind, sizes: [other, size] });
          // Which of the two was seen first does not matter.
          expect(proveFork(long.note(size), short.note(other), long.read)?.kind).toBe(proof?.kind);
        }
  });

  test('AU23 are proven by two leaves in one place', () => {
    const [a, b] = [history('A', 4, 9), history('B', 4, 7)];
    const proof = (deviceSeq: number, other = deviceSeq): ForkProof => ({
      v: 1,
      kind: 'two-leaves',
      first: a.note(9),
      second: b.note(7),
      firstLeaf: a.placed(deviceSeq),
      secondLeaf: b.placed(other),
    });
    expect(verifyForkProof(proof(5), keys)).toMatchObject({ ok: true, kind: 'two-leaves', sizes: [9, 7] });
    // The same leaf in both, or two places of one history, contradict nothing.
    expect(verifyForkProof(proof(4), keys)).toEqual({ ok: false, why: 'no-fork' });
    expect(verifyForkProof(proof(5, 6), keys)).toEqual({ ok: false, why: 'no-fork' });
  });
});

test('AU24 one history gives no proof, whatever is claimed', () => {
  const one = history('A', 0, 8);
  for (let size = 0; size <= 8; size += 1)
    for (let other = 0; other <= size; other += 1) {
      expect(proveFork(one.note(other), one.note(size), one.read), `${other} ${size}`).toBeNull();
      const claims = [
        { v: 1, kind: 'same-size', first: one.note(other), second: one.note(size) },
        { v: 1, kind: 'other-past', first: one.note(other), second: one.note(size), path: [] },
        { v: 1, kind: 'other-past', first: one.note(other), second: one.note(size), path: one.placed(1).path },
      ];
      for (const claim of claims) expect(verifyForkProof(claim, keys)).toEqual({ ok: false, why: 'no-fork' });
    }
});

test('AU24 a proof accuses only the key that signed both', () => {
  const [long, short] = [history('A', 3, 8), history('B', 3, 6)];
  const proof = proveFork(short.note(6), long.note(8), long.read) as ForkProof & { kind: 'other-past' };
  expect(verifyForkProof(proof, [])).toEqual({ ok: false, why: 'no-known-key' });
  expect(verifyForkProof({ ...proof, first: proof.first.replace('\n6\n', '\n5\n') }, keys)).toEqual({
    ok: false,
    why: 'bad-signature',
  });
  expect(verifyForkProof({ ...proof, extra: 1 }, keys)).toEqual({ ok: false, why: 'malformed' });
  expect(verifyForkProof({ ...proof, path: proof.path.slice(1) }, keys)).toEqual({ ok: false, why: 'no-fork' });
  // Another log, or the same log under another key, is another's word.
  const stranger = new Uint8Array(32).fill(8);
  const strangersKey = bytesToHex(ed25519.getPublicKey(stranger));
  const text = proof.first.slice(0, proof.first.indexOf('\n\n') + 1);
  const byStranger = signNote(text, logKey(origin, strangersKey), (message) =>
    bytesToHex(ed25519.sign(message, stranger)),
  );
  const both = [...keys, logKey(origin, strangersKey)];
  expect(verifyForkProof({ ...proof, first: byStranger }, both)).toEqual({ ok: false, why: 'no-fork' });
  expect(proveFork(proof.first.replaceAll('/u1', '/u2'), proof.second, long.read)).toBeNull();
  expect(proveFork('nothing', proof.second, long.read)).toBeNull();
});
