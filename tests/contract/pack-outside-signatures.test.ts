/**
 * What programs that are not ours say of the signatures of version 2: pages signed by the workstation, by an agency with
 * RSA and with ECDSA, each stamped by OpenSSL's time-stamp command. qpdf, poppler (pdfsig, pdfdetach, pdffonts), MuPDF and
 * OpenSSL; a tool that is missing is named and its tests are skipped, never passed. pdfsig and mutool exit 0 on tampered
 * files: their words are read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSigned } from '../../src/core/evidence/cms-form.ts';
import type { PackSigner } from '../../src/core/evidence/pack-signer.ts';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { buildPack } from '../../src/evidence/build-pack.ts';
import { documentSigning, makeAgency, pemOf } from '../fixtures/agency-chain.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { runCli } from '../fixtures/run-cli.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';
import {
  makeStampAuthority,
  opensslAnswering,
  opensslMissing,
  type StampServer,
  startStampServer,
} from '../fixtures/time-stamp-authority.ts';

const present = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;
const tools = ['qpdf', 'pdfsig', 'certutil', 'mutool', 'pdfdetach', 'pdffonts'];
const missing = new Set([...tools.filter((tool) => !present(tool)), ...(opensslMissing ? ['openssl'] : [])]);
if (missing.size > 0) console.warn(`Not run, because not installed: ${[...missing].join(', ')}.`);
const needs = (...names: string[]) => test.skipIf(names.some((name) => missing.has(name)));

const email = '1.3.6.1.5.5.7.3.4';
/** NSS and OpenSSL know signed e-mail, and not yet signed documents: a certificate for both passes them all. */
const purposes = [documentSigning, email];

