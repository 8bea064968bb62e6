// Whole packs, looked at with a PDF library that did not write them and, where installed, with poppler and qpdf.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { withHistory } from '../../tests/fixtures/forge-pack.ts';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../tests/fixtures/test-authority.ts';
import { buildAttachments } from '../core/evidence/attachments.ts';
import type { PackInput, PackMade } from '../core/evidence/pack-input.ts';
import { packSections } from '../core/evidence/sections.ts';
import { verifyPack } from '../core/evidence/verify.ts';
import { buildPack } from './build-pack.ts';
import { createPackBuilder, inThreadPackBuilder, PACK_WORKER_URL, workerPackBuilder } from './index.ts';

const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));
const run = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 64_000_000 });
const saved = (bytes: Uint8Array): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'pack-')), 'pack.pdf');
  writeFileSync(file, bytes);
  return file;
};
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const rangeOf = (bytes: Uint8Array): [number, number, number, number] => {
  const found = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/.exec(latin(bytes));
  return [Number(found?.[1]), Number(found?.[2]), Number(found?.[3]), Number(found?.[4])];
};

let signer: TestSigner;
let training: { input: PackInput; made: PackMade; file: string };

beforeAll(async () => {
  signer = await makeTestAuthority();
  const input = makePackInput();
  const made = await buildPack(input, signer);
  training = { input, made, file: saved(made.bytes) };
}, 60_000);

describe('bytes', () => {
  test('EP6 the same input gives the same bytes, all but the signature', async () => {
    const again = await buildPack(makePackInput(), signer);
    const [, first, second] = rangeOf(training.made.bytes);
    expect(rangeOf(again.bytes)).toEqual(rangeOf(training.made.bytes));
    expect(Buffer.compare(again.bytes.subarray(0, first), training.made.bytes.subarray(0, first))).toBe(0);
    expect(Buffer.compare(again.bytes.subarray(second), training.made.bytes.subarray(second))).toBe(0);
    const other = await buildPack({ ...makePackInput(), madeMs: training.input.madeMs + 1000 }, signer);
    const idOf = (bytes: Uint8Array): string | undefined => /\/ID \[(<[0-9a-f]{32}>) \1\]/.exec(latin(bytes))?.[1];
    expect(idOf(training.made.bytes)).toBeDefined();
    expect(idOf(again.bytes)).toBe(idOf(training.made.bytes));
    expect(idOf(other.bytes)).not.toBe(idOf(training.made.bytes));
  }, 60_000);

  test('one signature over all but its own value, one revision, nothing after the end', () => {
    const { bytes } = training.made;
    const [start, first, second, rest] = rangeOf(bytes);
    expect([start, second + rest]).toEqual([0, bytes.length]);
    expect([bytes[first], bytes[second - 1]]).toEqual([0x3c, 0x3e]);
    expect(second - first - 2).toBe(16_384);
    const file = latin(bytes);
    expect(file.match(/startxref/g)).toHaveLength(1);
    expect(file.endsWith('%%EOF\n')).toBe(true);
    expect(file).not.toContain('NeedAppearances');
    expect(file).toContain('/SubFilter /ETSI.CAdES.detached');
  });

  test('it verifies, and with one byte of a page changed it does not', async () => {
    const good = await verifyPack(training.made.bytes, { trustAnchors: signer.anchors });
    expect(good).toMatchObject({ status: 'valid', trust: 'anchored', problems: [] });
    expect(good.pack).toMatchObject({ manifestSha256: training.made.manifestSha256, refusedQueries: 4, exhibits: 14 });
    const bad = training.made.bytes.slice();
    bad[20_000] = (bad[20_000] ?? 0) ^ 1;
    expect((await verifyPack(bad, { trustAnchors: signer.anchors })).status).toBe('invalid');
  });

  test('what is said of the file is true of it', () => {
    expect(training.made.sha256).toBe(createHash('sha256').update(training.made.bytes).digest('hex'));
    expect(training.made.attachments).toBe(buildAttachments(training.input, signer).attachments.length);
  });
});

