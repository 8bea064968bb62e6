// Asking a time-stamp server over HTTP: OpenSSL's, where it is installed, and one of our own that is wrong in every way.
import { sha256 } from '@noble/hashes/sha2.js';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestAgency } from '../../tests/fixtures/agency-chain.ts';
import {
  answering,
  granted,
  makeStampAuthority,
  makeToken,
  opensslAnswering,
  opensslMissing,
  readRequest,
  type StampAnswer,
  type StampServer,
  startStampServer,
  type WrongStamp,
} from '../../tests/fixtures/time-stamp-authority.ts';
import type { AppError } from '../core/errors.ts';
import { derTags, writeDer } from '../core/evidence/der.ts';
import { readTimeStamp } from '../core/evidence/time-stamp.ts';
import { fetchTimeStamp } from './fetch-time-stamp.ts';

if (opensslMissing) console.warn('Not run, because OpenSSL 3 is not installed: stamps by openssl ts.');
const signature = new Uint8Array(256).fill(7);
let authority: TestAgency;
const servers: StampServer[] = [];

beforeAll(async () => {
  authority = await makeStampAuthority();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const serve = async (answer: StampAnswer): Promise<StampServer> => {
  const server = await startStampServer(answer);
  servers.push(server);
  return server;
};
type Asked = { roots?: Uint8Array[]; madeMs?: number | null; signal?: AbortSignal };
const ask = async (answer: StampAnswer, { roots = [authority.root], madeMs = Date.now(), signal }: Asked = {}) =>
  fetchTimeStamp(signature, { url: (await serve(answer)).url, roots }, { madeMs, signal });
const why = async (asked: Promise<unknown>): Promise<[unknown, string]> => {
  const error = await asked.then(
    () => null,
    (thrown: AppError) => thrown,
  );
  if (error === null) return [null, 'stamped'];
  expect(error.code).toBe('TIME_STAMP_FAILED');
  expect(error.message).toContain('No pack was made');
  expect(error.tip).not.toBe('');
  return [error.details.why, error.message];
};

describe.skipIf(opensslMissing)('EP46 EP47 a server of OpenSSL', () => {
  test.each([
    ['ECDSA, the root imported', {}, [{}], 1],
    ['RSA below an authority that it sends', { kind: 'RSA-2048' }, [{ kind: 'RSA-2048' }, { kind: 'RSA-2048' }], 1],
    ['RSA below an authority that was imported too', { kind: 'RSA-2048' }, [{}, { kind: 'P-384' }], 2],
  ] as const)('%s', async (_name, leaf, above, imported) => {
    const by = await makeStampAuthority({ ...leaf }, [...above]);
    const roots = by.certificates.slice(-imported);
    const token = await ask(opensslAnswering(by), { roots });
    const found = readTimeStamp(token, signature);
    expect(found).toMatchObject({
      kind: 'read',
      stamp: { policy: '1.2.3.4.1', accuracyMs: 1500, by: 'CN=Time Stamps 1', root: by.root },
    });
    if (found.kind === 'read') expect(Math.abs(found.stamp.timeMs - Date.now())).toBeLessThan(120_000);
    expect(readTimeStamp(token, new Uint8Array(256)).kind).toBe('wrong');
  });
});

test('EP46 asks with SHA-256 over the value, a nonce that is another each time, and for the certificate', async () => {
  const server = await serve(answering(authority));
  for (let round = 0; round < 3; round += 1)
    await fetchTimeStamp(signature, { url: server.url, roots: [authority.root] }, { madeMs: null });
  const asked = server.requests.map(readRequest);
  for (const { imprint, certReq } of asked) {
    expect(imprint).toEqual(sha256(signature));
    expect(certReq).toBe(true);
  }
  expect(new Set(asked.map(({ nonce }) => Buffer.from(nonce).toString('hex'))).size).toBe(3);
  // Nothing but the request: not a word of what is stamped.
  for (const request of server.requests) expect(request.length).toBeLessThan(90);
});

describe('EP46 no stamp, no pack', () => {
  test.each([
    ['another nonce', { nonce: Uint8Array.of(1) }, 'nonce'],
    ['no nonce', { nonce: null }, 'nonce'],
    ['another imprint', { imprint: new Uint8Array(32) }, 'stamp'],
    ['changed after it was given', { after: (info: Uint8Array) => info.with(-1, 0) }, 'stamp'],
    ['its certificate named by SHA-1', { sha1Name: true }, 'stamp'],
    ['an hour before the pack', { timeMs: Date.now() - 3_600_000 }, 'clock'],
  ] as [string, WrongStamp, string][])('%s', async (_name, wrong, reason) => {
    expect((await why(ask(answering(authority, wrong))))[0]).toBe(reason);
  });

  test('a server that has lapsed, may not stamp, or rests on another root', async () => {
    const lapsed = await makeStampAuthority({ toMs: Date.now() - 60_000 });
    expect(await why(ask(answering(lapsed), { roots: [lapsed.root] }))).toEqual([
      'stamp',
      expect.stringContaining('was not valid at the time it stamped'),
    ]);
    const plain = await makeStampAuthority({ purposes: [] });
    expect((await why(ask(answering(plain), { roots: [plain.root] })))[0]).toBe('certificate');
    expect((await why(ask(answering(await makeStampAuthority()))))[0]).toBe('certificate');
    const [leaf] = authority.certificates as [Uint8Array];
    expect(await why(ask(answering(authority, { certificates: [leaf] }), { roots: [] }))).toEqual([
      'certificate',
      expect.stringContaining('does not lead to a root that was imported'),
    ]);
  });

  test('a server that is not there, says no, answers something else, too much, or elsewhere', async () => {
    const gone = await serve(() => 500);
    await gone.close();
    servers.length = 0;
    const there = { url: gone.url, roots: [authority.root] };
    expect((await why(fetchTimeStamp(signature, there, { madeMs: null })))[0]).toBe('unreachable');
    expect((await why(ask(() => 503)))[0]).toBe('answer');
    expect((await why(ask(() => new TextEncoder().encode('<html>'))))[0]).toBe('answer');
    expect((await why(ask(() => new Uint8Array(1_000_000))))[0]).toBe('answer');
    expect((await why(ask(() => 302)))[0]).not.toBeNull();
    const refusal = writeDer(
      derTags.sequence,
      writeDer(
        derTags.sequence,
        Uint8Array.of(2, 1, 2),
        writeDer(derTags.sequence, writeDer(0x0c, new TextEncoder().encode('not today'))),
      ),
    );
    expect(await why(ask(() => refusal))).toEqual(['refused', expect.stringContaining('refused: not today.')]);
  });

  test('a reply of an earlier request is not taken for this one', async () => {
    let kept: Uint8Array | null = null;
    const replay: StampAnswer = async (request) => {
      kept ??= granted(await makeToken(signature, authority, { timeMs: Date.now(), ...readRequest(request) }));
      return kept;
    };
    const server = await serve(replay);
    const there = { url: server.url, roots: [authority.root] };
    await fetchTimeStamp(signature, there, { madeMs: null });
    expect((await why(fetchTimeStamp(signature, there, { madeMs: null })))[0]).toBe('nonce');
  });

  test('stopping stops waiting for a server that is silent', async () => {
    const stop = new AbortController();
    const silent: StampAnswer = () => {
      stop.abort();
      return new Promise<number>(() => {});
    };
    await expect(ask(silent, { signal: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
