/**
 * Bad input, bad files and bad moments through the real command line, in real processes: each gets its exit code, a
 * message that names the file or field and says what to do, and loses nothing.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnection } from '../../src/workspace/cipher.ts';
import { readDeviceFile } from '../../src/workspace/index.ts';
import { unwrapKeyring } from '../../src/workspace/keyring.ts';
import { runCli, startServe } from '../fixtures/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-command-line-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const nowMs = Date.now();

let server: Awaited<ReturnType<typeof startServe>>;
let ingestKey: string;
beforeAll(async () => {
  server = await startServe(['--data', at('server'), '--training', '--detections', '300']);
  ingestKey = server.ingestKey ?? '';
  await enrol('desk');
}, 120_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function enrol(name: string, code = server.code): Promise<void> {
  const run = await runCli(['enrol', '--data', at(name), '--server', server.url, '--code', code, '--name', name]);
  expect(run, run.said).toMatchObject({ code: 0 });
}

const ingest = (args: readonly string[], key = ingestKey) =>
  runCli(['ingest', ...args, '--server', server.url, '--provider', 'test', '--json'], {
    env: { WAYMARK_INGEST_KEY: key },
  });

const as = (passphrase: string) => ({ env: { WAYMARK_PASSPHRASE: passphrase } });
const sync = (name: string, passphrase = server.passphrase, user = server.username) =>
  runCli(['sync', '--data', at(name), '--user', user, '--json'], as(passphrase));
const userFile = (name: string, file: string): string => at(name, 'users', server.username, file);

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

let messages = 0;
/** One message as an OpenALPR agent writes it. */
function message(fields: object = {}, result: object = {}): Record<string, unknown> & { uuid: string } {
  messages += 1;
  return {
    data_type: 'alpr_results',
    version: 2,
    uuid: `test-${messages}`,
    camera_id: 'TR-0001',
    epoch_time: nowMs - 60_000 * messages,
    results: [{ plate: 'XVO528', confidence: 90, candidates: [], ...result }],
    ...fields,
  };
}
const lines = (...items: unknown[]): string =>
  items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n');

test('IN37 ingest sets each bad line aside under its field, counts it, keeps the rest, and stores nothing twice', async () => {
  const good = message();
  const path = file(
    'mixed.ndjson',
    lines(
      good,
      'not json',
      message({}, { plate: 'A'.repeat(5_000_000) }),
      message({ epoch_time: nowMs + 86_400_000 }),
      message({ gps_latitude: 123, gps_longitude: 1 }),
      good,
      message({ data_type: 'speed_report' }),
      message(),
      { data_type: 'heartbeat' },
      message({ epoch_time: 1.5 }),
      `{"x":"${'y'.repeat(9_000_000)}"}`,
      message(),
    ),
  );
  const first = await ingest([path]);
  expect(first.code, first.said).toBe(0);
  expect(first.json()).toMatchObject({ received: 12, stored: 3, duplicates: 1, skipped: 1, quarantined: 7 });
  for (const words of [
    /1 × not-json, first at line 2: .*Send the message again/,
    /1 × too-long \(results\[0\]\.plate\), first at line 3: /,
    /1 × future-time \(epoch_time\), first at line 4: .*Set the clock of the camera/,
    /1 × bad-coordinates \(gps_latitude\), first at line 5: .*from -90 to 90/,
    /1 × unknown-format \(data_type\), first at line 7: .*OpenALPR agent/,
    /1 × bad-time \(epoch_time\), first at line 10: /,
    /1 × too-long, first at line 11: .*not sent/,
  ])
    expect(first.stderr).toMatch(words);
  // A plate of megabytes is not repeated back.
  expect(first.stderr.length).toBeLessThan(5000);
  const again = await ingest([path]);
  expect(again.json()).toMatchObject({ received: 12, stored: 0, duplicates: 4, quarantined: 7 });
});