describe('document', () => {
  let pdf: PDFDocument;
  const dicts = (): PDFDict[] =>
    pdf.context.enumerateIndirectObjects().flatMap(([, object]) => {
      if (object instanceof PDFDict) return [object];
      return object instanceof PDFRawStream ? [object.dict] : [];
    });
  const ofType = (key: string, value: string): PDFDict[] =>
    dicts().filter((dict) => dict.get(PDFName.of(key)) === PDFName.of(value));

  beforeAll(async () => {
    pdf = await PDFDocument.load(training.made.bytes, { updateMetadata: false });
  });

  test('every font is embedded', () => {
    const descriptors = ofType('Type', 'FontDescriptor');
    expect(descriptors.length).toBeGreaterThanOrEqual(5);
    for (const descriptor of descriptors)
      expect(descriptor.lookup(PDFName.of('FontFile2'))).toBeInstanceOf(PDFRawStream);
    const fonts = ofType('Type', 'Font').map((font) => String(font.get(PDFName.of('Subtype'))));
    expect(new Set(fonts)).toEqual(new Set(['/Type0', '/CIDFontType2']));
  });

  test('PDF/A-3b, tagged, New Zealand English, with an output intent and a title bar', () => {
    const { catalog } = pdf;
    const xmp = latin((catalog.lookup(PDFName.of('Metadata')) as PDFRawStream).contents);
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(xmp).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(catalog.lookup(PDFName.of('MarkInfo'), PDFDict).toString()).toContain('/Marked true');
    expect(catalog.lookup(PDFName.of('Lang'), PDFString).asString()).toBe('en-NZ');
    expect(catalog.lookup(PDFName.of('OutputIntents'), PDFArray).size()).toBe(1);
    expect(catalog.lookup(PDFName.of('ViewerPreferences'), PDFDict).toString()).toContain('/DisplayDocTitle true');
    expect(pdf.getPageCount()).toBe(training.made.pages);
  });

  test('bookmarks lead to every section, each section on its page', () => {
    const titles = dicts()
      .filter((dict) => dict.has(PDFName.of('Dest')) && dict.has(PDFName.of('Title')))
      .map((dict) => {
        const title = dict.lookup(PDFName.of('Title'));
        return title instanceof PDFString || title instanceof PDFHexString ? title.decodeText() : '';
      });
    const sections = titles.filter((title) => /^\d+ {2}/.test(title)).map((title) => title.replace(/^\d+\s+/, ''));
    expect(sections).toEqual(packSections.map(({ title }) => title));
    const within = titles.filter((title) => !/^\d+ {2}/.test(title));
    expect(within).toEqual([
      ...training.input.journeys.map(({ label, plate }) => `Vehicle ${label}: ${plate}`),
      ...training.input.exhibits.map(({ exhibit }) => `${exhibit.number}  ${exhibit.plate}`),
    ]);
  });

  test('the signature field prints, has an appearance, and is the only field', () => {
    const form = pdf.catalog.lookup(PDFName.of('AcroForm'), PDFDict);
    const fields = form.lookup(PDFName.of('Fields'), PDFArray);
    expect(fields.size()).toBe(1);
    const field = fields.lookup(0, PDFDict);
    expect(field.lookup(PDFName.of('F'), PDFNumber).asNumber()).toBe(4);
    expect(field.lookup(PDFName.of('AP'), PDFDict).lookup(PDFName.of('N'))).toBeInstanceOf(PDFRawStream);
    expect(form.lookup(PDFName.of('SigFlags'), PDFNumber).asNumber()).toBe(3);
  });

  test('every annotation prints', () => {
    const annotations = ofType('Type', 'Annot');
    expect(annotations.length).toBeGreaterThan(8);
    for (const annotation of annotations) expect(annotation.lookup(PDFName.of('F'), PDFNumber).asNumber() & 4).toBe(4);
  });

  test('attachments carry relationship, type, fixed dates and a checksum of sixteen bytes', () => {
    const expected = new Map(buildAttachments(training.input, signer).attachments.map((file) => [file.name, file]));
    const specs = ofType('Type', 'Filespec');
    expect(specs).toHaveLength(expected.size);
    for (const spec of specs) {
      const name = spec.lookup(PDFName.of('UF'), PDFString).decodeText();
      const file = expected.get(name);
      expect(spec.get(PDFName.of('AFRelationship'))).toBe(PDFName.of(file?.relationship ?? ''));
      const stream = spec.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F')) as PDFRawStream;
      const params = stream.dict.lookup(PDFName.of('Params'), PDFDict);
      const checksum = params.lookup(PDFName.of('CheckSum'), PDFHexString).asBytes();
      expect(Buffer.from(checksum)).toEqual(
        createHash('md5')
          .update(file?.bytes ?? '')
          .digest(),
      );
      expect(params.lookup(PDFName.of('ModDate'), PDFString).asString()).toBe('D:20261111091604Z');
    }
  });
});