type Made = { file: string; bytes: Uint8Array; spoilt: string; root: Uint8Array; subject: string };
const kinds = ['workstation', 'agency-rsa', 'agency-ec'] as const;
let dir: string;
let stampRoot: Uint8Array;
let server: StampServer;
let workstation: TestSigner;
const made = new Map<string, Made>();
const packOf = (kind: string): Made => {
  const found = made.get(kind);
  if (found === undefined) throw new Error(`no pack ${kind}`);
  return found;
};

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
  dir = mkdtempSync(path.join(tmpdir(), 'waymark-signed-'));
  workstation = await makeTestAuthority();
  const stamps = await makeStampAuthority({ kind: 'RSA-2048' }, [{ kind: 'RSA-2048' }, { kind: 'RSA-2048' }]);
  stampRoot = stamps.root;
  server = await startStampServer(opensslMissing ? () => 500 : opensslAnswering(stamps));
  const timeStamp = opensslMissing ? null : { url: server.url, roots: [stampRoot] };
  const rsa = await makeAgency([{ kind: 'RSA-2048', purposes }, { kind: 'RSA-2048' }, { kind: 'RSA-3072' }]);
  const ec = await makeAgency([{ kind: 'P-384', purposes }, { kind: 'P-384' }]);
  const signers: Record<(typeof kinds)[number], [PackSigner, Uint8Array, string]> = {
    workstation: [{ ...workstation, timeStamp }, workstation.anchors[0] as Uint8Array, 'Workstation 1'],
    'agency-rsa': [{ ...workstation, agency: rsa, timeStamp }, rsa.root, 'Digital Evidence Unit'],
    'agency-ec': [{ ...workstation, agency: ec, timeStamp }, ec.root, 'Digital Evidence Unit'],
  };
  const input = makePackInput({ entries: 0 });
  for (const kind of kinds) {
    const [signer, root, subject] = signers[kind];
    const { bytes } = await buildPack({ ...input, madeMs: input.madeMs }, signer);
    const changed = bytes.slice();
    const at = Buffer.from(bytes).indexOf('stream\n') + 60;
    changed[at] = (changed[at] ?? 0) ^ 1;
    const file = inDir(`${kind}.pdf`, bytes);
    made.set(kind, { file, bytes, spoilt: inDir(`${kind}-spoilt.pdf`, changed), root, subject });
  }
}, 300_000);
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.each(kinds)('pages signed by the %s', (kind) => {
  needs('qpdf')('qpdf finds no error and no warning', () => {
    const said = run('qpdf', '--check', packOf(kind).file);
    expect(said).toContain('No syntax or stream encoding errors found');
    expect(said).not.toMatch(/WARNING|error:/);
  });

  needs('pdffonts')('every font is embedded', () => {
    const rows = run('pdffonts', packOf(kind).file)
      .split('\n')
      .slice(2)
      .filter((row) => row.trim() !== '');
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row).toMatch(/ yes yes yes +\d+ +\d+$/);
  });

  needs('pdfsig', 'certutil')('EP40 pdfsig: valid, trusted, the whole document; and not for a spoilt one', () => {
    const { file, spoilt, root, bytes, subject } = packOf(kind);
    const store = mkdtempSync(path.join(dir, 'nss-'));
    out('certutil', '-N', '-d', `sql:${store}`, '--empty-password');
    out('certutil', '-A', '-d', `sql:${store}`, '-n', 'root', '-t', 'C,C,C', '-i', inDir(`${kind}-root.der`, root));
    const said = run('pdfsig', '-nssdir', store, file);
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Certificate is Trusted.');
    expect(said).toContain('Total document signed');
    expect(said).toContain(`Signer Certificate Common Name: ${subject}`);
    expect(said.match(/^Signature #/gm)).toHaveLength(1);
    expect(run('pdfsig', '-nssdir', store, spoilt)).not.toContain('Signature is Valid.');
    const longer = inDir(`${kind}-longer.pdf`, Buffer.concat([bytes, Buffer.from('\n')]));
    expect(run('pdfsig', '-nssdir', store, longer)).not.toContain('Total document signed');
  });

  needs('mutool')('EP40 mutool: unchanged since signing; and not for a spoilt one', () => {
    expect(run('mutool', 'sign', '-v', packOf(kind).file)).toContain('unchanged since signing');
    expect(run('mutool', 'sign', '-v', packOf(kind).spoilt)).not.toContain('unchanged since signing');
  });

  needs('openssl')('EP40 EP42 openssl: CAdES, up to the root, no signing time', () => {
    const { bytes, root } = packOf(kind);
    const { cms, gap } = readLayout(bytes);
    const signature = inDir(`${kind}.cms`, cms);
    const content = inDir(`${kind}.content`, Buffer.concat([bytes.subarray(0, gap.start), bytes.subarray(gap.end)]));
    const verify = (data: string, trusted: Uint8Array) =>
      spawnSync('openssl', [
        ...['cms', '-verify', '-cades', '-inform', 'DER', '-in', signature, '-content', data, '-binary'],
        ...['-CAfile', inDir(`${kind}-root.pem`, pemOf(trusted)), '-out', path.join(dir, 'verified')],
      ]);
    const whole = verify(content, root);
    expect(whole.status, whole.stderr.toString()).toBe(0);
    expect(verify(content, stampRoot).status).not.toBe(0);
    const other = Buffer.from(readFileSync(content));
    other[500] = (other[500] ?? 0) ^ 1;
    expect(verify(inDir(`${kind}-other.content`, other), root).status).not.toBe(0);
    const printed = run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', signature);
    expect(printed).toContain('id-smime-aa-signingCertificateV2');
    expect(printed).toContain('id-smime-aa-timeStampToken');
    // The time-stamp server's own attributes, inside its token, may hold one.
    const [own = '', token = ''] = printed.split('unsignedAttrs:');
    expect(own).toContain('signedAttrs:');
    expect(own).not.toContain('signingTime');
    expect(token).toContain('id-smime-ct-TSTInfo');
  });

  needs('openssl')('EP47 openssl: the time stamp is over the signature, and over no other', () => {
    const { signature, timeStamp } = readSigned(readLayout(packOf(kind).bytes).cms, 'data');
    const token = inDir(`${kind}.tst`, timeStamp ?? new Uint8Array());
    const verify = (value: Uint8Array, trusted: Uint8Array): string =>
      run(
        'openssl',
        ...['ts', '-verify', '-token_in', '-in', token, '-data', inDir(`${kind}.value`, value)],
        ...['-CAfile', inDir('tsa-root.pem', pemOf(trusted))],
      );
    expect(verify(signature, stampRoot)).toContain('Verification: OK');
    expect(verify(signature.with(0, (signature[0] ?? 0) ^ 1), stampRoot)).toContain('Verification: FAILED');
    expect(verify(signature, packOf(kind).root)).toContain('Verification: FAILED');
  });

  needs('pdfdetach')('EP2 pdfdetach takes out the bytes that are attached', async () => {
    const { file, bytes } = packOf(kind);
    const to = path.join(dir, `${kind}-files`);
    mkdirSync(to);
    const listed = [...run('pdfdetach', '-list', file).matchAll(/^(\d+): (.+)$/gm)];
    const attached = new Map((await PDFDocument.load(bytes)).getAttachments().map((one) => [one.name, one.data]));
    expect(listed.length).toBe(attached.size);
    expect(listed.length).toBeGreaterThan(4);
    for (const [, index = '', name = ''] of listed) {
      out('pdfdetach', '-save', index, '-o', path.join(to, index), file);
      expect(readFileSync(path.join(to, index)).equals(attached.get(name) ?? Buffer.alloc(0)), name).toBe(true);
    }
    expect(readdirSync(to)).toHaveLength(attached.size);
  });

  needs('openssl')('EP48 our own verdict agrees', async () => {
    const { bytes, root } = packOf(kind);
    const trustAnchors = [root, workstation.anchors[0] as Uint8Array];
    const verdict = await verifyPack(bytes, { trustAnchors, timeStampAnchors: [stampRoot] });
    expect(verdict.problems).toEqual([]);
    expect(verdict).toMatchObject({ status: 'valid', trust: 'anchored' });
    expect(verdict.checks.find(({ id }) => id === 'time-stamp')?.detail).toContain('the one that was named');
    const other = await verifyPack(bytes, { trustAnchors, timeStampAnchors: [root] });
    expect(other.problems.map(({ code }) => code)).toEqual(['time-stamp-unknown']);
  });
});

needs('openssl')('EP48 waymark verify --tsa-trust: the root of the stamp, or another', async () => {
  const { file, root } = packOf('agency-rsa');
  const pem = (name: string, der: Uint8Array): string => inDir(name, pemOf(der));
  const anchors = [pem('agency.pem', root), pem('station.pem', workstation.anchors[0] as Uint8Array)];
  const verify = (stamps: string) => runCli(['verify', file, '--trust', ...anchors, '--tsa-trust', stamps]);
  const right = await verify(pem('stamps.pem', stampRoot));
  expect(right).toMatchObject({ code: 0 });
  expect(right.stdout).toContain('under CN=Time Stamp Root: the one that was named');
  const wrong = await verify(pem('other.pem', root));
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stdout).toContain('time-stamp-unknown');
});
