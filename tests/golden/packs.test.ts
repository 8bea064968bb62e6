/** Every pack ever handed out stays verifiable: rule EP15, on the files of `tests/golden/packs`. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packCheckIds } from '../../src/core/evidence/verdict.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';

const folder = new URL('packs/', import.meta.url);
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => name.slice(0, -4));

test('there is a golden pack of every version', () => {
  expect(names).toEqual(expect.arrayContaining(['v1-training', 'v2-training']));
});

test.each(names)('EP15 %s verifies, and says what it said when it was made', async (name) => {
  const expected = JSON.parse(new TextDecoder().decode(read(`${name}.json`))) as { signer: object; pack: object };
  const verdict = await verifyPack(read(`${name}.pdf`), { trustAnchors: [read(`${name}.authority.der`)] });
  expect(verdict.problems).toEqual([]);
  expect(verdict).toMatchObject({ status: 'valid', trust: 'anchored', ...expected });
  for (const id of packCheckIds) expect(verdict.checks.find((check) => check.id === id)?.ok, id).toBe(true);
});

test.each(names)('EP12 red proof: %s with one bit changed does not', async (name) => {
  const bytes = read(`${name}.pdf`);
  const at = Math.floor(bytes.length / 3);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  expect((await verifyPack(bytes)).status).toBe('invalid');
});