test('IN36 ingest of a gzip that is cut off stores every whole line, says after which, and goes on with the whole one', async () => {
  const content = lines(...Array.from({ length: 1500 }, () => message({ pad: `${messages * 7919}`.repeat(3) })));
  const packed = gzipSync(content);
  const path = file('cut.ndjson.gz', packed.subarray(0, Math.floor(packed.length * 0.6)));
  // With a shift of time, too: the search for the newest time meets the damage first.
  const cut = await ingest([path, '--rebase-time', 'now']);
  expect(cut.code, cut.said).toBe(1);
  const said = /(\S+) is cut off or damaged after line (\d+)\./.exec(cut.stderr);
  const whole = Number(said?.[2]);
  expect(said?.[1]).toBe(path);
  expect(whole).toBeGreaterThan(100);
  expect(cut.stderr).toMatch(new RegExp(`${whole.toLocaleString('en-NZ')} reads stored`));
  expect(cut.stderr).toMatch(/Get the file again/);
  expect(cut.json()).toHaveProperty('failed');
  const mended = await ingest([file('cut.ndjson.gz', packed)]);
  expect(mended.code, mended.said).toBe(0);
  expect(mended.json()).toMatchObject({ received: 1500, stored: 1500 - whole, duplicates: whole });
});

test('IN38 one camera with a clock far ahead does not shift a recording out of its window', async () => {
  const old = nowMs - 400 * 86_400_000;
  const path = file(
    'clock.ndjson',
    lines(message({ epoch_time: old }), message({ epoch_time: old - 1000 }), message({ epoch_time: nowMs + 9e11 })),
  );
  const run = await ingest([path, '--rebase-time', 'now']);
  expect(run.stderr).toMatch(/Times shifted by 400\.00 days/);
  expect(run.json()).toMatchObject({ stored: 2, quarantined: 1 });
  expect(run.stderr).toMatch(/future-time \(epoch_time\), first at line 3/);
});

test('ingest of camera sites: a bad one is named by feature and field, the rest is stored', async () => {
  const site = (lon: number, lat: number, id: string) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: { camera_id: id },
  });
  const features = [site(175, -37, 'T-1'), site(-37, 175, 'T-2'), site(999, 0, 'T-3'), site(1, 1, 'T-1')];
  const path = file('sites.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
  const run = await ingest(['--cameras', path]);
  expect(run.code, run.said).toBe(0);
  expect(run.json()).toMatchObject({ cameras: 1, quarantined: 3 });
  expect(run.stderr).toMatch(/features\[1\]\.geometry\.coordinates\[1\].*longitude first/);
  expect(run.stderr).toMatch(/features\[2\]\.geometry\.coordinates\[0\]/);
  expect(run.stderr).toMatch(/duplicate-site \(features\[3\]\.properties\.camera_id\)/);
});

test('IN35 ingest of files that are none: the file is named, what to do is said, exit 2', async () => {
  mkdirSync(at('a-folder'));
  const reads: [string, RegExp][] = [
    [at('a-folder'), /it is a folder/],
    [at('missing.ndjson'), /there is no such file/],
    [file('empty.ndjson', ''), /is empty/],
    [file('utf16.ndjson', Buffer.from(`\ufeff${lines(message())}`, 'utf16le')), /UTF-16/],
    [file('bytes.ndjson', new Uint8Array(5000)), /not a text file/],
  ];
  const sites: [string, RegExp][] = [
    [at('a-folder'), /it is a folder/],
    [file('empty.geojson', ''), /is empty/],
    [file('cut.geojson', '{"type":"FeatureCollection","features":['), /not JSON, or was cut off/],
    [file('other.geojson', '{"type":"Point"}'), /type is not "FeatureCollection"/],
    [file('latin1.geojson', Buffer.from('{"type":"é"}', 'latin1')), /not UTF-8/],
  ];
  for (const [args, words] of [
    ...reads.map(([path, what]) => [[path], what] as const),
    ...sites.map(([path, what]) => [['--cameras', path], what] as const),
  ]) {
    const run = await ingest(args);
    expect(run.code, run.said).toBe(2);
    expect(run.stderr).toContain(args.at(-1));
    expect(run.stderr).toMatch(words);
    expect(run.json()).toMatchObject({ failed: expect.stringMatching(words), tip: expect.stringMatching(/\w+/) });
  }
});

