/**
 * The compiled verifier of query logs against the plain one of the core: the same verdict, problem by problem, on honest logs and
 * on what was done to their texts. Honest logs it takes to the last record by itself. Seeds are fixed and printed.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test, vi } from 'vitest';
import { canonicalText } from '../../src/core/audit/canonical.ts';
import { type DeviceLogClaim, verifyDeviceLog } from '../../src/core/audit/device-log.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { EMPTY_HEAD, hashEntry } from '../../src/core/audit/hash.ts';
import { blindedLogId, deviceLeafHash, logLeafHash } from '../../src/core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Frontier, rootOf } from '../../src/core/audit/merkle.ts';
import { type Chance, chanceOf } from '../../src/core/training/random.ts';
import { nativeHasher, startTextLogCheck } from '../../src/workspace/log-kernel/text-log-check.ts';
import {
  checkpointOf,
  deviceKey,
  type LoggedRecord,
  logWorkspace,
  serverKey,
  workspaceIds,
  workspaceSaltHex,
} from '../fixtures/logged-workspace.ts';

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

const BUSY_MACHINE_MS = 600_000;
const SEED = 20_261_124;
const TAMPERINGS = 1500;

type Texts = { leaf: string; entry: string | null };
const claimOf = (checkpoint: string, rest: Partial<DeviceLogClaim> = {}): DeviceLogClaim => ({
  ...workspaceIds,
  keys: [deviceKey, serverKey],
  cosigners: [serverKey],
  checkpoint,
  saltHex: workspaceSaltHex,
  ...rest,
});
const textsOf = (records: readonly LoggedRecord[]): Texts[] =>
  records.map(({ leaf, entry }) => ({ leaf: canonicalText(leaf), entry: canonicalText(entry) }));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const plainly = (texts: readonly Texts[], claim: DeviceLogClaim) =>
  verifyDeviceLog(
    texts.map(({ leaf, entry }) => ({ leaf: parsed(leaf), entry: entry === null ? null : parsed(entry) })),
    claim,
    nativeHasher,
  );

function quickly(texts: readonly Texts[], claim: DeviceLogClaim) {
  const check = startTextLogCheck(claim);
  for (const { leaf, entry } of texts) check.add(leaf, entry);
  const verdict = check.finish();
  return { verdict, taken: check.quickly() };
}

/** The same texts as lines, cut anywhere between two records. */
function byLines(texts: readonly Texts[], claim: DeviceLogClaim, chance: Chance) {
  const check = startTextLogCheck(claim);
  for (let from = 0; from < texts.length; ) {
    const to = from + 1 + chance.below(texts.length);
    check.addLines(
      Buffer.from(
        texts
          .slice(from, to)
          .map(({ leaf, entry }) => `${entry ?? ''}\n${leaf}\n`)
          .join(''),
      ),
    );
    from = to;
  }
  return { verdict: check.finish(), taken: check.quickly() };
}

/** Entries with these changes, sealed, chained and signed as if a workstation wrote them so. */
function sealedAnew(records: readonly LoggedRecord[], change: (entry: AuditEntry, index: number) => object) {
  const trees = new Map<string, Frontier>();
  const heads = new Map<string, string>();
  let devicePrev = EMPTY_HEAD;
  let tree = emptyFrontier;
  const sealed = records.map(({ entry: held, leaf: heldLeaf }, index) => {
    const { hash: _, ...rest } = held;
    const prev = heads.get(held.log) ?? EMPTY_HEAD;
    const body = { ...rest, prev, devicePrev, ...change(held, index) };
    const entry = { ...body, hash: hashEntry(body) };
    heads.set(held.log, entry.hash);
    devicePrev = entry.hash;
    const logTree = appendTo(trees.get(held.log) ?? emptyFrontier, logLeafHash(entry.hash));
    trees.set(held.log, logTree);
    const log = blindedLogId(workspaceSaltHex, held.log);
    const leaf = { ...heldLeaf, commitment: entry.hash, log, logRoot: bytesToHex(rootOf(logTree)) };
    tree = appendTo(tree, deviceLeafHash(leaf));
    return { entry, leaf };
  });
  const checkpoint = checkpointOf({ size: records.length, root: rootOf(tree), cosigned: true });
  return { records: sealed as LoggedRecord[], checkpoint };
}

const pick = <T>(list: readonly T[], chance: Chance): T => list[chance.below(list.length)] as T;
const changedAt = (texts: readonly Texts[], at: number, change: (text: Texts) => Texts): Texts[] =>
  texts.map((text, n) => (n === at ? change(text) : text));

/** Another character, or bit, in a text; it may be JSON no more. */
function flipped(text: string, chance: Chance): string {
  const at = chance.below(text.length);
  const other = chance.happens(0.5)
    ? String.fromCharCode(text.charCodeAt(at) ^ (1 << chance.below(7)))
    : pick(['"', '\\', '{', '}', ',', '0', '9', ' ', '\n', 'é', '\u0001', '', '😀', '\\u00e9', '-', '.', 'e'], chance);
  return text.slice(0, at) + other + text.slice(at + 1);
}