// Many packs are made here; on a busy machine one takes seconds.
describe('pages', { timeout: 60_000 }, () => {
  const pagesOf = (file: string): string[] => run('pdftotext', '-layout', file, '-').split('\f').slice(0, -1);

  test.skipIf(!has('pdftotext'))('every page says its number and, in training, that it is training', () => {
    const pages = pagesOf(training.file);
    expect(pages).toHaveLength(training.made.pages);
    pages.forEach((page, index) => {
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(page).toContain('TRAINING: NOT EVIDENCE');
    });
  });

  test.skipIf(!has('pdftotext'))('a live pack says nowhere that it is training', async () => {
    const live = await buildPack(makePackInput({ space: 'live' }), signer);
    expect(run('pdftotext', saved(live.bytes), '-')).not.toContain('TRAINING: NOT EVIDENCE');
  });

  test.skipIf(!has('pdftotext'))('macrons, every log entry, every refusal and the digest are on the pages', () => {
    const text = run('pdftotext', training.file, '-');
    const flat = text.replace(/\s+/g, ' ');
    for (const words of [
      'Operation Kōtare',
      'Officer Tāne Example',
      'Waiōuru and Tīrau',
      'Nothing is withheld: every entry',
    ]) {
      expect(flat).toContain(words);
    }
    for (const entry of training.input.log) expect(flat).toContain(`${entry.hash.slice(0, 4)}…${entry.hash.slice(-4)}`);
    expect(flat.match(/Refused: /g)).toHaveLength(
      training.input.log.filter(({ outcome }) => outcome === 'refused').length,
    );
    expect(flat).toContain('This is this workstation’s own log of this case');
    expect(flat).toContain('No reads is coverage, not absence');
    expect(flat).toContain('ground: a witness statement identifies the vehicle');
    const digest = flat.replace(/ /g, '');
    expect(digest).toContain(training.made.manifestSha256);
    for (const { image } of training.input.exhibits) if (image !== null) expect(digest).toContain(image.sha256);
  });

  test.skipIf(!has('pdftotext'))('a pack without exhibits still has every section, and says so', async () => {
    const made = await buildPack(makePackInput({ empty: true, withReceipt: false, entries: 20 }), signer);
    const flat = run('pdftotext', saved(made.bytes), '-').replace(/\s+/g, ' ');
    for (const words of [
      'This pack has no exhibits.',
      'No vehicle has a confirmed read in this pack',
      'None: no read was rejected or left undecided',
      'every confirmed one is an exhibit of this pack',
      'The server has given no receipt',
      'Rules in force',
      'None. No footage is part of this pack',
    ]) {
      expect(flat).toContain(words);
    }
  });

  test.skipIf(!has('pdftotext'))(
    'hostile text neither hides nor breaks out, and nothing is lost over the page',
    async () => {
      const input = makePackInput();
      input.title = 'Ngā <waka> & "plates" \u202Egnp.exe 漢字';
      input.ruleTexts = input.ruleTexts.map((rule, index) =>
        index === 0 ? { ...rule, text: `${'rule text '.repeat(900)}end-of-rule` } : rule,
      );
      const row = input.exhibits[4];
      if (row === undefined) throw new Error('the fixture is shorter than it was');
      input.exhibits[4] = { ...row, exhibit: { ...row.exhibit, note: `${'note '.repeat(390)}end-of-note` } };
      const made = await buildPack(input, signer);
      const flat = run('pdftotext', saved(made.bytes), '-').replace(/\s+/g, ' ');
      expect(flat).toContain('Ngā <waka> & "plates" [U+202E]gnp.exe [U+6F22][U+5B57]');
      expect(flat).toContain('end-of-rule');
      expect(flat).toContain('end-of-note');
      const file = latin(made.bytes);
      expect(file).toContain('&#60;waka&#62; &#38; &#34;plates&#34;');
      expect((await verifyPack(made.bytes)).status).toBe('valid');
    },
  );

  test.skipIf(!has('pdftotext'))('a confirmed read that is no exhibit is named by its log entry', async () => {
    const input = makePackInput();
    const [left, ...exhibits] = input.exhibits;
    const journeys = input.journeys.map((journey) => ({ ...journey, exhibits: journey.exhibits.slice(1), legs: [] }));
    const made = await buildPack({ ...input, exhibits, journeys }, signer);
    const flat = run('pdftotext', saved(made.bytes), '-').replace(/\s+/g, ' ');
    const entry = left?.confirmation.logSeq;
    expect(flat).toContain(`1 read was confirmed and not taken as an exhibit, or taken out again: log entry ${entry}.`);
  });

  test('images that cannot be drawn are attached and said so, and end nothing', async () => {
    const input = makePackInput({ entries: 120 });
    const files = [
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0),
      new Uint8Array(0),
    ];
    files.forEach((bytes, index) => {
      const row = input.exhibits[index];
      if (row === undefined) return;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const detection = { ...row.detection, imageSha256: sha256 };
      input.exhibits[index] = { ...row, detection, image: { sha256, mime: 'image/png', bytes } };
    });
    // The log shows these images opened: a pack must not hold others than those that were looked at.
    const sent = new Map(input.exhibits.map(({ detection }) => [detection.id, detection.imageSha256]));
    const opened = withHistory(input, (log) =>
      log.map((entry) => {
        const sha256 = sent.get(String(entry.details.detectionId)) ?? null;
        return entry.action === 'image' ? { ...entry, details: { ...entry.details, sha256 } } : entry;
      }),
    );
    const made = await buildPack(opened, signer);
    expect((await verifyPack(made.bytes)).status).toBe('valid');
    if (has('pdftotext')) {
      const flat = run('pdftotext', saved(made.bytes), '-').replace(/\s+/g, ' ');
      expect(flat.match(/Attached; cannot be drawn here/g)).toHaveLength(3);
    }
  });
});

