/**
 * Threats T19, T20: signed packs that would show one thing to the verifier and another to a reader's program: objects
 * twice, names that differ, files attached beside the list, filters, bombs, circles. Each is signed for real.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { buildPack } from '../../src/evidence/build-pack.ts';
import { type Forgery, forgePack, withFile } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  input = makePackInput({ entries: 0 });
});

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

async function told(forgery: Forgery): Promise<string[]> {
  const verdict = await verifyPack(await forgePack(input, signer, forgery), { trustAnchors: signer.anchors });
  return [verdict.status, ...new Set(verdict.problems.map(({ code }) => code))];
}
/** Replaces text by other text of the same length, so that every offset stays right. */
const swap =
  (from: string | RegExp, to: (found: string) => string): ((pdf: Uint8Array) => Uint8Array) =>
  (pdf) => {
    const text = latin1(pdf);
    const found = typeof from === 'string' ? from : (from.exec(text)?.[0] ?? '');
    if (found === '' || !text.includes(found)) throw new Error(`not in the file: ${from}`);
    const by = to(found).padEnd(found.length, ' ');
    if (by.length !== found.length) throw new Error(`${by} is longer than ${found}`);
    return bytesOf(text.replace(found, () => by));
  };
/** Adds an object after the last one; offsets of the others stay, the table's own place follows. */
const append =
  (object: (text: string) => string, row?: number): ((pdf: Uint8Array) => Uint8Array) =>
  (pdf) => {
    const text = latin1(pdf);
    const at = text.lastIndexOf('xref\n0 ');
    const added = object(text);
    const whole = text.slice(0, at) + added + text.slice(at);
    const moved = whole.replace(/startxref\n\d+\n/, `startxref\n${at + added.length}\n`);
    if (row === undefined) return bytesOf(moved);
    const entry =
      at + added.length + (/^xref\n0 \d+\n/.exec(moved.slice(at + added.length))?.[0].length ?? 0) + row * 20;
    return bytesOf(moved.slice(0, entry) + String(at).padStart(10, '0') + moved.slice(entry + 10));
  };
/** Number of the object with the file specification of a name, and its text. */
function specOf(text: string, name: string): { number: number; object: string } {
  const end = text.indexOf(`/UF (${name})`);
  const start = text.lastIndexOf('\n', text.lastIndexOf(' 0 obj', end)) + 1;
  const object = text.slice(start, text.indexOf('endobj\n', end) + 7);
  return { number: Number.parseInt(object, 10), object };
}
const csv = 'exhibits/exhibits.csv';
/** Of the table of exhibits: room for something else in its file specification. */
const description = /\/Desc \(Exhibits as a table(?:\\.|[^)\\])*\)/;
const geojson = 'exhibits/exhibits.geojson';

test('the control: untouched, appended to by nothing, and as the builder makes it', { timeout: 120_000 }, async () => {
  expect(await told({ pdf: (bytes) => bytes })).toEqual(['valid']);
  expect(await told({ pdf: append(() => '') })).toEqual(['valid']);
  const { bytes } = await buildPack(input, signer);
  expect((await verifyPack(bytes, { trustAnchors: signer.anchors })).problems).toEqual([]);
});

