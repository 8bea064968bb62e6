import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import {
  deviceOrigin,
  logKey,
  readTreeHead,
  serverCosignerKey,
  signCheckpoint,
  verifyCheckpointNote,
  writeTreeHead,
} from './checkpoint-note.ts';
import {
  cosignNote,
  keyIdOf,
  mergeNotes,
  type NoteKey,
  readVerifierKey,
  signNote,
  verifyNote,
  writeVerifierKey,
} from './signed-note.ts';

const signWith = (fill: number) => (message: Uint8Array) =>
  bytesToHex(ed25519.sign(message, new Uint8Array(32).fill(fill)));
const publicOf = (fill: number) => bytesToHex(ed25519.getPublicKey(new Uint8Array(32).fill(fill)));

/** The example in the documentation of Go's package sumdb/note, whose format C2SP signed-note writes down. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

/** Made with the openssl program and node:crypto: keys from seeds of 32 times 01 and 02, both signatures over this head. */
const ORIGIN = 'waymark.invalid/log/server-1/desk-1/u-example';
const HEAD = {
  origin: ORIGIN,
  size: 8,
  root: hexToBytes('a249f231f178422eecd12e72a4b1d4392e1ccd2b0596737fac84643316eace7e'),
};
const CHECKPOINT = `waymark.invalid/log/server-1/desk-1/u-example
8
oknyMfF4Qi7s0S5ypLHUOS4czSsFlnN/rIRkMxbqzn4=

— waymark.invalid/log/server-1/desk-1/u-example QfteH5lEipKrhgvBrn7eF0uGNRI+IwQU7PEN89xvS3X7GZIHy4qm1HCo4FE/3AAO7RHav2G9Cl36EiEPe4e51PRb5QY=
`;
const COSIGNED = `${CHECKPOINT}— waymark.invalid/server/server-1 Iy9QkQAAAABq/YbANhYIerrHI8i3Ffk9WZvnadeVs+FOWYQ3lNCiX/V7gQKDw4XWY4IfhM75Odize14xw4L/KFxJwfOmU1zAmXvGCQ==
`;
const SERVER_KEY = 'waymark.invalid/server/server-1+232f5091+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU';
const log = logKey(ORIGIN, publicOf(1));
const server = serverCosignerKey('server-1', publicOf(2));

describe('known answers', () => {
  test('AU20 the published example of a signed note and its key', () => {
    const key = readVerifierKey(GO_KEY) as NoteKey;
    expect(key).toMatchObject({ name: 'PeterNeumann', kind: 'ed25519' });
    expect(keyIdOf(key)).toBe('c74f20a3');
    expect(writeVerifierKey(key)).toBe(GO_KEY);
    expect(verifyNote(GO_NOTE, [key])).toMatchObject({ ok: true, signers: [{ key, timeSec: null }] });
    expect(verifyNote(GO_NOTE.replace('answer', 'Answer'), [key])).toEqual({ ok: false, why: 'bad-signature' });
  });

  test('AU20 AU21 AU22 a checkpoint and its cosignature made elsewhere are written and read the same', () => {
    expect(deviceOrigin({ serverId: 'server-1', deviceId: 'desk-1', userId: 'u-example' })).toBe(ORIGIN);
    expect(signCheckpoint(HEAD, publicOf(1), signWith(1))).toBe(CHECKPOINT);
    expect(cosignNote(CHECKPOINT, server, { timeSec: 1_795_000_000, sign: signWith(2) })).toBe(COSIGNED);
    expect(writeVerifierKey(server)).toBe(SERVER_KEY);
    expect(readVerifierKey(SERVER_KEY)).toEqual(server);
    expect(verifyCheckpointNote(COSIGNED, [log, server])).toEqual({
      ok: true,
      head: HEAD,
      signers: [
        { key: log, timeSec: null },
        { key: server, timeSec: 1_795_000_000 },
      ],
    });
  });

  test('AU21 the example checkpoint of the C2SP specification has its form', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const head = readTreeHead(text);
    expect(head).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(head && writeTreeHead(head)).toBe(text);
  });
});

