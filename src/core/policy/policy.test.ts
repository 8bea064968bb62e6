import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClockAnchor, leaseClockMs, leaseOf, readLeaseClock } from './lease.ts';
import { type PolicyClaims, policyDigest, policyMessage, type SignedClaims, verifyPolicy } from './verify-policy.ts';

const day = 86_400_000;
const now = 1_800_000_000_000;
const server = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);
const body: PolicyClaims = {
  version: 3,
  space: 'live',
  serverId: 's1',
  issuedMs: now - day,
  expiresMs: now + day,
  windowMs: 60 * day,
  leaseMs: 12 * 3_600_000,
};
const keyHex = (secret: Uint8Array): string => bytesToHex(ed25519.getPublicKey(secret));
const signed = (change: Partial<PolicyClaims> = {}, secret = server): SignedClaims<PolicyClaims> => {
  const full = { ...body, ...change };
  return { body: full, publicKey: keyHex(secret), signature: bytesToHex(ed25519.sign(policyMessage(full), secret)) };
};
const audience = {
  serverPublicKeyHex: keyHex(server),
  serverId: 's1',
  space: 'live' as const,
  lastVersion: 3,
  lastDigest: policyDigest(body),
  nowMs: now,
};
const reason = (policy: SignedClaims<PolicyClaims>, change: Partial<typeof audience> = {}): string => {
  const verdict = verifyPolicy(policy, { ...audience, ...change });
  return verdict.outcome === 'accepted' ? 'accepted' : verdict.reason;
};

test.each<[string, SignedClaims<PolicyClaims>, string]>([
  ['the one in force, again', signed(), 'accepted'],
  ['a newer one', signed({ version: 4, leaseMs: 1 }), 'accepted'],
  ['an older one', signed({ version: 2 }), 'older-version'],
  ['the same version with other content', signed({ leaseMs: 99 * day }), 'same-version-differs'],
  ['an expired one', signed({ version: 4, expiresMs: now }), 'expired'],
  ['one from the future', signed({ version: 4, issuedMs: now + day / 2 }), 'not-yet-issued'],
  ['another server', signed({ version: 4, serverId: 's2' }), 'wrong-server'],
  ['another space', signed({ version: 4, space: 'training' }), 'wrong-space'],
  ['61 days', signed({ version: 4, windowMs: 61 * day }), 'window-too-long'],
  ['signed by another key', signed({ version: 4 }, other), 'bad-signature'],
  [
    'another key named as the server’s',
    { ...signed({ version: 4 }, other), publicKey: keyHex(server) },
    'bad-signature',
  ],
  ['altered after signing', { ...signed(), body: { ...body, leaseMs: 99 * day } }, 'bad-signature'],
  ['a signature that is none', { ...signed(), signature: 'zz' }, 'bad-signature'],
])('WS11 policy: %s → %s', (_name, policy, expected) => {
  expect(reason(policy)).toBe(expected);
});

test('WS11 red proof: the same matrix accepts what it refuses once the audience fits', () => {
  expect(reason(signed({ version: 2 }), { lastVersion: 1 })).toBe('accepted');
  expect(reason(signed({ version: 4 }, other), { serverPublicKeyHex: keyHex(other) })).toBe('accepted');
});

test('WS12 a thousand jumps of the clock never lengthen a lease', () => {
  const basis = { policy: { body: { leaseMs: day, expiresMs: now + 90 * day } }, serverTimeMs: now };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          jumpMs: fc.integer({ min: -3650 * day, max: 3650 * day }),
          passedMs: fc.integer({ min: 0, max: day / 2 }),
          restart: fc.boolean(),
        }),
        { minLength: 1, maxLength: 50 },
      ),
      (steps) => {
        let trueMs = now;
        let monotonicMs = 0;
        let offsetMs = 0;
        let lastSeenMs = now;
        let anchor: ClockAnchor | null = null;
        let stopped = false;
        for (const step of steps) {
          offsetMs += step.jumpMs;
          trueMs += step.passedMs;
          monotonicMs += step.passedMs;
          if (step.restart) anchor = null;
          const reading = readLeaseClock({
            wallMs: Math.max(0, trueMs + offsetMs),
            lastSeenMs,
            serverTimeMs: basis.serverTimeMs,
            anchor,
            monotonicMs,
          });
          expect(reading.nowMs).toBeGreaterThanOrEqual(lastSeenMs);
          ({ anchor } = reading);
          lastSeenMs = Math.max(lastSeenMs, reading.nowMs);
          const ended = leaseOf({ ...basis, lastSeenMs }, reading.nowMs)?.ended ?? true;
          expect(stopped && !ended).toBe(false); // an ended lease never runs again without the server
          stopped = ended;
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('WS12 while the program runs, setting the clock back does not stop the lease clock; red proof: the wall alone would', () => {
  const start = readLeaseClock({ wallMs: now, lastSeenMs: 0, serverTimeMs: now, anchor: null, monotonicMs: 0 });
  const later = { wallMs: now - day, lastSeenMs: now, serverTimeMs: now, monotonicMs: 2 * day };
  expect(leaseClockMs({ ...later, anchor: start.anchor })).toBe(now + 2 * day);
  expect(leaseClockMs({ ...later, anchor: null })).toBe(now);
});

test('WS12 a lease ends with the policy at the latest, and there is none before the first contact', () => {
  const policy = { body: { leaseMs: 10 * day, expiresMs: now + day } };
  expect(leaseOf({ policy, serverTimeMs: now, lastSeenMs: 0 }, now)).toEqual({ untilMs: now + day, ended: false });
  expect(leaseOf({ policy, serverTimeMs: now, lastSeenMs: now + day }, now)?.ended).toBe(true);
  expect(leaseOf({ policy: null, serverTimeMs: now, lastSeenMs: 0 }, now)).toBeNull();
  expect(leaseOf({ policy, serverTimeMs: null, lastSeenMs: 0 }, now)).toBeNull();
});
