// The files of a pack: their form, their order, and that the manifest tells the truth about each.

import { beforeAll, expect, test } from 'vitest';
import { makePackInput } from '../../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../../tests/fixtures/test-authority.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { verifyLog } from '../audit/verify.ts';
import { isAppError } from '../errors.ts';
import { buildAttachments } from './attachments.ts';
import { csvCell, csvText } from './csv.ts';
import { canonicalBytes, packManifest, sha256OfBytes } from './manifest.ts';
import type { PackInput } from './pack-input.ts';

let signer: TestSigner;
beforeAll(async () => {
  signer = await makeTestAuthority();
});

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const fileOf = (input: PackInput, name: string): string =>
  text(buildAttachments(input, signer).attachments.find((file) => file.name === name)?.bytes);

test('EP3 EP22 the manifest is last but its signature, has its form, and lists every other file with its true hash and length', () => {
  const { attachments, manifest, manifestSha256 } = buildAttachments(makePackInput(), signer);
  const last = attachments.at(-2);
  expect(last?.name).toBe('manifest.json');
  expect(attachments.at(-1)?.name).toBe('manifest.json.p7s');
  expect(packManifest.parse(JSON.parse(text(last?.bytes)))).toEqual(manifest);
  expect(last?.bytes).toEqual(canonicalBytes(manifest));
  expect(sha256OfBytes(last?.bytes ?? new Uint8Array())).toBe(manifestSha256);
  expect(manifest.attachments).toEqual(
    attachments.slice(0, -2).map(({ name, mime, bytes, relationship }) => ({
      name,
      mime,
      bytes: bytes.length,
      sha256: sha256OfBytes(bytes),
      relationship,
    })),
  );
  expect(new Set(attachments.map(({ name }) => name)).size).toBe(attachments.length);
});

test('the same input gives the same bytes', () => {
  expect(buildAttachments(makePackInput(), signer)).toEqual(buildAttachments(makePackInput(), signer));
});

test('the attached log is the log: one canonical entry a line, and it verifies against the attached checkpoint', () => {
  const input = makePackInput();
  const lines = fileOf(input, 'log/case-log.jsonl').split('\n');
  expect(lines.pop()).toBe('');
  const entries = lines.map((line) => JSON.parse(line) as AuditEntry);
  expect(entries).toHaveLength(120);
  expect(lines).toEqual(entries.map((entry) => text(canonicalBytes(entry))));
  expect(verifyLog(entries, JSON.parse(fileOf(input, 'log/checkpoint.json')))).toMatchObject({
    ok: true,
    problems: [],
  });
  expect(verifyLog(entries.slice(0, -1), input.checkpoint).ok).toBe(false);
});

test('completeness counts images, papers, the receipt and the cosigned head, and names what is missing and why', () => {
  const { completeness } = buildAttachments(makePackInput(), signer).manifest;
  expect(completeness).toMatchObject({ attempted: 17, produced: 16 });
  expect(completeness.unavailable).toEqual([
    { what: 'Image of E-13', reason: expect.stringContaining('sent no image') as string },
  ]);
  const alone = buildAttachments(makePackInput({ withReceipt: false, empty: true }), signer);
  expect(alone.manifest.completeness).toMatchObject({ attempted: 3, produced: 1 });
  expect(alone.manifest.completeness.unavailable.map(({ what }) => what)).toEqual([
    "Server's receipt for the log",
    'Cosigned head of the log',
  ]);
  expect(alone.attachments.map(({ name }) => name)).not.toContain('log/receipt.json');
});

test('an image that is not the one its hash names ends the making', () => {
  for (const change of ['image', 'detection'] as const) {
    const input = makePackInput();
    const row = input.exhibits[0];
    if (row?.image == null) throw new Error('the fixture has no image');
    input.exhibits[0] =
      change === 'image'
        ? { ...row, image: { ...row.image, bytes: row.image.bytes.with(-1, 0xff) } }
        : { ...row, detection: { ...row.detection, imageSha256: 'ab'.repeat(32) } };
    expect(() => buildAttachments(input, signer)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }) as Error);
    try {
      buildAttachments(input, signer);
    } catch (error) {
      expect(isAppError(error) && error.details.exhibit).toBe('E-01');
    }
  }
});

