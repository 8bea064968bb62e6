// What pages say and how they are built, by extracted text and structure: order and leaving out of sections, long packs,
// empty ones, and input that is hostile or out of measure.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../tests/fixtures/test-authority.ts';
import { verifyShownLog } from '../core/audit/shown-log.ts';
import { buildAttachments } from '../core/evidence/attachments.ts';
import type { PackInput } from '../core/evidence/pack-input.ts';
import { type PackSectionId, packSections } from '../core/evidence/sections.ts';
import { DRAWING_STEPS, drawPack, Steps } from './draw-pack.ts';
import { sourceResourcesDir } from './fonts.ts';
import { Sheet } from './layout/sheet.ts';
import { readBasemap } from './map/read-basemap.ts';
import { openDocument } from './pack-document.ts';
import { PackOutput } from './pack-output.ts';
import type { PackView } from './pages/pack-view.ts';
import { drawQueryLog } from './pages/query-log.ts';
import { placeSections, sectionWords } from './pages/section-order.ts';
import { signerView } from './signer-view.ts';

const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));
const saved = (bytes: Uint8Array): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'pages-')), 'draft.pdf');
  writeFileSync(file, bytes);
  return file;
};
const said = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 256_000_000, stdio: ['ignore', 'pipe', 'pipe'] });
const textOf = (bytes: Uint8Array): string => said('pdftotext', saved(bytes), '-').replace(/\s+/g, ' ');
/** Of these words, those that do not stand there: a failing test shows them and not the whole pack. */
const missing = (flat: string, words: readonly string[]): string[] => words.filter((one) => !flat.includes(one));
let signer: TestSigner;
beforeAll(async () => {
  signer = await makeTestAuthority();
});
/** Pages as a pack has them, without a draft's mark across them, and without the time it takes to attach and sign. */
const drawn = async (input: PackInput): Promise<{ bytes: Uint8Array; pages: number }> => {
  const signs = { view: signerView(signer), workstation: signer };
  const pieces: Uint8Array[] = [];
  const output = new PackOutput((piece) => void pieces.push(piece));
  const { sheet, written } = await drawPack(input, signs, output, new Steps({}, DRAWING_STEPS), {});
  sheet.doc.end();
  await written;
  await output.end();
  return { bytes: new Uint8Array(Buffer.concat(pieces)), pages: sheet.pages };
};
const pagesText = async (input: PackInput): Promise<string> => textOf((await drawn(input)).bytes);

describe('order of sections', () => {
  const ids = (sections: readonly { id: PackSectionId }[]): PackSectionId[] => sections.map(({ id }) => id);

  test('the order asked is the order printed; the cover stays first', () => {
    const wanted = packSections.map(({ id }) => ({ id, included: true })).toReversed();
    const placed = placeSections(wanted);
    expect(ids(placed)).toEqual(['cover', ...ids(wanted).filter((id) => id !== 'cover')]);
    expect(placed.map(({ number }) => number)).toEqual(packSections.map((_, index) => index + 1));
  });

  test('a locked section cannot leave, and one that nobody mentions is there as left out, in no silence', () => {
    const placed = placeSections(packSections.map(({ id }) => ({ id, included: false })));
    expect(placed.filter(({ included }) => included).map(({ id }) => id)).toEqual([
      'cover',
      'query-log',
      'excluded',
      'disclosure',
      'coverage',
    ]);
    const none = placeSections([]);
    expect(ids(none)).toEqual(ids(packSections));
    expect(none.find(({ id }) => id === 'movement')?.included).toBe(false);
    expect(sectionWords({ sections: none }, 'movement')).toBe('section 5 (left out of this pack)');
    expect(sectionWords({ sections: none }, 'query-log')).toBe('section 8');
  });
});

