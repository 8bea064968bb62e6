/**
 * Rule EP27: a pack as a bag of files, checked by itself, by `sha256sum -c` where it is installed, and against the pack.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBagFolder } from '../../src/cli/bag-folder.ts';
import { type BagFile, bagOfPack, zipOfBag } from '../../src/core/evidence/bag.ts';
import { sha256OfBytes } from '../../src/core/evidence/manifest.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { type BagSource, openZip, verifyBag } from '../../src/core/evidence/verify-bag.ts';
import { forgePack } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let pdf: Uint8Array;
let bag: BagFile[];
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'waymark-bag-'));
  signer = await makeTestAuthority();
  pdf = await forgePack(makePackInput({ entries: 0 }), signer);
  bag = await bagOfPack(pdf, 'pack-02.pdf');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const sourceOf = (files: readonly BagFile[]): BagSource => ({
  paths: files.map(({ path: name }) => name),
  read: (name) => files.find((file) => file.path === name)?.bytes ?? new Uint8Array(),
});
const told = async (files: readonly BagFile[]): Promise<string[]> => {
  const { status, problems } = await verifyBag(sourceOf(files), { trustAnchors: signer.anchors });
  return [status, ...new Set(problems.map(({ code }) => code))];
};
/** Whether it says that two of these files are one. */
const oneName = async (files: readonly BagFile[]): Promise<boolean> =>
  (await verifyBag(sourceOf(relisted(files)))).problems.some(
    ({ code, message }) => code === 'bag-form' && message.includes('carry one name'),
  );
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const changed = (name: string, change: (bytes: Uint8Array) => Uint8Array): BagFile[] => {
  if (!bag.some((file) => file.path === name)) throw new Error(`no ${name}`);
  return bag.map((file) => (file.path === name ? { ...file, bytes: change(file.bytes) } : file));
};
/** The lists written anew over whatever the bag now holds, as anybody can. */
const relisted = (files: readonly BagFile[]): BagFile[] => {
  const list = (some: readonly BagFile[]): Uint8Array =>
    text(some.map((file) => `${sha256OfBytes(file.bytes)}  ${file.path}\n`).join(''));
  const payload = files.filter((file) => file.path.startsWith('data/'));
  const total = payload.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const tags = files.flatMap((file): BagFile[] => {
    if (file.path.startsWith('data/') || file.path.startsWith('tagmanifest')) return [];
    if (file.path === 'manifest-sha256.txt') return [{ ...file, bytes: list(payload) }];
    if (file.path !== 'bag-info.txt') return [file];
    const info = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes);
    return [{ ...file, bytes: text(info.replace(/Oxum: .*/, `Oxum: ${total}.${payload.length}`)) }];
  });
  return [...payload, ...tags, { path: 'tagmanifest-sha256.txt', bytes: list(tags) }];
};
const write = (name: string, files: readonly BagFile[]): string => {
  const folder = path.join(dir, name);
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file.path)), { recursive: true });
    writeFileSync(path.join(folder, file.path), file.bytes);
  }
  return folder;
};
const SHA256SUM = 'sha256sum';
const hasSha256sum = spawnSync(SHA256SUM, ['--version']).status === 0;

test('EP27 a bag holds the pack and all its attachments, and is valid as folder and as zip', async () => {
  const attached = await readAttachments(pdf);
  expect(bag.filter(({ path: name }) => name.startsWith('data/')).map(({ path: name }) => name)).toEqual([
    'data/pack-02.pdf',
    ...attached.map(({ name }) => `data/${name}`),
  ]);
  expect(await told(bag)).toEqual(['valid']);
  expect(await told(relisted(bag))).toEqual(['valid']);
  const zip = openZip(zipOfBag(bag, 'pack-02'));
  const verdict = await verifyBag(zip, { trustAnchors: signer.anchors });
  expect(verdict).toMatchObject({ status: 'valid', trust: 'anchored' });
  expect(verdict.checks.find(({ id }) => id === 'bag')?.detail).toBe(
    `${attached.length} files of the bag are those of the signed pack.`,
  );
});

