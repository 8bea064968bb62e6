import { createHash, hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkpointOf,
  cosignedSec,
  deviceKey,
  type LoggedRecord,
  logWorkspace,
  serverKey,
  workspaceIds,
  workspaceSaltHex,
} from '../../../tests/fixtures/logged-workspace.ts';
import { verifyCaseProof } from './case-proof.ts';
import { type DeviceLogClaim, type LogRecord, verifyDeviceLog } from './device-log.ts';
import { MOST_PROBLEMS } from './log-problem.ts';

const SIZE = 40;
const workspace = logWorkspace({ entries: SIZE, cases: 3 });
const { records } = workspace;
const claim: DeviceLogClaim = {
  ...workspaceIds,
  keys: [deviceKey, serverKey],
  cosigners: [serverKey],
  checkpoint: workspace.checkpoint(SIZE),
  saltHex: workspaceSaltHex,
};
const hasher = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hashText: (text: string) => hash('sha256', text),
};
const codes = (given: Iterable<LogRecord>, rest: Partial<DeviceLogClaim> = {}): string[] => [
  ...new Set(verifyDeviceLog(given, { ...claim, ...rest }, hasher).problems.map(({ code }) => code)),
];
const at = (index: number): LoggedRecord => records[index] as LoggedRecord;
const replaced = (index: number, record: Partial<LogRecord>): LogRecord[] =>
  records.map((one, n) => (n === index ? { ...one, ...record } : one));

describe('a whole workspace', () => {
  test('AU25 is in order under its cosigned checkpoint, with either hash', () => {
    const verdict = verifyDeviceLog(records, claim, hasher);
    expect(verdict).toMatchObject({ ok: true, entries: SIZE, sealed: 0, problems: [], head: at(SIZE - 1).entry.hash });
    expect(verdict.cosigned).toEqual([{ name: serverKey.name, timeSec: cosignedSec }]);
    expect(verifyDeviceLog(records, claim)).toEqual(verdict);
    expect(codes([], { checkpoint: workspace.checkpoint(0) })).toEqual([]);
  });

  test('AU25 goes from version 1 to version 2, not back', () => {
    const grown = logWorkspace({ entries: SIZE, cases: 3, unblinded: 17 });
    expect(codes(grown.records, { checkpoint: grown.checkpoint(SIZE) })).toEqual([]);
    expect(grown.records.map(({ entry }) => entry.v)).toContain(1);
    expect(codes([...records.slice(0, 20), ...grown.records.slice(0, 4)])).toContain('entry-unblinded');
  });

  test('AU25 is checked by its leaves where entries are sealed for somebody else', () => {
    const sealed = records.map(({ leaf, entry }, n) => ({ leaf, entry: n % 3 === 0 ? entry : null }));
    expect(verifyDeviceLog(sealed, claim)).toMatchObject({ ok: true, sealed: 26 });
    expect(codes(sealed.map((one, n) => (n === 7 ? { ...one, leaf: at(8).leaf } : one)))).toContain('entry-missing');
  });

  test('AU26 tells what was done to it', () => {
    const { entry, leaf } = at(9);
    const changed = { ...entry, details: { n: 1 } };
    expect(codes(replaced(9, { entry: changed }))).toEqual(['entry-altered']);
    expect(codes(replaced(9, { entry: at(10).entry }))).toContain('leaf-mismatch');
    expect(codes(replaced(9, { entry: { not: 'an entry' } }))).toContain('entry-malformed');
    expect(codes(replaced(9, { leaf: { ...leaf, plate: 'KJT417' } }))).toContain('leaf-malformed');
    expect(codes(replaced(9, { leaf: { ...leaf, userId: 'u-other' } }))).toContain('leaf-foreign');
    expect(codes(replaced(9, { leaf: { ...leaf, logRoot: '0'.repeat(64) } }))).toContain('log-root-mismatch');
    expect(codes(records.filter((_, n) => n !== 9))).toContain('entry-missing');
    expect(codes([...records.slice(0, 10), at(9), ...records.slice(10)])).toContain('entry-out-of-order');
    expect(codes(records.slice(0, -1))).toEqual(['checkpoint-mismatch']);
    expect(codes(records, { saltHex: '00'.repeat(32) })).toEqual(['entry-foreign']);
    expect(codes(records, { userId: 'u-other' })).toContain('entry-foreign');
  });

  test('AU26 rewritten throughout and signed anew is another history, and says so beside an earlier checkpoint', () => {
    const other = logWorkspace({ entries: SIZE, cases: 3, seed: 5, forkedAfter: 30 });
    const rewritten = { checkpoint: other.checkpoint(SIZE) };
    expect(codes(other.records, rewritten)).toEqual([]);
    expect(codes(other.records)).toEqual(['checkpoint-mismatch']);
    const earlier = [workspace.checkpoint(30), workspace.checkpoint(31, false)];
    expect(codes(other.records, { ...rewritten, earlier })).toEqual(['history-rewritten']);
    expect(codes(records, { earlier: [...earlier, workspace.checkpoint(0), workspace.checkpoint(SIZE)] })).toEqual([]);
    expect(
      codes(records.slice(0, 20), { checkpoint: workspace.checkpoint(20), earlier: [workspace.checkpoint(30)] }),
    ).toEqual(['entry-missing']);
  });

  test('AU27 counts only with the signatures that were asked for', () => {
    expect(codes(records, { checkpoint: workspace.checkpoint(SIZE, false) })).toEqual(['cosignature-missing']);
    expect(codes(records, { keys: [serverKey] })).toEqual(['checkpoint-signature', 'cosignature-missing']);
    expect(codes(records, { keys: [deviceKey] })).toEqual(['cosignature-missing']);
    expect(codes(records, { checkpoint: 'nothing' })).toContain('checkpoint-signature');
    expect(codes(records, { serverId: 'server-2' })).toEqual(['checkpoint-mismatch']);
    const lied = checkpointOf({ size: SIZE, root: new Uint8Array(32), cosigned: true });
    expect(codes(records, { checkpoint: lied })).toEqual(['checkpoint-mismatch']);
  });

  test('a log broken throughout is told in a bounded list', () => {
    const long = logWorkspace({ entries: MOST_PROBLEMS + 100, cases: 1 });
    const verdict = verifyDeviceLog(
      long.records.map(({ leaf }) => ({ leaf, entry: 1 })),
      claim,
      hasher,
    );
    expect(verdict.ok).toBe(false);
    expect(verdict.problems).toHaveLength(MOST_PROBLEMS);
  });
});