test('ingest of text in another encoding, and of a file of nothing but rubbish', async () => {
  const latin1 = Buffer.concat([
    Buffer.from(`${lines(message())}\n`),
    Buffer.from('{"name":"Kōtare é"}\n', 'latin1'),
    Buffer.from(lines(message())),
  ]);
  const run = await ingest([file('latin1.ndjson', latin1)]);
  expect(run.code, run.said).toBe(0);
  expect(run.json()).toMatchObject({ stored: 2, quarantined: 1 });
  expect(run.stderr).toMatch(/not-utf8, first at line 2: .*Save the file as UTF-8/);
  const rubbish = await ingest([file('rubbish.txt', 'this\nis\nno\nrecording\n')]);
  expect(rubbish.code).toBe(1);
  expect(rubbish.stderr).toMatch(/4 × not-json/);
  expect(rubbish.stderr).toMatch(/No message of \S+rubbish\.txt could be used/);
});

test('IN39 ingest with a wrong key, format, provider or address says which', async () => {
  const path = file('one.ndjson', lines(message()));
  const wrongKey = await ingest([path], 'wmk_wrong');
  expect([wrongKey.code, wrongKey.stderr]).toEqual([
    1,
    expect.stringMatching(/does not accept this ingest key.*--key/s),
  ]);
  const format = await ingest([path, '--format', 'x']);
  expect([format.code, format.stderr]).toEqual([2, expect.stringMatching(/format "x" is not known.*openalpr/s)]);
  const provider = await runCli(['ingest', path, '--server', server.url, '--key', 'k', '--provider', 'NO GOOD']);
  expect([provider.code, provider.stderr]).toEqual([2, expect.stringMatching(/--provider/)]);
  const noKey = await runCli(['ingest', path, '--server', server.url]);
  expect([noKey.code, noKey.stderr]).toEqual([2, expect.stringMatching(/--key.*WAYMARK_INGEST_KEY/s)]);
  const nobody = await runCli(['ingest', path, '--server', 'http://127.0.0.1:48999', '--key', 'k']);
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    expect.stringMatching(/cannot be reached \(ECONNREFUSED\).*--server/s),
  ]);
  const noAddress = await runCli(['ingest', path, '--server', 'intel', '--key', 'k']);
  expect([noAddress.code, noAddress.stderr]).toEqual([2, expect.stringMatching(/--server: "intel"/)]);
});

test('a server folder in use, a port in use, and a folder without a server', async () => {
  const held = await runCli(['serve', '--data', at('server'), '--json']);
  expect(held.code).toBe(1);
  expect(held.stderr).toContain(`process ${server.pid}`);
  expect(held.stderr).toContain(at('server'));
  expect(held.stderr).toMatch(/Stop it first.*Nothing was touched/s);
  const admin = await runCli(['admin', 'figures', '--data', at('server')]);
  expect([admin.code, admin.stderr]).toEqual([1, expect.stringMatching(/Another intel server/)]);
  const port = new URL(server.url).port;
  const taken = await runCli(['serve', '--data', at('second'), '--port', port]);
  expect([taken.code, taken.stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`Port ${port} is in use.*--port`, 's')),
  ]);
  // The first ingest key is shown once: a start that failed must not have spent it.
  const second = await startServe(['--data', at('second')]);
  expect(second.ingestKey).toMatch(/^wmk_/);
  await second.stop('SIGKILL');
  // A killed server leaves its lock; it holds nothing.
  const figures = await runCli(['admin', 'figures', '--data', at('second'), '--json']);
  expect(figures.code, figures.said).toBe(0);
  expect(figures.json()).toMatchObject({ detections: 0, workstations: 0 });
  const none = await runCli(['admin', 'figures', '--data', at('typo')]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/no intel server in .*typo/)]);
  expect(existsSync(at('typo'))).toBe(false);
});