describe('EP19 one file, two readings', () => {
  test('T20 an object twice: the table names the first, a reader from start to end takes the last', async () => {
    const twin = (text: string): string =>
      specOf(text, csv).object.replace(/\/F \d+ 0 R/, /\/F \d+ 0 R/.exec(specOf(text, geojson).object)?.[0] ?? '');
    expect(await told({ pdf: append(twin) })).toEqual(['invalid', 'attachments-unreadable']);
    const number = specOf(latin1(await forgePack(input, signer)), csv).number;
    expect(await told({ pdf: append(twin, number) })).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('T20 an object that no table names, text between objects, a second table', async () => {
    for (const added of [
      '900 0 obj\n<<\n>>\nendobj\n',
      'anything\n',
      '% a comment\n',
      ' ',
      'xref\n0 1\n0000000000 65535 f \ntrailer\n<<\n/Root 3 0 R\n>>\n',
    ])
      expect(await told({ pdf: append(() => added) }), added).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('T20 a key twice, a wrong length, a table or trailer of another form', async () => {
    const changes: ((pdf: Uint8Array) => Uint8Array)[] = [
      swap(description, () => `/UF (${csv})`),
      swap(/\/Length \d+/, (found) => found.replace(/\d$/, (last) => (last === '0' ? '1' : '0'))),
      swap(/\/Lang \(en-NZ\)/, () => '/Names 2 0 R'),
      swap(/\/Info \d+ 0 R/, (found) => found.replace('Info', 'Prev')),
      swap(/0000000000 65535 f /, () => '0000000000 65535 n '),
      swap(/\d{10} 00000 n /, (row) => row.replace('00000 n', '00001 n')),
    ];
    for (const [index, pdf] of changes.entries())
      expect(await told({ pdf }), String(index)).toEqual(['invalid', 'attachments-unreadable']);
  });
});

describe('one attachment, two names', () => {
  test.each<[string, (pdf: Uint8Array) => Uint8Array]>([
    ['F', swap(`/F (${csv})`, () => '/F (exhibits/exhibitz.csv)')],
    ['the tree', swap(`(${csv}) `, () => '(exhibits/exhibitz.csv) ')],
    ['UF', swap(`/UF (${csv})`, () => '/UF (exhibits/exhibitz.csv)')],
  ])('T20 %s names it otherwise', async (_, pdf) => {
    expect(await told({ pdf })).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('T20 one content under two names, or a second content for another program', async () => {
    const same = (pdf: Uint8Array): Uint8Array => {
      const text = latin1(pdf);
      const [first, second] = [specOf(text, csv), specOf(text, geojson)];
      return swap(`(${csv}) ${first.number} 0 R`, () => `(${csv}) ${second.number} 0 R`)(pdf);
    };
    expect(await told({ pdf: same })).toEqual(['invalid', 'attachments-unreadable']);
    const other = swap(description, () => '/EF <</F 12 0 R>>');
    expect(await told({ pdf: other })).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('T20 a predictor, an outside file, an unknown filter', async () => {
    const type = '/Subtype /application#2Fgeo+json';
    for (const key of ['/DecodeParms <</Predictor 12>>', '/DP <</Predictor 12>>', '/F (other.json)', '/FFilter /x'])
      expect(await told({ pdf: swap(type, () => key) }), key).toEqual(['invalid', 'attachments-unreadable']);
  });
});

describe('beside the list', () => {
  test('T20 a file associated with the pack beside the list, or lying about unlisted', async () => {
    const associated = swap(/\/AF \[\d+ 0 R/, (found) => found.replace(/\d+/, '12'));
    expect(await told({ pdf: associated })).toEqual(['invalid', 'attachments-unreadable']);
    const unlisted = swap(/ {4}\(images\/E-14\.png\) \d+ 0 R/, () => '');
    expect(await told({ pdf: unlisted })).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('T14 something that acts, plays or hides', async () => {
    const place = '/ViewerPreferences 7 0 R';
    for (const key of ['/OpenAction 7 0 R', '/AA 7 0 R', '/OCProperties 7 0 R', '/Open#41ction 7 0 R'])
      expect(await told({ pdf: swap(place, () => key) }), key).toEqual(['invalid', 'attachments-unreadable']);
  });

  test('EP3 a manifest, checkpoint or receipt that says two things', async () => {
    const twice = (bytes: Uint8Array): Uint8Array =>
      new TextEncoder().encode(new TextDecoder().decode(bytes).replace('{', '{"packId":"other",'));
    expect(await told({ manifestBytes: twice })).toEqual(['invalid', 'manifest-form']);
    const spaced = (bytes: Uint8Array): Uint8Array =>
      new TextEncoder().encode(new TextDecoder().decode(bytes).replace('{', '{ '));
    for (const name of ['log/checkpoint.json', 'log/receipt.json'])
      expect(await told({ files: withFile(name, spaced) })).toEqual(['invalid', 'manifest-form']);
  });
});

describe('what would fill memory or never end', () => {
  const quick = async (work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    expect(performance.now() - started).toBeLessThan(5_000);
  };

  test('T19 an attachment that unpacks to two hundred times the file', { timeout: 60_000 }, async () => {
    const zeros = { name: 'zeros.bin', mime: 'application/json', relationship: 'Data' as const, description: '' };
    const bomb = await forgePack(input, signer, {
      attached: (files) => [...files, { ...zeros, bytes: new Uint8Array(120_000_000) }],
    });
    expect(bomb.length).toBeLessThan(1_000_000);
    await quick(() => expect(readAttachments(bomb)).rejects.toThrow('unpacks to more'));
    // Nothing lists it: the verifier does not unpack it at all.
    expect((await verifyPack(bomb)).problems.map(({ code }) => code)).toEqual(['attachment-extra']);
  });

  test('T19 EP28 what unpacks to more than the manifest says of it, or than sixty-four times the file', {
    timeout: 60_000,
  }, async () => {
    const codes = async (bytes: Uint8Array): Promise<string[]> => {
      const { problems } = await verifyPack(bytes);
      return [...new Set(problems.map(({ code }) => code))];
    };
    const zeros = new Uint8Array(60_000_000);
    const longer = withFile('exhibits/exhibits.csv', (bytes) => new Uint8Array(Buffer.concat([bytes, zeros])));
    expect(await codes(await forgePack(input, signer, { attached: longer }))).toEqual(['attachment-changed']);
    const listed = withFile('exhibits/exhibits.csv', () => zeros);
    expect(await codes(await forgePack(input, signer, { files: listed }))).toEqual(['attachments-unreadable']);
    // Red proof: much that does not shrink, as pictures, is what a true pack holds.
    const picture = new Uint8Array(8_000_000);
    for (let at = 0; at < picture.length; at += 65_536) crypto.getRandomValues(picture.subarray(at, at + 65_536));
    const large = withFile('exhibits/exhibits.csv', () => picture);
    expect(await codes(await forgePack(input, signer, { files: large }))).toEqual([]);
  });

  test('T19 a structure that nests without end', async () => {
    const deep = (text: string): string =>
      `${specOf(text, csv).number + 700} 0 obj\n${'['.repeat(50_000)}${']'.repeat(50_000)}\nendobj\n`;
    const forged = await forgePack(input, signer, { pdf: append(deep) });
    await quick(async () => expect((await verifyPack(forged)).status).toBe('invalid'));
  });
});