describe('one case of it', () => {
  const own = records.filter(({ entry }) => entry.log === 'case:case-2');
  const entries = own.map(({ entry }) => entry);
  const leaf = (own.at(-1) as LoggedRecord).leaf;
  const proof = { leaf, path: workspace.path(leaf.deviceSeq - 1, SIZE), checkpoint: workspace.checkpoint(SIZE) };
  const under = { serverId: workspaceIds.serverId, keys: [deviceKey, serverKey], cosigners: [serverKey] };
  const found = (given: readonly unknown[], shown: unknown = proof, by = under): string[] =>
    verifyCaseProof(given, shown, by, hasher).problems.map(({ code }) => code);

  test('AU28 is shown whole, with nothing of the others', () => {
    expect(entries.length).toBe(10);
    expect(verifyCaseProof(entries, proof, under)).toMatchObject({ ok: true, entries: 10, problems: [] });
    for (const { entry } of records.filter((one) => !own.includes(one)))
      expect(JSON.stringify(proof)).not.toContain(entry.hash);
  });

  test('AU28 does not hold with an entry less, changed or of another log, nor under another word', () => {
    expect(found(entries.slice(0, -1))).toContain('leaf-mismatch');
    expect(found(entries.filter((_, n) => n !== 4))).toContain('entry-missing');
    expect(found(entries.map((entry, n) => (n === 4 ? { ...entry, timeMs: 1 } : entry)))).toEqual(['entry-altered']);
    expect(found([])).toContain('leaf-mismatch');
    expect(found(entries, { ...proof, path: proof.path.slice(1) })).toEqual(['inclusion-wrong']);
    expect(found(entries, { ...proof, leaf: { ...leaf, userId: 'u-other' } })).toContain('checkpoint-mismatch');
    expect(found(entries, { ...proof, leaf: { ...leaf, logRoot: '0'.repeat(64) } })).toContain('log-root-mismatch');
    expect(found(entries, { ...proof, checkpoint: workspace.checkpoint(SIZE - 1) })).toContain('inclusion-wrong');
    expect(found(entries, { ...proof, checkpoint: workspace.checkpoint(SIZE, false) })).toEqual([
      'cosignature-missing',
    ]);
    expect(found(entries, proof, { ...under, keys: [serverKey] })).toEqual(['checkpoint-signature']);
    expect(found(entries, { ...proof, more: 1 })).toEqual(['leaf-malformed']);
    expect(found(['none'])).toContain('entry-malformed');
  });
});