test('cells that a spreadsheet would calculate are made text; quotes, commas and line ends are quoted', () => {
  for (const first of ['=', '+', '-', '@', '\t', '\r']) expect(csvCell(`${first}1+1`).replace(/"/g, '')).toMatch(/^'/);
  expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  expect([csvCell(-37.81), csvCell(null), csvCell(true), csvCell('a,b'), csvCell('a"b'), csvCell('a\nb')]).toEqual([
    '-37.81',
    '',
    'true',
    '"a,b"',
    '"a""b"',
    '"a\nb"',
  ]);
  expect(
    csvText([
      ['a', 1],
      ['b', null],
    ]),
  ).toBe('a,1\r\nb,\r\n');
});

test('the table gives both times, keeps macrons, and disarms what people typed', () => {
  const input = makePackInput();
  const row = input.exhibits[0];
  if (row === undefined) throw new Error('the fixture has no exhibit');
  input.exhibits[0] = { ...row, exhibit: { ...row.exhibit, note: '=cmd|calc' } };
  const csv = fileOf(input, 'exhibits/exhibits.csv');
  expect(csv).toContain('2026-11-06T10:02:10.482Z,2026-11-06T23:02:10.482+13:00');
  expect(csv).toContain('Officer Tāne Example');
  expect(csv).toContain("'=cmd|calc");
  expect(csv.endsWith('\r\n')).toBe(true);
  expect(csv.split('\r\n')).toHaveLength(input.exhibits.length + 2);
});

test('the map file holds a point a read, none where the place is not known, and a straight line a leg', () => {
  const input = makePackInput();
  const { features } = JSON.parse(fileOf(input, 'exhibits/exhibits.geojson')) as {
    features: { geometry: { type: string; coordinates: number[] } | null; properties: Record<string, unknown> }[];
  };
  const reads = features.filter(({ properties }) => properties.kind === 'read');
  const first = input.exhibits[0]?.camera;
  expect(reads[0]?.geometry).toEqual({ type: 'Point', coordinates: [first?.lon, first?.lat] });
  expect(reads.find(({ properties }) => properties.exhibit === 'E-14')?.geometry).toBeNull();
  const legs = features.filter(({ properties }) => properties.kind === 'leg');
  expect(legs).toHaveLength(input.journeys.reduce((sum, { legs: all }) => sum + all.length, 0));
  expect(legs.filter(({ properties }) => properties.impossible === true)).toHaveLength(1);
});

test('EP25 a paper that is not here is named, and one that is another than its hash says ends the making', () => {
  const input = makePackInput();
  const [paper] = input.documents;
  if (paper === undefined) throw new Error('the fixture has a paper');
  const gone = buildAttachments({ ...input, documents: [{ ...paper, bytes: null }] }, signer).manifest;
  expect(gone.documents).toEqual([expect.objectContaining({ attachment: null, sha256: paper.sha256 })]);
  expect(gone.completeness.unavailable.map(({ what }) => what)).toContain(
    `Paper "${paper.name}", SHA-256 ${paper.sha256}`,
  );
  const other = { ...paper, bytes: new Uint8Array([1]) };
  expect(() => buildAttachments({ ...input, documents: [other] }, signer)).toThrow('is not the one that was attached');
  expect(buildAttachments(input, signer).attachments.map(({ name }) => name)).toContain(
    'authorities/01-Complaint-form-Matamata.pdf',
  );
});

test('a clip goes in as it is, under a name that says whether it is a proxy', () => {
  const input = makePackInput();
  const bytes = new Uint8Array([0, 0, 0, 1]);
  const clip = { number: 'CH 03', sha256: sha256OfBytes(bytes), mime: 'video/x-msvideo', bytes, proxyOf: null };
  const proxy = { ...clip, mime: 'video/mp4', proxyOf: clip.sha256 };
  const made = buildAttachments({ ...input, clips: [clip, proxy] }, signer);
  expect(made.manifest.clips.map(({ attachment }) => attachment)).toEqual([
    'clips/CH-03-4528b2ed6415.avi',
    'clips/CH-03-4528b2ed6415-proxy.mp4',
  ]);
  const wrong = { ...clip, sha256: 'ab'.repeat(32) };
  expect(() => buildAttachments({ ...input, clips: [wrong] }, signer)).toThrow('is not the one its hash names');
});
