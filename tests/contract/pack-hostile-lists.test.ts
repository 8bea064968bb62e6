/**
 * Threats T19 and T20 on what a pack lists: names that programs read in different ways, ranges and lines without end. Signed
 * for real, so that each is refused for what it says. No clock is read here: where the work had no bound, the test ends
 * by running out of time or memory.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { buildAttachments } from '../../src/core/evidence/attachments.ts';
import type { PackManifestV2 } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { withheldEntriesOf } from '../../src/core/evidence/pack-names.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { findUnconfirmed } from '../../src/core/evidence/verify-log.ts';
import { findNames } from '../../src/core/evidence/verify-names.ts';
import { findUnauthorised } from '../../src/core/evidence/verify-queries.ts';
import { type Forgery, forgePack, withFile } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  input = makePackInput({ entries: 0 });
});

async function problemsOf(forgery: Forgery = {}, of: PackInput = input) {
  const { status, problems } = await verifyPack(await forgePack(of, signer, forgery), { trustAnchors: signer.anchors });
  return { told: [status, ...new Set(problems.map(({ code }) => code))], problems };
}
const told = async (forgery: Forgery = {}, of: PackInput = input): Promise<string[]> =>
  (await problemsOf(forgery, of)).told;

describe('EP33 names of attachments', () => {
  const extra = (name: string): Forgery => ({
    files: (files) => [
      ...files,
      {
        name,
        mime: 'text/csv',
        relationship: 'Data',
        description: 'Exhibits as a table',
        bytes: new TextEncoder().encode('number,plate\r\nE-01,FORGED\r\n'),
      },
    ],
  });

  test.each([
    'Exhibits/Exhibits.csv',
    'MANIFEST.JSON',
    '../../../../tmp/slipped.csv',
    'exhibits/../log/more.csv',
    '/tmp/absolute.csv',
    'C:/absolute.csv',
    'exhibits\\exhibits.csv',
    'exhibits//exhibits.csv',
    'exhibits/exhibits.csv ',
    'exhibits/exhibits.csv.',
    'exhibits/exhibits\u0000.csv',
    'images/E-01.jpeg',
    'images/E-99.png',
    'log/case-log-2.jsonl',
    'authorities/99-paper.pdf',
    'clips/CH99.mp4',
    'evidence.exe',
  ])('T20 %j is the name of nothing in a pack', async (name) => {
    expect(await told(extra(name))).toEqual(['invalid', 'manifest-form']);
  });

  test('clips whose numbers differ in capital letters or in no letters at all have names of their own', async () => {
    const bytes = new TextEncoder().encode('not really a film');
    const { sha256 } = await digestOf(bytes);
    const clips = ['CH03', 'ch03', 'CH 03', '三号', '四号', '', 'NUL'].map((number) => ({
      number,
      sha256,
      mime: 'video/mp4',
      bytes,
      proxyOf: null,
    }));
    expect(await told({}, { ...input, clips })).toEqual(['valid']);
    // Red proof: the verifier does tell names apart without regard to case.
    const listed: Forgery = {
      files: (files) =>
        files.map((file) => (file.name.startsWith('clips/ch03-') ? { ...file, name: 'clips/ch03.mp4' } : file)),
      manifest: (manifest) => ({
        ...manifest,
        clips: manifest.clips.map((clip) =>
          clip.number === 'ch03' ? { ...clip, attachment: 'clips/ch03.mp4' } : clip,
        ),
      }),
    };
    const { told: codes, problems } = await problemsOf(listed, { ...input, clips });
    expect(codes).toEqual(['invalid', 'manifest-form']);
    expect(problems.map(({ where }) => where)).toEqual(['"clips/ch03.mp4"']);
  });

  test('T20 marks that turn the direction of writing, whoever refuses them first', async () => {
    const { told: codes } = await problemsOf(extra('exhibits/exhibits.\u202Evsc'));
    expect(codes).toHaveLength(2);
    expect(['manifest-form', 'attachments-unreadable']).toContain(codes[1]);
  });

  test.each(['../../slipped.pdf', ' .pdf', 'paper.pdf ', '\u202Efdp.exe'])(
    'T20 a paper that the manifest itself calls %j',
    (end) => {
      const { manifest } = buildAttachments(input, signer);
      const paper = { authorityId: 'a', name: 'Paper', sha256: '0'.repeat(64) };
      const called = (attachment: string) =>
        findNames({ ...manifest, documents: [{ ...paper, attachment }] }, [attachment]).map(({ code }) => code);
      expect(called(`authorities/${end}`)).toEqual(['manifest-form']);
      expect(called('authorities/01-paper.pdf')).toEqual([]);
    },
  );

  test('a name is handed on without what steers a terminal', () => {
    const { manifest } = buildAttachments(input, signer);
    expect(findNames(manifest, ['exhibits/exhibits.csv'])).toEqual([]);
    const [problem] = findNames(manifest, ['\u001B[2J\u202Ename']);
    expect(problem).toMatchObject({ code: 'manifest-form', where: '"?[2J?name"' });
  });
});

describe('EP34 what is read has an end', () => {
  const logOf = (bytes: Uint8Array): Forgery['files'] => withFile('log/case-log.jsonl', () => bytes);

  test('T19 millions of empty lines, and as many as the manifest counts', async () => {
    const lines = new Uint8Array(18_000_000).fill(10);
    const random = crypto.getRandomValues(new Uint8Array(60_000));
    for (const entries of [3, lines.length]) {
      const { told: codes, problems } = await problemsOf({
        // Enough file that the log may unpack to its size.
        files: (files) => logOf(lines)?.(files) ?? files,
        manifest: (manifest) => ({
          ...manifest,
          title: Buffer.from(random).toString('hex'),
          log: { ...manifest.log, entries },
        }),
      });
      expect(codes.slice(0, 2)).toEqual(['invalid', 'log-broken']);
      expect(problems.length).toBeLessThan(50);
    }
  });

  test('T19 more lines than the manifest counts are not gone through', async () => {
    const whole = withFile('log/case-log.jsonl', (bytes) => new Uint8Array(Buffer.concat(Array(400).fill(bytes))));
    const { told: codes, problems } = await problemsOf({ files: whole });
    expect(codes.slice(0, 2)).toEqual(['invalid', 'log-broken']);
    expect(problems.length).toBeLessThan(50);
  });

  const withheld = (...what: string[]): Forgery['manifest'] => {
    const ground = 'Another person’s inquiry';
    return (manifest: PackManifestV2) => ({
      ...manifest,
      profile: { id: 'defence', title: 'defence', removed: [] },
      withheld: what.map((one) => ({ what: one, ground })),
    });
  };
  test('T19 ranges that overlap, run backwards or go beyond the log', async () => {
    const { length } = input.log;
    for (const lines of [
      [withheldEntriesOf(1, length + 1)],
      [withheldEntriesOf(1, 999_999_999)],
      [withheldEntriesOf(2, 3), withheldEntriesOf(1, 1)],
      [withheldEntriesOf(1, 3), withheldEntriesOf(3, 4)],
    ]) {
      const { told: codes, problems } = await problemsOf({ manifest: withheld(...lines) });
      expect(codes).toEqual(['invalid', 'disclosure-form']);
      expect(problems.at(-1)?.message ?? '', lines.join()).toMatch(/out of order, overlaps|is shown/);
      expect(problems.some(({ message }) => message.includes('out of order, overlaps'))).toBe(true);
    }
    const many = Array.from({ length: 5000 }, (_, index) => withheldEntriesOf(1, 900_000 - index));
    expect((await problemsOf({ manifest: withheld(...many) })).problems.length).toBe(100);
  });

  test('T19 a long log of one authority, and many exhibits in it, are gone through once', () => {
    const find = input.log.find(({ action, phase }) => action === 'view' && phase === 'intent') as AuditEntry;
    const before = input.log.filter(({ seq }) => seq < find.seq);
    const count = 120_000;
    const queries = Array.from({ length: count }, (_, index): AuditEntry => ({ ...find, seq: find.seq + index }));
    expect(findUnauthorised([...before, ...queries])).toEqual([]);
    const claims = Array.from({ length: count }, (_, index) => ({
      number: `E-${index}`,
      detectionId: `read ${index}`,
      plate: 'ABC123',
      confirmationId: 'c',
      imageSha256: null,
    }));
    expect(findUnconfirmed(queries, claims)).toHaveLength(count);
  });
});

async function digestOf(bytes: Uint8Array): Promise<{ sha256: string }> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return { sha256: Buffer.from(digest).toString('hex') };
}
