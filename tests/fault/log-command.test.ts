/**
 * `waymark log` through the real command line, on a real workspace: whole, and changed by somebody who has its key, the
 * passphrase and all the time in the world. Each change gets its code, each file that cannot be read its words.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOTE_FILES } from '../../src/cli/log/log-file.ts';
import { verifyFile } from '../../src/cli/log/verify-file.ts';
import { createOutput } from '../../src/cli/output.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { hashEntry } from '../../src/core/audit/hash.ts';
import { writeVerifierKey } from '../../src/core/audit/signed-note.ts';
import { startIntelServer } from '../../src/server/index.ts';
import { openConnection } from '../../src/workspace/cipher.ts';
import { readDeviceFile } from '../../src/workspace/index.ts';
import { unwrapKeyring } from '../../src/workspace/keyring.ts';
import { runCli } from '../fixtures/run-cli.ts';
import { signedInWorkstation, startTrainingServer, syncNow } from '../fixtures/training-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-log-command-'));
const whole = join(folder, 'whole');
let user = '';
let passphrase = '';
let plate = '';
let key: Buffer;
let copies = 0;

beforeAll(async () => {
  const training = await startTrainingServer({ detections: 600, pictures: 0 });
  const { lesson } = training;
  user = lesson.username;
  passphrase = training.passphrase;
  plate = lesson.plate;
  const desk = await signedInWorkstation(training);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Burglary', summary: '', fileNumber: null, charges: '' });
  const find = (authorityId: string | null) =>
    client.find.run({
      caseId,
      authorityId,
      query: plate,
      fromMs: null,
      toMs: null,
      area: null,
      cameraIds: null,
      pageSize: 20,
    });
  await find(null);
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: 'Seen by a neighbour.\u001b[2J',
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  const ran = await find(declared.authority.id);
  if (ran.outcome !== 'ran') throw new Error('the query was refused');
  await syncNow(desk);
  await desk.services.close();
  await training.server.close();
  cpSync(desk.dataDir, whole, { recursive: true });
  cpSync(join(desk.dataDir, '../server'), join(folder, 'server'), { recursive: true });
  const device = readDeviceFile(whole);
  const unwrapped = await unwrapKeyring({
    path: join(whole, 'users', user, 'keyring.json'),
    passphrase,
    deviceSecretHex: device?.deviceSecretHex ?? '',
    nowMs: Date.now(),
  });
  if (unwrapped.outcome !== 'opened') throw new Error('the keyring does not open');
  key = unwrapped.workspaceKey;
  await training.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copy(change: (dir: string) => void = () => {}): string {
  copies += 1;
  const dir = join(folder, `copy-${copies}`);
  cpSync(whole, dir, { recursive: true });
  change(dir);
  return dir;
}

const database = (dir: string): string => join(dir, 'users', user, 'workspace.db');

/** A copy whose database somebody changed who has the key and knows the triggers. */
const tampered = (change: (db: Database) => void): string =>
  copy((dir) => {
    const db = openConnection(database(dir), key, { readonly: false, create: false });
    db.pragma('foreign_keys=OFF');
    const triggers = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[];
    for (const { name } of triggers.filter((each) => each.name.startsWith('audit_'))) db.exec(`DROP TRIGGER ${name}`);
    change(db);
    db.close();
  });

const entriesOf = (db: Database): AuditEntry[] =>
  (db.prepare('SELECT entry FROM audit_entries ORDER BY device_seq').all() as { entry: string }[]).map(
    ({ entry }) => JSON.parse(entry) as AuditEntry,
  );
const put = (db: Database, place: number, entry: AuditEntry): void => {
  db.prepare('UPDATE audit_entries SET entry = ?, hash = ? WHERE device_seq = ?').run(
    JSON.stringify(entry),
    entry.hash,
    place,
  );
};

const log = (args: readonly string[], typed = passphrase) =>
  runCli(['log', ...args], { env: { WAYMARK_PASSPHRASE: typed } });