test('EP27 the same pack gives the same bag and the same zip, wherever the clock stands', async () => {
  const zip = zipOfBag(bag, 'pack-02');
  expect(zipOfBag(await bagOfPack(pdf, 'pack-02.pdf'), 'pack-02')).toEqual(zip);
  const before = process.env.TZ;
  try {
    for (const zone of ['Pacific/Auckland', 'America/Los_Angeles']) {
      process.env.TZ = zone;
      expect(zipOfBag(bag, 'pack-02')).toEqual(zip);
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test.skipIf(!hasSha256sum)('EP27 sha256sum -c finds every file as listed, and finds one that was changed', () => {
  const whole = write('whole', bag);
  for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'])
    expect(() => execFileSync(SHA256SUM, ['--strict', '-c', list], { cwd: whole })).not.toThrow();
  const spoilt = write(
    'spoilt',
    changed('data/images/E-01.png', (bytes) => bytes.with(80, 1)),
  );
  expect(spawnSync(SHA256SUM, ['--strict', '-c', 'manifest-sha256.txt'], { cwd: spoilt }).status).toBe(1);
});

describe('T20 a bag that was tampered with', () => {
  test('EP27 one file changed, added or removed is told, and told still where the lists were written anew', async () => {
    const one = changed('data/exhibits/exhibits.csv', (bytes) => bytes.with(30, 65));
    expect(await told(one)).toEqual(['invalid', 'bag-form', 'bag-differs']);
    expect(await told(relisted(one))).toEqual(['invalid', 'bag-differs']);
    const more = [...bag, { path: 'data/images/E-99.png', bytes: text('more') }];
    expect(await told(more)).toEqual(['invalid', 'bag-form', 'bag-differs']);
    expect(await told(relisted(more))).toEqual(['invalid', 'bag-differs']);
    const fewer = bag.filter(({ path: name }) => name !== 'data/log/receipt.json');
    expect(await told(fewer)).toEqual(['invalid', 'bag-form', 'bag-differs']);
    expect(await told(relisted(fewer))).toEqual(['invalid', 'bag-differs']);
  });

  test('EP27 the manifest or its signature beside the pack is another than in it', async () => {
    for (const name of ['data/manifest.json', 'data/manifest.json.p7s']) {
      const other = changed(name, (bytes) => bytes.with(40, 65));
      expect(await told(relisted(other)), name).toEqual(['invalid', 'bag-differs']);
    }
  });

  test('EP27 another pack in the bag, valid by itself', async () => {
    const other = await forgePack(makePackInput({ entries: 130 }), signer);
    const swapped = changed('data/pack-02.pdf', () => other);
    expect(await told(relisted(swapped))).toEqual(['invalid', 'bag-differs']);
  });

  test('EP27 two packs or none, a stray file, a name that leads out, a bag that is none', async () => {
    const twice = [...bag, { path: 'data/other.pdf', bytes: pdf }];
    expect(await told(relisted(twice))).toEqual(['unreadable', 'bag-form']);
    expect(await told(relisted(bag.filter(({ path: name }) => !name.endsWith('.pdf'))))).toEqual([
      'unreadable',
      'bag-form',
    ]);
    expect(await told([...bag, { path: 'note.txt', bytes: text('trust me') }])).toEqual(['invalid', 'bag-form']);
    for (const odd of ['data/../../x', '/etc/x', 'data/a\\b', 'data/CON.', 'data/ x'])
      expect(await told(relisted([...bag, { path: odd, bytes: text('x') }])), odd).toContain('bag-form');
    expect(await told(changed('bagit.txt', () => text('BagIt-Version: 0.97\n')))).toEqual(['invalid', 'bag-form']);
    expect(await told([])).toEqual(['unreadable', 'bag-form']);
  });

  test('EP27 no tag file but the four, each of them there, even where the lists name the others', async () => {
    for (const more of ['fetch.txt', 'READ-ME-FIRST.pdf', 'exhibits/exhibits.csv', 'manifest-md5.txt', 'DATA.txt'])
      expect(await told(relisted([...bag, { path: more, bytes: text('x') }])), more).toEqual(['invalid', 'bag-form']);
    for (const name of ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'])
      expect(await told(relisted(bag.filter((file) => file.path !== name))), name).toContain('bag-form');
    expect(await told(bag.filter((file) => file.path !== 'tagmanifest-sha256.txt'))).toEqual(['invalid', 'bag-form']);
  });

  test('EP27 no two files are one where capitals do not count, and none is a file and a folder', async () => {
    for (const more of ['Data/exhibits/exhibits.csv', 'DATA/pack-02.pdf', 'Bagit.txt', 'data/Images/E-99.png'])
      expect(await oneName([...bag, { path: more, bytes: text('x') }]), more).toBe(true);
    expect(await oneName([...bag, { path: 'data/images', bytes: text('x') }])).toBe(true);
    expect(await oneName([...bag, { path: 'data/manifest.json/x', bytes: text('x') }])).toBe(true);
    expect(await oneName([...bag, { path: 'data/images/E-99.png', bytes: text('x') }])).toBe(false);
  });

  test('EP27 bag-info.txt and bagit.txt are those of this pack, to the byte', async () => {
    const info = (change: (was: string) => string): Promise<string[]> =>
      told(relisted(changed('bag-info.txt', (bytes) => text(change(new TextDecoder().decode(bytes))))));
    expect(await info((was) => was)).toEqual(['valid']);
    for (const form of [
      (was: string) => `${was}Contact-Name: A. Forger\n`,
      (was: string) => was.replace('Payload-Oxum', 'Payload-Oxum: 1.1\nPayload-Oxum'),
      (was: string) => was.replaceAll('\n', '\r\n'),
      (was: string) => `\ufeff${was}`,
      (was: string) => was.trimEnd(),
      (was: string) => was.replace('check it first', 'no need to check it'),
    ])
      expect(await info(form)).toContain('bag-form');
    expect(await info((was) => was.replace(/External-Identifier: .*/, 'External-Identifier: P-9'))).toEqual([
      'invalid',
      'bag-differs',
    ]);
    expect(await info((was) => was.replace(/Date: .*/, 'Date: 1999-01-01'))).toEqual(['invalid', 'bag-differs']);
    expect(await info((was) => was.replace(/Agent: .*/, 'Agent: Forger 1.0'))).toEqual(['invalid', 'bag-differs']);
    const bagit = changed('bagit.txt', (bytes) => text(`${new TextDecoder().decode(bytes)}X: y\n`));
    expect(await told(relisted(bagit))).toEqual(['invalid', 'bag-form']);
  });

  test('EP27 EP28 a bag of more files than any has is refused unread', async () => {
    const paths = Array.from({ length: 20_001 }, (_, i) => `data/${i}`);
    const read = (): never => {
      throw new Error('read');
    };
    expect(await verifyBag({ paths, read })).toMatchObject({ status: 'unreadable', problems: [{ code: 'bag-form' }] });
  });

  test('EP27 a folder with a link, an empty folder or too much in it is no bag', () => {
    const folder = write('linked', bag);
    expect(openBagFolder(folder).paths).toHaveLength(bag.length);
    symlinkSync(path.join(dir, 'linked/data/manifest.json'), path.join(folder, 'data/images/E-98.png'));
    expect(() => openBagFolder(folder)).toThrow('neither a file nor a folder');
    rmSync(path.join(folder, 'data/images/E-98.png'));
    symlinkSync(dir, path.join(folder, 'more'));
    expect(() => openBagFolder(folder)).toThrow('neither a file nor a folder');
    rmSync(path.join(folder, 'more'));
    mkdirSync(path.join(folder, 'Data'));
    expect(() => openBagFolder(folder)).toThrow('holds nothing');
    rmSync(path.join(folder, 'Data'), { recursive: true });
    expect(openBagFolder(folder).paths).toHaveLength(bag.length);
    const crowded = path.join(folder, 'data/crowd');
    mkdirSync(crowded);
    for (let i = 0; i <= 20_000; i += 1) writeFileSync(path.join(crowded, `${i}`), '');
    expect(() => openBagFolder(folder)).toThrow('more than 20000 files');
  });

  test('EP27 EP28 zips of two folders, of one name twice, spoilt, or that unpack without end', () => {
    const wrong = (bytes: Uint8Array): void => expect(() => openZip(bytes)).toThrow();
    wrong(zipSync({ 'a/bagit.txt': text('x'), 'b/bagit.txt': text('x') }));
    wrong(zipSync({ 'bagit.txt': text('x') }));
    const zip = zipOfBag(bag, 'pack-02');
    wrong(zip.slice(0, -30));
    wrong(zipSync({ 'a/zeros': new Uint8Array(60_000_000) }));
    // Red proof: what is left alone opens.
    expect(openZip(zip).paths).toHaveLength(bag.length);
    const twice = Buffer.from(zip).toString('latin1').replaceAll('log/checkpoint.json', 'log/case-proof.json');
    wrong(new Uint8Array(Buffer.from(twice, 'latin1')));
  });

  test('EP27 what cannot stand in a bag is refused when it is made', async () => {
    await expect(bagOfPack(pdf, '../pack.pdf')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bagOfPack(pdf, 'manifest.json')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bagOfPack(text('%PDF-1.7 none'), 'pack.pdf')).rejects.toThrow();
    expect(() => zipOfBag(bag, 'a/b')).toThrow('cannot be the name of a bag');
    expect(Object.keys(unzipSync(zipOfBag(bag, 'x')))).toHaveLength(bag.length);
  });
});
