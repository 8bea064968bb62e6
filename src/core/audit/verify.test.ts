import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { type ChainHead, emptyHead, makeCheckpoint, sealEntry } from './append.ts';
import type { AuditDraft, AuditEntry } from './entry.ts';
import { hashEntry } from './hash.ts';
import { verifyCheckpoint, verifyLog } from './verify.ts';

const blind = '5'.repeat(64);
const seed = new Uint8Array(32).fill(7);
const publicKeyHex = bytesToHex(ed25519.getPublicKey(seed));

function draft(n: number): AuditDraft {
  const intent = n % 2 === 1;
  return {
    space: 'training',
    log: 'case:c1',
    timeMs: 1_700_000_000_000 + n,
    actor: null,
    action: 'find',
    phase: intent ? 'intent' : 'result',
    of: intent ? null : n - 1,
    outcome: intent ? 'pending' : 'ran',
    authority: null,
    details: { n },
  };
}

function chain(length: number): AuditEntry[] {
  let log: ChainHead = emptyHead;
  return Array.from({ length }, (_, i) => {
    const entry = sealEntry(draft(i + 1), { deviceId: 'd1', log, device: { seq: i * 2, hash: log.hash }, blind });
    log = { seq: entry.seq, hash: entry.hash };
    return entry;
  });
}

const signed = (entries: AuditEntry[]) =>
  makeCheckpoint(
    {
      deviceId: 'd1',
      log: 'case:c1',
      head: { seq: entries.length, hash: entries.at(-1)?.hash ?? '0'.repeat(64) },
      timeMs: 1,
      publicKeyHex,
    },
    (message) => bytesToHex(ed25519.sign(message, seed)),
  );

const codes = (entries: readonly unknown[], checkpoint = signed(chain(6))): string[] =>
  verifyLog(entries, checkpoint).problems.map((problem) => problem.code);

test('AU: a whole log and its checkpoint are in order', () => {
  const entries = chain(6);
  expect(verifyLog(entries, signed(entries))).toMatchObject({ ok: true, entries: 6, problems: [] });
  expect(verifyLog([])).toMatchObject({ ok: true, entries: 0 });
});

test('T7 an edited, dropped, doubled, swapped, cut, added or foreign entry is found', () => {
  const good = chain(6);
  const edited = good.map((entry, i) => (i === 2 ? { ...entry, details: { n: 99 } } : entry));
  expect(codes(edited)).toContain('entry-altered');
  expect(codes(good.map((entry, i) => (i === 2 ? { ...entry, unknown: 1 } : entry)))).toContain('entry-altered');
  expect(codes(good.filter((_, i) => i !== 2))).toContain('entry-missing');
  expect(codes([...good.slice(0, 3), good[2], ...good.slice(3)])).toContain('entry-out-of-order');
  expect(codes([good[1], good[0], ...good.slice(2)])).toContain('entry-out-of-order');
  expect(codes(good.slice(0, 5))).toEqual(['checkpoint-mismatch']);
  expect(codes(good.slice(1))).toContain('entry-missing');
  expect(codes([...good, chain(7)[6]])).toEqual(['checkpoint-mismatch']);
  const foreign = { ...(good[5] as AuditEntry), log: 'case:c2' };
  expect(codes([...good.slice(0, 5), { ...foreign, hash: hashEntry(strip(foreign)) }])).toContain('entry-foreign');
  expect(codes([...good.slice(0, 5), { not: 'an entry' }])).toContain('entry-malformed');
});

test('T7 a log rewritten throughout, hashes and all, does not match the checkpoint', () => {
  const rewritten = chain(6).map((entry) => ({ ...entry, timeMs: entry.timeMs + 1 }));
  let head = '0'.repeat(64);
  const resealed = rewritten.map((entry) => {
    const next = { ...entry, prev: head };
    const whole = { ...next, hash: hashEntry(strip(next)) };
    head = whole.hash;
    return whole;
  });
  expect(verifyLog(resealed).ok).toBe(true);
  expect(codes(resealed)).toEqual(['checkpoint-mismatch']);
});

test('a result without its intent is found', () => {
  const lone = sealEntry({ ...draft(2), of: 1 }, { deviceId: 'd1', log: emptyHead, device: emptyHead, blind });
  expect(verifyLog([lone]).problems.map((problem) => problem.code)).toEqual(['result-without-intent']);
});

test('AU25 a second result of one intent is found', () => {
  const [intent, result] = chain(2) as [AuditEntry, AuditEntry];
  const second = sealEntry(draft(2), { deviceId: 'd1', log: result, device: { seq: 3, hash: result.hash }, blind });
  expect(verifyLog([intent, result, second]).problems.map((problem) => problem.code)).toEqual([
    'result-without-intent',
  ]);
});

test('a checkpoint passes only as it was signed', () => {
  const checkpoint = signed(chain(2));
  expect(verifyCheckpoint(checkpoint)).toBe(true);
  expect(verifyCheckpoint({ ...checkpoint, size: 3 })).toBe(false);
  expect(verifyCheckpoint({ ...checkpoint, publicKey: '00'.repeat(32) })).toBe(false);
  expect(verifyCheckpoint({ ...checkpoint, signature: '00'.repeat(64) })).toBe(false);
});

function strip(entry: AuditEntry): Omit<AuditEntry, 'hash'> {
  const { hash: _, ...rest } = entry;
  return rest;
}
