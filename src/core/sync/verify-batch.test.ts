import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { type BatchScope, batchDigest, batchSigningBytes, verifyBatch } from './verify-batch.ts';

const seed = new Uint8Array(32).fill(7);
const serverPublicKeyHex = bytesToHex(ed25519.getPublicKey(seed));
const nowMs = Date.UTC(2026, 10, 20);
const DAY_MS = 86_400_000;

const scope: BatchScope = {
  serverId: 'server-1',
  serverPublicKeyHex,
  space: 'training',
  from: 10,
  nowMs,
  policy: { version: 3, windowMs: 60 * DAY_MS, kinds: ['camera', 'detection'], maxDetections: 100 },
  heldDetections: 0,
};

const detection = (uuid: string, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: `anpr:${uuid}`,
  provider: 'anpr',
  uuid,
  cameraId: 'NZ-0001',
  timeMs: nowMs - DAY_MS,
  timeOriginal: '1',
  timeZone: null,
  clockOffsetMs: null,
  rebasedByMs: 0,
  read: 'QQQ000',
  confidence: 0.9,
  candidates: [],
  imageSha256: null,
  make: null,
  colour: null,
  body: null,
  ...change,
});
const camera = (id: string, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  name: 'A',
  description: '',
  lon: 174,
  lat: -41,
  bearingDeg: null,
  mobility: 'fixed',
  owner: 'police',
  provider: 'anpr',
  live: true,
  ...change,
});

function page(items: unknown[], change: Record<string, unknown> = {}): Record<string, unknown> {
  const body: Record<string, unknown> = {
    serverId: 'server-1',
    space: 'training',
    policyVersion: 3,
    from: 10,
    to: 20,
    more: false,
    remaining: 0,
    items,
    digest: batchDigest(items),
    ...change,
  };
  return { ...body, signature: bytesToHex(ed25519.sign(batchSigningBytes(body), seed)) };
}
const taken = (raw: unknown, change: Partial<BatchScope> = {}) => {
  const verdict = verifyBatch(raw, { ...scope, ...change });
  if (verdict.outcome !== 'taken') throw new Error(`refused: ${verdict.reason}`);
  return verdict;
};
const reasonOf = (raw: unknown, change: Partial<BatchScope> = {}) => {
  const verdict = verifyBatch(raw, { ...scope, ...change });
  return verdict.outcome === 'refused' ? verdict.reason : 'taken';
};

test('SY4 a page of the right server, space and order is taken', () => {
  const verdict = taken(
    page([
      { seq: 11, kind: 'camera', camera: camera('NZ-0001') },
      { seq: 12, kind: 'detection', detection: detection('a') },
    ]),
  );
  expect([...verdict.cameras.keys()]).toEqual(['NZ-0001']);
  expect([...verdict.detections.keys()]).toEqual(['anpr:a']);
  expect(verdict.refused.size).toBe(0);
  expect(verdict.to).toBe(20);
});

test('SY4 any changed field makes the signature wrong', () => {
  const good = page([{ seq: 11, kind: 'detection', detection: detection('a') }]);
  expect(reasonOf(good)).toBe('taken');
  for (const [field, value] of Object.entries({ to: 21, more: true, policyVersion: 4, space: 'live', serverId: 'x' })) {
    expect(reasonOf({ ...good, [field]: value }), field).toBe('bad-signature');
  }
  const altered = structuredClone(good) as { items: { detection: { read: string } }[] };
  const [first] = altered.items;
  if (first) first.detection.read = 'QQQ001';
  expect(reasonOf(altered)).toBe('bad-signature');
});

test('SY4 a page signed by another key is refused', () => {
  const other = bytesToHex(ed25519.getPublicKey(new Uint8Array(32).fill(8)));
  expect(reasonOf(page([]), { serverPublicKeyHex: other })).toBe('bad-signature');
});

