import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkDeviceProof } from '../contract/device-proof.ts';
import { deviceProofHeader, intelContract, signedPolicy } from '../contract/intel.ts';
import { isAppError } from '../core/errors.ts';
import { answerSchemaOf, createIntelClient, reach } from './intel-client.ts';

const seed = new Uint8Array(32).fill(3);
const key = { privateKeyHex: bytesToHex(seed), publicKeyHex: bytesToHex(ed25519.getPublicKey(seed)) };
const nowMs = Date.UTC(2026, 10, 20);
type Sent = { url: string; method: string; headers: Headers; body: Uint8Array | null };

function clientOver(
  answer: (sent: Sent) => Response | Promise<Response>,
  more: { maxBodyBytes?: number; timeoutMs?: number } = {},
) {
  const sent: Sent[] = [];
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const one: Sent = {
      url: String(input),
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body: (init.body as Uint8Array | null) ?? null,
    };
    sent.push(one);
    init.signal?.throwIfAborted();
    return answer(one);
  };
  const client = createIntelClient({
    serverUrl: 'http://intel.test:7411/',
    device: { deviceId: 'device-1', key },
    fetch: fetch as typeof globalThis.fetch,
    nowMs: () => nowMs,
    ...more,
  });
  return { client, sent };
}
const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

test('SY12 every call carries a proof over its own method, path, body and token', async () => {
  const { client, sent } = clientOver(() => json({ number: '1', exists: true, assigned: true, offence: null }));
  client.setToken('token-1');
  await client.api.register.fileNumber({ number: '261101/4417' });
  await client.api.feed.pull({ from: 3, limit: 10 });
  for (const call of sent) {
    const check = await checkDeviceProof(call.headers.get(deviceProofHeader), {
      deviceId: 'device-1',
      publicKeyHex: key.publicKeyHex,
      method: call.method,
      url: call.url,
      body: call.body,
      token: 'token-1',
      nowMs,
    });
    expect(check).toMatchObject({ ok: true });
    expect(call.headers.get('authorization')).toBe('Bearer token-1');
  }
  expect(sent[0]?.url).toContain('http://intel.test:7411/register/file-number?number=261101');
  expect(sent[1]?.method).toBe('POST');
});

test('SY12 the network, the server and its refusals are answers, not exceptions', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  const states: [() => Response, string][] = [
    [
      () => {
        throw refused;
      },
      'offline',
    ],
    [
      () => json({ defined: true, code: 'UNAUTHORIZED', status: 401, message: 'Sign in again.', data: null }, 401),
      'sign-in',
    ],
    [() => json({ code: 'BAD_GATEWAY', status: 502, message: '' }, 502), 'offline'],
    [
      () => json({ defined: true, code: 'FORBIDDEN', status: 403, message: 'Not allowed.', data: null }, 403),
      'refused',
    ],
    [() => json({ body: 1 }), 'refused'],
    [() => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'refused'],
  ];
  for (const [answer, state] of states) {
    const { client } = clientOver(answer);
    expect((await reach(signedPolicy, () => client.api.policy.current())).state).toBe(state);
  }
});

test('SY12 a body past the cap is cut off, whatever its header says', async () => {
  const flood = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(new TextEncoder().encode(' '.repeat(1000)));
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    );
  const { client } = clientOver(flood, { maxBodyBytes: 10_000 });
  expect((await reach(z.unknown(), () => client.api.health())).state).not.toBe('answered');
});

test('SY12 a call stopped on request throws CANCELLED', async () => {
  const abort = new AbortController();
  abort.abort();
  const { client } = clientOver(() => json({}));
  const call = reach(z.unknown(), () => client.api.health(undefined, { signal: abort.signal }), abort.signal);
  await expect(call).rejects.toSatisfy((error) => isAppError(error, 'CANCELLED'));
});

test('SY12 only http and https addresses are taken', () => {
  for (const serverUrl of ['file:///etc/passwd', 'nonsense', 'javascript:1']) {
    expect(() => createIntelClient({ serverUrl, device: null, fetch, nowMs: () => 0 })).toThrow();
  }
});

test('every method that is asked declares its answer', () => {
  expect(() => answerSchemaOf(intelContract.health)).not.toThrow();
});