test('a server that is not there: enrolment and first sign-in say so and keep the code', async () => {
  const args = ['enrol', '--data', at('far'), '--server', 'http://127.0.0.1:48999', '--code', 'AAAA-BBBB-CCCC'];
  const run = await runCli([...args, '--name', 'far']);
  expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/cannot be reached.*The code is still good/s)]);
  const wrong = await runCli([
    'enrol',
    '--data',
    at('far'),
    '--server',
    server.url,
    '--code',
    'AAAA-BBBB-CCCC',
    '--name',
    'f',
  ]);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/one-time code is wrong.*new code/s)]);
  const nobody = await sync('far');
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringMatching(/not enrolled.*Enrol/s)]);
  const unsaid = await runCli(['sync', '--data', at('desk'), '--user', server.username]);
  expect([unsaid.code, unsaid.stderr]).toEqual([2, expect.stringMatching(/WAYMARK_PASSPHRASE/)]);
});

test('sync, search and pack by hand; a query without a good authority is refused and exits 1', async () => {
  const synced = await sync('desk');
  expect(synced.code, synced.said).toBe(0);
  expect(synced.json<{ held: { detections: number } }>().held.detections).toBeGreaterThan(300);
  const { plate, fileNumber, purpose, narrative } = server.lesson;
  const search = (number: string, why: string, top = '5', ...more: string[]) =>
    runCli(
      [
        ...['search', plate, '--data', at('desk'), '--user', server.username, '--case', 'Hand', '--json'],
        ...['--file-number', number, '--purpose', why, '--narrative', narrative, '--top', top, ...more],
      ],
      as(server.passphrase),
    );
  const refused = await search('1', purpose);
  expect(refused.code, refused.said).toBe(1);
  expect(refused.json()).toMatchObject({ outcome: 'refused', reasons: [{ code: 'bad-file-number' }] });
  const purposeless = await search(fileNumber, 'curiosity');
  expect(purposeless.stderr).toMatch(/Purposes: .*aggravated-robbery/);
  expect((await search(fileNumber, purpose, 'many')).code).toBe(2);
  const sideways = await search(fileNumber, purpose, '5', '--direction', 'sideways');
  expect([sideways.code, sideways.stderr]).toEqual([2, expect.stringMatching(/Allowed choices are camera, witness/)]);
  const witness = await search(fileNumber, purpose, '5', '--direction', 'witness', '--colour', 'silver');
  expect(witness.json<{ summary: unknown }>().summary).toMatchObject({
    asked: { direction: 'witness', make: null, colour: 'silver' },
  });
  const ran = await search(fileNumber, purpose);
  expect(ran.code, ran.said).toBe(0);
  expect(ran.json<{ matches: unknown[] }>().matches).toHaveLength(5);
  const pack = (name: string, out: string) =>
    runCli(
      ['pack', '--data', at('desk'), '--user', server.username, '--case', name, '--reason', 'By hand', '--out', out],
      as(server.passphrase),
    );
  const without = await pack('Hand', at('by-hand.pdf'));
  expect([without.code, without.stderr]).toEqual([1, expect.stringMatching(/refused: No exhibits/)]);
  expect(existsSync(at('by-hand.pdf'))).toBe(false);
  expect((await pack('Nobody', at('by-hand.pdf'))).stderr).toMatch(/no case "Nobody"/);
  const nowhere = await pack('Hand', at('none', 'by-hand.pdf'));
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringMatching(/--out/)]);
});