describe.skipIf(!has('pdftotext'))('what pages say', { timeout: 60_000 }, () => {
  test('sections are printed in the order asked; each left out says so in its place and in the schedule', async () => {
    const input = makePackInput();
    const out: PackSectionId[] = ['people', 'cctv', 'glossary'];
    input.sections = packSections
      .map(({ id }) => ({ id, included: !out.includes(id) }))
      .toSorted((a, b) => Number(b.id === 'query-log') - Number(a.id === 'query-log'));
    input.leftOut = [{ number: 'E-15', why: 'Belongs to another defendant.' }];
    const { bytes } = await drawn(input);
    const flat = textOf(bytes);
    const heads = [
      ...flat.matchAll(
        /Section (\d+) (How to|Authorities|People|Movement|CCTV|Exhibits|Query|Excluded|Disclosure|Coverage|Glossary)/g,
      ),
    ];
    expect(heads.map(([, number, title]) => `${number} ${title}`)).toEqual([
      '2 Query',
      '3 How to',
      '4 Authorities',
      '5 People',
      '6 Movement',
      '7 CCTV',
      '8 Exhibits',
      '9 Excluded',
      '10 Disclosure',
      '11 Coverage',
      '12 Glossary',
    ]);
    expect(flat.match(/This section was left out of this pack by whoever made it/g)).toHaveLength(3);
    expect(
      missing(flat, ['People and vehicles: left out', 'Section 7, CCTV', 'Exhibit E-15 Belongs to another defendant.']),
    ).toEqual([]);
    expect(flat).toContain('Left out: 3 sections, 1 exhibit (section 10).');
    expect(flat).toContain('What likelihood means: section 12 (left out of this pack)');
    expect(flat).not.toContain('No footage is part of this pack');
  });

  test('profile, withholdings and papers that are not held stand in the schedule', async () => {
    const input = makePackInput();
    input.profile = {
      id: 'defence',
      title: 'Defence',
      removed: [{ what: 'Names of other people’s vehicles', count: 1204, ground: 'Privacy of people not charged' }],
    };
    input.withheld = [{ what: 'Log entry 12', ground: 'Names an informant' }];
    input.documents = input.documents.map((document) => ({ ...document, bytes: null }));
    const flat = await pagesText(input);
    expect(
      missing(flat, [
        'Defence. 1,204 removed. Withheld: 1. Left out: none (section 10).',
        'Names of other people’s vehicles: 1,204 Privacy of people not charged',
        'Log entry 12 Names an informant',
        'Complaint form Matamatā.pdf Not held on this workstation, or kept back',
      ]),
    ).toEqual([]);
  });

  test('a withheld entry stands in its place with its hash and ground, and nothing of what it says', async () => {
    const whole = makePackInput();
    const entry = whole.log.find(({ action, outcome }) => action === 'find' && outcome === 'refused');
    if (entry === undefined) throw new Error('the fixture has no refusal');
    const { seq, hash, prev } = entry;
    const lines = whole.log.map((one) => (one.seq === seq ? { v: 2, withheld: true, seq, hash, prev } : one));
    const input: PackInput = {
      ...whole,
      log: lines as typeof whole.log,
      profile: { id: 'defence', title: 'Defence', removed: [] },
      withheld: [{ what: `Log entry ${seq}`, ground: 'Names an informant' }],
    };
    const text = async (of: PackInput): Promise<string> => {
      const doc = openDocument(of, sourceResourcesDir());
      const chunks: Uint8Array[] = [];
      doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      const ended = new Promise((resolve) => doc.once('end', resolve));
      const sheet = new Sheet(doc);
      const view: PackView = {
        input: of,
        files: buildAttachments(whole, signer),
        signer: signerView(signer),
        basemap: readBasemap(),
        log: verifyShownLog(of.log, of.checkpoint),
        byNumber: new Map(),
        sections: placeSections(of.sections),
      };
      expect(view.log.problems).toEqual([]);
      await drawQueryLog(sheet, view, 8, async () => undefined);
      doc.end();
      await ended;
      return textOf(new Uint8Array(Buffer.concat(chunks)));
    };
    const flat = await text(input);
    expect(
      missing(flat, [
        'Withheld – Ground: Names an informant Stands here by its hash alone',
        `${hash.slice(0, 4)}…${hash.slice(-4)}`,
        'entries of this case on this workstation; 1 withheld, by hash alone',
        'Of these, 1 entry stands here by its hash alone',
      ]),
    ).toEqual([]);
    const refusals = (of: string): number => of.match(/Refused: /g)?.length ?? 0;
    expect(refusals(flat)).toBe(refusals(await text(whole)) - 1);
  });

  test('an authority says who approved it, its conditions, its limits and its report', async () => {
    const input = makePackInput();
    const [first] = input.authorities;
    if (first === undefined) throw new Error('the fixture has no authority');
    input.authorities = [
      {
        ...first,
        kind: 'emergency',
        number: 's48-2026-17',
        ground: '',
        conditions: 'Only between Hamilton and Tauranga.',
        impracticable: 'The vehicle was moving and a Judge could not be reached.',
        scope: { plates: ['HOV528'], people: [], area: { lon: 175.8, lat: -37.8, radiusM: 40_000 }, devices: [] },
        firstUsedMs: first.fromMs + 60_000,
        toMs: first.fromMs + 3_600_000,
        approval: {
          state: 'approved',
          submittedMs: first.fromMs,
          by: { ...first.declaredBy, id: 'boss', name: 'Officer B. Boss', title: 'Sergeant' },
          atMs: first.fromMs + 1000,
          note: 'Seen and agreed.',
        },
      },
    ];
    const flat = await pagesText(input);
    expect(
      missing(flat, [
        'Emergency power s48-2026-17',
        '“Only between Hamilton and Tauranga.”',
        'plates HOV528; 40 km around 37.8000° S, 175.8000° E',
        'Approved: Officer B. Boss, Sergeant',
        '“Seen and agreed.”',
        'Not made yet; due by',
        '“The vehicle was moving and a Judge could not be reached.”',
        'First used',
      ]),
    ).toEqual([]);
  });

  test('custody, coverage and figures are those of the input', async () => {
    const input = makePackInput();
    // By lines, so that a row of a table is one.
    const flat = said('pdftotext', '-layout', saved((await drawn(input)).bytes), '-').replace(/\s+/g, ' ');
    for (const { custody } of input.exhibits) {
      expect(custody.length).toBeGreaterThan(2);
      expect(
        missing(
          flat,
          custody.map(({ what, who, entrySeq }) => `${who} ${what} ${entrySeq}`),
        ),
      ).toEqual([]);
    }
    expect(
      missing(flat, ['52 live of 66 cameras', 'no reads from 3 live of', 'likelihoods from Likely, 0.74']),
    ).toEqual([]);
    expect(
      missing(
        flat,
        input.documents.map(({ name }) => name),
      ),
    ).toEqual([]);
    const hashes = buildAttachments(input, signer).attachments.map(({ bytes }) =>
      createHash('sha256').update(bytes).digest('hex'),
    );
    expect(missing(flat, hashes)).toEqual([]);
  });

  test('a draft of one exhibit, and one of sixty', async () => {
    const input = makePackInput();
    const [first] = input.exhibits;
    const [journey] = input.journeys;
    if (first === undefined || journey === undefined) throw new Error('the fixture has no exhibit');
    const one = { ...input, exhibits: [first], journeys: [{ ...journey, exhibits: [first.exhibit.number], legs: [] }] };
    expect(await pagesText(one)).toContain('was read once');
    const many = Array.from({ length: 60 }, (_, index) => {
      const number = `E-${String(index + 1).padStart(2, '0')}`;
      const row = input.exhibits[index % input.exhibits.length] ?? first;
      return { ...row, exhibit: { ...row.exhibit, number } };
    });
    const sixty = {
      ...input,
      exhibits: many,
      journeys: [{ ...journey, exhibits: many.map(({ exhibit }) => exhibit.number), legs: [] }],
    };
    const flat = await pagesText(sixty);
    expect(flat).toContain('Exhibits E-01 to E-60');
    for (const { exhibit } of many) expect(flat).toContain(exhibit.number);
  });

  test('names and reasons out of measure are printed whole; text that turns or hides is shown as what it is', async () => {
    const input = makePackInput();
    const long = (word: string, times: number): string => `${word} `.repeat(times).trim();
    const hostile = 'ab\u202Ecd\u0000ef\u200Bgh\u0007ij';
    input.title = `${long('Very long title', 12)} end-of-title`;
    input.reason = `${long('reason', 300)} end-of-reason`;
    input.recipients = `${long('Recipient', 40)} end-of-recipients`;
    input.officer = { ...input.officer, name: `${'N'.repeat(190)}end`, title: hostile };
    input.case = { ...input.case, name: hostile, charges: `${long('charge', 250)} end-of-charges` };
    input.people = [{ user: { ...input.officer, name: hostile }, did: ['confirmed'] }];
    input.vehicles = input.vehicles.map((vehicle) => ({
      ...vehicle,
      seen: [`${long('seen', 400)} end-of-seen`, hostile],
    }));
    const flat = await pagesText(input);
    expect(
      missing(flat, ['end-of-title', 'end-of-reason', 'end-of-recipients', 'end-of-charges', 'end-of-seen']),
    ).toEqual([]);
    expect(flat.replace(/ /g, '')).toContain(`${'N'.repeat(190)}end`);
    expect(flat).toContain('ab[U+202E]cd[U+0000]ef[U+200B]gh[U+0007]ij');
    for (const sign of ['\u202E', '\u200B', '\u0000', '\u0007']) expect(flat).not.toContain(sign);
  });
});

