import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packDraft } from '../../contract/pack-answers.ts';
import { verifyCheckpoint, verifyLog } from '../../core/audit/verify.ts';
import { type AuthorityRecord, plainAuthority } from '../../core/model/domain.ts';
import * as door from '../index.ts';
import {
  camera,
  caseRecord,
  confirmation,
  detection,
  device,
  draft,
  exhibit,
  freshWorkspace,
  type OpenedFixture,
  officer,
  remove,
  startMs,
} from '../workspace.fixture.ts';

let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
  fixture.workspace.write((tx) => door.insertCase(tx, caseRecord));
});
afterAll(() => remove(fixture));
const read = () => fixture.workspace.read;
const write = <T>(work: (tx: door.WriteDb) => T): T => fixture.workspace.write(work);

test('the workspace knows whose it is', () => {
  expect(fixture.workspace.info).toMatchObject({ deviceId: 'dev-1', serverId: 'server-1', space: 'training' });
  expect(door.readUser(read())).toEqual(officer);
  write((tx) => door.saveUser(tx, { ...officer, title: 'Sergeant' }));
  expect(door.readUser(read()).title).toBe('Sergeant');
});

test('cameras come back as they were put, replaced by id, and keep their ordinal when deleted', () => {
  const first = camera('NZ-0001', { bearingDeg: 181.5, live: false });
  expect(write((tx) => door.upsertCameras(tx, [first, camera('NZ-0002')]))).toEqual({ inserted: 2, replaced: 0 });
  expect(door.getCamera(read(), 'NZ-0001')).toEqual(first);
  expect(write((tx) => door.upsertCameras(tx, [{ ...first, live: true }, camera('NZ-0003')]))).toEqual({
    inserted: 1,
    replaced: 1,
  });
  expect(door.countCameras(read())).toEqual({ live: 3, total: 3 });
  const ordinals = door.listCameraOrdinals(read());
  expect(write((tx) => door.deleteCameras(tx, ['NZ-0003', 'none']))).toBe(1);
  expect(door.listCameraOrdinals(read())).toEqual(ordinals);
  expect(door.listCameras(read()).map((row) => row.id)).toEqual(['NZ-0001', 'NZ-0002']);
});

test('detections come back byte for byte; the same again is unchanged; another content is replaced under its ordinal', () => {
  const odd = detection(2, {
    cameraId: 'unknown',
    read: 'Ā\u0000"½',
    candidates: [],
    confidence: null,
    make: null,
    timeZone: null,
  });
  const report = write((tx) => door.upsertDetections(tx, [detection(1), odd]));
  expect(report).toEqual({ inserted: 2, replaced: 0, unchanged: 0, replacedOrdinals: [], newAfterOrdinal: 0 });
  expect(door.getDetection(read(), 'p:2')).toEqual({ ordinal: 2, detection: odd });
  const again = write((tx) => door.upsertDetections(tx, [detection(1), { ...odd, read: 'KJT417' }, detection(3)]));
  expect(again).toEqual({ inserted: 1, replaced: 1, unchanged: 1, replacedOrdinals: [2], newAfterOrdinal: 2 });
  expect(door.detectionsByOrdinals(read(), [3, 99, 2]).map((row) => row.detection.read)).toEqual(['SEN3', 'KJT417']);
  expect(door.detectionPoints(read(), [1])).toEqual([
    { ordinal: 1, id: 'p:1', read: 'SEN1', timeMs: detection(1).timeMs, cameraOrdinal: 1 },
  ]);
  expect(door.countDetections(read())).toBe(3);
  expect(door.detectionHorizon(read())).toEqual({ fromMs: detection(1).timeMs, toMs: detection(3).timeMs });
  expect(door.countSitesWithReads(read(), 0, startMs)).toBe(2);
  expect(door.getDetection(read(), 'no colon')).toBeNull();
});

