// SY14: what is sealed for the auditor opens with the auditor's key alone, and its length tells little.
import { expect, test } from 'vitest';
import type { AuditEntry } from '../core/audit/entry.ts';
import { EMPTY_HEAD, hashEntry } from '../core/audit/hash.ts';
import { isAuditKeyGenuine, makeAuditKey, openAuditKey, openSealed, sealForAuditor } from './audit-sealing.ts';

const body: Omit<AuditEntry, 'hash'> = {
  v: 1,
  space: 'training',
  deviceId: 'd',
  log: 'device',
  seq: 1,
  prev: EMPTY_HEAD,
  deviceSeq: 1,
  devicePrev: EMPTY_HEAD,
  timeMs: 1,
  actor: null,
  action: 'find',
  phase: 'intent',
  of: null,
  outcome: 'pending',
  authority: null,
  details: { plate: 'SENTINEL', ü: 'ō' },
};
const entry: AuditEntry = { ...body, hash: hashEntry(body) };
const passphrase = 'a passphrase of the auditor';

test('SY14 one of several keys opens an entry; another key does not; nothing readable stands outside', async () => {
  const [one, two, stranger] = await Promise.all([passphrase, passphrase, passphrase].map(makeAuditKey));
  if (!one || !two || !stranger) throw new Error('no keys');
  for (const keys of [[one.publicKey], [one.publicKey, two.publicKey]]) {
    const sealed = await sealForAuditor(entry, keys);
    expect(JSON.stringify(sealed)).not.toContain('SENTINEL');
    const opened = await openAuditKey((keys.length === 1 ? one : two).sealedPrivate, passphrase);
    if (opened === null) throw new Error('the passphrase is right');
    expect(await openSealed(sealed, [opened])).toEqual(entry);
    const other = await openAuditKey(stranger.sealedPrivate, passphrase);
    if (other === null) throw new Error('the passphrase is right');
    expect(await openSealed(sealed, [other])).toBeNull();
    expect(await openSealed(sealed, [{ ...other, kid: opened.kid }])).toBeNull();
    const flipped = sealed.ciphertext.startsWith('A') ? 'B' : 'A';
    expect(await openSealed({ ...sealed, ciphertext: flipped + sealed.ciphertext.slice(1) }, [opened])).toBeNull();
  }
});

test('SY14 a wrong passphrase opens no key, and a key does not go under the name of another', async () => {
  const made = await makeAuditKey(passphrase);
  expect(made.sealedPrivate).not.toContain(made.publicKey.jwk.x);
  expect(await openAuditKey(made.sealedPrivate, `${passphrase}.`)).toBeNull();
  expect(await isAuditKeyGenuine(made.publicKey)).toBe(true);
  const other = await makeAuditKey(passphrase);
  expect(await isAuditKeyGenuine({ kid: made.publicKey.kid, jwk: other.publicKey.jwk })).toBe(false);
});

test('SY14 entries of about one length are sealed to the same length', async () => {
  const { publicKey } = await makeAuditKey(passphrase);
  const lengths = await Promise.all(
    ['', 'x', 'x'.repeat(40)].map(async (narrative) => {
      const changed = { ...entry, details: { narrative } };
      return (await sealForAuditor(changed, [publicKey])).ciphertext.length;
    }),
  );
  expect(new Set(lengths).size).toBe(1);
});