describe.skipIf(!has('pdfinfo'))('structure', { timeout: 60_000 }, () => {
  test('a reader without sight hears sections, heads, lists and tables in the order of the pages', async () => {
    // A short pack: the checker reads every page anew for every element.
    const input = makePackInput({ entries: 20, empty: true });
    input.sections = packSections.map(({ id }) => ({ id, included: id !== 'authorities' }));
    const structure = said('pdfinfo', '-struct-text', saved((await drawn(input)).bytes));
    const sections = [...structure.matchAll(/^ {2}Sect "([^"]+)"/gm)].map(([, title]) => title);
    expect(sections).toEqual(packSections.map(({ title }) => title));
    const heads = [...structure.matchAll(/^ +(H[1-6]) \(block\)\n +"(.+)"$/gm)].map(([, level, text]) => [level, text]);
    expect(heads.filter(([level]) => level === 'H1')).toHaveLength(sections.length);
    expect(heads.map(([, text]) => text)).toContain('Proof that the list is whole');
    // Levels never jump: a head follows one of its own level, the one above, or any below.
    let level = 0;
    for (const [name] of heads) {
      const now = Number(name?.slice(1));
      expect(now).toBeLessThanOrEqual(level + 1);
      level = now;
    }
    expect(structure).toMatch(/TH:\n +\/Scope \/Column\n/);
    expect(structure).toMatch(/TH:\n +\/Scope \/Row\n/);
    expect(structure).toMatch(/Lbl \(block\)\n +"Charge"\n +LBody \(block\)\n +"Aggravated robbery/);
    expect(structure).toContain('"Operation Kōtare · file 261107/4182"');
    // Words broken over lines stay two words.
    expect(structure).toContain('before and after the aggravated robbery at Matamata');
    const figures = structure.match(/^ +Figure:/gm) ?? [];
    expect(figures).toHaveLength(2);
  });

  test('every figure has words in its place', async () => {
    const { bytes } = await drawn(makePackInput());
    const file = Buffer.from(bytes).toString('latin1');
    const figures = file.match(/\/S \/Figure\b[\s\S]*?endobj/g) ?? [];
    expect(figures.length).toBeGreaterThan(14);
    for (const figure of figures) expect(figure).toMatch(/\/Alt \(|\/Alt </);
  });
});

describe.skipIf(!has('pdftotext'))('long packs', { timeout: 180_000 }, () => {
  test('1,500 entries: none is lost, every page of the table has its head, rows keep their order', async () => {
    const input = makePackInput({ entries: 1500 });
    const { bytes, pages } = await drawn(input);
    const text = said('pdftotext', '-layout', saved(bytes), '-').split('\f').slice(0, -1);
    expect(text).toHaveLength(pages);
    const hashes = input.log.map(({ hash }) => `${hash.slice(0, 4)}…${hash.slice(-4)}`);
    const found = [...text.join('\n').matchAll(/[0-9a-f]{4}…[0-9a-f]{4}/g)].map(([hash]) => hash);
    const wanted = new Set(hashes);
    // Answers quote digests in the same form: what counts is that all entries are there, in their order.
    const inOrder = found.filter((hash) => wanted.has(hash));
    expect([...new Set(inOrder)]).toEqual([...new Set(hashes)]);
    const table = text.filter((page) => /[0-9a-f]{4}…[0-9a-f]{4}\s*$/m.test(page) && page.includes('Entry hash'));
    expect(table.length).toBeGreaterThan(40);
    const without = text.filter(
      (page) => (page.match(/ [0-9a-f]{4}…[0-9a-f]{4}$/gm) ?? []).length > 2 && !page.includes('Entry hash'),
    );
    expect(without).toEqual([]);
  });

  test('the same picture many times and very many exhibits keep their hashes apart', async () => {
    const input = makePackInput();
    const shas = new Set(input.exhibits.flatMap(({ image }) => image?.sha256 ?? []));
    const flat = (await pagesText(input)).replace(/ /g, '');
    for (const sha of shas) expect(flat).toContain(sha);
    for (const { image } of input.exhibits) {
      if (image !== null) expect(createHash('sha256').update(image.bytes).digest('hex')).toBe(image.sha256);
    }
  });
});