test('a detection whose id is not its provider and uuid is refused, and nothing of its batch stays', () => {
  expect(() => write((tx) => door.upsertDetections(tx, [detection(50), detection(51, { id: 'q:51' })]))).toThrow(/id/);
  expect(door.getDetection(read(), 'p:50')).toBeNull();
  expect(door.countDetections(read())).toBe(3);
});

test('match columns are the detections, in pages of any size', () => {
  for (const chunkSize of [1, 2, 1000]) {
    const pages = [...door.streamMatchColumns(read(), { chunkSize })];
    expect(pages.flatMap((page) => [...page.ordinals])).toEqual([1, 2, 3]);
    expect(pages.flatMap((page) => page.reads)).toEqual(['SEN1', 'KJT417', 'SEN3']);
    expect(pages.flatMap((page) => page.candidates)).toEqual([['SEN1', '5EN1'], [], ['SEN3', '5EN3']]);
    expect(pages.flatMap((page) => page.candidateConfidence)).toEqual([[88, 255], [], [88, 255]]);
    expect(pages.flatMap((page) => [...page.readConfidence])).toEqual([88, 255, 88]);
    expect(pages.flatMap((page) => [...page.timeMs])).toEqual([1, 2, 3].map((n) => detection(n).timeMs));
  }
  expect([...door.streamMatchColumns(read(), { chunkSize: 10, afterOrdinal: 3 })]).toEqual([]);
  expect([...door.matchColumnsOf(read(), [3, 77]).ordinals]).toEqual([3]);
});

test('images: wanted by a detection, held when they came whole, absent when the server has none', () => {
  const bytes = Buffer.from('picture');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const absent = 'f'.repeat(64);
  write((tx) =>
    door.upsertDetections(tx, [detection(10, { imageSha256: sha256 }), detection(11, { imageSha256: absent })]),
  );
  expect(door.missingImages(read(), 10)).toEqual([absent, sha256]);
  expect(door.imageState(read(), sha256)).toBe('waiting');
  expect(() =>
    write((tx) => door.putImage(tx, { sha256, mime: 'image/png', bytes: Buffer.from('other'), storedMs: 1 })),
  ).toThrow(/hash/);
  write((tx) => door.putImage(tx, { sha256, mime: 'image/png', bytes, storedMs: 1 }));
  write((tx) => door.markImageAbsent(tx, absent, 2));
  expect(door.getImage(read(), sha256)).toEqual({ mime: 'image/png', bytes: new Uint8Array(bytes) });
  expect(door.imageState(read(), absent)).toBe('absent');
  expect(door.countImages(read())).toEqual({ held: 1, waiting: 0 });
  expect(write((tx) => door.purgeOrphanImages(tx))).toBe(0);
  expect(write((tx) => door.deleteDetections(tx, ['p:10', 'p:none']))).toEqual([4]);
  expect(write((tx) => door.purgeOrphanImages(tx))).toBe(1);
  expect(door.getImage(read(), sha256)).toBeNull();
});

test('an ordinal is never used again', () => {
  write((tx) => door.deleteDetections(tx, ['p:11']));
  expect(write((tx) => door.upsertDetections(tx, [detection(12)])).newAfterOrdinal).toBe(5);
  expect(door.getDetection(read(), 'p:12')?.ordinal).toBe(6);
  write((tx) => door.deleteDetections(tx, ['p:12']));
});