type Verdict = { status: string; code?: string; problems: { code: string }[]; entries: number };
async function verdictOf(dir: string, code: number): Promise<Verdict> {
  const run = await log(['verify', dir, '--json']);
  expect(run.code, run.said).toBe(code);
  return run.json<Verdict>();
}

describe('waymark log verify', () => {
  test('a log that nobody touched is whole, and that it was checked is logged', async () => {
    const dir = copy();
    const first = await log(['verify', dir, '--user', user]);
    expect(first.code, first.said).toBe(0);
    expect(first.stdout).toMatch(/^WHOLE: /m);
    expect(first.stdout).not.toMatch(/FAIL/);
    const second = await verdictOf(dir, 0);
    expect(second).toMatchObject({ status: 'whole', problems: [] });
    const shown = await log(['show', dir, '--action', 'audit-verify', '--json']);
    expect(shown.json<{ entries: AuditEntry[] }>().entries.map(({ details }) => details.ok)).toEqual([true, true]);
  });

  test.each<[string, (db: Database, entries: AuditEntry[]) => void, string]>([
    [
      'a plate replaced in an entry',
      (db, entries) => {
        const at = entries.findIndex(({ action }) => action === 'find');
        const entry = entries[at] as AuditEntry;
        put(db, at + 1, { ...entry, details: { ...entry.details, query: 'QQQ999' } });
      },
      'entry-altered',
    ],
    ['the last entry cut off, with its leaf and nodes', cutLast, 'rolled-back'],
    [
      'an entry taken out, with its leaf',
      (db) => db.exec('DELETE FROM audit_leaves WHERE device_seq = 5; DELETE FROM audit_entries WHERE device_seq = 5'),
      'entry-missing',
    ],
    [
      'two entries swapped',
      (db, entries) => {
        put(db, 4, entries[4] as AuditEntry);
        put(db, 5, entries[3] as AuditEntry);
      },
      'entry-out-of-order',
    ],
    [
      'a refusal rewritten with a right hash, and every entry after it chained anew',
      (db, entries) =>
        rewriteFrom(
          db,
          entries,
          entries.findIndex(({ outcome }) => outcome === 'refused'),
        ),
      'server-contradicts',
    ],
    [
      'a leaf replaced',
      (db) =>
        db.exec(
          `UPDATE audit_leaves SET leaf = (SELECT leaf FROM audit_leaves WHERE device_seq = 3) WHERE device_seq = 4`,
        ),
      'leaf-mismatch',
    ],
    [
      'a node of the tree replaced',
      (db) =>
        db.exec(
          `UPDATE audit_nodes SET hash = randomblob(32) WHERE tree = 0 AND level = (SELECT max(level) FROM audit_nodes WHERE tree = 0)`,
        ),
      'tree-mismatch',
    ],
    [
      'a receipt for more than is here',
      (db) => changeReceipt(db, (receipt) => ({ ...receipt, deviceSeq: 2 })),
      'server-signature',
    ],
  ])('%s', async (_, change, code) => {
    const dir = tampered((db) => change(db, entriesOf(db)));
    const verdict = await verdictOf(dir, 1);
    expect(verdict.status).toBe('broken');
    expect(verdict.problems.map((problem) => problem.code)).toContain(code);
  });

  test('what cannot be checked is told apart from what is broken, and nothing is changed by looking', async () => {
    const nobody = await log(['verify', join(folder, 'nowhere'), '--json']);
    expect(nobody.json()).toMatchObject({ status: 'not-checked', code: 'not-found' });
    const stranger = await log(['verify', whole, '--user', 'r.sample', '--json']);
    expect(stranger.json()).toMatchObject({ code: 'not-found', tip: `Here are: ${user}.` });
    const wrong = await log(['verify', copy(), '--json'], 'not the passphrase');
    expect(wrong.json()).toMatchObject({ status: 'not-checked', code: 'wrong-passphrase' });
    expect(wrong.said).toMatch(/Wrong 1 time in a row\. Wait 1 s/);
    const torn = await log(['verify', copy((dir) => truncateSync(database(dir), 50_000)), '--json']);
    expect(torn.json()).toMatchObject({ status: 'not-checked', code: 'damaged' });
    const foreign = await log(['verify', copy((dir) => writeFileSync(database(dir), 'not a database')), '--json']);
    expect(foreign.json()).toMatchObject({ status: 'not-checked', code: 'damaged' });
    const noKeyring = await log([
      'verify',
      copy((dir) => rmSync(join(dir, 'users', user, 'keyring.json'))),
      '--user',
      user,
    ]);
    expect(noKeyring.said).toMatch(/has no keyring/);
    for (const run of [nobody, stranger, wrong, torn, foreign, noKeyring]) expect(run.code, run.said).toBe(2);
    expect((await log(['verify', whole, '--witness-key', 'nonsense'])).said).toMatch(/--witness-key: this is no key/);
  });
});

