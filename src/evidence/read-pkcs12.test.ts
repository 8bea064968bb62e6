// PKCS#12 files as OpenSSL writes them. Where OpenSSL is missing, this says so and is skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Link, makeAgency, pemOf, type TestAgency } from '../../tests/fixtures/agency-chain.ts';
import { readPkcs12 } from './read-pkcs12.ts';

const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' });
const missing = openssl.error !== undefined || !openssl.stdout.startsWith('OpenSSL 3');
if (missing) console.warn('Not run, because OpenSSL 3 is not installed: reading PKCS#12 files.');
const NOW_MS = Date.UTC(2026, 10, 7);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'waymark-p12-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const inDir = (name: string, content: string): string => {
  const at = path.join(dir, name);
  writeFileSync(at, content);
  return at;
};

type Export = { passphrase?: string; with?: Uint8Array[]; options?: string[]; key?: Uint8Array };
function exported(
  agency: TestAgency,
  { passphrase = 'secret', with: chain, options = [], key }: Export = {},
): Uint8Array {
  const [leaf, ...above] = agency.certificates as [Uint8Array, ...Uint8Array[]];
  const out = path.join(dir, 'out.p12');
  const others = (chain ?? above).map((der) => pemOf(der)).join('');
  const { status, stderr } = spawnSync('openssl', [
    ...['pkcs12', '-export', '-out', out, '-passout', `pass:${passphrase}`, '-name', 'Agency'],
    ...['-in', inDir('leaf.pem', pemOf(leaf))],
    ...['-inkey', inDir('key.pem', pemOf(key ?? agency.privateKeyPkcs8, 'PRIVATE KEY'))],
    ...(others === '' ? [] : ['-certfile', inDir('chain.pem', others)]),
    ...options,
  ]);
  if (status !== 0) throw new Error(stderr.toString());
  return new Uint8Array(readFileSync(out));
}
const told = async (file: Uint8Array, passphrase = 'secret'): Promise<string> => {
  try {
    await readPkcs12(file, passphrase, NOW_MS);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

describe.skipIf(missing)('what OpenSSL exports', () => {
  test.each([
    [
      'RSA below an issuing authority',
      [{ kind: 'RSA-2048' }, { kind: 'RSA-2048' }, { kind: 'RSA-3072' }],
      'rsa-sha256',
    ],
    [
      'P-384, four certificates',
      [{ kind: 'P-384' }, {}, { kind: 'P-384' }, { kind: 'P-521', hash: 'SHA-384' }],
      'ecdsa-sha256',
    ],
    ['P-256 that vouches for itself', [{ ca: null }], 'ecdsa-sha256'],
  ] as [string, Link[], string][])('EP43 %s: key, and chain in order', async (_name, links, algorithm) => {
    const agency = await makeAgency(links);
    const shuffled = agency.certificates.slice(1).reverse();
    const read = await readPkcs12(exported(agency, { with: shuffled }), 'secret', NOW_MS);
    expect(read.certificates).toEqual(agency.certificates);
    expect(read.algorithm).toBe(algorithm);
    expect(Buffer.from(read.privateKeyPkcs8).length).toBeGreaterThan(60);
  });

  test('EP43 a passphrase with macrons, and one that is empty', async () => {
    const agency = await makeAgency([{}, {}]);
    expect(await told(exported(agency, { passphrase: 'Kōtare 4182' }), 'Kōtare 4182')).toBe('taken');
    expect(await told(exported(agency, { passphrase: 'Kōtare 4182' }), 'Kotare 4182')).toContain(
      'does not open this file',
    );
    expect(await told(exported(agency, { passphrase: '' }), '')).toBe('taken');
  });

  test('EP43 an integrity code of SHA-512, AES-128 and an unencrypted chain', async () => {
    const agency = await makeAgency([{}, {}]);
    for (const options of [
      ['-macalg', 'sha512'],
      ['-keypbe', 'AES-128-CBC', '-certpbe', 'NONE'],
    ])
      expect(await told(exported(agency, { options })), options.join(' ')).toBe('taken');
  });

  const here = (tool: string): boolean => spawnSync(tool, ['-help']).error === undefined;
  const others = ['pk12util', 'certutil', 'keytool'].filter((tool) => !here(tool));
  if (others.length > 0) console.warn(`Not run, because not installed: PKCS#12 files of ${others.join(', ')}.`);
  const run = (tool: string, ...args: string[]): void => {
    const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${tool}: ${stdout} ${stderr}`);
  };

  test.skipIf(here('pk12util') === false || here('certutil') === false)(
    'EP43 a file that Mozilla NSS exports',
    async () => {
      const agency = await makeAgency([{ kind: 'RSA-2048', purposes: ['1.3.6.1.5.5.7.3.4'] }, {}]);
      const from = path.join(dir, 'for-nss.p12');
      writeFileSync(from, exported(agency));
      const store = `sql:${mkdtempSync(path.join(dir, 'nss-'))}`;
      const to = path.join(dir, 'nss.p12');
      run('certutil', '-N', '-d', store, '--empty-password');
      run('certutil', '-A', '-d', store, '-n', 'root', '-t', 'C,C,C', '-i', inDir('root.pem', pemOf(agency.root)));
      run('pk12util', '-i', from, '-d', store, '-W', 'secret', '-K', '');
      run('pk12util', '-o', to, '-n', 'Agency', '-d', store, '-W', 'secret', '-K', '');
      const read = await readPkcs12(new Uint8Array(readFileSync(to)), 'secret', NOW_MS);
      expect(read.certificates).toEqual(agency.certificates);
    },
    60_000,
  );

  test.skipIf(here('keytool') === false)(
    'EP43 a file that Java exports',
    async () => {
      const agency = await makeAgency([{ kind: 'P-256' }, {}, {}]);
      const from = path.join(dir, 'for-java.p12');
      writeFileSync(from, exported(agency));
      const to = path.join(dir, 'java.p12');
      run(
        'keytool',
        ...['-importkeystore', '-noprompt', '-srckeystore', from, '-srcstoretype', 'PKCS12', '-srcstorepass', 'secret'],
        ...['-destkeystore', to, '-deststoretype', 'PKCS12', '-deststorepass', 'secret'],
      );
      const read = await readPkcs12(new Uint8Array(readFileSync(to)), 'secret', NOW_MS);
      expect(read.certificates).toEqual(agency.certificates);
    },
    60_000,
  );

  test('EP43 what older programs wrote is refused, and how to mend it said', async () => {
    const agency = await makeAgency([{}, {}]);
    for (const options of [
      ['-legacy'],
      ['-macalg', 'sha1'],
      ['-keypbe', 'PBE-SHA1-3DES'],
      ['-certpbe', 'PBE-SHA1-3DES'],
    ])
      await expect(
        readPkcs12(exported(agency, { options }), 'secret', NOW_MS),
        options.join(' '),
      ).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringContaining('encrypted by a method that can be broken'),
        tip: expect.stringContaining('openssl pkcs12 -export'),
      });
  });

  test('EP43 written anew as the message says, it is taken', async () => {
    const agency = await makeAgency([{}, {}, {}]);
    const old = path.join(dir, 'old.p12');
    writeFileSync(old, exported(agency, { options: ['-legacy'] }));
    const [all, fresh] = [path.join(dir, 'all.pem'), path.join(dir, 'new.p12')];
    run('openssl', 'pkcs12', '-legacy', '-in', old, '-nodes', '-out', all, '-passin', 'pass:secret');
    run('openssl', 'pkcs12', '-export', '-in', all, '-out', fresh, '-passout', 'pass:secret');
    const read = await readPkcs12(new Uint8Array(readFileSync(fresh)), 'secret', NOW_MS);
    expect(read.certificates).toEqual(agency.certificates);
  });

  test('EP43 a changed byte anywhere is refused, and never read as another key', async () => {
    const file = exported(await makeAgency([{}, {}]));
    for (let at = 0; at < file.length; at += 41)
      expect(await told(file.with(at, (file[at] ?? 0) ^ 1)), `byte ${at}`).not.toBe('taken');
  });

  test('EP43 a chain that stops short names what is missing', async () => {
    const agency = await makeAgency([{}, {}, {}]);
    const cut = exported(agency, { with: [agency.certificates[1] as Uint8Array] });
    expect(await told(cut)).toContain('CN=Agency Root CA is missing');
  });

  test.each([
    ['out of date', [{ toMs: NOW_MS - 1000 }, {}], 'is out of date'],
    ['not valid yet', [{ fromMs: NOW_MS + 1000 }, {}], 'not valid yet'],
    ['above it out of date', [{}, { toMs: NOW_MS - 1000 }], 'is out of date'],
    ['RSA of 1024 bits', [{ kind: 'RSA-1024' }, {}], 'not strong enough'],
    ['signed with SHA-1', [{ hash: 'SHA-1' }, { kind: 'RSA-2048' }], 'not strong enough'],
    ['an authority', [{ ca: true, usage: 0xc6 }, {}], 'is that of an authority'],
    ['for servers', [{ purposes: ['1.3.6.1.5.5.7.3.1'] }, {}], 'not for signing documents'],
    ['may not sign', [{ usage: 0x20 }, {}], 'may not be used for signatures'],
    ['on P-521', [{ kind: 'P-521' }, {}], 'not signed with keys on P-521'],
  ] as [string, Link[], string][])(
    'EP40 EP41 EP43 a certificate that is %s is not taken',
    async (_name, links, message) => {
      expect(await told(exported(await makeAgency(links)))).toContain(message);
    },
  );
});

test('EP43 what is no PKCS#12 file at all', async () => {
  for (const file of [
    new Uint8Array(),
    new Uint8Array(2_000_000),
    new TextEncoder().encode('-----BEGIN CERTIFICATE-----'),
  ])
    expect(await told(file)).toContain('This is not a PKCS#12 file');
});
