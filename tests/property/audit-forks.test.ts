/**
 * 1,000 planted forks, each told and proven to anybody; 10,000 honest runs without one alarm. Both verifiers and both
 * writings of the tree agree throughout. Seeds are fixed and printed.
 * Signatures are judged by the real code; the answer for the same signature, message and key is kept.
 */
import { createHash, hash } from 'node:crypto';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test, vi } from 'vitest';
import { verifyCaseProof } from '../../src/core/audit/case-proof.ts';
import { verifyDeviceLog } from '../../src/core/audit/device-log.ts';
import { proveFork, verifyForkProof } from '../../src/core/audit/fork-proof.ts';
import { leafBytes } from '../../src/core/audit/leaf.ts';
import { consistencyPath } from '../../src/core/audit/merkle.ts';
import { chanceOf } from '../../src/core/training/random.ts';
import {
  deviceKey,
  type LoggedWorkspace,
  logWorkspace,
  serverKey,
  workspaceIds,
} from '../fixtures/logged-workspace.ts';
import {
  auditPath,
  consistencyProof,
  isWholeCase,
  isWholeLog,
  type SecondKey,
  treeHead,
} from '../fixtures/second-log-verifier.ts';

vi.mock('@noble/curves/ed25519.js', async (original) => {
  const { ed25519, ...rest } = await original<typeof import('@noble/curves/ed25519.js')>();
  const answers = new Map<string, boolean>();
  const verify: typeof ed25519.verify = (signature, message, key, options) => {
    const asked = [signature, message, key].map((bytes) => Buffer.from(bytes).toString('base64')).join(' ');
    const known = answers.get(asked) ?? ed25519.verify(signature, message, key, options);
    answers.set(asked, known);
    return known;
  };
  return { ...rest, ed25519: { ...ed25519, verify } };
});

/** Half a minute of work; a busy machine takes longer. */
const BUSY_MACHINE_MS = 600_000;
const SEED = 20_261_123;
const FORKS = 1000;
const HONEST_RUNS = 10_000;
const LONGEST = 24;

const hasher = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hashText: (text: string) => hash('sha256', text),
};
const keys = [deviceKey, serverKey];
const secondServer: SecondKey = { name: serverKey.name, type: 4, publicKeyHex: serverKey.publicKeyHex };
const secondKeys: SecondKey[] = [{ name: deviceKey.name, type: 1, publicKeyHex: deviceKey.publicKeyHex }, secondServer];
const first = { ...workspaceIds, keys, cosigners: [serverKey] };
const second = { ...workspaceIds, keys: secondKeys, cosigners: [secondServer] };
const leavesOf = (workspace: LoggedWorkspace, size: number): Buffer[] =>
  workspace.records.slice(0, size).map(({ leaf }) => Buffer.from(leafBytes(leaf)));

