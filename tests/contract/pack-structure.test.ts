/**
 * Threats T14, T19, T20: packs signed for real whose structure has two readings: objects hidden in comments, contents
 * that inflate in two ways, a signature beside the one that programs find, keys that no pack has, structure that unpacks.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { forgePack } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { addObject, objectWith, type PackObject, replaceIn, rewritePack } from '../fixtures/rewrite-pack.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let genuine: Uint8Array;

beforeAll(async () => {
  signer = await makeTestAuthority();
  genuine = await forgePack(makePackInput({ entries: 0 }), signer);
}, 60_000);

type Change = (objects: PackObject[]) => void;
async function told(change: Change, pack = genuine): Promise<string[]> {
  const bytes = await rewritePack(pack, signer, change);
  const { status, problems } = await verifyPack(bytes, { trustAnchors: signer.anchors });
  return [status, ...problems.map(({ code, message }) => `${code}: ${message}`)];
}
const refused = (code: string, words: string): unknown[] => ['invalid', expect.stringMatching(`^${code}: .*${words}`)];

const csv = /\/UF \(exhibits\/exhibits\.csv\)/;
const catalog = /\/Type \/Catalog/;
const page = /\/Type \/Page\n/;
const signature = /\/ByteRange/;
const evil = 'number,plate\r\nE-01,FORGED\r\n';
const evilStream = `<<\n/Length ${evil.length}\n>>\nstream\n${evil}\nendstream`;
const streamOf = (objects: PackObject[], name: RegExp): PackObject => {
  const number = Number(/\/EF <<\n\/F (\d+) 0 R/.exec(objectWith(objects, name).text)?.[1]);
  return objectWith(objects, new RegExp(`^${number} 0 obj\n`));
};

test('the control: written again as it was, with an object more, and with a content deflated again', async () => {
  expect(await told(() => undefined)).toEqual(['valid']);
  expect(await told((objects) => void addObject(objects, evilStream))).toEqual(['valid']);
  expect(await told((objects) => repack(streamOf(objects, csv), (plain) => deflateSync(plain, { level: 1 })))).toEqual([
    'valid',
  ]);
});

describe('EP19 where an object begins and ends', () => {
  test('T20 a twin in a comment after endobj, which only a reader by the table finds', async () => {
    const hide =
      (mark: RegExp, between: string): Change =>
      (objects) => {
        const other = addObject(objects, evilStream);
        const object = objectWith(objects, mark);
        const before = objects[objects.indexOf(object) - 1];
        if (before === undefined) throw new Error('the first object');
        const twin = object.text.replace(/\/(?:F|Contents) \d+ 0 R/, `/F ${other} 0 R`).replaceAll('\n', ' ');
        before.text = before.text.slice(0, -1) + between.slice(0, -1);
        object.text = `%${twin}\n${object.text}`;
        object.skip = 1;
      };
    for (const mark of [csv, page])
      for (const between of ['\n', ' \n', '\r\n'])
        expect(await told(hide(mark, between))).toEqual(refused('attachments-unreadable', 'comment'));
  });

  test('T20 a comment, blanks or another number where an object begins', async () => {
    const changes: Change[] = [
      (objects) => replaceIn(objectWith(objects, csv), ' 0 obj\n<<\n', ' 0 obj\n<<\n% /F (x)\n'),
      (objects) => replaceIn(objectWith(objects, csv), ' 0 obj\n', '  0 obj\n'),
      (objects) => replaceIn(objectWith(objects, csv), ' 0 obj\n', ' 0 obj \n'),
      (objects) => replaceIn(objectWith(objects, csv), /^/, '0'),
      (objects) => replaceIn(objectWith(objects, csv), /endobj\n$/, 'endobj '),
    ];
    for (const change of changes)
      expect((await told(change))[1]).toMatch(/^attachments-unreadable: .*(comment|begin as it must|end as it must)/);
  });

  test('T20 a name in other characters than its own', async () => {
    for (const key of ['/#4fpenAction 7 0 R', '/L#61ng2 (x)', '/PageMode2 /Use#4eone', '/X /#', '/X /#2g', '/X /a\x80'])
      expect(await told((objects) => replaceIn(objectWith(objects, catalog), '/Type', `${key}\n/Type`)), key).toEqual(
        refused('attachments-unreadable', 'numbers in place'),
      );
  });
});

/** Deflates the content of an attached file in another way; the length follows. */
function repack(object: PackObject, pack: (plain: Buffer) => Buffer): void {
  const at = object.text.indexOf('stream\n') + 7;
  const length = Number(/\/Length (\d+)/.exec(object.text)?.[1]);
  const packed = pack(inflateSync(Buffer.from(object.text.slice(at, at + length), 'latin1')));
  const head = object.text.slice(0, at).replace(/\/Length \d+/, `/Length ${packed.length}`);
  object.text = head + packed.toString('latin1') + object.text.slice(at + length);
}