test('SY4 a genuine page of another server, space or place is refused', () => {
  expect(reasonOf(page([], { serverId: 'server-2' }))).toBe('other-server');
  expect(reasonOf(page([], { space: 'live' }))).toBe('other-space');
  expect(reasonOf(page([], { from: 9 }))).toBe('bad-order');
  expect(reasonOf(page([], { to: 9 }))).toBe('bad-order');
  expect(reasonOf(page([], { digest: '0'.repeat(64) }))).toBe('bad-digest');
});

test('SY5 a page that would loop or jump is refused', () => {
  expect(reasonOf(page([], { to: 10, more: true }))).toBe('bad-order');
  const row = (seq: number) => ({ seq, kind: 'detection', detection: detection(String(seq)) });
  expect(reasonOf(page([row(12), row(11)]))).toBe('bad-order');
  expect(reasonOf(page([row(11), row(11)]))).toBe('bad-order');
  expect(reasonOf(page([row(21)]))).toBe('bad-order');
});

test('SY6 rows outside the policy are refused one by one, the rest goes on', () => {
  const verdict = taken(
    page([
      { seq: 11, kind: 'detection', detection: detection('old', { timeMs: nowMs - 61 * DAY_MS }) },
      { seq: 12, kind: 'detection', detection: detection('future', { timeMs: nowMs + DAY_MS }) },
      { seq: 13, kind: 'detection', detection: detection('nan', { confidence: null, timeMs: null }) },
      { seq: 14, kind: 'detection', detection: detection('mixed', { id: 'other:mixed' }) },
      { seq: 15, kind: 'camera', camera: camera('far', { lon: 999 }) },
      { seq: 16, kind: 'person', person: {} },
      { seq: 17, kind: 'detection', detection: detection('good') },
    ]),
  );
  expect([...verdict.detections.keys()]).toEqual(['anpr:good']);
  expect(Object.fromEntries(verdict.refused)).toEqual({
    'older-than-window': 1,
    'from-the-future': 1,
    'bad-form': 2,
    'id-mismatch': 1,
    'unknown-kind': 1,
  });
});

test('SY6 a kind the policy leaves out is refused', () => {
  const verdict = taken(page([{ seq: 11, kind: 'camera', camera: camera('NZ-0001') }]), {
    policy: { ...scope.policy, kinds: ['detection'] },
  });
  expect(Object.fromEntries(verdict.refused)).toEqual({ 'kind-not-allowed': 1 });
});

test('SY6 more detections than the policy allows are refused', () => {
  const rows = ['a', 'b', 'c'].map((uuid, at) => ({ seq: 11 + at, kind: 'detection', detection: detection(uuid) }));
  const verdict = taken(page(rows), { heldDetections: 98 });
  expect(verdict.detections.size).toBe(2);
  expect(Object.fromEntries(verdict.refused)).toEqual({ 'over-cap': 1 });
});

test('SY7 the last word about an id counts, deletions too', () => {
  const verdict = taken(
    page([
      { seq: 11, kind: 'detection', detection: detection('a') },
      { seq: 12, kind: 'detection', detection: detection('a', { read: 'QQQ009' }) },
      { seq: 13, kind: 'detection', detection: detection('b') },
      { seq: 14, kind: 'deletion', of: 'detection', id: 'anpr:b' },
    ]),
  );
  expect(verdict.detections.get('anpr:a')?.read).toBe('QQQ009');
  expect(verdict.detections.get('anpr:b')).toBeNull();
});

test('SY4 hostile JSON is refused, never thrown', () => {
  for (const raw of [
    null,
    7,
    'x',
    [],
    {},
    { items: 'x' },
    page([], { signature: 'zz' }),
    { ...page([]), items: [Infinity] },
  ]) {
    expect(() => verifyBatch(raw, scope)).not.toThrow();
  }
  expect(reasonOf({ ...page([]), signature: 'zz' })).toBe('bad-form');
  expect(reasonOf({ ...page([]), items: [Infinity] })).toBe('bad-signature');
});
