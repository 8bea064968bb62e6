// PDF/A by Apache's PDFBox Preflight, where it is installed (Debian: libpdfbox2-java, libjaxb-api-java, libactivation-java).
// It knows PDF/A-1 alone: what it may object to is what PDF/A-3 allows and PDF/A-1 does not, by these codes and no others.
// It is not a PDF/A-3 verdict.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../tests/fixtures/test-authority.ts';
import { buildPack } from './build-pack.ts';

const JARS = ['preflight', 'pdfbox2', 'fontbox2', 'xmpbox', 'commons-logging', 'jaxb-api', 'javax.activation'].map(
  (name) => `/usr/share/java/${name}.jar`,
);
const java = (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, 'java')));
const installed = java && JARS.every((jar) => existsSync(jar));

/** Attached files (their tree and their specifications), no CIDSet, and part 3 in the metadata. */
const ALLOWED = new Set(['1.4.7', '1.2.9', '3.1.11', '7.11.2']);

const objectionsTo = (bytes: Uint8Array): string[] => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'preflight-')), 'pack.pdf');
  writeFileSync(file, bytes);
  const said = (): string => {
    try {
      return execFileSync('java', ['-cp', JARS.join(':'), 'org.apache.pdfbox.preflight.Validator_A1b', file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  };
  const text = said();
  expect(text).toContain('is not a valid PDF/A-1b file, error(s)');
  return text
    .split('\n')
    .filter((line) => /^\d+(\.\d+)*\s*:/.test(line))
    .map((line) => line.trim());
};
const others = (objections: readonly string[]): string[] =>
  objections.filter((line) => !ALLOWED.has(line.split(' ')[0] ?? ''));

describe.skipIf(!installed)('PDFBox Preflight (skipped where it is not installed)', () => {
  let signer: TestSigner;
  beforeAll(async () => {
    signer = await makeTestAuthority();
  });

  test('a whole pack draws objections of the four allowed codes alone', async () => {
    const objections = objectionsTo((await buildPack(makePackInput(), signer)).bytes);
    expect(objections.length).toBeGreaterThan(10);
    expect(others(objections)).toEqual([]);
  }, 120_000);

  test('an image with transparency, drawn, leaves no transparency in the file', async () => {
    const clear = encode({
      width: 40,
      height: 30,
      data: Uint8Array.from({ length: 4800 }, (_, at) => (at * 31) & 255),
      channels: 4,
      depth: 8,
    });
    const input = makePackInput();
    const [row] = input.exhibits;
    if (row?.image == null) throw new Error('the fixture has no image');
    const sha256 = createHash('sha256').update(clear).digest('hex');
    row.image = { ...row.image, sha256, bytes: new Uint8Array(clear) };
    row.detection = { ...row.detection, imageSha256: sha256 };
    const objections = objectionsTo((await buildPack(input, signer)).bytes);
    expect(others(objections)).toEqual([]);
  }, 120_000);
});