test('T20 EP19 a content that inflates in two ways', async () => {
  const storedTwice = (plain: Buffer): Buffer => {
    const half = plain.length >> 1;
    const blocks = [plain.subarray(0, half), plain.subarray(half)].map((block, i) => {
      const head = Buffer.alloc(5);
      head[0] = i;
      head.writeUInt16LE(block.length, 1);
      // The complement of the second is wrong: one program stops there, another goes on.
      head.writeUInt16LE(i === 0 ? ~block.length & 0xffff : 0, 3);
      return Buffer.concat([head, block]);
    });
    return Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, deflateSync(plain).subarray(-4)]);
  };
  const ways: [string, (plain: Buffer) => Buffer][] = [
    ['a wrong complement', storedTwice],
    ['a wrong checksum', (plain) => Buffer.concat([deflateSync(plain).subarray(0, -4), Buffer.alloc(4)])],
    ['no checksum', (plain) => deflateSync(plain).subarray(0, -4)],
    ['bytes after the end', (plain) => Buffer.concat([deflateSync(plain), Buffer.from('more')])],
    ['two streams', (plain) => Buffer.concat([deflateSync(plain), deflateSync(Buffer.from(evil))])],
  ];
  for (const [name, way] of ways)
    expect(await told((objects) => repack(streamOf(objects, csv), way)), name).toEqual(
      refused('attachments-unreadable', '(another program could read|cannot be read|cut off)'),
    );
});

describe('EP19 the signature that programs find is the one checked', () => {
  const changes: [string, string, Change][] = [
    [
      'several-signatures',
      'more than one',
      (objects) => void addObject(objects, '<<\n/Type /Sig\n/ByteRange  [0 1 2 3]\n/Contents <00>\n>>'),
    ],
    [
      'signature-form',
      'not the value of its field',
      (objects) => {
        const other = addObject(objects, '<<\n/Type /Sig\n/Contents <00>\n>>');
        replaceIn(objectWith(objects, /\/Subtype \/Widget/), /\/V \d+ 0 R/, `/V ${other} 0 R`);
      },
    ],
    [
      'signature-form',
      'other bytes than the file says',
      (objects) => {
        const own = objectWith(objects, signature);
        const range = /\/ByteRange \[[^\]]*\] */.exec(own.text)?.[0] ?? '';
        // To a look at the bytes the text in the reason is the range; to a program it is the array.
        replaceIn(own, range, '/ByteRange  [0 100 200 300]\n');
        replaceIn(own, '/Reason (Test)', `/Reason (${range})`);
      },
    ],
    [
      'signature-form',
      'not what its byte range leaves out',
      (objects) => {
        const own = objectWith(objects, signature);
        replaceIn(own, '/Contents <', '/Contents <00>\n/Name <');
        replaceIn(own, /\/Name \(.*\)/, '');
      },
    ],
    [
      'signature-form',
      'made in another way',
      (objects) => {
        const own = objectWith(objects, signature);
        replaceIn(own, '/ETSI.CAdES.detached', '/adbe.pkcs7.detached');
      },
    ],
    [
      'signature-form',
      'another form than one field',
      (objects) => {
        const form = objectWith(objects, /\/SigFlags/);
        replaceIn(form, /\/Fields \[(\d+ 0 R)\]/, `/Fields [${/\/Fields \[(\d+ 0 R)\]/.exec(form.text)?.[1]} 7 0 R]`);
      },
    ],
    [
      'attachments-unreadable',
      '/Prop_Build in a signature',
      (objects) => replaceIn(objectWith(objects, signature), '/Type /Sig', '/Type /Sig\n/Prop_Build <<>>'),
    ],
  ];
  test.each(changes)('T20 %s: %s', async (code, words, change) => {
    expect(await told(change)).toEqual(refused(code, words));
  });

  test('the control: a content may be a signed PDF with packed structure of its own', async () => {
    const input = makePackInput({ entries: 0 });
    const paper = Buffer.from(
      '%PDF-1.7\n1 0 obj\n<</Type /ObjStm /T /XRef>>\n/ByteRange [0 90 99 9]\n%%EOF\n% and more',
    );
    const objects: Change = (all) =>
      void addObject(all, `<<\n/Length ${paper.length}\n>>\nstream\n${paper}\nendstream`);
    expect(await told(objects, await forgePack(input, signer))).toEqual(['valid']);
  });
});

