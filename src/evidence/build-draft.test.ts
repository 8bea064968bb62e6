// Drafts: the pages of a pack to look at, which nothing and nobody can take for a pack.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { expect, test, vi } from 'vitest';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { packSections } from '../core/evidence/sections.ts';
import { verifyPack } from '../core/evidence/verify.ts';
import { buildDraft } from './build-pack.ts';
import { inThreadPackBuilder, workerPackBuilder } from './index.ts';

// Whole packs are drawn here; on a busy machine one takes seconds.
vi.setConfig({ testTimeout: 60_000 });

const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));
const pagesOf = (bytes: Uint8Array): string[] => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'draft-')), 'draft.pdf');
  writeFileSync(file, bytes);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
};

test('a draft has no signature, no attachment, and no verifier takes it for a pack', async () => {
  const draft = await buildDraft(makePackInput());
  const file = Buffer.from(draft.bytes).toString('latin1');
  for (const mark of ['/ByteRange', '/AcroForm', '/EmbeddedFile', '/AF ']) expect(file).not.toContain(mark);
  expect((await verifyPack(draft.bytes)).status).toBe('unreadable');
  const pdf = await PDFDocument.load(draft.bytes, { updateMetadata: false });
  expect(pdf.getPageCount()).toBe(draft.pages);
  expect(pdf.catalog.has(PDFName.of('AF'))).toBe(false);
});

test.skipIf(!has('pdftotext'))('every page of a draft says DRAFT, and it names no digest', async () => {
  const draft = await buildDraft(makePackInput());
  const pages = pagesOf(draft.bytes);
  expect(pages).toHaveLength(draft.pages);
  for (const page of pages) expect(page).toContain('DRAFT: not signed, not evidence');
  expect(pages[0]).toContain('none: draft');
  expect(pages[0]).toContain('Not signed: a draft to look at');
});

test.skipIf(!has('pdftotext'))('a draft says on which pages each section stands, in the order asked for', async () => {
  const input = makePackInput();
  const [cover, ...rest] = input.sections;
  if (cover === undefined) throw new Error('no sections');
  const draft = await buildDraft({ ...input, sections: [cover, ...rest.toReversed()] });
  const pages = pagesOf(draft.bytes);
  expect(draft.sections.map(({ id }) => id)).toEqual(['cover', ...rest.map(({ id }) => id).toReversed()]);
  expect(draft.sections.at(0)?.fromPage).toBe(1);
  expect(draft.sections.at(-1)?.toPage).toBe(draft.pages);
  for (const [at, { id, fromPage, toPage }] of draft.sections.entries()) {
    expect(toPage).toBeGreaterThanOrEqual(fromPage);
    expect(fromPage).toBeGreaterThanOrEqual(draft.sections[at - 1]?.toPage ?? 1);
    if (id !== 'cover') expect(pages[fromPage - 1]).toContain(packSections.find((known) => known.id === id)?.title);
  }
});

test.each([
  ['in this thread', () => inThreadPackBuilder()],
  ['in a worker', () => workerPackBuilder()],
])(
  'drafted %s: the same pages, with progress; stopped on request',
  async (_name, open) => {
    const builder = open();
    const steps: string[] = [];
    const expected = await buildDraft(makePackInput());
    const draft = await builder.draft(makePackInput(), { onProgress: ({ step }) => steps.push(step) });
    expect(draft.pages).toBe(expected.pages);
    expect(Buffer.compare(draft.bytes, expected.bytes)).toBe(0);
    expect(steps.length).toBeGreaterThan(6);
    const stop = new AbortController();
    const stopped = builder.draft(makePackInput(), { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    await builder.close();
  },
  60_000,
);