test('AU20 whose word a note is', () => {
  expect(verifyNote(COSIGNED, [])).toEqual({ ok: false, why: 'no-known-key' });
  expect(verifyNote(COSIGNED, [logKey(ORIGIN, publicOf(3))])).toEqual({ ok: false, why: 'no-known-key' });
  expect(verifyNote(COSIGNED, [server])).toMatchObject({ ok: true, signers: [{ key: server }] });
  // A cosigner alone does not say that the log signed it; nor does a key that bears the name of a log in another role.
  expect(verifyCheckpointNote(COSIGNED, [server])).toEqual({ ok: false, why: 'not-by-its-log' });
  const other = signNote(writeTreeHead({ ...HEAD, origin: `${ORIGIN}2` }), log, signWith(1));
  expect(verifyCheckpointNote(other, [log])).toEqual({ ok: false, why: 'not-by-its-log' });
  // One bad line of a known key makes the note bad, however good the others are.
  const lines = COSIGNED.split('\n');
  const bad = [...lines.slice(0, 5), (lines[5] as string).replace('Iy9QkQAAAABq', 'Iy9QkQAAAABr'), ''].join('\n');
  expect(verifyNote(bad, [log])).toMatchObject({ ok: true });
  expect(verifyNote(bad, [log, server])).toEqual({ ok: false, why: 'bad-signature' });
});

test('AU20 every flipped character of a cosigned checkpoint is noticed', () => {
  let noticed = 0;
  for (let at = 0; at < COSIGNED.length; at += 1) {
    const flipped = COSIGNED.slice(0, at) + (COSIGNED[at] === 'x' ? 'y' : 'x') + COSIGNED.slice(at + 1);
    const verdict = verifyCheckpointNote(flipped, [log, server]);
    if (!verdict.ok || verdict.signers.length < 2) noticed += 1;
  }
  expect(noticed).toBe(COSIGNED.length);
});

test('AU20 what is no note is refused', () => {
  const whys = (note: string) => {
    const verdict = verifyNote(note, [log]);
    return verdict.ok ? 'ok' : verdict.why;
  };
  const signature = CHECKPOINT.slice(CHECKPOINT.indexOf('—'));
  for (const note of [
    '',
    '\n',
    'text\n',
    CHECKPOINT.slice(0, -1),
    `${CHECKPOINT}\n`,
    `a\r\n\n${signature}`,
    `a\ud800\n\n${signature}`,
  ])
    expect(whys(note), JSON.stringify(note)).toBe('malformed');
  expect(whys(`${CHECKPOINT}no signature\n`)).toBe('malformed');
  expect(whys(`${CHECKPOINT}— name AAAA\n`)).toBe('malformed');
  expect(whys(CHECKPOINT + signature.replace('5QY=', '5QZ='))).toBe('malformed');
  expect(whys(CHECKPOINT + signature.repeat(64))).toBe('malformed');
  expect(whys(`${CHECKPOINT}— stranger ${signature.split(' ')[2]}`)).toBe('ok');
});

test('AU21 a head is written in one way only', () => {
  const text = writeTreeHead(HEAD);
  expect(readTreeHead(text)).toEqual(HEAD);
  for (const other of [
    text.replace('\n8\n', '\n08\n'),
    text.replace('\n8\n', '\n-8\n'),
    text.replace('\n8\n', '\n9007199254740993\n'),
    text.replace('n4=\n', 'n5=\n'),
    text.replace('n4=\n', 'n4\n'),
    text.replace(ORIGIN, ''),
    `${text}extension\n`,
    text.slice(0, -1),
  ])
    expect(readTreeHead(other), other).toBeNull();
});

test('AU22 cosignatures gathered apart are put under one note once', () => {
  const witness: NoteKey = { name: 'witness.invalid/w1', kind: 'cosignature', publicKeyHex: publicOf(4) };
  const witnessed = cosignNote(CHECKPOINT, witness, { timeSec: 1, sign: signWith(4) });
  const merged = mergeNotes(COSIGNED, witnessed);
  expect(merged.startsWith(COSIGNED)).toBe(true);
  expect(mergeNotes(merged, witnessed)).toBe(merged);
  expect(verifyCheckpointNote(merged, [log, server, witness])).toMatchObject({ ok: true, signers: { length: 3 } });
  expect(() => mergeNotes(COSIGNED, witnessed.replace('\n8\n', '\n9\n'))).toThrow(TypeError);
});

test('verifier keys are read in one form', () => {
  expect(readVerifierKey(SERVER_KEY.replace('232f5091', '232f5092'))).toBeNull();
  expect(readVerifierKey(SERVER_KEY.replace('BIE5', 'CIE5'))).toBeNull();
  expect(readVerifierKey(`${SERVER_KEY}=`)).toBeNull();
  expect(readVerifierKey('')).toBeNull();
  expect(() => keyIdOf({ ...server, name: 'with space' })).toThrow(TypeError);
  expect(() => signNote('no newline', log, signWith(1))).toThrow(TypeError);
  expect(() => cosignNote(CHECKPOINT, log, { timeSec: 1, sign: signWith(1) })).toThrow(TypeError);
});
