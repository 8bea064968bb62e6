/**
 * What every intel server must do, whatever its database: run by intel-server.pglite.test.ts and
 * intel-server.postgresql.test.ts.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditPublicKey } from '../../src/contract/audit-sealing.ts';
import { auditKeyAnswer, auditPushAnswer } from '../../src/contract/audit-wire.ts';
import { makeDeviceProof } from '../../src/contract/device-proof.ts';
import { type FeedItem, feedBatch, signedPolicy } from '../../src/contract/intel.ts';
import { deviceOrigin, logKey, serverCosignerKey, verifyCheckpointNote } from '../../src/core/audit/checkpoint-note.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { verifyForkProof } from '../../src/core/audit/fork-proof.ts';
import { verifyReceipt } from '../../src/core/audit/verify.ts';
import { AppError } from '../../src/core/errors.ts';
import {
  addFileNumber,
  addUser,
  createAuditKey,
  createEnrolmentCode,
  type IntelServer,
  startIntelServer,
  statistics,
} from '../../src/server/index.ts';
import { storeAuditEntries } from '../../src/server/tables/audit-log.ts';
import { listForks } from '../../src/server/tables/audit-records.ts';
import {
  chain,
  enrolWorkstation,
  handOver,
  message,
  newDeviceKey,
  newSigningKeySpki,
  send,
  tempDir,
  type Workstation,
} from './intel-workstation.ts';

const DAY_MS = 86_400_000;
const passphrase = 'correct-horse-battery';
const data = new URL('../../../shared/data/', import.meta.url);

/** `databaseUrl`: a new, empty database for each server; null: PGlite. */
export function intelServerSuite(name: string, databaseUrl: () => Promise<string | null>): void {
  describe(`intel server on ${name}`, () => {
    let server: IntelServer;
    let station: Workstation;
    let dataDir: string;
    let ingestKey: string;
    let nowMs = Date.parse('2026-11-22T01:00:00Z');

    const ingest = (path: string, body: unknown, key = ingestKey) =>
      send(server.url, 'POST', `/ingest/${path}`, body, { authorization: `Bearer ${key}` });
    const lines = (some: readonly string[], provider = 'training', rebaseByMs = 0) =>
      ingest('detections', { provider, format: 'openalpr', rebaseByMs, lines: some });
    const newCode = async (): Promise<string> => (await createEnrolmentCode(server.parts)).code;
    const pullAll = async (who = station, limit = 1000): Promise<FeedItem[]> => {
      const items: FeedItem[] = [];
      for (let from = 0; ; ) {
        const answer = await who.call('POST', '/feed/pull', { from, limit });
        const page = feedBatch.parse(answer.body);
        items.push(...page.items);
        from = page.to;
        if (!page.more) return items;
      }
    };

    beforeAll(async () => {
      dataDir = tempDir();
      server = await startIntelServer({
        dataDir,
        databaseUrl: await databaseUrl(),
        space: 'training',
        clock: () => nowMs,
      });
      ingestKey = server.adminSecrets.ingestKey ?? '';
      for (const [username, role] of [
        ['t.example', 'investigator'],
        ['r.sample', 'investigator'],
        ['a.auditor', 'auditor'],
      ] as const) {
        await addUser(server.parts, { username, name: username, title: 'Test', role, passphrase });
      }
      await addFileNumber(server.parts, { number: '261110/4417', offence: 'Robbery', assignedTo: ['t.example'] });
      station = await enrolWorkstation(server.url, await newCode(), () => nowMs);
      expect((await station.signIn('t.example', passphrase)).status).toBe(200);
    });
    afterAll(async () => server?.close());

    describe('identity and enrolment (IN20, IN21)', () => {
      test('health says who serves what; the secrets of the server are for its owner alone', async () => {
        const { body } = await send(server.url, 'GET', '/health', undefined);
        expect(body).toMatchObject({ name: 'waymark-intel', space: 'training', timeMs: nowMs });
        expect(body.store).toBe(server.parts.store.kind);
        expect(statSync(join(dataDir, 'identity.json')).mode & 0o777).toBe(0o600);
      });

      test('IN21 EP9 a workstation gets a certificate of the test authority, for signatures only', async () => {
        const answer = await send(server.url, 'POST', '/enrol', {
          code: await newCode(),
          deviceName: 'Schreibtisch Ö',
          devicePublicKey: newDeviceKey().publicKeyHex,
          signingPublicKeySpki: newSigningKeySpki(),
        });
        const [leaf, authority] = (answer.body.certificates as string[]).map(
          (der) => new X509Certificate(Buffer.from(der, 'base64')),
        );
        if (!leaf || !authority) throw new Error('no certificates');
        expect(leaf.verify(authority.publicKey)).toBe(true);
        expect(leaf.checkIssued(authority)).toBe(true);
        expect(authority.verify(authority.publicKey)).toBe(true);
        expect(leaf.subject).toContain('CN=Schreibtisch Ö');
        expect(authority.subject).toContain('CN=Waymark TRAINING test authority');
        expect([authority.ca, leaf.ca]).toEqual([true, false]);
        expect(Date.parse(leaf.validTo) - nowMs).toBe(365 * DAY_MS);
      });

      test('a code works once, for 24 hours, however it is typed', async () => {
        const enrol = (code: string) =>
          send(server.url, 'POST', '/enrol', {
            code,
            deviceName: 'x',
            devicePublicKey: newDeviceKey().publicKeyHex,
            signingPublicKeySpki: newSigningKeySpki(),
          });
        const code = await newCode();
        expect((await enrol(code.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
        expect((await enrol(code)).body.code).toBe('WRONG_CODE');
        const late = await newCode();
        nowMs += DAY_MS + 1;
        expect((await enrol(late)).body.code).toBe('WRONG_CODE');
        expect((await enrol('AAAA-BBBB-CCCC')).body.code).toBe('WRONG_CODE');
        expect((await enrol('AAAA-BBBB-CCCC')).body.code).toBe('WRONG_CODE');
        const fourth = await enrol(await newCode());
        expect(fourth).toMatchObject({ status: 429, body: { code: 'TOO_MANY', data: { retryAfterMs: 2000 } } });
        nowMs += 2001;
        expect((await enrol(await newCode())).status).toBe(200);
        expect((await station.signIn('t.example', passphrase)).status).toBe(200);
      });

      test('a key that is no P-256 key is refused and does not use the code up', async () => {
        const code = await newCode();
        const body = { code, deviceName: 'x', devicePublicKey: newDeviceKey().publicKeyHex };
        const bad = await send(server.url, 'POST', '/enrol', { ...body, signingPublicKeySpki: 'AAAA' });
        expect(bad.status).toBe(400);
        const good = await send(server.url, 'POST', '/enrol', { ...body, signingPublicKeySpki: newSigningKeySpki() });
        expect(good.status).toBe(200);
      });
    });

    describe('sign-in and sessions (IN22–IN24)', () => {
      test('wrong passphrases are counted per user and delayed, also for users who do not exist', async () => {
        const other = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        for (const username of ['r.sample', 'nobody.here']) {
          for (let attempt = 0; attempt < 3; attempt++) {
            expect((await other.signIn(username, 'wrong')).body.code).toBe('WRONG_PASSPHRASE');
          }
          const delayed = await other.signIn(username, username === 'r.sample' ? passphrase : 'wrong');
          expect(delayed).toMatchObject({ status: 429, body: { data: { retryAfterMs: 2000 } } });
        }
        nowMs += 2001;
        expect((await other.signIn('r.sample', 'wrong')).body.code).toBe('WRONG_PASSPHRASE');
        expect((await other.signIn('r.sample', passphrase)).body).toMatchObject({ data: { retryAfterMs: 4000 } });
        nowMs += 4001;
        expect((await other.signIn('R.Sample ', passphrase)).status).toBe(200);
        expect((await other.signIn('r.sample', 'wrong')).body.code).toBe('WRONG_PASSPHRASE');
        expect((await other.signIn('r.sample', passphrase)).status).toBe(200);
      });

      test('many tries at once do not slip through', async () => {
        const other = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => other.call('POST', '/session', { username: 'many', passphrase: 'x' })),
        );
        expect(answers.filter((answer) => answer.status === 401)).toHaveLength(3);
        expect(answers.filter((answer) => answer.status === 429)).toHaveLength(7);
      });

      test('T17: a token used elsewhere is worth nothing', async () => {
        const thief = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        const get = ['GET', '/policy'] as const;
        expect((await station.call(...get)).status).toBe(200);
        thief.token = station.token;
        expect((await thief.call(...get)).status).toBe(401);
        // With the id of the right workstation, but the thief's key.
        expect((await thief.call(...get, undefined, { deviceId: station.deviceId })).status).toBe(401);
        expect((await station.call(...get, undefined, { proof: null })).status).toBe(401);
        expect((await station.call(...get, undefined, { token: null })).status).toBe(401);
        expect((await station.call(...get, undefined, { nowMs: nowMs - 130_000 })).status).toBe(401);
        expect((await station.call(...get, undefined, { method: 'POST' })).status).toBe(401);
        expect(
          (await station.call('POST', '/feed/pull', { from: 0, limit: 1 }, { body: '{"from":1,"limit":1}' })).status,
        ).toBe(401);
        expect(
          (
            await station.call('GET', '/register/file-number?number=1', undefined, {
              url: '/register/file-number?number=2',
            })
          ).status,
        ).toBe(401);
      });

      test('IN23 a proof is taken once', async () => {
        const { deviceId, key, token } = station;
        const proof = await makeDeviceProof({ deviceId, key, token, method: 'GET', url: '/policy', body: '', nowMs });
        expect((await station.call('GET', '/policy', undefined, { proof })).status).toBe(200);
        expect((await station.call('GET', '/policy', undefined, { proof })).status).toBe(401);
      });

      test('signing in needs an enrolled workstation and its proof', async () => {
        const body = { username: 't.example', passphrase };
        expect((await send(server.url, 'POST', '/session', body)).status).toBe(401);
        const stranger = { deviceId: 'stranger', key: newDeviceKey() };
        expect((await station.call('POST', '/session', body, { ...stranger, token: null })).status).toBe(401);
      });

      test('a session ends after twelve hours', async () => {
        const other = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        const { body } = await other.signIn('t.example', passphrase);
        expect(body.expiresMs).toBe(nowMs + 12 * 3_600_000);
        nowMs += 12 * 3_600_000;
        expect((await other.call('GET', '/policy')).status).toBe(401);
        expect((await station.signIn('t.example', passphrase)).status).toBe(200);
      });
    });

    describe('ingest', () => {
      test('IN20 no key or a wrong key: nothing is taken', async () => {
        const body = {
          provider: 'training',
          format: 'openalpr',
          rebaseByMs: 0,
          lines: [message({ epoch_time: nowMs })],
        };
        expect((await send(server.url, 'POST', '/ingest/detections', body)).status).toBe(401);
        expect((await ingest('detections', body, 'wmk_wrong')).status).toBe(401);
        expect((await ingest('detections', body, station.token ?? '')).status).toBe(401);
      });

      test('IN7 idempotent by provider and uuid; another provider may use the same uuid', async () => {
        const some = [1, 2, 3].map((n) => message({ epoch_time: nowMs - n * 1000, uuid: `same-${n}` }));
        expect((await lines([...some, some[0] ?? ''])).body).toMatchObject({ received: 4, stored: 3, duplicates: 1 });
        expect((await lines(some)).body).toMatchObject({ received: 3, stored: 0, duplicates: 3, quarantined: [] });
        expect((await lines(some, 'other')).body).toMatchObject({ stored: 3 });
      });

      test('sent twice at the same moment, stored once', async () => {
        const some = Array.from({ length: 200 }, (_, n) => message({ epoch_time: nowMs - n, uuid: `race-${n}` }));
        const answers = await Promise.all([lines(some), lines(some), lines(some)]);
        expect(answers.reduce((sum, answer) => sum + Number(answer.body.stored), 0)).toBe(200);
        const seqs = (await pullAll()).map((item) => item.seq);
        expect(new Set(seqs).size).toBe(seqs.length);
      });

      test('IN1 what is bad is set aside with its line, code and field, and never stops the rest', async () => {
        const hostile = [
          message({ epoch_time: nowMs, uuid: 'good-1' }),
          '{"data_type":"alpr_results","epoch_ti',
          message({ epoch_time: nowMs, uuid: 'huge', results: [{ plate: 'A'.repeat(5_000_000), confidence: 90 }] }),
          message({ epoch_time: nowMs + DAY_MS, uuid: 'future' }),
          '{"data_type":"heartbeat"}',
          message({ epoch_time: nowMs, uuid: 'inj' }, "'; drop table detections; --"),
          '\u001b[2J\u202eevil',
          message({ epoch_time: nowMs, uuid: 'good-2' }),
        ];
        const { body } = await lines(hostile);
        expect(body).toMatchObject({ received: 8, stored: 2, duplicates: 0, skipped: 1 });
        expect(body.quarantined).toMatchObject([
          { line: 2, code: 'not-json', field: '' },
          { line: 3, code: 'too-long', field: 'results[0].plate' },
          { line: 4, code: 'future-time', field: 'epoch_time' },
          { line: 6, code: 'bad-plate', field: 'results[0].plate' },
          { line: 7, code: 'not-json', field: '' },
        ]);
        const list = () =>
          send(server.url, 'GET', '/ingest/quarantine', undefined, { authorization: `Bearer ${ingestKey}` });
        const shown = (await list()).body as { total: number; items: { excerpt: string; reason: string }[] };
        expect(shown.total).toBe(5);
        for (const item of shown.items) {
          expect(item.excerpt.length).toBeLessThanOrEqual(200);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be kept
          expect(item.excerpt).not.toMatch(/[\u0000-\u001f\u202e]/);
        }
        await lines(hostile);
        expect((await list()).body.total).toBe(5);
      });

      test('a full disk: said as such, nothing half-taken, and the same again is stored', async () => {
        const some = [message({ epoch_time: nowMs, uuid: 'full-1' })];
        const { store } = server.parts;
        const { promise } = store;
        const failing = async (): Promise<void> => {
          throw new AppError('DISK_FULL', { tip: 'Make room.' });
        };
        Object.assign(store, { promise: failing });
        const refused = await lines(some);
        Object.assign(store, { promise });
        expect(refused.status).toBe(503);
        expect(refused.body.message).toContain('The disk is full');
        expect((await lines(some)).body).toMatchObject({ stored: 1, duplicates: 0 });
      });

      test('IN16 a body over the limit is refused as a whole, clearly', async () => {
        const answer = await ingest('detections', ' '.repeat(49 * 1024 * 1024));
        expect(answer).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
        expect(answer.body.message).toContain('48 MB');
      });

      test('IN12 IN13 sites: stored, changed, and a bad one set aside', async () => {
        const site = (id: string, lon: number, more = {}) => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [lon, -41] },
          properties: { camera_id: id, name: 'Here', ...more },
        });
        const put = (...features: object[]) =>
          ingest('sites', {
            provider: 'training',
            idPattern: 'X-{index}',
            geojson: { type: 'FeatureCollection', features },
          });
        expect((await put(site('TR-0001', 174), site('TR-0002', 999))).body).toMatchObject({
          received: 2,
          stored: 1,
          quarantined: [{ line: 2, code: 'bad-coordinates' }],
        });
        expect((await put(site('TR-0001', 174))).body).toMatchObject({ stored: 0, duplicates: 1 });
        expect((await put(site('TR-0001', 174, { live: false }))).body).toMatchObject({ stored: 1 });
        const cameras = (await pullAll()).filter((item) => item.kind === 'camera');
        expect(cameras).toMatchObject([{ camera: { id: 'TR-0001', live: false } }]);
        expect((await ingest('sites', { provider: 'training', idPattern: 'X', geojson: 7 })).body).toMatchObject({
          quarantined: [{ code: 'unknown-format' }],
        });
      });

      test('IN15: pictures find their messages by name, before and after them, and only real ones are taken', async () => {
        const picture = (shade: number): string =>
          Buffer.from(
            encode({ width: 2, height: 2, channels: 1, depth: 8, data: new Uint8Array(4).fill(shade) }),
          ).toString('base64');
        const put = (name: string, base64: string, mime = 'image/png') =>
          ingest('image', { provider: 'training', name, mime, base64 });
        const named = (uuid: string, image_file: string) => message({ epoch_time: nowMs - 5000, uuid, image_file });
        await lines([named('i-1', 'a/b/one.png'), named('i-2', 'a/b/two.png'), named('i-3', 'c/three.png')]);
        const one = await put('a/b/one.png', picture(1));
        expect(one).toMatchObject({ status: 200, body: { detections: 1 } });
        expect((await put('a__b__two.png', picture(2))).body.detections).toBe(1);
        expect((await put('three.png', picture(3))).body.detections).toBe(1);
        expect((await put('x/four.png', picture(4))).body.detections).toBe(0);
        await lines([named('i-4', 'x/four.png'), named('i-5', 'y/four.png')]);
        const held = (await pullAll()).flatMap((item) => (item.kind === 'detection' ? [item.detection] : []));
        const of = (uuid: string) => held.filter((each) => each.uuid === uuid).at(-1)?.imageSha256;
        expect(of('i-1')).toBe(one.body.sha256);
        for (const uuid of ['i-2', 'i-3', 'i-4']) expect(of(uuid)).toMatch(/^[0-9a-f]{64}$/);
        expect(of('i-5')).toBeNull();
        const pulled = await station.call('POST', '/feed/image', { sha256: one.body.sha256 });
        expect(pulled.body).toEqual({ sha256: one.body.sha256, mime: 'image/png', base64: picture(1) });
        expect((await put('a/b/one.png', picture(1))).status).toBe(200);
        expect((await put('a/b/one.png', picture(9))).body).toMatchObject({ code: 'CONFLICT' });
        expect((await put('z.png', Buffer.from('<svg onload=…>').toString('base64'))).status).toBe(400);
        expect((await put('z.jpg', picture(1), 'image/jpeg')).status).toBe(400);
        expect((await put('z.png', Buffer.alloc(10 * 1024 * 1024 + 1).toString('base64'))).status).toBe(400);
        expect((await station.call('POST', '/feed/image', { sha256: '0'.repeat(64) })).status).toBe(404);
      });
    });

    describe('policy and feed', () => {
      const verified = (prefix: string, value: object, signature: string): boolean =>
        ed25519.verify(
          hexToBytes(signature),
          utf8ToBytes(prefix + canonicalize(value)),
          hexToBytes(server.parts.identity.publicKey),
        );

      test('the policy is signed, and by role', async () => {
        const policy = signedPolicy.parse((await station.call('GET', '/policy')).body);
        expect(policy.body).toMatchObject({ windowMs: 60 * DAY_MS, leaseMs: DAY_MS, maxDetections: 2_000_000 });
        expect(policy.body.kinds).toContain('detection');
        expect(verified('', policy.body, policy.signature)).toBe(true);
        expect(verified('', { ...policy.body, version: 2 }, policy.signature)).toBe(false);
        const desk = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        await desk.signIn('a.auditor', passphrase);
        expect(signedPolicy.parse((await desk.call('GET', '/policy')).body).body.kinds).toEqual([]);
        expect(await pullAll(desk)).toEqual([]);
      });

      test('a page is signed with its digest; pages follow each other without loss, whatever their size', async () => {
        const page = feedBatch.parse((await station.call('POST', '/feed/pull', { from: 0, limit: 50 })).body);
        const { signature, ...signed } = page;
        expect(page.items).toHaveLength(50);
        expect(page.more).toBe(true);
        expect(page.remaining).toBeGreaterThan(50);
        expect(page.digest).toBe(bytesToHex(sha256(utf8ToBytes(canonicalize(page.items) ?? ''))));
        expect(verified('waymark-batch-v1\n', signed, signature)).toBe(true);
        expect(verified('waymark-batch-v1\n', { ...signed, to: signed.to + 1 }, signature)).toBe(false);
        const [small, large] = [await pullAll(station, 7), await pullAll(station, 5000)];
        expect(small).toEqual(large);
        expect(small.map((item) => item.seq)).toEqual([...small.map((item) => item.seq)].sort((a, b) => a - b));
        const beyond = feedBatch.parse((await station.call('POST', '/feed/pull', { from: 10_000_000, limit: 5 })).body);
        expect(beyond).toMatchObject({ to: 10_000_000, more: false, items: [] });
      });

      test('nothing older than the window; mobile police cameras 48 hours; a picture only with a read in scope', async () => {
        const site = {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [174, -41] },
          properties: { camera_id: 'CAR-1', mobility: 'mobile', owner: 'police' },
        };
        await ingest('sites', {
          provider: 'w',
          idPattern: 'X',
          geojson: { type: 'FeatureCollection', features: [site] },
        });
        const at = (uuid: string, ago: number, camera_id: string, image_file?: string) =>
          message({ uuid, epoch_time: nowMs - ago, camera_id, image_file });
        await lines(
          [
            at('w-in', 60 * DAY_MS - 1000, 'K-1'),
            at('w-out', 60 * DAY_MS + 1000, 'K-1', 'old.png'),
            at('m-in', 2 * DAY_MS - 1000, 'CAR-1'),
            at('m-out', 2 * DAY_MS + 1000, 'CAR-1'),
          ],
          'w',
        );
        const bytes = encode({ width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array([77]) });
        const image = {
          provider: 'w',
          name: 'old.png',
          mime: 'image/png',
          base64: Buffer.from(bytes).toString('base64'),
        };
        const old = await ingest('image', image);
        expect(old.body.detections).toBe(1);
        const uuids = (await pullAll()).flatMap((item) =>
          item.kind === 'detection' && item.detection.provider === 'w' ? [item.detection.uuid] : [],
        );
        expect(uuids).toEqual(['w-in', 'm-in']);
        expect((await station.call('POST', '/feed/image', { sha256: old.body.sha256 })).status).toBe(404);
      });

      test('a file number exists or not, and is assigned or not', async () => {
        const ask = async (who: Workstation, number: string) =>
          (await who.call('GET', `/register/file-number?number=${encodeURIComponent(number)}`)).body;
        expect(await ask(station, '261110/4417')).toMatchObject({ exists: true, assigned: true, offence: 'Robbery' });
        expect(await ask(station, '261110/9999')).toMatchObject({ exists: false, assigned: false, offence: null });
        const other = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        await other.signIn('r.sample', passphrase);
        expect(await ask(other, '261110/4417')).toMatchObject({ exists: true, assigned: false, offence: null });
      });
    });

    describe('witness of query logs (IN26–IN28)', () => {
      let keys: AuditPublicKey[];
      const ids = new Map<string, string>();
      beforeAll(async () => {
        await createAuditKey(server.parts, 'audit-horse-battery');
        const { keys: all } = auditKeyAnswer.parse((await station.call('GET', '/audit/key')).body);
        keys = all.map(({ kid, jwk }) => ({ kid, jwk }));
        for (const { id, username } of await server.parts.store.db.selectFrom('users').selectAll().execute()) {
          ids.set(username, id);
        }
      });
      const desk = async (): Promise<Workstation> => {
        const who = await enrolWorkstation(server.url, await newCode(), () => nowMs);
        await who.signIn('t.example', passphrase);
        return who;
      };
      const all = (
        who: Workstation,
        entries: readonly AuditEntry[],
        bend?: Parameters<typeof handOver>[3],
        username = 't.example',
      ) => {
        const userId = ids.get(username) ?? '';
        return handOver({ serverId: server.parts.identity.serverId, userId, station: who }, entries, keys, bend);
      };
      /** Hands over places from..to (from 1) of what `all` made, under the checkpoint of `to`. */
      const push = async (
        who: Workstation,
        whole: Awaited<ReturnType<typeof handOver>>,
        from = 1,
        to = Number.MAX_SAFE_INTEGER,
      ) => {
        const records = whole.records.slice(from - 1, to);
        const size = Math.min(to, whole.records.length);
        return who.call('POST', '/audit/push', { records, checkpoint: whole.checkpointAt(size) });
      };
      const ask = (who: Workstation) => who.call('POST', '/audit/push', { records: [], checkpoint: null });

      test('IN28 leaves are taken in order, the same again is nothing new, receipt and checkpoint are signed', async () => {
        const who = await desk();
        const entries = chain(who.deviceId, [{}, { log: 'case:1' }, { log: 'case:1' }, { log: 'case:2' }, {}]);
        const whole = await all(who, entries);
        const empty = auditPushAnswer.parse((await ask(who)).body);
        expect(empty).toMatchObject({ receipt: { deviceSeq: 0, deviceHead: '0'.repeat(64) }, checkpoint: null });
        expect(auditPushAnswer.parse((await push(who, whole, 1, 3)).body).receipt.deviceSeq).toBe(3);
        expect(auditPushAnswer.parse((await push(who, whole, 1, 3)).body).receipt.deviceSeq).toBe(3);
        const answer = auditPushAnswer.parse((await push(who, whole)).body);
        const { receipt } = answer;
        expect(receipt).toMatchObject({ deviceSeq: 5, deviceHead: entries.at(-1)?.hash, deviceId: who.deviceId });
        expect(verifyReceipt(receipt, server.parts.identity.publicKey)).toBe(true);
        const { serverId, publicKey } = server.parts.identity;
        const origin = deviceOrigin({ serverId, deviceId: who.deviceId, userId: ids.get('t.example') ?? '' });
        const known = [logKey(origin, who.key.publicKeyHex), serverCosignerKey(serverId, publicKey)];
        const verdict = verifyCheckpointNote(answer.checkpoint ?? '', known);
        if (!verdict.ok) throw new Error(verdict.why);
        expect(verdict.head).toMatchObject({ origin, size: 5 });
        expect(verdict.signers.map(({ key, timeSec }) => [key.kind, timeSec])).toEqual([
          ['ed25519', null],
          ['cosignature', Math.floor(nowMs / 1000)],
        ]);
      });

      test('IN27 a gap names what is expected', async () => {
        const who = await desk();
        const whole = await all(who, chain(who.deviceId, [{}, {}, {}]));
        expect(await push(who, whole, 2)).toMatchObject({ status: 409, body: { code: 'GAP', data: { expected: 1 } } });
        await push(who, whole, 1, 1);
        expect((await push(who, whole, 3)).body).toMatchObject({ code: 'GAP', data: { expected: 2 } });
      });

      test('IN27 T8: two histories of one workstation are a fork, and both are kept', async () => {
        const who = await desk();
        const begun = chain(who.deviceId, [{}]);
        const [one, two] = ['a', 'b'].map((word) => [
          ...begun,
          ...chain(who.deviceId, [{ details: { word } }, {}], begun),
        ]);
        if (one === undefined || two === undefined) throw new Error('no histories');
        const first = await all(who, one);
        await push(who, first);
        const before = (await statistics(server.parts)).auditConflicts;
        const second = await all(who, two);
        const fork = { status: 409, body: { code: 'FORK', data: { deviceSeq: 2 } } };
        expect(await push(who, second)).toMatchObject(fork);
        // Said again, it is kept once.
        expect(await push(who, second)).toMatchObject(fork);
        expect((await statistics(server.parts)).auditConflicts).toBe(before + 1);
        // A new place that hangs on another history: its leaf is good, its checkpoint is of another tree.
        const third = await all(who, [...two, ...chain(who.deviceId, [{}], two)]);
        expect((await push(who, third, 4)).body).toMatchObject({ code: 'FORK', data: { deviceSeq: 4 } });
        // An older checkpoint of another tree, with nothing handed over.
        const alone = { records: [], checkpoint: second.checkpointAt(2) };
        expect((await who.call('POST', '/audit/push', alone)).body.code).toBe('FORK');
        const honest = { records: [], checkpoint: first.checkpointAt(2) };
        expect((await who.call('POST', '/audit/push', honest)).status).toBe(200);
        expect((await statistics(server.parts)).auditConflicts).toBe(before + 3);
        // What was kept convinces a stranger who has the workstation's public key alone. A tree of which the server was
        // not given all leaves proves nothing yet: the checkpoint of the size it holds does.
        const origin = deviceOrigin({
          serverId: server.parts.identity.serverId,
          deviceId: who.deviceId,
          userId: ids.get('t.example') ?? '',
        });
        const kept = async () =>
          (await listForks(server.parts.store.db)).filter(({ deviceId }) => deviceId === who.deviceId);
        const kinds = async () =>
          (await kept()).map(({ proof }) => {
            const verdict = proof === null ? null : verifyForkProof(proof, [logKey(origin, who.key.publicKeyHex)]);
            return verdict?.ok === true ? verdict.kind : null;
          });
        expect((await kinds()).sort()).toEqual([null, 'other-past', 'same-size'].sort());
        const asked = { records: [], checkpoint: third.checkpointAt(3) };
        expect((await who.call('POST', '/audit/push', asked)).body).toMatchObject({
          code: 'FORK',
          data: { heldSize: 3 },
        });
        expect((await kinds()).filter((kind) => kind === 'same-size')).toHaveLength(2);
        expect(
          verifyForkProof((await kept()).find(({ proof }) => proof !== null)?.proof, [
            logKey(origin, newDeviceKey().publicKeyHex),
          ]).ok,
        ).toBe(false);
        expect((await ask(who)).body).toMatchObject({ receipt: { deviceSeq: 3, deviceHead: one.at(-1)?.hash } });
      });

      test('IN26 a log inside the chain that skips one of its own, or names another root, is a fork', async () => {
        const who = await desk();
        const entries = chain(who.deviceId, [{ log: 'case:9' }, { log: 'case:9' }]);
        for (const change of [{ logSize: 3 }, { logRoot: 'ab'.repeat(32) }, { log: 'cd'.repeat(32) }]) {
          const bent = await all(who, entries, (leaf) => (leaf.deviceSeq === 2 ? { ...leaf, ...change } : leaf));
          expect((await push(who, bent)).body, JSON.stringify(change)).toMatchObject({
            code: 'FORK',
            data: { deviceSeq: 2 },
          });
        }
        expect((await ask(who)).body).toMatchObject({ receipt: { deviceSeq: 0 } });
      });

      test('IN26 another workstation, another person, another key, a checkpoint of more or less: refused', async () => {
        const who = await desk();
        const entries = chain(who.deviceId, [{}, {}]);
        const whole = await all(who, entries);
        const foreign = await all(who, chain('someone-else', [{}]));
        expect((await push(who, foreign)).body.code).toBe('FORBIDDEN');
        expect((await push(who, await all(who, entries, undefined, 'r.sample'))).body.code).toBe('FORBIDDEN');
        const stranger = await all({ ...who, key: newDeviceKey() }, entries);
        const of = (records: unknown, checkpoint: unknown) => who.call('POST', '/audit/push', { records, checkpoint });
        expect((await of(whole.records, stranger.checkpointAt(2))).body.code).toBe('CONFLICT');
        expect((await of(whole.records, null)).body.code).toBe('CONFLICT');
        expect((await of(whole.records, whole.checkpointAt(1))).body.code).toBe('CONFLICT');
        expect((await of(whole.records.slice(0, 1), whole.checkpointAt(2))).body.code).toBe('CONFLICT');
        expect((await of(entries, whole.checkpointAt(2))).status).toBe(400);
        expect((await ask(who)).body).toMatchObject({ receipt: { deviceSeq: 0 } });
      });

      test('two users of one workstation have a chain each', async () => {
        const who = await desk();
        await push(who, await all(who, chain(who.deviceId, [{}, {}])));
        await who.signIn('r.sample', passphrase);
        const other = await all(who, chain(who.deviceId, [{ log: 'case:other' }]), undefined, 'r.sample');
        expect((await push(who, other)).body).toMatchObject({ receipt: { deviceSeq: 1 } });
      });

      test('IN43 what was held in plain before stays, and is what the leaves have to stand for', async () => {
        const who = await desk();
        const entries = chain(who.deviceId, [{}, {}, {}]);
        const held = { deviceId: who.deviceId, userId: ids.get('t.example') ?? '' };
        await server.parts.store.db
          .transaction()
          .execute((tx) => storeAuditEntries(tx, held, entries.slice(0, 2), nowMs));
        expect((await ask(who)).body).toMatchObject({ receipt: { deviceSeq: 2, deviceHead: entries[1]?.hash } });
        const [first, , third] = entries;
        if (!first || !third) throw new Error('no entries');
        const other = await all(who, [first, ...chain(who.deviceId, [{ details: { other: true } }], [first])]);
        expect((await push(who, other)).body).toMatchObject({ code: 'FORK', data: { deviceSeq: 2 } });
        expect((await push(who, await all(who, entries))).body).toMatchObject({
          receipt: { deviceSeq: 3, deviceHead: third.hash },
        });
        const plain = await server.parts.store.db
          .selectFrom('audit_entries')
          .select('entry')
          .where('device_id', '=', who.deviceId)
          .execute();
        expect(plain.map(({ entry }) => JSON.parse(entry))).toEqual(entries.slice(0, 2));
      });
    });

    describe('description', () => {
      test('OpenAPI lists every method; the page loads nothing from elsewhere', async () => {
        const { body } = await send(server.url, 'GET', '/openapi.json', undefined);
        expect(Object.keys(body.paths as object).sort()).toEqual([
          '/audit/conflicts',
          '/audit/heads',
          '/audit/key',
          '/audit/push',
          '/audit/read',
          '/enrol',
          '/feed/image',
          '/feed/pull',
          '/health',
          '/ingest/detections',
          '/ingest/image',
          '/ingest/quarantine',
          '/ingest/sites',
          '/policy',
          '/register/decide',
          '/register/document',
          '/register/file-number',
          '/register/interest',
          '/register/interest/decide',
          '/register/mine',
          '/register/notice',
          '/register/operation',
          '/register/pending',
          '/register/reports',
          '/register/submit',
          '/register/withdraw',
          '/session',
        ]);
        const page = await fetch(`${server.url}/docs`);
        expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(await page.text()).not.toMatch(/https?:/);
        for (const file of ['start.js', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
          expect((await fetch(`${server.url}/docs/${file}`)).status).toBe(200);
        }
      });
    });

    test.skipIf(!existsSync(data))(
      'the real recording: 2,353 reads and 794 sites (skipped where ../shared/data is missing)',
      async () => {
        const text = gunzipSync(readFileSync(new URL('anpr/openalpr-results.ndjson.gz', data))).toString('utf8');
        const all = text.trim().split('\n');
        const newest = Math.max(...all.map((line) => (JSON.parse(line) as { epoch_time: number }).epoch_time));
        const totals = { received: 0, stored: 0, duplicates: 0, quarantined: 0 };
        for (let pass = 0; pass < 2; pass++) {
          for (let at = 0; at < all.length; at += 1000) {
            const { body } = await lines(all.slice(at, at + 1000), 'real', nowMs - newest);
            totals.received += Number(body.received);
            totals.stored += Number(body.stored);
            totals.duplicates += Number(body.duplicates);
            totals.quarantined += (body.quarantined as unknown[]).length;
          }
        }
        expect(totals).toEqual({ received: 4706, stored: 2353, duplicates: 2353, quarantined: 0 });
        const geojson: unknown = JSON.parse(readFileSync(new URL('sites/osm-cameras-nz.geojson', data), 'utf8'));
        expect((await ingest('sites', { provider: 'osm', idPattern: 'NZ-{index}', geojson })).body).toMatchObject({
          received: 794,
          stored: 794,
          quarantined: [],
        });
        const items = await pullAll(station, 5000);
        const real = items.flatMap((item) =>
          item.kind === 'detection' && item.detection.provider === 'real' ? [item.detection] : [],
        );
        expect(real).toHaveLength(2353);
        expect(real.filter((each) => each.confidence === null)).toHaveLength(748);
        expect(real.every((each) => each.rebasedByMs === nowMs - newest && each.timeMs <= nowMs)).toBe(true);
        const sites = new Set(items.flatMap((item) => (item.kind === 'camera' ? [item.camera.id] : [])));
        expect(real.every((each) => sites.has(each.cameraId))).toBe(true);
      },
    );
  });
}