describe('EP19 nothing but what the writer writes', () => {
  const link = '/Type /Annot\n/Subtype /Link\n/F 4\n/Rect [0 0 600 800]\n/Border [0 0 0]';
  const note =
    (body: string): Change =>
    (objects) =>
      replaceIn(objectWith(objects, page), '/Annots [', `/Annots [${addObject(objects, `<<\n${body}\n>>`)} 0 R `);
  const within =
    (mark: RegExp, key: string): Change =>
    (objects) =>
      replaceIn(objectWith(objects, mark), ' 0 obj\n<<\n', ` 0 obj\n<<\n${key}\n`);

  const inNames =
    (key: string): Change =>
    (objects) =>
      replaceIn(objectWith(objects, /\/EmbeddedFiles/), '/EmbeddedFiles <<', `/EmbeddedFiles <<\n${key}`);

  test('the control: a link to a place in the pack, an attribute of a tagged part', async () => {
    expect(await told(note(`${link}\n/Contents (x)\n/A <</S /GoTo /D (section-1)>>`))).toEqual(['valid']);
    expect(await told((objects) => void addObject(objects, '<<\n/S /P\n/A <</O /Layout>>\n>>'))).toEqual(['valid']);
  });

  test.each<[string, string, Change]>([
    ['a portfolio', '/Collection', within(catalog, '/Collection <<>>')],
    ['another key of the catalog', 'in a catalog', within(catalog, '/Dests <<>>')],
    ['a form drawn anew', '/NeedsRendering', within(catalog, '/NeedsRendering true')],
    ['rights', '/Perms', within(catalog, '/Perms <<>>')],
    ['other numbers of pages', '/PageLabels', within(catalog, '/PageLabels <</Nums []>>')],
    ['a key of a page', 'in a page', within(page, '/Thumb 7 0 R')],
    ['a page turned', 'in a page', within(page, '/Rotate 180')],
    ['a view of the list', 'viewer preferences', within(/\/DisplayDocTitle/, '/PrintScaling /None')],
    ['a note that only prints', 'no link within', note('/Type /Annot\n/Subtype /FreeText\n/F 4\n/Contents (x)')],
    ['a note that hides', 'not always shown', note(`${link.replace('/F 4', '/F 2')}\n/A <</S /GoTo /D (x)>>`)],
    ['a link outside', '/URI', note(`${link}\n/A <</S /URI /URI (https://example.org/)>>`)],
    ['a link that hides', '/Hide', note(`${link}\n/A <</S /Hide /T (x)>>`)],
    ['a link that goes on', '/Next in a jump', note(`${link}\n/A <</S /GoTo /D (x) /Next <<>>>>`)],
    ['a link of another kind', 'something else', note(`${link}\n/A <</S /Other /D (x)>>`)],
    ['a note beside the pages', 'no page holds', (objects) => void addObject(objects, `<<\n${link}\n>>`)],
    ['a page beside the list', 'does not name', (objects) => void addObject(objects, '<<\n/Type /Page\n>>')],
    ['an action of the outline', 'acts when', (objects) => void addObject(objects, '<<\n/A <</S /GoTo /D (x)>>\n>>')],
    [
      'an outline that runs in circles',
      'runs in a circle',
      (objects) => {
        const line = addObject(objects, '<<\n/Dest [10 0 R /Fit]\n/Title (x)\n/Next 7 0 R\n>>');
        replaceIn(objectWith(objects, /\/Next 7 0 R/), '/Next 7 0 R', `/Next ${line} 0 R`);
        const root = addObject(objects, `<<\n/First ${line} 0 R\n>>`);
        within(catalog, `/Outlines ${root} 0 R`)(objects);
      },
    ],
    ['a key of a file', '/RF', within(csv, '/RF <<>>')],
    ['another file system', '/FS', within(csv, '/FS /URL')],
    ['a file for one system', 'file specification', within(csv, '/Unix (other.csv)')],
    [
      'a content outside',
      'outside the file',
      (objects) => void addObject(objects, evilStream.replace('<<', '<<\n/F (x)')),
    ],
    ['limits that are untrue', '/Limits', inNames('/Limits [(zzz) (zzz)]')],
    ['branches', '/Kids', inNames('/Kids []')],
    [
      'names out of order',
      'out of order',
      (objects) => {
        const names = objectWith(objects, /\/EmbeddedFiles/);
        const [first = '', one = '', other = ''] = /^ +(\(log\/.*)\n +(\(log\/.*)\n/m.exec(names.text) ?? [];
        replaceIn(names, first, `${other}\n${one}\n`);
      },
    ],
  ])('T14 %s', async (_, words, change) => {
    expect(await told(change)).toEqual(refused('attachments-unreadable', words));
  });
});

describe('EP19 structure that is itself packed', () => {
  const bomb = deflateSync(Buffer.alloc(50_000_000));
  const packed = (type: string): string =>
    `<<\n/Type ${type}\n/N 1\n/First 4\n/W [1 1 1]\n/Size 9\n/Filter /FlateDecode\n/Length ${bomb.length}\n>>\nstream\n${bomb.toString('latin1')}\nendstream`;

  test.each<[string, Change]>([
    ['plain', (objects) => void addObject(objects, packed('/ObjStm'))],
    ['after many blanks', (objects) => void addObject(objects, packed(`${' '.repeat(5_000)}/XRef`))],
    [
      'by reference',
      (objects) => {
        const type = addObject(objects, '/XRef');
        addObject(objects, packed(`${type} 0 R`));
      },
    ],
  ])('T19 %s: refused before anything is unpacked', async (_, change) => {
    const bytes = await rewritePack(genuine, signer, change);
    await expect(readAttachments(bytes)).rejects.toThrow('packs its own structure');
  });
});
