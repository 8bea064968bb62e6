/** Every form in which pages were ever signed and stamped stays verifiable: the files of `tests/golden/signatures`. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSignature } from '../../src/core/evidence/verify-signature.ts';

type Golden = { content: string; signer: object; stamp: object; cms: string };
const folder = new URL('signatures/', import.meta.url);
const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
const read = (name: string): Golden => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;
const digest = (content: string): Uint8Array => new Uint8Array(createHash('sha256').update(content).digest());
const bytes = ({ cms }: Golden): Uint8Array => new Uint8Array(Buffer.from(cms, 'base64'));

test('there is one of every form', () => {
  expect(names).toEqual(expect.arrayContaining(['agency-rsa', 'agency-rsa-pss', 'agency-p384']));
});

test.each(names)('EP40 EP47 %s verifies, and says what it said when it was made', (name) => {
  const golden = read(name);
  const { signer, timeStamp } = checkSignature(bytes(golden), digest(golden.content), name);
  expect(signer).toEqual(golden.signer);
  expect(timeStamp).toMatchObject({ kind: 'read', stamp: golden.stamp });
});

test.each(names)('EP42 red proof: %s over other content, or with one bit changed, does not', (name) => {
  const golden = read(name);
  const cms = bytes(golden);
  expect(() => checkSignature(cms, digest(`${golden.content}.`), name)).toThrow('was changed after it was signed');
  for (let at = 5; at < cms.length; at += 97) {
    let holds = true;
    try {
      const changed = cms.with(at, (cms[at] ?? 0) ^ 4);
      holds = checkSignature(changed, digest(golden.content), name).timeStamp.kind === 'read';
    } catch {
      holds = false;
    }
    expect(holds, `byte ${at}`).toBe(false);
  }
});
