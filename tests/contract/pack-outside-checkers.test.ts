/**
 * What programs that are not ours say of a pack: qpdf, poppler (pdfsig, pdfdetach, pdffonts, pdfinfo, pdftotext), MuPDF
 * and OpenSSL. A tool that is missing is named and its tests are skipped, never passed. Exit codes are not trusted where
 * a tool is known to exit 0 on bad files: its words are read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAttachments, type PackAttachment } from '../../src/core/evidence/attachments.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { packSections } from '../../src/core/evidence/sections.ts';
import { buildPack } from '../../src/evidence/index.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

const present = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;
const tools = ['qpdf', 'pdfsig', 'certutil', 'mutool', 'openssl', 'pdfdetach', 'pdffonts', 'pdfinfo', 'pdftotext'];
const missing = new Set(tools.filter((tool) => !present(tool)));
if (missing.size > 0) console.warn(`Not run, because not installed: ${[...missing].join(', ')}.`);
const needs = (...names: string[]) => test.skipIf(names.some((name) => missing.has(name)));

let dir: string;
let signer: TestSigner;
let input: PackInput;
let files: PackAttachment[];
let bytes: Uint8Array;
let pages: number;
let file: string;
/** The pack with one bit of its content changed. */
let spoilt: string;

const inDir = (name: string, content: Uint8Array | string): string => {
  const at = path.join(dir, name);
  writeFileSync(at, content);
  return at;
};
const run = (tool: string, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 64_000_000 });
  return `${stdout}\n${stderr}`;
};
const out = (tool: string, ...args: string[]): Buffer => execFileSync(tool, args, { maxBuffer: 64_000_000 });

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'waymark-pack-'));
  signer = await makeTestAuthority();
  input = makePackInput();
  files = buildAttachments(input, signer).attachments;
  ({ bytes, pages } = await buildPack(input, signer));
  file = inDir('pack.pdf', bytes);
  const changed = bytes.slice();
  const at = Buffer.from(bytes).indexOf('stream\n') + 60;
  changed[at] = (changed[at] ?? 0) ^ 1;
  spoilt = inDir('spoilt.pdf', changed);
}, 180_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('structure', () => {
  needs('qpdf')('qpdf finds no error and no warning', () => {
    const said = run('qpdf', '--check', file);
    expect(said).toContain('No syntax or stream encoding errors found');
    expect(said).not.toMatch(/WARNING|error:/);
  });

  needs('pdffonts')('every font is embedded, with its characters named', () => {
    const rows = run('pdffonts', file)
      .split('\n')
      .slice(2)
      .filter((row) => row.trim() !== '');
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row).toMatch(/ yes yes yes +\d+ +\d+$/);
  });

  needs('pdfinfo')('EP1 metadata, PDF/A-3b and tags', () => {
    const info = run('pdfinfo', file);
    expect(info).toContain(`Title:           ${input.title}`);
    expect(info).toMatch(/Author: +Officer Tāne Example/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(new RegExp(`Pages: +${pages}\\n`));
    expect(info).toMatch(/Encrypted: +no/);
    const meta = run('pdfinfo', '-meta', file);
    expect(meta).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(meta).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    const structure = run('pdfinfo', '-struct', file);
    for (const element of ['Document', 'Sect', 'H1', 'H2', 'Table', 'TH', 'TD', 'Figure'])
      expect(structure).toMatch(new RegExp(`(^|\\n) *${element}\\b`));
    expect(run('pdfinfo', '-js', file)).not.toContain('Name Dictionary');
  });
});

describe('pages as text', () => {
  const pageTexts = (): string[] => out('pdftotext', '-layout', file, '-').toString('utf8').split('\f').slice(0, -1);

  needs('pdftotext')('EP5 every page says TRAINING, its number and the pack', () => {
    const texts = pageTexts();
    expect(texts).toHaveLength(pages);
    texts.forEach((text, index) => {
      expect(text).toContain('TRAINING: NOT EVIDENCE, NO REAL PERSON OR VEHICLE');
      expect(text).toContain(`Page ${index + 1} of ${pages}`);
      expect(text).toContain(input.number);
    });
  });

  needs('pdftotext')('EP1 AU3 every entry of the log stands on a page, refusals with their rules', () => {
    const text = pageTexts().join('\n');
    const lost = input.log.filter(({ hash }) => !text.includes(`${hash.slice(0, 4)}…${hash.slice(-4)}`));
    expect(lost.map(({ seq }) => seq)).toEqual([]);
    for (const rule of ['NZ-FIND-1', 'NZ-REASON-1', 'NZ-ROLE-1', 'NZ-REKEY-1']) expect(text).toContain(rule);
    expect(text).toContain('Kōtare');
    expect(text).toContain('Waiōuru');
  });

  needs('pdftotext')(
    'EP3 the cover prints the digest of the manifest, and no page one of the pack itself',
    async () => {
      const text = pageTexts().join('\n').replace(/\s+/g, '');
      const { createHash } = await import('node:crypto');
      const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
      const manifest = files.find(({ name }) => name === 'manifest.json')?.bytes ?? new Uint8Array();
      const [first] = pageTexts();
      const printed = digest(manifest).replace(/(.{4})(?=.)/g, '$1 ');
      const lines = [0, 20, 40, 60].map((from) => printed.slice(from, from + 19));
      for (const line of lines) expect(first).toContain(line);
      expect(text).not.toContain(digest(bytes));
    },
  );

  needs('pdftotext')('EP1 sections stand even where they are empty', async () => {
    const empty = await buildPack(makePackInput({ empty: true, withReceipt: false, entries: 20 }), signer);
    const text = out('pdftotext', '-layout', inDir('empty.pdf', empty.bytes), '-').toString('utf8');
    const sections = [...packSections.slice(1).map(({ title }) => title), 'Rules in force'];
    for (const section of sections) expect(text, section).toContain(section);
    expect(text).toMatch(/Excluded hits\s*\n[\s\S]{0,900}\bNone\b/);
    expect(text).toContain('had not receipted');
  });
});