test('a wrong passphrase is counted on disk, delays the next try in another process, and the right one then works', async () => {
  const tries = () => JSON.parse(readFileSync(userFile('desk', 'keyring.json'), 'utf8')).tries;
  const setNotBefore = (notBeforeMs: number): void => {
    const ring = JSON.parse(readFileSync(userFile('desk', 'keyring.json'), 'utf8'));
    writeFileSync(userFile('desk', 'keyring.json'), JSON.stringify({ ...ring, tries: { ...ring.tries, notBeforeMs } }));
  };
  const one = await sync('desk', 'wrong');
  expect([one.code, one.stderr]).toEqual([
    1,
    expect.stringMatching(/passphrase is wrong.*Wrong 1 time in a row\. Wait 1 s/s),
  ]);
  expect(tries()).toMatchObject({ failures: 1 });
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, tries().notBeforeMs - Date.now())));
  const two = await sync('desk', 'wrong');
  expect(two.stderr).toMatch(/Wrong 2 times in a row\. Wait 2 s/);
  expect(tries()).toMatchObject({ failures: 2 });
  // As after many wrong ones: even the right passphrase has to wait, and the wait counts nothing.
  setNotBefore(Date.now() + 60_000);
  const early = await sync('desk');
  expect([early.code, early.stderr]).toEqual([1, expect.stringMatching(/this one was not tried.*Wait (60|5\d) s/s)]);
  expect(tries()).toMatchObject({ failures: 2 });
  setNotBefore(Date.now());
  expect((await sync('desk')).code).toBe(0);
  expect(tries()).toMatchObject({ failures: 0 });
});

test('a workspace file that is not one, or from the future, is named, refused and left untouched', async () => {
  // Spoilt in place and put back: a copy that syncs would be a second history, and the server would say so.
  cpSync(at('desk'), at('kept'), { recursive: true });
  const db = userFile('desk', 'workspace.db');
  const ring = userFile('desk', 'keyring.json');
  const plain = new Database(at('plain.db'));
  plain.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
  plain.close();
  const foreign = [Buffer.from('just text '.repeat(2000)), readFileSync(at('plain.db')), Buffer.alloc(65_536, 0x5a)];
  for (const content of foreign) {
    writeFileSync(db, content);
    const run = await sync('desk');
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/workspace\.db .*left untouched.*Put the right/s),
    ]);
    expect(readFileSync(db).equals(content)).toBe(true);
  }
  copyFileSync(userFile('kept', 'workspace.db'), db);

  const device = readDeviceFile(at('desk'));
  const opened = await unwrapKeyring({
    path: ring,
    passphrase: server.passphrase,
    deviceSecretHex: device?.deviceSecretHex ?? '',
    nowMs: Date.now(),
  });
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const connection = openConnection(db, opened.workspaceKey, { readonly: false, create: false });
  connection.pragma('user_version=999');
  connection.close();
  const later = readFileSync(db);
  const future = await sync('desk');
  expect([future.code, future.stderr]).toEqual([
    1,
    expect.stringMatching(/newer Waymark.*left untouched.*this workspace/s),
  ]);
  expect(readFileSync(db).equals(later)).toBe(true);
  copyFileSync(userFile('kept', 'workspace.db'), db);

  const held = readFileSync(ring, 'utf8');
  const rings: [string, RegExp][] = [
    [held.replace('"v": 1', '"v": 2'), /newer Waymark.*left untouched.*keyring/s],
    ['{}', /keyring of this workspace.*left untouched.*keyring\.json/s],
    [held.slice(0, 100), /keyring\.json/],
  ];
  for (const [content, words] of rings) {
    writeFileSync(ring, content);
    const run = await sync('desk');
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(words)]);
    expect(readFileSync(ring, 'utf8')).toBe(content);
  }
  writeFileSync(ring, held);

  const deviceText = readFileSync(at('desk', 'device.json'), 'utf8');
  writeFileSync(at('desk', 'device.json'), deviceText.slice(0, 200));
  const halved = await sync('desk');
  expect([halved.code, halved.stderr]).toEqual([1, expect.stringMatching(/device\.json is not whole.*backup/s)]);
  writeFileSync(at('desk', 'device.json'), deviceText);
  chmodSync(at('desk', 'device.json'), 0o644);
  expect((await sync('desk')).stderr).toMatch(/device\.json can be read by other users.*0600/s);
  chmodSync(at('desk', 'device.json'), 0o600);
  // Nothing was lost by all of this.
  const whole = await sync('desk');
  expect(whole.code, whole.said).toBe(0);
});

