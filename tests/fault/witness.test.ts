// IN44–IN47: the witness of query logs on real sockets: honest growth is cosigned, another tree never, and an intel server
// with a witness keeps its word about what it held even where it was put back itself.
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditHeadsAnswer, auditKeyAnswer, auditPushAnswer } from '../../src/contract/audit-wire.ts';
import { writeWitnessRequest } from '../../src/contract/witness-request.ts';
import { serverCosignerKey, signCheckpoint } from '../../src/core/audit/checkpoint-note.ts';
import { deviceLeafHash } from '../../src/core/audit/leaf.ts';
import { appendTo, consistencyPath, emptyFrontier, type Hash, leafHash, rootOf } from '../../src/core/audit/merkle.ts';
import {
  cosignNote,
  readVerifierKey,
  unverifiedText,
  verifyNote,
  writeVerifierKey,
} from '../../src/core/audit/signed-note.ts';
import {
  addUser,
  createAuditKey,
  createEnrolmentCode,
  startIntelServer,
  startWitness,
} from '../../src/server/index.ts';
import { chain, enrolWorkstation, handOver, tempDir } from '../contract/intel-workstation.ts';

const serverSeed = new Uint8Array(32).fill(3);
const deviceSeed = new Uint8Array(32).fill(4);
const signWith = (seed: Uint8Array) => (message: Uint8Array) => bytesToHex(ed25519.sign(message, seed));
const serverKey = serverCosignerKey('s1', bytesToHex(ed25519.getPublicKey(serverSeed)));
const origin = 'waymark.invalid/log/s1/d1/u1';

/** A tree of `size` leaves named `word0`, `word1` …: notes as the server sends them, and its nodes. */
function tree(size: number, word = 'leaf', of = origin) {
  const nodes = new Map<string, Hash>();
  let frontier = emptyFrontier;
  for (let at = 0; at < size; at += 1) {
    const leaf = leafHash(utf8ToBytes(`${at < 2 ? 'leaf' : word}${at}`));
    frontier = appendTo(frontier, leaf, (level, index, hash) => nodes.set(`${level} ${index}`, hash));
  }
  const read = (level: number, at: number): Hash => nodes.get(`${level} ${at}`) ?? new Uint8Array(32);
  const note = signCheckpoint(
    { origin: of, size, root: rootOf(frontier) },
    bytesToHex(ed25519.getPublicKey(deviceSeed)),
    signWith(deviceSeed),
  );
  const cosigned = (seed = serverSeed) => cosignNote(note, serverKey, { timeSec: 1_800_000_000, sign: signWith(seed) });
  return {
    note,
    cosigned,
    request: (oldSize: number, checkpoint = cosigned()) =>
      writeWitnessRequest({ oldSize, path: consistencyPath(oldSize, size, read), checkpoint }),
  };
}

let dataDir: string;
let witness: Awaited<ReturnType<typeof startWitness>>;
beforeEach(async () => {
  dataDir = tempDir();
  witness = await startWitness({ dataDir, serverKey: writeVerifierKey(serverKey) });
});
afterEach(async () => witness.close());

const add = async (body: string) => {
  const response = await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const known = () => {
  const key = readVerifierKey(witness.verifierKey);
  if (key === null) throw new Error('no key');
  return [key];
};

test('IN44 IN45 honest growth is cosigned, line by line as the protocol says', async () => {
  for (const [before, size] of [
    [0, 3],
    [3, 3],
    [3, 4],
    [4, 11],
  ] as const) {
    const grown = tree(size);
    const answer = await add(grown.request(before));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.text).toMatch(/^— waymark\.invalid\/witness\/\S+ \S+\n$/);
    const verdict = verifyNote(`${unverifiedText(grown.note)}\n${answer.text}`, known());
    expect(verdict).toMatchObject({ ok: true, signers: [{ key: known()[0] }] });
  }
});

test('IN45 a tree that is not the one it saw is never cosigned, and the one it saw goes on', async () => {
  expect((await add(tree(5).request(0))).status).toBe(200);
  const other = tree(8, 'other');
  expect((await add(other.request(5))).status).toBe(422);
  expect(await add(tree(5, 'other').request(5))).toMatchObject({ status: 409, type: 'text/x.tlog.size', text: '5\n' });
  expect(await add(other.request(0))).toMatchObject({ status: 409, text: '5\n' });
  // Put back to an older state: it knows more.
  expect(await add(tree(4).request(4))).toMatchObject({ status: 409, text: '5\n' });
  expect(await add(tree(4).request(0))).toMatchObject({ status: 409, text: '5\n' });
  // Hashes of an honest path moved about.
  const { note } = tree(8);
  const cosigned = cosignNote(note, serverKey, { timeSec: 1, sign: signWith(serverSeed) });
  expect((await add(other.request(5, cosigned))).status).toBe(422);
  expect((await add(tree(8).request(5))).status).toBe(200);
});