describe('attachments', () => {
  needs('pdfdetach')('EP2 pdfdetach takes out the same bytes', () => {
    const listed = run('pdfdetach', '-list', file);
    const names = [...listed.matchAll(/^(\d+): (.+)$/gm)].map(([, index, name]) => [Number(index), name] as const);
    expect(names.map(([, name]) => name).sort()).toEqual(files.map(({ name }) => name).sort());
    for (const [index, name] of names) {
      const at = path.join(dir, `attachment-${index}`);
      out('pdfdetach', '-save', String(index), '-o', at, file);
      const expected = files.find((one) => one.name === name)?.bytes ?? new Uint8Array();
      expect(readFileSync(at).equals(expected), name).toBe(true);
    }
  });

  needs('qpdf')('EP2 qpdf shows the same bytes, their checksums and relationships', () => {
    for (const { name, bytes: content } of files)
      expect(out('qpdf', file, `--show-attachment=${name}`).equals(content), name).toBe(true);
    const json = JSON.parse(out('qpdf', '--json', '--json-key=attachments', file).toString('utf8')) as {
      attachments: Record<string, { streams: Record<string, { mimetype: string; checksum: string }> }>;
    };
    expect(Object.keys(json.attachments).sort()).toEqual(files.map(({ name }) => name).sort());
    for (const { name, mime } of files)
      expect(Object.values(json.attachments[name]?.streams ?? {})[0]?.mimetype).toBe(mime);
    expect(out('qpdf', '--qdf', '--object-streams=disable', file, '-').toString('latin1')).toMatch(
      /\/AFRelationship \/Source/,
    );
  });
});

describe('signature', () => {
  const trustStore = (): string => {
    const store = mkdtempSync(path.join(dir, 'nss-'));
    out('certutil', '-N', '-d', `sql:${store}`, '--empty-password');
    const authority = inDir('authority.der', signer.anchors[0] ?? new Uint8Array());
    out('certutil', '-A', '-d', `sql:${store}`, '-n', 'authority', '-t', 'C,C,C', '-i', authority);
    return store;
  };

  needs('pdfsig', 'certutil')('EP7 pdfsig: valid, trusted, the whole document; and not for a spoilt one', () => {
    const store = trustStore();
    const said = run('pdfsig', '-nssdir', store, file);
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Certificate is Trusted.');
    expect(said).toContain('Total document signed');
    expect(said).toMatch(/Signature Type: ETSI\.CAdES\.detached/);
    expect(said.match(/^Signature #/gm)).toHaveLength(1);
    expect(run('pdfsig', '-nssdir', store, spoilt)).not.toContain('Signature is Valid.');
    const longer = inDir('longer.pdf', Buffer.concat([bytes, Buffer.from('\n')]));
    expect(run('pdfsig', '-nssdir', store, longer)).not.toContain('Total document signed');
  });

  needs('mutool')('EP7 mutool: unchanged since signing; and not for a spoilt one', () => {
    expect(run('mutool', 'sign', '-v', file)).toContain('unchanged since signing');
    expect(run('mutool', 'sign', '-v', spoilt)).not.toContain('unchanged since signing');
  });

  needs('openssl')(
    'EP8 openssl: CAdES with the certificates named in the signature, and nothing it need not hold',
    () => {
      const { cms, gap } = readLayout(bytes);
      const signature = inDir('pack.cms', cms);
      const content = inDir('pack.content', Buffer.concat([bytes.subarray(0, gap.start), bytes.subarray(gap.end)]));
      const pem = (der: Uint8Array): string =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
      const authority = inDir('authority.pem', pem(signer.anchors[0] ?? new Uint8Array()));
      const verify = (data: string) =>
        spawnSync('openssl', [
          ...['cms', '-verify', '-cades', '-inform', 'DER', '-in', signature, '-content', data, '-binary'],
          ...['-CAfile', authority, '-out', path.join(dir, 'verified')],
        ]);
      const whole = verify(content);
      expect(whole.status, whole.stderr.toString()).toBe(0);
      const other = Buffer.from(readFileSync(content));
      other[500] = (other[500] ?? 0) ^ 1;
      expect(verify(inDir('other.content', other)).status).not.toBe(0);
      const printed = run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', signature);
      expect(printed).toContain('id-smime-aa-signingCertificateV2');
      expect(printed).not.toContain('signingTime');
    },
  );

  needs('openssl')('EP22 openssl: the manifest beside its signature, by the certificates attached', () => {
    const attached = (name: string, as: string): string =>
      inDir(as, files.find((one) => one.name === name)?.bytes ?? new Uint8Array());
    const [manifest, signature] = [attached('manifest.json', 'm.json'), attached('manifest.json.p7s', 'm.p7s')];
    const chain = attached('certificates/workstation.pem', 'chain.pem');
    const verify = (data: string) =>
      spawnSync('openssl', [
        ...['cms', '-verify', '-cades', '-inform', 'DER', '-in', signature, '-content', data, '-binary'],
        ...['-CAfile', chain, '-out', path.join(dir, 'verified.json')],
      ]);
    const whole = verify(manifest);
    expect(whole.status, whole.stderr.toString()).toBe(0);
    const other = readFileSync(manifest);
    other[20] = (other[20] ?? 0) ^ 1;
    expect(verify(inDir('other.json', other)).status).not.toBe(0);
    expect(run('openssl', 'verify', '-CAfile', chain, chain)).toContain(': OK');
  });
});
