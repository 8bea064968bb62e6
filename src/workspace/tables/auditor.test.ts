import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditFilter } from '../../contract/audit-answers.ts';
import type { HeldAuditRecord } from '../../contract/audit-wire.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import { leafBytes } from '../../core/audit/leaf.ts';
import { appendTo, emptyFrontier, frontierFrom, leafHash, rootOf } from '../../core/audit/merkle.ts';
import * as door from '../index.ts';
import { freshWorkspace, type OpenedFixture, officer, remove, startMs } from '../workspace.fixture.ts';
import { matchText } from './auditor-queries.ts';
import type { RekeyLimits } from './auditor-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const rule: RekeyLimits = {
  limits: [
    { askings: 6, withinMs: DAY_MS },
    { askings: 12, withinMs: 7 * DAY_MS },
  ],
  sittingMs: 15 * 60_000,
  minKnownShare: 2 / 3,
};
const everything: AuditFilter = {
  tab: 'all',
  fromMs: null,
  toMs: null,
  userId: null,
  action: null,
  outcome: null,
  plate: null,
  caseLog: null,
  text: '',
};
const { query, counts, asked } = door.AUDITOR_FLAG;
const dayOf = (timeMs: number): number => Math.floor(timeMs / DAY_MS);

let fixture: OpenedFixture;
let ordinal = 0;
beforeAll(async () => {
  fixture = await freshWorkspace();
});
afterAll(() => remove(fixture));
const read = () => fixture.workspace.read;
const write = <T>(work: (tx: door.WriteDb) => T): T => fixture.workspace.write(work);

const record = (deviceSeq: number, change: { deviceId?: string; ordinal?: number } = {}): HeldAuditRecord => {
  const deviceId = change.deviceId ?? 'd1';
  ordinal += 1;
  return {
    ordinal: change.ordinal ?? ordinal,
    deviceId,
    userId: 'u1',
    deviceName: `Desk ${deviceId}`,
    leaf: {
      v: 2,
      deviceId,
      userId: 'u1',
      deviceSeq,
      commitment: 'a'.repeat(64),
      log: 'b'.repeat(64),
      logSize: deviceSeq,
      logRoot: 'c'.repeat(64),
    },
    sealed: { protected: 'e', iv: 'i', ciphertext: 'c', tag: 't', recipients: [] },
    receivedMs: startMs,
  };
};

const entry = (deviceSeq: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  v: 1,
  space: 'training',
  deviceId: 'd1',
  log: 'case:c1',
  seq: deviceSeq,
  prev: '0'.repeat(64),
  deviceSeq,
  devicePrev: '0'.repeat(64),
  timeMs: startMs,
  actor: officer,
  action: 'find',
  phase: 'intent',
  of: null,
  outcome: 'pending',
  authority: null,
  details: {},
  hash: 'a'.repeat(64),
  ...change,
});

/** Received and opened: a record, and its row. */
function take(of: AuditEntry, change: Partial<door.AuditorRowFacts> = {}): number {
  const received = record(of.deviceSeq, { deviceId: of.deviceId });
  write((tx) => {
    door.insertAuditorRecords(tx, [received]);
    const chain = door.listAuditorChains(tx).find(({ deviceId }) => deviceId === of.deviceId)?.chain ?? 0;
    door.setRecordOpened(tx, received.ordinal, 'opened', JSON.stringify(of));
    door.insertAuditorRow(tx, {
      ordinal: received.ordinal,
      chain,
      entry: of,
      day: dayOf(of.timeMs),
      flags: query | asked | counts,
      asked: 'QZF208',
      plateKey: 'QZF208',
      refused: [],
      rows: null,
      text: 'QZF208 Officer Māori 261104/2291',
      ...change,
    });
  });
  return received.ordinal;
}
const rowsOf = (filter: Partial<AuditFilter>, limit = 100) =>
  door
    .listAuditorRows(read(), { ...everything, ...filter }, { before: null, limit, dayOf })
    .map((row) => door.rowOf(row, (refused, asking) => `${refused[0]?.code} ${asking}`));