const WAYS: Record<string, (texts: Texts[], chance: Chance) => Texts[]> = {
  'flip in a leaf': (texts, chance) =>
    changedAt(texts, chance.below(texts.length), ({ leaf, entry }) => ({ leaf: flipped(leaf, chance), entry })),
  'flip in an entry': (texts, chance) =>
    changedAt(texts, chance.below(texts.length), ({ leaf, entry }) => ({
      leaf,
      entry: entry === null ? null : flipped(entry, chance),
    })),
  drop: (texts, chance) => texts.toSpliced(chance.below(texts.length), 1 + chance.below(2)),
  duplicate: (texts, chance) => texts.toSpliced(chance.below(texts.length), 0, pick(texts, chance)),
  swap(texts, chance) {
    const [a, b] = [chance.below(texts.length), chance.below(texts.length)];
    return texts.with(a, texts[b] as Texts).with(b, texts[a] as Texts);
  },
  'swap of entries alone'(texts, chance) {
    const [a, b] = [chance.below(texts.length), chance.below(texts.length)];
    const [one, other] = [texts[a] as Texts, texts[b] as Texts];
    return texts.with(a, { ...one, entry: other.entry }).with(b, { ...other, entry: one.entry });
  },
  truncate: (texts, chance) => texts.slice(0, chance.below(texts.length)),
  seal: (texts, chance) => changedAt(texts, chance.below(texts.length), ({ leaf }) => ({ leaf, entry: null })),
  'another writing': (texts, chance) =>
    changedAt(texts, chance.below(texts.length), ({ leaf, entry }) => ({
      leaf: chance.happens(0.5) ? JSON.stringify(JSON.parse(leaf), null, chance.below(2)) : leaf,
      entry: JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(entry ?? '{}') as object).reverse())),
    })),
};

/** What a workstation might have written, lawful or not, with a good hash and a good signature. */
const ODD_FIELDS: object[] = [
  { details: { z: 1, ä: 1, a: [1.5, -0.25, 1e21, 1e-7, 0, -3, 123456789012345680000] } },
  {
    details: {
      '10': 1,
      '9': { __proto__x: 1 },
      deep: [[[{ a: null, b: true, c: false }]]],
      text: '\u0000\u001f\b"\\/é😀',
    },
  },
  { details: { _x: 'half\u2028 line', n: 9007199254740994, small: 5e-324, empty: {}, none: [] } },
  { details: {} },
  { details: { x: 'y'.repeat(5000) } },
  { of: 1 },
  { of: null, phase: 'result' },
  { phase: 'intent' },
  { phase: 'other' },
  { action: 'no-such' },
  { outcome: 'no-such' },
  { space: 'live' },
  { space: 'other' },
  { deviceId: 'desk-2' },
  { seq: 1 },
  { deviceSeq: 1 },
  { prev: EMPTY_HEAD },
  { devicePrev: EMPTY_HEAD },
  { timeMs: -1 },
  { timeMs: 8_640_000_000_000_001 },
  { timeMs: 1.5 },
  { log: 'case:other' },
  { log: 'x'.repeat(200) },
  { v: 1 },
  { blind: undefined },
  { blind: 'A'.repeat(64) },
  { v: 1, blind: undefined },
  { actor: null },
  { authority: null },
  { authority: { id: 'a' } },
  { unknown: 1 },
  { actor: { id: workspaceIds.userId, username: 'ā'.repeat(64), name: '😀'.repeat(100), title: '', role: 'admin' } },
  { actor: { id: workspaceIds.userId, username: 'ā'.repeat(65), name: 'n', title: '', role: 'admin' } },
  { actor: { id: workspaceIds.userId, username: 'u', name: '😀'.repeat(101), title: '', role: 'admin' } },
  { actor: { id: workspaceIds.userId, username: 'u', name: 'n', title: 't', role: 'chief' } },
  { actor: { id: 'u-other', username: 'u', name: 'n', title: 't', role: 'admin' } },
  { actor: { id: workspaceIds.userId, username: 'u', name: 'n', title: 't', role: 'admin', more: 1 } },
];

test('AU25 honest logs are found in order by either, and quickly to the last record', {
  timeout: BUSY_MACHINE_MS,
}, () => {
  const chance = chanceOf(SEED, 1);
  for (const [entries, cases, unblinded] of [
    [1, 1, 0],
    [2, 1, 1],
    [13, 3, 4],
    [300, 7, 9],
    [1300, 2, 0],
  ] as const) {
    const own = logWorkspace({ entries, cases, unblinded });
    const earlier = [own.checkpoint(0), own.checkpoint(Math.floor(entries / 2)), own.checkpoint(1, false)];
    for (const share of [0, 0.3, 1]) {
      const texts = textsOf(own.records).map((one) => (chance.happens(share) ? { ...one, entry: null } : one));
      for (const rest of [{}, { earlier }, { saltHex: undefined }]) {
        const { saltHex = workspaceSaltHex } = rest as { saltHex?: string };
        const claim = { ...claimOf(own.checkpoint(entries), rest), ...('saltHex' in rest ? {} : { saltHex }) };
        const told = plainly(texts, claim);
        expect(told.ok).toBe(true);
        expect(quickly(texts, claim)).toEqual({ verdict: told, taken: entries });
        expect(byLines(texts, claim, chance)).toEqual({ verdict: told, taken: entries });
      }
    }
  }
});