test('judgements: the latest counts; exhibits keep their number; reads used in a case outlive retention', () => {
  write((tx) => {
    door.insertConfirmation(tx, confirmation(1, { outcome: 'cannot-tell' }));
    door.insertConfirmation(tx, confirmation(2, { id: 'conf-2', detectionId: 'p:1' }));
    door.insertExhibit(tx, exhibit(1, door.nextExhibitNumber(tx, 'case-1')));
  });
  expect(door.readStates(read(), 'case-1')).toEqual(new Map([['p:1', 'confirmed']]));
  expect(door.listConfirmations(read(), 'case-1', 'p:1').map((row) => row.id)).toEqual(['conf-1', 'conf-2']);
  expect(door.getConfirmation(read(), 'conf-1')).toEqual(confirmation(1, { outcome: 'cannot-tell' }));
  expect(door.listExhibits(read(), 'case-1')).toEqual([exhibit(1, 'E-01')]);
  write((tx) => door.setExhibitRemoved(tx, 'ex-1', 9, 5));
  expect(door.listExhibits(read(), 'case-1')).toEqual([]);
  expect(door.nextExhibitNumber(read(), 'case-1')).toBe('E-02');
  expect(write((tx) => door.setExhibitRemoved(tx, 'ex-1', null, 6))).toMatchObject({ number: 'E-01', logSeq: 6 });
  expect(door.listExhibits(read(), 'case-1', { removed: true })).toHaveLength(1);
  expect(() => write((tx) => door.setExhibitRemoved(tx, 'none', 1, 1))).toThrowError(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
  expect(write((tx) => door.deleteDetections(tx, ['p:1']))).toEqual([]);
  const rule = { beforeMs: detection(3).timeMs, mobilePoliceBeforeMs: 0, maxDetections: 1e9 };
  expect(write((tx) => door.purgeDetections(tx, rule))).toEqual({ ordinals: [2], kept: 1 });
  expect(door.countDetections(read())).toBe(2);
});

test('retention: police mobile cameras sooner, then the oldest over the cap', () => {
  write((tx) => {
    door.upsertCameras(tx, [
      camera('MOB', { mobility: 'mobile' }),
      camera('MOB3', { mobility: 'mobile', owner: 'third-party' }),
    ]);
    door.upsertDetections(tx, [
      ...[20, 21, 22, 23].map((n) => detection(n)),
      detection(30, { cameraId: 'MOB' }),
      detection(31, { cameraId: 'MOB3' }),
    ]);
  });
  const ordinal = (id: string): number | undefined => door.getDetection(read(), id)?.ordinal;
  const mobile = ordinal('p:30');
  const rule = { beforeMs: 0, mobilePoliceBeforeMs: startMs, maxDetections: 1e9 };
  expect(write((tx) => door.purgeDetections(tx, rule))).toEqual({ ordinals: [mobile], kept: 0 });
  const oldest = [ordinal('p:3'), ordinal('p:20'), ordinal('p:21')];
  const capped = write((tx) => door.purgeDetections(tx, { beforeMs: 0, mobilePoliceBeforeMs: 0, maxDetections: 4 }));
  expect(capped.ordinals).toEqual(oldest);
  expect(door.countDetections(read())).toBe(4);
  expect(ordinal('p:1')).toBe(1);
});

test('authorities: the newest of this person is current; withdrawing keeps the first time', () => {
  const record: AuthorityRecord = {
    id: 'a1',
    caseId: 'case-1',
    kind: 'file-number',
    number: '261107/4182',
    purpose: 'burglary',
    narrative: 'Kōtare',
    declaredBy: officer,
    fromMs: 1,
    toMs: 2,
    assignment: 'provisional',
    withdrawnMs: null,
    ...plainAuthority,
  };
  write((tx) => {
    door.insertAuthority(tx, record);
    door.insertAuthority(tx, { ...record, id: 'a2' });
    door.insertAuthority(tx, { ...record, id: 'a3', declaredBy: { ...officer, id: 'u2' } });
  });
  expect(door.getAuthority(read(), 'a1')).toEqual(record);
  expect(door.currentAuthority(read(), 'case-1', 'u1')?.id).toBe('a2');
  expect(door.currentAuthority(read(), 'case-1', 'nobody')).toBeNull();
  expect(write((tx) => door.setAssignment(tx, 'a2', 'confirmed')).assignment).toBe('confirmed');
  expect(door.provisionalAuthorities(read()).map((row) => row.id)).toEqual(['a1', 'a3']);
  write((tx) => door.withdrawAuthority(tx, 'a1', 7));
  expect(write((tx) => door.withdrawAuthority(tx, 'a1', 8)).withdrawnMs).toBe(7);
  expect(() => write((tx) => door.withdrawAuthority(tx, 'none', 8))).toThrowError(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
  expect(door.listAuthorities(read(), 'case-1').map((row) => row.id)).toEqual(['a3', 'a2', 'a1']);
});

test('AU6 the log: chained per log and per workstation, verified by the verifier, found again by plate', () => {
  const { audit } = fixture.workspace;
  audit.append(draft({ plateKey: 'KJT417' }, { log: 'case:case-1', timeMs: 5 }));
  audit.append(draft({ plateKey: 'KJT417' }, { phase: 'event', outcome: 'refused', timeMs: 6 }));
  write((tx) => {
    audit.appendIn(tx, draft({ plateKey: 'KJT417' }, { log: 'case:case-1', timeMs: 7 }));
    audit.appendIn(
      tx,
      draft({ plateKey: 'OTHER1' }, { log: 'case:case-1', timeMs: 8, actor: { ...officer, id: 'u2' } }),
    );
  });
  const log = door.allAuditEntries(read(), 'case:case-1');
  expect(log.map((entry) => [entry.seq, entry.deviceSeq])).toEqual([
    [1, 1],
    [2, 3],
    [3, 4],
  ]);
  const checkpoint = audit.checkpoint('case:case-1');
  expect(verifyLog(log, checkpoint)).toMatchObject({ ok: true, entries: 3 });
  expect(verifyCheckpoint(checkpoint)).toBe(true);
  expect(checkpoint.publicKey).toBe(bytesToHex(ed25519.getPublicKey(hexToBytes(device.deviceKeySeedHex))));
  expect(verifyLog(log.slice(0, 2), checkpoint).ok).toBe(false);
  expect(door.recentAskings(read(), { actorId: 'u1', sinceMs: 5 })).toEqual([
    { plateKey: 'KJT417', timeMs: 5, analysis: false },
    { plateKey: 'KJT417', timeMs: 7, analysis: false },
  ]);
  expect(door.listAuditEntries(read(), 'case:case-1', { before: 3, limit: 1 }).map((entry) => entry.seq)).toEqual([2]);
  expect(door.listAuditEntries(read(), 'case:case-1', { before: null, limit: 9, actorId: 'u2' })).toHaveLength(1);
  expect(door.countAuditEntries(read(), 'case:case-1', 'u1')).toBe(2);
  expect(door.auditEntriesAfter(read(), 2, 10).map((entry) => entry.deviceSeq)).toEqual([3, 4]);
  expect(door.deviceHead(read())).toEqual({ seq: 4, hash: log[2]?.hash });
  expect(audit.checkpoint('case:none')).toMatchObject({ size: 0, head: '0'.repeat(64) });
  expect(door.listCases(read())).toMatchObject([{ id: 'case-1', entries: 3, exhibits: 1, lastUsedMs: 8 }]);
});

test('AU4 an entry and what it records come together or not at all', () => {
  const before = door.deviceHead(read());
  expect(() =>
    write((tx) => {
      fixture.workspace.audit.appendIn(tx, draft({ lost: true }));
      door.insertConfirmation(tx, confirmation(1)); // its id is taken
    }),
  ).toThrow();
  expect(door.deviceHead(read())).toEqual(before);
});

test('WS13 a handle outlives its transaction as a refusal, and writing in a write is refused', () => {
  const kept = write((tx) => tx);
  expect(() => door.insertCase(kept, { ...caseRecord, id: 'late' })).toThrow(/ended/);
  expect(() => write(() => write(() => 1))).toThrow(/inside/);
  expect(() => write(() => Promise.resolve())).toThrow(/synchronous/);
  expect(door.getCase(read(), 'late')).toBeNull();
});

test('packs keep their bytes, and only the bytes of their record', () => {
  const bytes = new Uint8Array([37, 80, 68, 70]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const record = {
    id: 'pack',
    caseId: 'case-1',
    number: 'P-01',
    title: 'T',
    fileName: 'f.pdf',
    madeMs: 1,
    madeBy: officer,
    reason: '',
    recipients: '',
    pages: 1,
    bytes: 4,
    sha256,
    manifestSha256: sha256,
    logSeq: 1,
    profile: 'full',
    signedWith: 'workstation',
    exhibits: 2,
    leftOut: ['E-03'],
    bagSha256: sha256,
  } as const;
  expect(door.nextPackNumber(read(), 'case-1')).toBe('P-01');
  expect(() => write((tx) => door.insertPack(tx, { ...record, leftOut: [] }, new Uint8Array(4)))).toThrow(/bytes/);
  write((tx) => door.insertPack(tx, { ...record, leftOut: [...record.leftOut] }, bytes));
  expect(door.listPacks(read(), 'case-1')).toEqual([record]);
  expect(door.getPackBytes(read(), 'pack')).toEqual(bytes);
  expect(door.nextPackNumber(read(), 'case-1')).toBe('P-02');
});

test('the draft of a pack is replaced, and a try ends only by its own name', () => {
  expect(door.getPackDraft(read(), 'case-1')).toBeNull();
  const chosen = { ...packDraft.parse({}), title: 'First' };
  write((tx) => door.savePackDraft(tx, 'case-1', chosen, 5));
  write((tx) => door.savePackDraft(tx, 'case-1', { ...chosen, title: 'Second' }, 6));
  expect(door.getPackDraft(read(), 'case-1')).toEqual({ draft: { ...chosen, title: 'Second' }, savedMs: 6 });

  expect(door.getPackTry(read(), 'case-1')).toBeNull();
  const held = { packId: 'a', number: 'P-02', startedMs: 7, logSeq: 3, state: 'running', why: '' } as const;
  write((tx) => door.putPackTry(tx, 'case-1', held));
  write((tx) => door.putPackTry(tx, 'case-1', { ...held, packId: 'b' }));
  write((tx) => door.endPackTry(tx, 'case-1', 'a'));
  expect(door.getPackTry(read(), 'case-1')).toEqual({ ...held, packId: 'b' });
  write((tx) => door.endPackTry(tx, 'case-1', 'b'));
  expect(door.getPackTry(read(), 'case-1')).toBeNull();
});

test('sync state: what is given changes, and ratchets never go down', () => {
  write((tx) => door.saveSyncState(tx, { cursor: 9, lastPolicyVersion: 4, lastSeenMs: 100, serverTimeMs: 90 }));
  write((tx) => door.saveSyncState(tx, { lastPolicyVersion: 3, lastSeenMs: 50, serverTimeMs: 80, pushedDeviceSeq: 2 }));
  expect(door.readSyncState(read())).toEqual({
    cursor: 9,
    policy: null,
    lastPolicyVersion: 4,
    serverTimeMs: 90,
    lastContactMs: null,
    lastSeenMs: 100,
    pushedDeviceSeq: 2,
    receipt: null,
  });
  write((tx) => door.addSyncRefusals(tx, 'over-cap', 2, 5));
  write((tx) => door.addSyncRefusals(tx, 'over-cap', 3, 6));
  expect(door.listSyncRefusals(read())).toEqual([{ reason: 'over-cap', count: 5, lastMs: 6 }]);
});

test('alerts stay until dismissed', () => {
  const alert = { id: 'x', severity: 'warning' as const, message: 'm', tip: 't', atMs: 1 };
  write((tx) => door.putAlert(tx, alert));
  write((tx) => door.putAlert(tx, { ...alert, message: 'again' }));
  expect(door.listAlerts(read())).toEqual([{ ...alert, message: 'again' }]);
  expect(write((tx) => door.dismissAlert(tx, 'x'))).toBe(true);
  expect(write((tx) => door.dismissAlert(tx, 'x'))).toBe(false);
});