describe('SV30 records as the server handed them over', () => {
  beforeEach(() => {
    if (door.listAuditorChains(read()).length === 0) {
      write((tx) =>
        door.insertAuditorRecords(
          tx,
          Array.from({ length: 13 }, (_, at) => record(at + 1)),
        ),
      );
    }
  });

  test('SV30 the tree grows with what is held, whatever the pages', () => {
    write((tx) => door.insertAuditorRecords(tx, [record(14), record(15)]));
    const [chain] = door.listAuditorChains(read());
    expect(chain).toMatchObject({ deviceId: 'd1', userId: 'u1', deviceKeyHex: null, keyChanged: false });
    let tree = emptyFrontier;
    for (let seq = 1; seq <= 15; seq += 1) tree = appendTo(tree, leafHash(leafBytes(record(seq).leaf)));
    expect(door.countTreeLeaves(read(), 1)).toBe(15);
    expect(rootOf(frontierFrom(15, door.nodeReader(read(), 1)))).toEqual(rootOf(tree));
  });

  test('SV30 two records in one place are both kept, and what follows a gap is no part of the tree', () => {
    write((tx) => door.insertAuditorRecords(tx, [record(3), record(20)]));
    expect(door.countTreeLeaves(read(), 1)).toBe(15);
    const held = door.chainRecords(read(), 1, { deviceSeq: 2, ordinal: Number.MAX_SAFE_INTEGER }, 3);
    expect(held.map(({ deviceSeq }) => deviceSeq)).toEqual([3, 3, 4]);
    expect(door.recordAt(read(), 1, 3)?.ordinal).toBe(held[0]?.ordinal);
    expect(door.recordAt(read(), 1, 19)).toBeNull();
  });

  test('SV30 the cursor never goes back; the first key named for a workstation stays', () => {
    write((tx) => door.saveAuditorState(tx, { cursor: 40, pulledMs: 5 }));
    write((tx) => door.saveAuditorState(tx, { cursor: 7 }));
    expect(door.readAuditorState(read())).toMatchObject({ cursor: 40, pulledMs: 5 });
    const head = {
      deviceId: 'd1',
      userId: 'u1',
      deviceName: 'Desk 1',
      devicePublicKey: '1'.repeat(64),
      size: 15,
      checkpoint: 'note',
      lastReceivedMs: 9,
      conflicts: 0,
    };
    write((tx) => door.putChainHeads(tx, [head]));
    expect(door.listAuditorChains(read())[0]).toMatchObject({ deviceKeyHex: '1'.repeat(64), keyChanged: false });
    write((tx) => door.putChainHeads(tx, [{ ...head, devicePublicKey: '2'.repeat(64), size: 4 }]));
    expect(door.listAuditorChains(read())[0]).toMatchObject({
      deviceKeyHex: '1'.repeat(64),
      keyChanged: true,
      size: 4,
      largestSize: 15,
    });
  });

  test('SV31 what was opened lets go of the sealed copy; what no key opened is tried again with a new one', () => {
    const [first, second] = door.unopenedRecords(read(), 2);
    if (first === undefined || second === undefined) throw new Error('nothing sealed');
    const before = door.countAuditorRecords(read());
    write((tx) => {
      door.setRecordOpened(tx, first.ordinal, 'opened', '{}');
      door.setRecordOpened(tx, second.ordinal, 'unopenable', null);
    });
    expect(door.countAuditorRecords(read())).toEqual({ held: before.held, unread: before.unread - 1 });
    expect(door.unopenedRecords(read(), 1)[0]?.ordinal).not.toBe(second.ordinal);
    write((tx) => door.retryUnopenable(tx));
    expect(door.unopenedRecords(read(), 1)[0]).toEqual(second);
    expect(() => write((tx) => door.setRecordOpened(tx, first.ordinal, 'other', null))).toThrow();
  });
});