test('AU25 an entry in another writing of the same JSON is taken as quickly', () => {
  const own = logWorkspace({ entries: 30, cases: 2 });
  const texts = own.records.map(({ leaf, entry }) => ({ leaf: JSON.stringify(leaf), entry: JSON.stringify(entry) }));
  const claim = claimOf(own.checkpoint(30));
  expect(texts[3]?.entry).not.toBe(canonicalText(own.records[3]?.entry));
  expect(quickly(texts, claim)).toEqual({ verdict: plainly(texts, claim), taken: 30 });
});

test('AU26 whatever was done to the texts, both tell the same, problem by problem', {
  timeout: BUSY_MACHINE_MS,
}, () => {
  const chance = chanceOf(SEED, 2);
  const workspaces = [5, 9, 14, 40].map((entries, n) => logWorkspace({ entries, cases: 1 + n, unblinded: n }));
  const ways = Object.entries(WAYS);
  const broken = new Map<string, number>();
  for (let n = 0; n < TAMPERINGS; n += 1) {
    const own = pick(workspaces, chance);
    const size = own.records.length;
    const [kind, way] = ways[n % ways.length] as (typeof ways)[0];
    const texts = way(textsOf(own.records), chance);
    const claim = claimOf(own.checkpoint(size), { earlier: [own.checkpoint(chance.below(size + 1))] });
    const told = plainly(texts, claim);
    if (!told.ok) broken.set(kind, (broken.get(kind) ?? 0) + 1);
    expect(quickly(texts, claim).verdict, `${kind} ${n}, seed ${SEED}`).toEqual(told);
    // A line feed inside a text makes other lines of it.
    if (!texts.some(({ leaf, entry }) => `${leaf}${entry}`.includes('\n')))
      expect(byLines(texts, claim, chance).verdict, `${kind} ${n} by lines, seed ${SEED}`).toEqual(told);
  }
  console.log(`texts changed (seed ${SEED}): ${[...broken].map(([kind, many]) => `${kind} ${many}`).join(', ')} found`);
  expect(broken.size).toBe(ways.length - 1 - Number(!broken.has('seal')) + Number(broken.has('another writing')));
});

test('AU25 what a workstation should not have written is told alike, hash and signature being good', () => {
  const own = logWorkspace({ entries: 24, cases: 2, unblinded: 3 });
  let [refused, taken] = [0, 0];
  for (const [n, fields] of ODD_FIELDS.entries())
    for (const at of [0, 5, 11, 23]) {
      const odd = sealedAnew(own.records, (_, index) => (index === at ? fields : {}));
      const texts = textsOf(odd.records);
      const claim = claimOf(odd.checkpoint);
      const told = plainly(texts, claim);
      const quick = quickly(texts, claim);
      expect(quick.verdict, `odd field ${n} at ${at}`).toEqual(told);
      refused += Number(!told.ok);
      taken += Number(quick.taken === 24);
      if (quick.taken === 24) expect(told.ok).toBe(true);
    }
  expect(refused).toBeGreaterThan(60);
  expect(taken).toBeGreaterThan(25);
});

test('AU25 a second result of one intent is no result of its own, with either', () => {
  const own = logWorkspace({ entries: 12, cases: 2 });
  const second = own.records.findIndex(({ entry }) => entry.log === 'case:case-1' && entry.seq === 4);
  expect(own.records[second]?.entry).toMatchObject({ phase: 'result', of: 3 });
  const odd = sealedAnew(own.records, (_, index) => (index === second ? { of: 1 } : {}));
  const texts = textsOf(odd.records);
  const told = plainly(texts, claimOf(odd.checkpoint));
  expect(told.problems.map(({ code, seq }) => [code, seq])).toEqual([['result-without-intent', second + 1]]);
  expect(quickly(texts, claimOf(odd.checkpoint)).verdict).toEqual(told);
});

test('AU26 a change far into a long log is told alike', { timeout: BUSY_MACHINE_MS }, () => {
  const chance = chanceOf(SEED, 3);
  const own = logWorkspace({ entries: 1500, cases: 5 });
  const claim = claimOf(own.checkpoint(1500), { earlier: [own.checkpoint(700)] });
  for (const [kind, way] of Object.entries(WAYS)) {
    const head = textsOf(own.records.slice(0, 600));
    const texts = [...head, ...way(textsOf(own.records.slice(600)), chance)];
    const told = plainly(texts, claim);
    const quick = quickly(texts, claim);
    expect(quick.verdict, kind).toEqual(told);
    expect(quick.taken, kind).toBeGreaterThanOrEqual(512);
    if (!texts.some(({ leaf, entry }) => `${leaf}${entry}`.includes('\n')))
      expect(byLines(texts, claim, chance).verdict, kind).toEqual(told);
  }
});