test('IN44 other logs, other servers and what is no checkpoint are refused', async () => {
  const three = tree(3);
  expect((await add(tree(3, 'leaf', 'waymark.invalid/log/s2/d1/u1').request(0))).status).toBe(404);
  expect((await add(three.request(0, three.note))).status).toBe(403);
  expect((await add(three.request(0, three.cosigned(new Uint8Array(32).fill(9))))).status).toBe(403);
  for (const bad of [
    '',
    'old 0\n',
    'old 00\n\nx\n',
    'old 0\nAAAA\n\nx\n',
    `old -1\n\n${three.cosigned()}`,
    'x'.repeat(5000),
  ])
    expect((await add(bad)).status, bad.slice(0, 20)).toBe(400);
  expect((await add(writeWitnessRequest({ oldSize: 4, path: [], checkpoint: three.cosigned() }))).status).toBe(400);
  expect((await add('x'.repeat(70_000))).status).toBe(413);
  expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(404);
  await expect(startWitness({ dataDir: tempDir(), serverKey: 'x' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('IN46 after a restart it knows what it knew and is the same witness; damage is no fresh start', async () => {
  expect((await add(tree(5).request(0))).status).toBe(200);
  const { verifierKey } = witness;
  await witness.close();
  witness = await startWitness({ dataDir, serverKey: writeVerifierKey(serverKey) });
  expect(witness.verifierKey).toBe(verifierKey);
  expect(await add(tree(7, 'other').request(0))).toMatchObject({ status: 409, text: '5\n' });
  expect((await add(tree(7).request(5))).status).toBe(200);
  const [file = ''] = readdirSync(join(dataDir, 'checkpoints'));
  writeFileSync(join(dataDir, 'checkpoints', file), randomBytes(20));
  expect((await add(tree(9).request(0))).status).toBe(500);
});

test('IN47 the intel server keeps the cosignature of its witness; one that is away holds up nothing', async () => {
  const passphrase = 'correct-horse-battery';
  let nowMs = Date.parse('2026-11-22T01:00:00Z');
  const folder = tempDir();
  const lines: string[] = [];
  const start = (witnessOf: { url: string; verifierKey: string } | null) =>
    startIntelServer({
      dataDir: folder,
      space: 'training',
      clock: () => nowMs,
      log: (line) => lines.push(line),
      ...(witnessOf === null ? {} : { witness: witnessOf }),
    });
  let server = await start(null);
  await witness.close();
  witness = await startWitness({ dataDir, serverKey: server.cosignerKey, clock: () => nowMs });
  const here = { url: witness.url, verifierKey: witness.verifierKey };
  const added = await addUser(server.parts, { username: 't', name: 'T', title: '', role: 'auditor', passphrase });
  await createAuditKey(server.parts, passphrase);
  const codes = [await createEnrolmentCode(server.parts)];
  await server.close();
  server = await start(here);
  const station = await enrolWorkstation(server.url, codes[0]?.code ?? '', () => nowMs);
  await station.signIn('t', passphrase);
  const { keys } = auditKeyAnswer.parse((await station.call('GET', '/audit/key')).body);
  const who = { serverId: server.parts.identity.serverId, userId: added.id, station };
  const whole = await handOver(who, chain(station.deviceId, [{}, {}, {}, {}, {}]), keys);
  const push = async (from: number, to: number) => {
    const body = { records: whole.records.slice(from, to), checkpoint: whole.checkpointAt(to) };
    return auditPushAnswer.parse((await station.call('POST', '/audit/push', body)).body).checkpoint ?? '';
  };
  const signed = (note: string) => verifyNote(note, known()).ok;
  expect(signed(await push(0, 2))).toBe(true);
  await witness.close();
  expect(signed(await push(2, 3))).toBe(false);
  expect(lines.some((line) => line.includes('did not cosign'))).toBe(true);
  const port = Number(new URL(here.url).port);
  witness = await startWitness({ dataDir, serverKey: server.cosignerKey, port, clock: () => nowMs });
  // Left alone for a while, then asked again, with nothing new handed over.
  const ask = async () =>
    auditPushAnswer.parse((await station.call('POST', '/audit/push', { records: [], checkpoint: null })).body)
      .checkpoint;
  expect(signed((await ask()) ?? '')).toBe(false);
  nowMs += 31_000;
  expect(signed((await ask()) ?? '')).toBe(true);
  const heads = auditHeadsAnswer.parse((await station.call('GET', '/audit/heads')).body);
  expect(heads.witnesses).toEqual([here.verifierKey]);
  expect(signed(heads.heads[0]?.checkpoint ?? '')).toBe(true);
  // The witness has seen more than the server says it holds: it does not cosign, and the server says so.
  const ownCosigned = (note: string) =>
    cosignNote(note, serverCosignerKey(who.serverId, server.parts.identity.publicKey), {
      timeSec: 1,
      sign: server.parts.identity.signBytes,
    });
  const uncosigned = { checkpoint: ownCosigned(whole.checkpointAt(3)) };
  await server.parts.store.db.updateTable('audit_chains').set(uncosigned).execute();
  const nodes = new Map<string, Hash>();
  whole.records.reduce(
    (grown, { leaf }) => appendTo(grown, deviceLeafHash(leaf), (level, at, hash) => nodes.set(`${level} ${at}`, hash)),
    emptyFrontier,
  );
  const path = consistencyPath(3, 5, (level, at) => nodes.get(`${level} ${at}`) ?? new Uint8Array(32));
  const ahead = { oldSize: 3, path, checkpoint: ownCosigned(whole.checkpointAt(5)) };
  expect((await add(writeWitnessRequest(ahead))).status).toBe(200);
  expect(signed((await ask()) ?? '')).toBe(false);
  expect(lines.at(-1)).toContain('WITNESS has seen 5 entries');
  await server.close();
});