test('what a server holds is checked without a word of it, and a leaf changed in its database shows', async () => {
  const dataDir = join(folder, 'server');
  const whole = await log(['verify', dataDir, '--json']);
  expect(whole.code, whole.said).toBe(0);
  expect(whole.json<Verdict>()).toMatchObject({ status: 'whole', problems: [] });
  const running = await startIntelServer({ dataDir, databaseUrl: null, space: 'training' });
  const busy = await log(['verify', dataDir, '--json']);
  expect(busy.json()).toMatchObject({ status: 'not-checked', code: 'in-use' });
  const { db } = running.parts.store;
  const rows = await db.selectFrom('audit_records').select(['device_seq', 'leaf']).orderBy('device_seq').execute();
  const leaf = JSON.parse(rows[2]?.leaf ?? '{}') as object;
  const changed = JSON.stringify({ ...leaf, commitment: '0'.repeat(64) });
  await db.updateTable('audit_records').set({ leaf: changed }).where('device_seq', '=', 3).execute();
  await running.close();
  const verdict = await verdictOf(dataDir, 1);
  expect(verdict.problems.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['record-altered', 'checkpoint-mismatch']),
  );
});

describe('waymark log show', () => {
  test('shows refusals beside what ran, by case and plate, and logs that it was read', async () => {
    const dir = copy();
    const shown = await log(['show', dir, '--case', 'Burglary', '--plate', plate]);
    expect(shown.code, shown.said).toBe(0);
    expect(shown.stdout).toMatch(/Find .*Refused: .*NZ-FIND-1/);
    expect(shown.stdout).toMatch(/Find .*Ran: \d+ reads/);
    const refused = await log(['show', dir, '--outcome', 'refused', '--json']);
    expect(refused.json<{ entries: AuditEntry[] }>().entries.map(({ outcome }) => outcome)).toEqual(['refused']);
    const reads = await log(['show', dir, '--action', 'log-read', '--limit', '1', '--json']);
    expect(reads.json<{ entries: AuditEntry[]; earlier: number }>()).toMatchObject({
      entries: [{ action: 'log-read', details: { action: 'log-read', limit: 1 } }],
      earlier: 2,
    });
  });

  test('does not let what was typed once steer the terminal', async () => {
    const { stdout } = await log(['show', copy(), '--action', 'authority-declare']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('neighbour.\\u{1b}[2J');
  });

  test('says what there is instead of what is not', async () => {
    const dir = copy();
    const runs = [
      [await log(['show', dir, '--case', 'Robbery']), /There is no case "Robbery".*\n.*It holds: Burglary\./],
      [await log(['show', dir, '--action', 'peek']), /no action "peek"/],
      [await log(['show', dir, '--from', 'now']), /--from: "now" is no time/],
      [await log(['show', dir], 'wrong'), /passphrase is wrong/],
    ] as const;
    for (const [run, words] of runs) {
      expect(run.said).toMatch(words);
      expect(run.code, run.said).toBe(2);
    }
  });
});

describe('an exported log', () => {
  const noKeys = { checkpoints: [], serverKey: null, witnesses: [] };
  type Line = { entry: AuditEntry; leaf: { deviceSeq: number } };
  let exported = '';
  let serverKey = '';
  beforeAll(async () => {
    exported = join(folder, 'all.jsonl');
    const run = await log(['show', copy(), '--out', exported, '--json']);
    expect(run.code, run.said).toBe(0);
    serverKey = run.json<{ serverKey: string }>().serverKey;
  });

  /** The file with other lines, beside the same checkpoint. */
  function changed(change: (lines: string[]) => string[]): string {
    copies += 1;
    const [header = '', ...lines] = readFileSync(exported, 'utf8').trimEnd().split('\n');
    const file = join(folder, `changed-${copies}.jsonl`);
    writeFileSync(file, `${[header, ...change(lines)].join('\n')}\n`);
    for (const ending of NOTE_FILES) if (existsSync(exported + ending)) cpSync(exported + ending, file + ending);
    return file;
  }
  const edited = (at: number, edit: (line: Line) => object) => (lines: string[]) =>
    lines.map((line, each) => (each === at ? JSON.stringify(edit(JSON.parse(line) as Line)) : line));

  test('is whole as it was written, for everything and for one case, and in any spelling of its JSON', async () => {
    expect((await verdictOf(exported, 0)).problems).toEqual([]);
    const caseFile = join(folder, 'case.jsonl');
    expect((await log(['show', copy(), '--case', 'Burglary', '--out', caseFile])).code).toBe(0);
    expect((await verdictOf(caseFile, 0)).problems).toEqual([]);
    const respelt = changed((lines) => lines.map((line) => JSON.stringify({ x: 1, ...(JSON.parse(line) as object) })));
    expect((await verdictOf(respelt, 0)).problems).toEqual([]);
  });

  test.each<[string, (lines: string[]) => string[], string]>([
    [
      'flipped',
      edited(4, (line) => ({ ...line, entry: { ...line.entry, timeMs: line.entry.timeMs + 1 } })),
      'entry-altered',
    ],
    ['dropped', (lines) => lines.toSpliced(4, 1), 'entry-missing'],
    ['doubled', (lines) => lines.toSpliced(4, 0, lines[4] ?? ''), 'entry-out-of-order'],
    ['swapped', (lines) => lines.with(4, lines[5] ?? '').with(5, lines[4] ?? ''), 'entry-out-of-order'],
    ['cut off', (lines) => lines.slice(0, -1), 'checkpoint-mismatch'],
    ['torn', (lines) => lines.with(4, (lines[4] ?? '').slice(0, 300)), 'entry-malformed'],
    [
      'a leaf of another',
      (lines) => edited(4, (line) => ({ ...line, leaf: (JSON.parse(lines[5] ?? '') as Line).leaf }))(lines),
      'leaf-mismatch',
    ],
    [
      'an entry sealed anew with its leaf',
      edited(4, ({ entry: { hash: _, ...body }, leaf }) => {
        const entry = { ...body, timeMs: body.timeMs + 1 };
        return { entry: { ...entry, hash: hashEntry(entry) }, leaf: { ...leaf, commitment: hashEntry(entry) } };
      }),
      'checkpoint-mismatch',
    ],
    [
      // Hashed as the first and read as the second, were the line parsed as one.
      'an entry named twice in its line',
      (lines) => {
        const { entry } = JSON.parse(lines[4] ?? '') as Line;
        return lines.with(4, `${lines[4]?.slice(0, -1)},"entry":${JSON.stringify({ ...entry, timeMs: 1 })}}`);
      },
      'leaf-mismatch',
    ],
  ])('%s', async (_, change, code) => {
    const { problems } = await verifyFile(changed(change), noKeys, createOutput(true));
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  test('needs its checkpoint, and the keys a reader names must have signed it', async () => {
    const bare = join(folder, 'bare.jsonl');
    cpSync(exported, bare);
    expect((await log(['verify', bare, '--json'])).json()).toMatchObject({
      status: 'not-checked',
      code: 'no-checkpoint',
    });
    const named = await log(['verify', bare, '--checkpoint', `${exported}.checkpoint`]);
    expect(named.code, named.said).toBe(0);
    const note = readFileSync(`${exported}.checkpoint`, 'utf8');
    writeFileSync(
      `${bare}.checkpoint`,
      note.replace(/^\d+$/m, (size) => String(Number(size) - 1)),
    );
    expect((await verdictOf(bare, 1)).problems.map(({ code }) => code)).toEqual(['checkpoint-signature']);
    const stranger = writeVerifierKey({ name: 'witness.invalid', kind: 'cosignature', publicKeyHex: '7'.repeat(64) });
    const unseen = await log(['verify', exported, '--witness-key', stranger, '--json']);
    expect(unseen.json<Verdict>().problems.map(({ code }) => code)).toEqual(['witness-missing']);
    const server = await log(['verify', exported, '--server-key', serverKey, '--json']);
    // Cosigned where the server has answered with its cosignature; where it has not, that is said.
    expect(server.code).toBe(existsSync(`${exported}.server-checkpoint`) ? 0 : 1);
    writeFileSync(bare, 'something else\n');
    expect((await log(['verify', bare, '--json'])).json()).toMatchObject({ status: 'not-checked', code: 'unreadable' });
    const choice = await log(['show', whole, '--out', join(folder, 'x'), '--plate', plate]);
    expect(choice.said).toMatch(/--out writes a log whole/);
  });
});

/** As if it had never been written; what the head file and the server know is out of reach. */
function cutLast(db: Database, entries: AuditEntry[]): void {
  const { log, seq, deviceSeq } = entries.at(-1) as AuditEntry;
  const cut = db.prepare('DELETE FROM audit_nodes WHERE tree = ? AND (at + 1) * (1 << level) > ?');
  const { tree } = db.prepare('SELECT tree FROM audit_logs WHERE log = ?').get(log) as { tree: number };
  cut.run(0, deviceSeq - 1);
  cut.run(tree, seq - 1);
  for (const table of ['audit_leaves', 'audit_entries'])
    db.prepare(`DELETE FROM ${table} WHERE device_seq = ?`).run(deviceSeq);
}

/** The work of somebody with the key: one entry changed, and every one after it sealed anew, so that the chains hold. */
function rewriteFrom(db: Database, entries: AuditEntry[], from: number): void {
  const heads = new Map<string, string>();
  let device = '0'.repeat(64);
  for (const [at, entry] of entries.entries()) {
    const { hash: _, ...body } = entry;
    const changed = {
      ...body,
      ...(at === from ? { outcome: 'recorded' as const } : {}),
      prev: heads.get(entry.log) ?? '0'.repeat(64),
      devicePrev: device,
    };
    const sealed = at < from ? entry : { ...changed, hash: hashEntry(changed) };
    heads.set(entry.log, sealed.hash);
    device = sealed.hash;
    put(db, at + 1, sealed);
  }
  // Trees and head file are made anew of what stands there on the next opening.
  db.exec('DELETE FROM audit_leaves; DELETE FROM audit_nodes; DELETE FROM audit_logs;');
}

function changeReceipt(db: Database, change: (receipt: { deviceSeq: number }) => object): void {
  const { receipt } = db.prepare('SELECT receipt FROM sync_state').get() as { receipt: string };
  db.prepare('UPDATE sync_state SET receipt = ?').run(JSON.stringify(change(JSON.parse(receipt))));
}
