// The trees over the query log: every leaf and every log proves under the checkpoint of any size, with no write of their
// own, and what an older version logged is filled in when the workspace is opened.

import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCaseProof } from '../core/audit/case-proof.ts';
import { deviceOrigin, logKey, verifyCheckpointNote } from '../core/audit/checkpoint-note.ts';
import { deviceLeafHash, logLeafHash } from '../core/audit/leaf.ts';
import { appendTo, emptyFrontier, rootOf, verifyInclusion } from '../core/audit/merkle.ts';
import { applySettings, openConnection } from './cipher.ts';
import { allAuditEntries, auditEntriesAfter, auditLeavesAfter, deviceHead } from './index.ts';
import { readCounter } from './tables/meta.ts';
import {
  device,
  draft,
  freshWorkspace,
  type OpenedFixture,
  officer,
  openCopy,
  remove,
  writeHeadV1,
} from './workspace.fixture.ts';

let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
});
afterAll(() => remove(fixture));

const key = logKey(
  deviceOrigin({ serverId: 'server-1', deviceId: device.deviceId, userId: officer.id }),
  bytesToHex(ed25519.getPublicKey(hexToBytes(device.deviceKeySeedHex))),
);
const headOf = (note: string) => {
  const verdict = verifyCheckpointNote(note, [key]);
  if (!verdict.ok) throw new Error(verdict.why);
  return verdict.head;
};

test('AU17 every leaf stands under the checkpoint of every size since, and a case under that of now', () => {
  const { audit, read } = fixture.workspace;
  expect(headOf(audit.checkpointNote()).size).toBe(0);
  for (let n = 0; n < 13; n += 1) audit.append(draft({ n }, { log: n % 3 === 0 ? 'case:a' : 'device' }));
  for (let size = 1; size <= 13; size += 1) {
    const { root } = headOf(audit.checkpointNote(size));
    for (let seq = 1; seq <= size; seq += 1) {
      const proof = audit.inclusion(seq, size);
      if (proof === null) throw new Error('no proof');
      const { index, path } = proof;
      const claim = { leaf: deviceLeafHash(proof.leaf), index, size, path: path.map(hexToBytes), root };
      expect(verifyInclusion(claim)).toBe(true);
    }
    expect(audit.inclusion(size + 1, size)).toBeNull();
  }
  const shown = audit.caseProof('case:a');
  if (shown === null) throw new Error('no proof');
  const entries = allAuditEntries(read, 'case:a');
  const tree = entries.reduce((before, { hash }) => appendTo(before, logLeafHash(hash)), emptyFrontier);
  expect(shown.proof.leaf).toMatchObject({ logSize: entries.length, logRoot: bytesToHex(rootOf(tree)) });
  expect(JSON.stringify(shown)).not.toContain('case:a');
  expect(audit.caseProof('case:none')).toBeNull();
});

test('an entry and what it adds to the trees are one commit', () => {
  const { audit, read } = fixture.workspace;
  const before = readCounter(read, 'commits');
  audit.append(draft({}));
  expect(readCounter(read, 'commits')).toBe(before + 1);
});

test('a workspace made before the trees gets them when it is opened, and the same ones', () => {
  const { read, audit } = fixture.workspace;
  const leaves = auditLeavesAfter(read, 0, 100);
  expect(leaves.map(({ commitment }) => commitment)).toEqual(auditEntriesAfter(read, 0, 100).map(({ hash }) => hash));
  fixture.workspace.settle();
  const copy = openCopy(fixture, (dir) => {
    const connection = openConnection(`${dir}/workspace.db`, fixture.key, { readonly: false, create: false });
    applySettings(connection);
    for (const table of ['audit_leaves', 'audit_nodes']) connection.exec(`DROP TRIGGER ${table}_no_delete`);
    for (const table of ['audit_leaves', 'audit_nodes', 'audit_logs']) connection.exec(`DELETE FROM ${table}`);
    connection.close();
    writeHeadV1(dir, fixture.key);
  });
  expect(auditLeavesAfter(copy.read, 0, 100)).toEqual(leaves);
  expect(copy.audit.checkpointNote()).toBe(audit.checkpointNote());
  copy.close();
});

test('AU28 while eight cases are written to at once, every case shows itself whole at every moment, and not otherwise', async () => {
  const { audit, read } = fixture.workspace;
  const claim = { serverId: 'server-1', keys: [key], cosigners: [] };
  const logs = Array.from({ length: 8 }, (_, n) => `case:load-${n}`);
  const logOf = (n: number): string => logs[(n * 5 + Math.floor(n / 7)) % logs.length] ?? '';
  let shown = 0;
  for (let n = 0; n < 240; n += 1) {
    const log = logOf(n);
    const intent = audit.append(draft({ n }, { log }));
    audit.append(draft({ reads: n }, { log, phase: 'result', of: intent.seq, outcome: 'ran' }));
    // Entries of several cases in one commit, as a round of sync writes them.
    if (n % 6 === 0) {
      fixture.workspace.write((tx) => {
        for (const each of logs)
          audit.appendIn(tx, draft({ n, each }, { log: each, phase: 'event', outcome: 'recorded' }));
      });
    }
    // So that the background gets its turn between two proofs.
    if (n % 40 === 39) await new Promise((resolve) => setTimeout(resolve, 300));
    if (n % 9 !== 0) continue;
    const asked = audit.caseProof(log);
    if (asked === null) throw new Error('no proof');
    const proof = { leaf: asked.proof.leaf, path: asked.proof.path, checkpoint: asked.checkpoint };
    const entries = allAuditEntries(read, log);
    expect(verifyCaseProof(entries, proof, claim)).toMatchObject({ ok: true, entries: entries.length });
    expect(headOf(asked.checkpoint).size).toBe(deviceHead(read).seq);
    shown += 1;
    if (n % 27 !== 0) continue;
    // One left out, one too few, one of another case: each is seen.
    const at = n % (entries.length - 1);
    const other = allAuditEntries(read, logOf(n + 1)).at(-1);
    for (const wrong of [
      entries.toSpliced(at, 1),
      entries.slice(0, -1),
      entries.toSpliced(at, 1, ...(other ? [other] : [])),
    ])
      expect(verifyCaseProof(wrong, proof, claim).ok).toBe(false);
  }
  expect(shown).toBe(27);
}, 60_000);
