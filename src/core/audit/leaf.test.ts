import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { emptyHead, sealEntry } from './append.ts';
import type { AuditDraft } from './entry.ts';
import { auditLeaf, blindedLogId, deviceLeafHash, leafBytes, logLeafHash, makeLeaf } from './leaf.ts';
import { appendTo, emptyFrontier } from './merkle.ts';

const draft: AuditDraft = {
  space: 'training',
  log: 'case:c1',
  timeMs: 1_800_000_000_000,
  actor: null,
  action: 'find',
  phase: 'event',
  of: null,
  outcome: 'recorded',
  authority: null,
  details: { plateKey: 'KJT417' },
};
const sealed = (blind: string) =>
  sealEntry(draft, { deviceId: 'desk-1', log: emptyHead, device: { seq: 4, hash: 'a'.repeat(64) }, blind });
const logId = blindedLogId('5'.repeat(64), 'case:c1');

test('AU16 AU17 a leaf names place, commitment and head of its log, and nothing of the entry', () => {
  const entry = sealed('1'.repeat(64));
  const leaf = makeLeaf(entry, { userId: 'u1', logId, logTree: appendTo(emptyFrontier, logLeafHash(entry.hash)) });
  expect(auditLeaf.parse(leaf)).toEqual(leaf);
  expect(new TextDecoder().decode(leafBytes(leaf))).toBe(
    `{"commitment":"${entry.hash}","deviceId":"desk-1","deviceSeq":5,"log":"${logId}","logRoot":"${bytesToHex(logLeafHash(entry.hash))}","logSize":1,"userId":"u1","v":2}`,
  );
  expect(bytesToHex(deviceLeafHash(leaf))).not.toBe(bytesToHex(deviceLeafHash({ ...leaf, deviceSeq: 6 })));
  expect(() => makeLeaf(entry, { userId: 'u1', logId, logTree: emptyFrontier })).toThrow(TypeError);
  expect(auditLeaf.safeParse({ ...leaf, plate: 'KJT417' }).success).toBe(false);
});

test('AU18 the same entry under another blind is another commitment', () => {
  expect(sealed('1'.repeat(64)).hash).not.toBe(sealed('2'.repeat(64)).hash);
});

test('AU19 the blinded name of a log needs the salt', () => {
  // SHA-256, with the openssl program, over "waymark-log-id-v1\n", 32 bytes of 55 and "case:c1".
  expect(logId).toBe('daadf4c8d759d4ae6534b84439f3b4f437e0b9421d89f4a8a101c83be8ceefab');
  expect(blindedLogId('6'.repeat(64), 'case:c1')).not.toBe(logId);
  expect(blindedLogId('5'.repeat(64), 'case:c2')).not.toBe(logId);
});
