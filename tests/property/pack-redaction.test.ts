// Random packs for every profile, looked into by other tools: none of what was removed is in the text of the pages, in the
// file unpacked, in an attachment, or among the readable bytes. Tools that are not installed are skipped, saying so.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { fileMarks, findLeaks } from '../../src/core/evidence/redaction/find-leaks.ts';
import { redactPack, type WithholdChoice } from '../../src/core/evidence/redaction/redact-pack.ts';
import { squeeze } from '../../src/core/evidence/redaction/removed-value.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { buildPack } from '../../src/evidence/build-pack.ts';
import { makePackInput, somebodyElse } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';

const TOOLS = ['pdftotext', 'qpdf', 'pdfdetach', 'strings'] as const;
const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));
const missing = TOOLS.filter((tool) => !has(tool));
if (missing.length > 0) console.log(`skipped, not installed: ${missing.join(', ')}`);

const run = (tool: string, ...args: string[]): string =>
  has(tool) ? execFileSync(tool, args, { encoding: 'latin1', maxBuffer: 512_000_000 }) : '';

/** What other tools make of the file, by the name of the tool. */
function seenByOthers(bytes: Uint8Array): { tool: string; text: string }[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'redacted-'));
  const file = path.join(folder, 'pack.pdf');
  writeFileSync(file, bytes);
  const out = path.join(folder, 'attached');
  mkdirSync(out);
  const files = Number(/^(\d+) embedded/.exec(run('pdfdetach', '-list', file))?.[1] ?? 0);
  for (let at = 1; at <= files; at += 1) run('pdfdetach', '-save', String(at), '-o', path.join(out, String(at)), file);
  const attached = readdirSync(out);
  if (has('pdfdetach')) expect(attached.length).toBeGreaterThan(5);
  return [
    { tool: 'pdftotext', text: Buffer.from(run('pdftotext', file, '-'), 'latin1').toString('utf8') },
    { tool: 'qpdf', text: run('qpdf', '--qdf', '--object-streams=disable', file, '-') },
    { tool: 'strings', text: run('strings', '-a', '-n', '5', file) },
    ...attached.map((name) => ({
      tool: `pdfdetach, file ${name}`,
      text: readFileSync(path.join(out, name)).toString('utf8'),
    })),
  ];
}

const letter = fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUWYZ');
const plate = fc
  .tuple(letter, letter, letter, fc.integer({ min: 100, max: 999 }))
  .map(([a, b, c, digits]) => `${a}${b}${c}${digits}`);
const syllable = fc.constantFrom('Tū', 'Rā', 'Hine', 'Wai', 'Kore', 'Mata', 'Pī', 'Ngaire');
const name = fc
  .tuple(syllable, syllable, syllable)
  .map(([a, b, c]) => `${a}${b.toLowerCase()} Te ${c}${b.toLowerCase()}`);

const base = makePackInput({ entries: 60 });

const packs = fc.record({
  profile: fc.constantFrom('defence' as const, 'partner' as const, 'victim' as const),
  plates: fc.uniqueArray(plate, { minLength: 3, maxLength: 6 }),
  name,
  pictures: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
});

test('EP31 no outside tool finds in a redacted pack what was removed', { timeout: 400_000 }, async () => {
  const signer = await makeTestAuthority();
  await fc.assert(
    fc.asyncProperty(packs, async ({ profile, plates, name: named, pictures }) => {
      const input: PackInput = {
        ...base,
        people: [...base.people, { user: { ...somebodyElse, name: named }, did: ['approved'] }],
        exhibits: base.exhibits.map((row, at) => ({
          ...row,
          likelihood: {
            ...row.likelihood,
            lookAlikes: [...row.likelihood.lookAlikes, { plate: plates[at % plates.length] ?? '', passes: 2 }],
          },
        })),
      };
      const refused = input.log.find(({ outcome }) => outcome === 'refused')?.seq ?? 0;
      const choices: WithholdChoice[] = [
        { kind: 'entry', seq: refused, ground: 'Names an informant' },
        ...pictures.map((n) => ({
          kind: 'picture' as const,
          number: `E-${String(n).padStart(2, '0')}`,
          ground: 'Shows somebody else',
        })),
      ];
      const made = redactPack(input, profile, choices);
      expect(made.blocked).toEqual([]);
      const { bytes } = await buildPack(made.input, signer);
      expect((await verifyPack(bytes, { trustAnchors: signer.anchors })).problems).toEqual([]);
      const images = new Map(
        input.exhibits.flatMap(({ image }) => (image === null ? [] : [[image.sha256, image.bytes] as const])),
      );
      const files = made.files.map(({ what, sha256 }) => {
        const held = images.get(sha256);
        return { what, marks: held === undefined ? [sha256] : fileMarks(held) };
      });
      expect((await findLeaks(bytes, made.values, files)).leaks).toEqual([]);
      const sought = made.values.filter(({ seek }) => seek === 'anywhere').map(({ text }) => text);
      if (profile !== 'defence') expect(sought).toEqual(expect.arrayContaining([named, ...plates]));
      for (const { tool, text } of seenByOthers(bytes)) {
        const squeezed = squeeze(text);
        for (const value of sought) expect(squeezed.includes(squeeze(value)), `${tool}: ${value}`).toBe(false);
      }
    }),
    { numRuns: 3, verbose: true },
  );
});

test.skipIf(!has('pdftotext'))('EP31 the same look into a full pack finds them', { timeout: 120_000 }, async () => {
  const signer = await makeTestAuthority();
  const { values } = redactPack(base, 'partner');
  const { bytes } = await buildPack(redactPack(base, 'full').input, signer);
  const [pages] = seenByOthers(bytes);
  const squeezed = squeeze(pages?.text ?? '');
  expect(
    values.filter(({ text, seek }) => seek === 'anywhere' && squeezed.includes(squeeze(text))).length,
  ).toBeGreaterThan(3);
});