test('a full disk while syncing is said; with room again the same sync ends with all of it', async ({ skip }) => {
  mkdirSync(at('small'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', at('small')], { stdio: 'ignore' });
  } catch {
    skip('needs root to mount a small disk');
  }
  try {
    await enrol('small', (await second()).code);
    // Room for what opening the workspace writes, and not for what a sync brings.
    const { bsize, blocks, bfree } = statfsSync(at('small'));
    execFileSync('mount', ['-o', `remount,size=${(blocks - bfree) * bsize + 1_200_000}`, at('small')]);
    const full = await sync('small');
    expect([full.code, full.stderr]).toEqual([
      1,
      expect.stringMatching(/disk is full.*saved before is safe.*Free some space/s),
    ]);
    execFileSync('mount', ['-o', 'remount,size=64m', at('small')]);
    const run = await sync('small');
    expect(run.code, run.said).toBe(0);
    const { held } = run.json<{ held: { detections: number; cameras: number } }>();
    const other = (await sync('desk')).json<{ held: object }>().held;
    expect(held).toEqual(other);
  } finally {
    execFileSync('umount', [at('small')]);
  }
});

/** The server again, with a new one-time code: each works once. Its address and what it holds stay. */
async function second() {
  await server.stop();
  server = await startServe(['--data', at('server'), '--training']);
  return server;
}

test('verify of what is no pack: the file is named or its lack said, exit 2', async () => {
  const pdf = `%PDF-1.7\n${'1 0 obj<</Type/Catalog>>endobj\n'.repeat(60)}trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n`;
  const unreadable: [string, RegExp][] = [
    [at('a-folder'), /it is a folder/],
    [at('missing.pdf'), /there is no such file/],
    [file('text.pdf', 'only words'), /not a PDF file/],
    [file('empty.pdf', ''), /not a PDF file/],
    [file('other.pdf', pdf), /carries no signature of a pack/],
  ];
  for (const [path, words] of unreadable) {
    const run = await runCli(['verify', path]);
    expect([run.code, run.said]).toEqual([2, expect.stringMatching(words)]);
  }
  const json = await runCli(['verify', at('text.pdf'), '--json']);
  expect(json.json()).toMatchObject({ status: 'unreadable', problems: [{ code: 'not-a-pack' }] });
});

test('the demo refuses wrong options and files before it makes anything', async () => {
  const out = ['--out', at('demo')];
  const reads = file('demo.ndjson', lines(message()));
  const sites = file('demo.geojson', '{"type":"FeatureCollection","features":[]}');
  const wrong: [string[], RegExp][] = [
    [['--input', reads, '--plate', 'ABC123'], /--cameras and --plate are needed too/],
    [['--cameras', sites], /go with --input/],
    [['--input', at('missing'), '--cameras', sites, '--plate', 'ABC123'], /missing: there is no such file/],
    [['--input', reads, '--cameras', reads, '--plate', 'ABC123'], /demo\.ndjson: type is not "FeatureCollection"/],
    [['--input', reads, '--cameras', sites, '--plate', 'A', '--images', reads], /--images: .* is not a folder/],
    [['--detections', 'many'], /--detections must be a whole number, not "many"/],
  ];
  for (const [args, words] of wrong) {
    const run = await runCli(['demo', ...out, ...args]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(words)]);
  }
  expect(existsSync(at('demo'))).toBe(false);
});

test('an unknown command or option exits 2 and shows the way; every command has its help', async () => {
  const wrong: [string[], RegExp][] = [
    [['nonsense'], /unknown command 'nonsense'.*--help/s],
    [['verify'], /missing required argument 'pack'/],
    [['demo', '--nope'], /unknown option '--nope'.*--help/s],
    [['serve', '--space', 'mars'], /Allowed choices are live, training/],
    [['serve', '--data', at('third'), '--port', '70000'], /--port must be at most 65535/],
  ];
  for (const [args, words] of wrong) {
    const run = await runCli(args);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(words)]);
  }
  for (const command of ['', 'demo', 'serve', 'ingest', 'enrol', 'sync', 'search', 'pack', 'verify', 'admin']) {
    const run = await runCli([...command.split(' ').filter(Boolean), '--help']);
    expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(new RegExp(`Usage: waymark ${command}`))]);
  }
});
