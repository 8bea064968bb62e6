import { expect, test } from 'vitest';
import { emptyHead, makeCheckpoint, sealEntry } from './append.ts';
import { type AuditDraft, auditEntry } from './entry.ts';
import { hashEntry } from './hash.ts';

const blind = '5'.repeat(64);

const draft = (log: string): AuditDraft => ({
  space: 'training',
  log,
  timeMs: 1_800_000_000_000,
  actor: null,
  action: 'find',
  phase: 'intent',
  of: null,
  outcome: 'pending',
  authority: null,
  details: { plateKey: 'KJT417', note: 'Kōtare' },
});

test('AU6 AU7 an entry continues its log and the workstation', () => {
  const first = sealEntry(draft('case:a'), { deviceId: 'd', log: emptyHead, device: emptyHead, blind });
  const second = sealEntry(draft('case:b'), {
    deviceId: 'd',
    log: emptyHead,
    device: { seq: first.deviceSeq, hash: first.hash },
    blind,
  });
  expect(auditEntry.parse(first)).toEqual(first);
  expect([first.seq, first.deviceSeq, second.seq, second.deviceSeq]).toEqual([1, 1, 1, 2]);
  expect(second.prev).toBe('0'.repeat(64));
  expect(second.devicePrev).toBe(first.hash);
});

test('AU8 the hash covers every field, whatever their order', () => {
  const { hash, ...body } = sealEntry(draft('device'), { deviceId: 'd', log: emptyHead, device: emptyHead, blind });
  const reordered = Object.fromEntries(Object.entries(body).reverse()) as typeof body;
  expect(hashEntry(reordered)).toBe(hash);
  for (const key of Object.keys(body) as (keyof typeof body)[]) {
    expect(hashEntry({ ...body, [key]: 'changed' } as typeof body), key).not.toBe(hash);
  }
});

test('AU5 changing the draft afterwards does not change the entry', () => {
  const later = draft('device');
  const entry = sealEntry(later, { deviceId: 'd', log: emptyHead, device: emptyHead, blind });
  later.details.plateKey = 'OTHER1';
  expect(entry.details.plateKey).toBe('KJT417');
});

test('AU9 a checkpoint signs device, log, size, head, time and key', () => {
  const messages: string[] = [];
  const at = {
    deviceId: 'd',
    log: 'device',
    head: { seq: 4, hash: 'a'.repeat(64) },
    timeMs: 9,
    publicKeyHex: 'b'.repeat(64),
  };
  const checkpoint = makeCheckpoint(at, (message) => {
    messages.push(new TextDecoder().decode(message));
    return 'c'.repeat(128);
  });
  expect(checkpoint).toMatchObject({ size: 4, head: at.head.hash, signature: 'c'.repeat(128) });
  expect(messages[0]).toBe(
    `waymark-checkpoint-v1\n{"deviceId":"d","head":"${'a'.repeat(64)}","log":"device","publicKey":"${'b'.repeat(64)}","size":4,"timeMs":9,"v":1}`,
  );
});