describe('outside checkers', () => {
  test.skipIf(!has('qpdf'))('qpdf finds no error and gives back every attachment byte for byte', () => {
    expect(run('qpdf', '--check', training.file)).toContain('No syntax or stream encoding errors found');
    for (const { name, bytes } of buildAttachments(training.input, signer).attachments) {
      const shown = execFileSync('qpdf', [`--show-attachment=${name}`, training.file], { maxBuffer: 64_000_000 });
      expect(Buffer.compare(shown, bytes)).toBe(0);
    }
  });

  test.skipIf(!has('pdfdetach'))('pdfdetach saves every attachment byte for byte', () => {
    const { attachments } = buildAttachments(training.input, signer);
    const out = path.join(path.dirname(training.file), 'out.bin');
    const list = run('pdfdetach', '-list', training.file);
    expect(list).toContain(`${attachments.length} embedded files`);
    for (const { name, bytes } of attachments) {
      const index = new RegExp(`^(\\d+): ${name.replace(/[.]/g, '\\.')}$`, 'm').exec(list)?.[1] ?? '0';
      run('pdfdetach', '-save', index, '-o', out, training.file);
      expect(Buffer.compare(readFileSync(out), bytes)).toBe(0);
    }
  });

  test.skipIf(!has('pdffonts'))('pdffonts lists every font as embedded and subset', () => {
    const rows = run('pdffonts', training.file).trim().split('\n').slice(2);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const row of rows) expect(row).toMatch(/ yes yes yes /);
  });

  test.skipIf(!has('pdfsig'))('pdfsig: valid, and the total document', () => {
    const said = run('pdfsig', '-nocert', training.file);
    expect(said).toContain('Signature is Valid.');
    expect(said).toContain('Total document signed');
  });
});

describe('refusing and stopping', { timeout: 60_000 }, () => {
  test('a log that its checkpoint does not vouch for makes no pack', async () => {
    const input = makePackInput();
    for (const log of [input.log.slice(0, -1), input.log.toSpliced(5, 1), input.log.toReversed()]) {
      await expect(buildPack({ ...input, log }, signer)).rejects.toMatchObject({ code: 'AUDIT_CHAIN_BROKEN' });
    }
    const altered = input.log.with(1, { ...(input.log[1] as (typeof input.log)[number]), outcome: 'ran' });
    await expect(buildPack({ ...input, log: altered }, signer)).rejects.toMatchObject({ code: 'AUDIT_CHAIN_BROKEN' });
  });

  test('without a certificate there is a clear error, not a pack', async () => {
    await expect(buildPack(makePackInput(), { ...signer, certificates: [] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const broken = [Uint8Array.of(1, 2, 3)];
    await expect(buildPack(makePackInput(), { ...signer, certificates: broken })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  test.each([
    ['in this thread', () => inThreadPackBuilder()],
    ['in a worker', () => workerPackBuilder()],
    ['as services ask for it', () => createPackBuilder({ worker: PACK_WORKER_URL, resourcesDir: null })],
  ])('built %s: the same pages, with progress; stopped on request; closed', async (_name, open) => {
    const builder = open();
    const steps: string[] = [];
    const made = await builder.build(makePackInput(), signer, { onProgress: ({ step }) => steps.push(step) });
    const [, first] = rangeOf(training.made.bytes);
    expect(Buffer.compare(made.bytes.subarray(0, first), training.made.bytes.subarray(0, first))).toBe(0);
    expect(steps.length).toBeGreaterThan(8);
    const stop = new AbortController();
    const stopped = builder.build(makePackInput(), signer, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(builder.build({ ...makePackInput(), log: [] }, signer)).rejects.toMatchObject({
      code: 'AUDIT_CHAIN_BROKEN',
      details: { code: 'checkpoint-mismatch' },
    });
    const closing = builder.build(makePackInput(), signer);
    await Promise.all([expect(closing).rejects.toMatchObject({ code: 'CANCELLED' }), builder.close()]);
  });
});