test('AU23 AU26 every planted fork is told, and proven to anybody', { timeout: BUSY_MACHINE_MS }, () => {
  const chance = chanceOf(SEED, 1);
  const base = logWorkspace({ entries: LONGEST, cases: 2 });
  const forks = Array.from({ length: 60 }, (_, n) => {
    const forkedAfter = n % (LONGEST - 1);
    return { forkedAfter, workspace: logWorkspace({ entries: LONGEST, cases: 2, seed: 1 + n, forkedAfter }) };
  });
  const kinds = new Map<string, number>();
  for (let n = 0; n < FORKS; n += 1) {
    const { forkedAfter, workspace } = forks[n % forks.length] as (typeof forks)[0];
    const sizeIn = (): number => forkedAfter + 1 + chance.below(LONGEST - forkedAfter);
    const [held, offered] = [sizeIn(), sizeIn()];
    const [heldNote, offeredNote] = [base.checkpoint(held), workspace.checkpoint(offered, false)];
    const larger = held > offered ? base : workspace;
    const proof = proveFork(heldNote, offeredNote, larger.read);
    const verdict = verifyForkProof(JSON.parse(JSON.stringify(proof)), [deviceKey]);
    expect(verdict, `fork ${n}, seed ${SEED}`).toMatchObject({ ok: true });
    kinds.set(proof?.kind ?? 'none', (kinds.get(proof?.kind ?? 'none') ?? 0) + 1);
    // The same claim by the recursive definition: at the smaller size the two trees are not one.
    const common = Math.min(held, offered);
    expect(treeHead(leavesOf(base, common))).not.toBe(treeHead(leavesOf(workspace, common)));
    // And to whoever holds an earlier checkpoint, the other history is told by either verifier.
    const shown = workspace.records.slice(0, offered);
    const claim = { checkpoint: workspace.checkpoint(offered), earlier: [heldNote] };
    expect(verifyDeviceLog(shown, { ...first, ...claim }, hasher).ok, `fork ${n}`).toBe(false);
    expect(isWholeLog(shown, { ...second, ...claim }), `fork ${n}`).toBe(false);
  }
  console.log(`planted forks (seed ${SEED}): ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
  expect([...kinds.values()].reduce((sum, count) => sum + count, 0)).toBe(FORKS);
  expect([...kinds.keys()].sort()).toEqual(['other-past', 'same-size']);
});

test('AU15 AU24 AU25 AU28 honest runs raise no alarm', { timeout: BUSY_MACHINE_MS }, () => {
  const chance = chanceOf(SEED, 2);
  const workspaces = Array.from({ length: 30 }, (_, n) =>
    logWorkspace({ entries: LONGEST, cases: 1 + (n % 4), seed: n, unblinded: n % 3 === 0 ? n % 9 : 0 }),
  );
  let alarms = 0;
  for (let n = 0; n < HONEST_RUNS; n += 1) {
    const workspace = workspaces[n % workspaces.length] as LoggedWorkspace;
    const size = 1 + chance.below(LONGEST);
    const before = chance.below(size + 1);
    const [checkpoint, earlier] = [workspace.checkpoint(size), workspace.checkpoint(before, false)];
    const shown = workspace.records
      .slice(0, size)
      .map(({ leaf, entry }) => ({ leaf, entry: n % 5 === 0 && chance.happens(0.3) ? null : entry }));
    const told = verifyDeviceLog(shown, { ...first, checkpoint, earlier: [earlier] }, hasher);
    const toldBySecond = isWholeLog(shown, { ...second, checkpoint, earlier: [earlier] });
    const accused = proveFork(earlier, checkpoint, workspace.read);
    if (!told.ok || !toldBySecond || accused !== null) alarms += 1;
    if (n % 4 === 0) alarms += disagreements(workspace, before, size) + caseAlarms(workspace, size, chance.below(size));
  }
  console.log(`honest runs (seed ${SEED}): ${HONEST_RUNS}, alarms ${alarms}`);
  expect(alarms).toBe(0);
});

/** Where the paths of the program and those of the recursive definition differ. */
function disagreements(workspace: LoggedWorkspace, before: number, size: number): number {
  const leaves = leavesOf(workspace, size);
  const memory = new Map<string, Buffer>();
  const consistency = consistencyPath(before, size, workspace.read).map((one) => bytesToHex(one));
  const index = before % size;
  return (
    Number(consistency.join() !== consistencyProof(before, leaves, memory).join()) +
    Number(workspace.path(index, size).join() !== auditPath(index, leaves, memory).join())
  );
}

/** A case is shown as it stood when `upTo` was written, under a later checkpoint. */
function caseAlarms(workspace: LoggedWorkspace, size: number, upTo: number): number {
  const last = workspace.records[upTo];
  if (last === undefined) return 1;
  const entries = workspace.records
    .slice(0, upTo + 1)
    .flatMap(({ entry }) => (entry.log === last.entry.log ? [entry] : []));
  const proof = { leaf: last.leaf, path: workspace.path(upTo, size), checkpoint: workspace.checkpoint(size) };
  return Number(!verifyCaseProof(entries, proof, first, hasher).ok) + Number(!isWholeCase(entries, proof, second));
}