describe('SV34 rows', () => {
  test('SV34 intent and result are one row; an export that did not run is none', () => {
    take(entry(30, { deviceId: 'd2', action: 'pack-export' }), { flags: door.AUDITOR_FLAG.export, asked: 'Pack P-01' });
    expect(rowsOf({ tab: 'exports' })).toMatchObject([{ outcome: 'unanswered', flags: ['export'] }]);
    const at = { chain: 2, log: 'case:c1', of: 30 };
    const failed = { deviceSeq: 31, outcome: 'failed' as const, rows: 0, asked: '' };
    expect(write((tx) => door.joinResult(tx, at, failed))).toBe(true);
    expect(write((tx) => door.joinResult(tx, at, failed))).toBe(false);
    expect(write((tx) => door.joinResult(tx, { ...at, of: 29 }, failed))).toBe(false);
    expect(rowsOf({ tab: 'exports' })).toEqual([]);
    expect(rowsOf({})).toMatchObject([{ outcome: 'failed', flags: [], rows: 0, asked: 'Pack P-01' }]);
  });

  test('SV34 every filter narrows, alone and together; pages follow each other', () => {
    const other = { ...officer, id: 'u2', name: 'Officer R. Sample' };
    for (let seq = 1; seq <= 20; seq += 1) {
      const even = seq % 2 === 0;
      take(
        entry(seq, {
          deviceId: 'd3',
          timeMs: startMs + seq * HOUR_MS,
          actor: even ? officer : other,
          action: even ? 'find' : 'view',
          log: seq > 10 ? 'case:c2' : 'case:c1',
          phase: 'event',
          outcome: seq % 5 === 0 ? 'refused' : 'ran',
        }),
        { flags: query, plateKey: seq === 3 ? 'QZX900' : null, text: seq === 7 ? 'Kōtare burglary' : 'nothing' },
      );
    }
    const seqs = (filter: Partial<AuditFilter>): number[] =>
      rowsOf({ tab: 'queries', ...filter }).map(({ ref }) => ref.deviceSeq);
    expect(seqs({})).toHaveLength(20);
    expect(seqs({ tab: 'refusals' })).toEqual([20, 15, 10, 5]);
    expect(seqs({ outcome: 'refused', userId: 'u2' })).toEqual([15, 5]);
    expect(seqs({ userId: 'nobody' })).toEqual([]);
    expect(seqs({ action: 'view', fromMs: startMs + 16 * HOUR_MS })).toEqual([19, 17]);
    expect(seqs({ fromMs: startMs + 3 * HOUR_MS, toMs: startMs + 5 * HOUR_MS })).toEqual([5, 4, 3]);
    expect(seqs({ plate: 'QZX900' })).toEqual([3]);
    expect(seqs({ caseLog: 'case:c2', tab: 'refusals' })).toEqual([20, 15]);
    expect(seqs({ text: 'kotare burg' })).toEqual([7]);
    expect(seqs({ text: 'otare' })).toEqual([]);
    const filter = { ...everything, tab: 'queries' as const };
    expect(door.countAuditorRows(read(), filter, dayOf)).toBe(20);
    const pages: number[] = [];
    for (let before: number | null = null; ; ) {
      const page = door.listAuditorRows(read(), filter, { before, limit: 6, dayOf });
      pages.push(...page.map(({ deviceSeq }) => deviceSeq));
      before = page.at(-1)?.ordinal ?? null;
      if (before === null) break;
    }
    expect(pages).toEqual(Array.from({ length: 20 }, (_, at) => 20 - at));
    const days = door.countDays(read(), filter, dayOf);
    expect(days.reduce((sum, day) => sum + day.ran, 0)).toBe(16);
    expect(days.reduce((sum, day) => sum + day.refused, 0)).toBe(4);
    expect(door.countTabs(read(), { ...filter, userId: 'u2' }, dayOf)).toMatchObject({ queries: 10, refusals: 2 });
    expect(door.personFigures(read(), 'u2')).toEqual({ queries: 10, refused: 2, rekeyedPlates: 0, rank: 1, of: 2 });
  });

  test('SV34 text is looked for by the beginnings of its words, and never as a language of its own', () => {
    expect(matchText('261104/22 "Māori')).toBe('"261104"* AND "22"* AND "Māori"*');
    expect(matchText(' -*"(')).toBeNull();
    expect(rowsOf({ text: 'NEAR("a" OR' })).toEqual([]);
  });

  test('SV34 one person asking one plate six times in a day is flagged, spread over workstations, handed over late', () => {
    const askedAt = (deviceId: string, seq: number, atMs: number, change: Partial<AuditEntry> = {}): number =>
      take(entry(seq, { deviceId, timeMs: atMs, ...change }), { plateKey: 'QZR606' });
    const over = { fromMs: startMs, toMs: startMs + 2 * DAY_MS };
    const count = () => write((tx) => door.countAskings(tx, { userId: officer.id, plateKey: 'QZR606', over }, rule));
    const flagged = (): number[] =>
      rowsOf({ plate: 'QZR606', tab: 'rekeyed' })
        .map(({ timeMs }) => (timeMs - startMs) / HOUR_MS)
        .reverse();
    for (let hour = 1; hour <= 3; hour += 1) askedAt('d4', hour, startMs + 4 * hour * HOUR_MS);
    askedAt('d4', 4, startMs + 23 * HOUR_MS);
    askedAt('d4', 5, startMs + 30 * HOUR_MS);
    count();
    expect(flagged()).toEqual([]);
    // Another workstation hands over what was asked in between.
    askedAt('d5', 1, startMs + 5 * HOUR_MS);
    askedAt('d5', 2, startMs + 9 * HOUR_MS);
    count();
    expect(flagged()).toEqual([23]);
    expect(rowsOf({ plate: 'QZR606' }).map(({ flags }) => flags.includes('rekeyed'))).toContain(true);
    // One of them was stopped: it released nothing and does not count.
    const [chain] = door.listAuditorChains(read()).filter(({ deviceId }) => deviceId === 'd5');
    const at = { chain: chain?.chain ?? 0, log: 'case:c1', of: 2 };
    write((tx) => door.joinResult(tx, at, { deviceSeq: 3, outcome: 'cancelled', rows: 0, asked: '' }));
    count();
    expect(flagged()).toEqual([]);
    const window = { fromMs: startMs, toMs: startMs + 2 * DAY_MS };
    expect(door.askingsOf(read(), { userId: officer.id, plateKey: 'QZR606', ...window })).toHaveLength(7);
    expect(door.othersWhoAsked(read(), 'QZR606', officer.id)).toEqual([]);
    expect(door.othersWhoAsked(read(), 'QZR606', 'u9')).toMatchObject([{ userId: officer.id, askings: 7 }]);
  });

  test('SV34 AR6 patterns count with the plate they leave little open of, over workstations; wide ones do not', () => {
    const plates = ['HWK417', 'HWK417*', 'H?K417', 'HWK41?', 'H*', 'HWK999', 'HWK417'];
    const keys = plates.map((plateKey, hour) => {
      const timeMs = startMs + (10 + hour) * HOUR_MS;
      take(entry(1 + hour, { deviceId: hour % 2 === 0 ? 'd6' : 'd7', timeMs }), { plateKey });
      return { plateKey, at: timeMs };
    });
    const countAll = (limits: typeof rule): void =>
      write((tx) => {
        for (const { plateKey, at } of keys)
          door.countAskings(tx, { userId: officer.id, plateKey, over: { fromMs: at, toMs: at } }, limits);
      });
    const flagged = (): (string | null)[] =>
      rowsOf({ tab: 'rekeyed' })
        .map(({ plateKey }) => plateKey)
        .filter((plateKey) => plates.includes(plateKey ?? ''));
    const askingOf = (plate: string): (number | null)[] =>
      door
        .listAuditorRows(read(), { ...everything, plate }, { before: null, limit: 10, dayOf })
        .map(({ asking }) => asking);
    const five = { ...rule, limits: [{ askings: 5, withinMs: DAY_MS }] };
    countAll(five);
    expect(flagged()).toEqual(['HWK417']);
    expect(askingOf('HWK417')).toEqual([5, 1]);
    expect(askingOf('HWK41?')).toEqual([4]);
    expect([askingOf('H*'), askingOf('HWK999')]).toEqual([[1], [1]]);
    // Before the rule followed patterns, only the same query counted.
    countAll({ ...five, minKnownShare: null });
    expect(flagged()).toEqual([]);
    expect(askingOf('HWK417')).toEqual([2, 1]);
  });
});

test('SV32 findings and views are kept', () => {
  const ref = { deviceId: 'd1', userId: 'u1', deviceSeq: 4 };
  const finding = { id: 'f1', ref, kind: 'refer' as const, note: 'ask why', by: 'A. Auditor', atMs: 5 };
  write((tx) => door.insertFinding(tx, finding, { chain: 1, logSeq: 9 }));
  expect(door.findingsAt(read(), 1, 4)).toEqual([finding]);
  expect(door.findingsAt(read(), 1, 5)).toEqual([]);
  const view = { id: 'v1', name: 'Refusals of the week', filter: { ...everything, tab: 'refusals' as const } };
  write((tx) => door.insertAuditorView(tx, view, 5));
  expect(door.listAuditorViews(read())).toEqual([view]);
  expect(write((tx) => door.deleteAuditorView(tx, 'v1'))).toBe(true);
  expect(write((tx) => door.deleteAuditorView(tx, 'v1'))).toBe(false);
});
