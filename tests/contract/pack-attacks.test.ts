/**
 * Threat T20, rules EP7–EP15: what `verifyPack` says of packs that were altered, and of packs that a forger signed.
 * Forgeries are signed for real, so that each is refused for what it says and not for how it was made.
 */

import { buffer } from 'node:stream/consumers';
import { PDFDocument as PdfLib } from '@cantoo/pdf-lib';
import PDFDocument from 'pdfkit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import type { PackAttachment } from '../../src/core/evidence/attachments.ts';
import { canonicalBytes } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { packCheckIds, packProblemCodes } from '../../src/core/evidence/verdict.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import {
  editLine,
  type Forgery,
  forgePack,
  receiptFor,
  withFile,
  withHistory,
  withLog,
} from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let other: TestSigner;
let input: PackInput;
let pack: Uint8Array;

beforeAll(async () => {
  signer = await makeTestAuthority();
  other = await makeTestAuthority('Somebody else');
  input = makePackInput({ entries: 0 });
  pack = await forgePack(input, signer);
});

const verify = (bytes: Uint8Array) => verifyPack(bytes, { trustAnchors: signer.anchors });
/** Status and codes, each once: what a reader is told. */
const told = async (bytes: Uint8Array): Promise<string[]> => {
  const { status, problems, checks } = await verify(bytes);
  expect(checks.map(({ id }) => id)).toEqual(packCheckIds);
  expect(problems.every(({ code }) => packProblemCodes.includes(code))).toBe(true);
  // A pack with a problem shows it in a check, and the other way round.
  expect(checks.every(({ ok }) => ok)).toBe(problems.length === 0);
  return [status, ...new Set(problems.map(({ code }) => code))];
};
const forged = async (forgery: Forgery, of: PackInput = input): Promise<string[]> =>
  told(await forgePack(of, signer, forgery));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const fileOf = (name: string, content: string): PackAttachment => ({
  name,
  mime: 'text/plain',
  relationship: 'Supplement',
  description: '',
  bytes: text(content),
});

test('EP11 the control: what no one has touched is valid, and says whose it is', async () => {
  const verdict = await verify(pack);
  expect(verdict).toMatchObject({ status: 'valid', trust: 'anchored', problems: [] });
  expect(verdict.signer).toMatchObject({
    subject: 'CN=Workstation 1',
    issuer: 'CN=Waymark test authority',
    test: true,
  });
  expect(verdict.pack).toMatchObject({ number: input.number, exhibits: 14, logEntries: input.log.length });
  expect(
    await told(
      await forgePack(
        withHistory(input, (log) => log),
        signer,
      ),
    ),
  ).toEqual(['valid']);
});

describe('after it was signed', () => {
  test('T20 appended bytes, an empty line among them', async () => {
    for (const more of ['\n', ' ', '\0', '%%EOF\n', 'x'.repeat(5000)])
      expect(await told(joined(pack, text(more)))).toEqual(['invalid', 'bytes-after-end']);
  });

  test('T20 an incremental update that replaces an object', async () => {
    const at = Number(/startxref\n(\d+)\n%%EOF\n?$/.exec(Buffer.from(pack).toString('latin1'))?.[1]);
    const object = `1 0 obj\n<</Type /Catalog>>\nendobj\n`;
    const update = `${object}xref\n1 1\n${String(pack.length).padStart(10, '0')} 00000 n \ntrailer\n<</Size 2 /Root 1 0 R /Prev ${at}>>\nstartxref\n${pack.length + object.length}\n%%EOF\n`;
    expect(await told(joined(pack, text(update)))).toEqual(['invalid', 'bytes-after-end']);
  });

  test('T20 a second signature over the first', async () => {
    const size = pack.length;
    const revision = `9 0 obj\n<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 ${size} ${size + 20} 30] /Contents <00>>>\nendobj\n`;
    expect(await told(joined(pack, text(revision)))).toEqual(['invalid', 'several-signatures']);
  });

  test('T20 the file saved again by a PDF program', async () => {
    const document = await PdfLib.load(pack, { updateMetadata: false });
    for (const useObjectStreams of [true, false])
      expect((await verify(await document.save({ useObjectStreams }))).status).toBe('invalid');
  });

  test('T20 an attachment swapped inside the file', async () => {
    const file = Buffer.from(pack);
    const manifest = file.indexOf('manifest.json');
    const stream = file.indexOf('stream\n', file.indexOf('/EmbeddedFile'));
    expect(manifest).toBeGreaterThan(0);
    expect(stream).toBeGreaterThan(0);
    const bytes = pack.slice();
    bytes[stream + 40] = (bytes[stream + 40] ?? 0) ^ 1;
    expect(await told(bytes)).toEqual(expect.arrayContaining(['invalid', 'content-changed']));
  });

  test('T20 a byte range that leaves a hole', async () => {
    const file = Buffer.from(pack).toString('latin1');
    const [range = '', first = '', second = '', last = ''] = /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(file) ?? [];
    const holed = [
      `/ByteRange [9 ${first} ${second} ${last}`,
      `/ByteRange [0 ${Number(first) - 1} ${second} ${last}`,
      `/ByteRange [0 ${first} ${Number(second) + 1} ${last}`,
      `/ByteRange [0 ${first} ${second} ${Number(last) - 1}`,
      `/ByteRange [0 ${second} ${first} ${last}`,
      `/ByteRange [0 0 0 ${file.length}`,
    ];
    for (const one of holed) {
      const bytes = Buffer.from(file.replace(range, one), 'latin1');
      expect((await verify(bytes)).status, one).toBe('invalid');
    }
  });
});

describe('signed by somebody else', () => {
  test('T20 EP13 the same pack signed under another authority is not valid once the authority is named', async () => {
    const bytes = await forgePack(input, other);
    expect(await told(bytes)).toEqual(['invalid', 'authority-unknown']);
    expect((await verify(bytes)).trust).toBe('untrusted');
  });

  test('EP13 red proof: without a name to compare with it passes, and says that this was not checked', async () => {
    const verdict = await verifyPack(await forgePack(input, other));
    expect(verdict).toMatchObject({ status: 'valid', trust: 'not-checked' });
    expect(verdict.checks.find(({ id }) => id === 'certificate')?.detail).toContain('compare its fingerprint');
  });

  test('T20 AU13 a whole invented history with its own checkpoint needs another key to be signed', async () => {
    const hidden = (entry: AuditEntry): AuditEntry =>
      entry.outcome === 'refused' ? { ...entry, action: 'log-read', outcome: 'recorded', details: {} } : entry;
    const invented = withHistory(input, (log) => log.map(hidden), new Uint8Array(32).fill(1));
    // It holds together by itself: what refuses it is the name on the certificate.
    expect(verifyLog(invented.log, invented.checkpoint).ok).toBe(true);
    expect(await told(await forgePack(invented, other))).toEqual(
      expect.arrayContaining(['invalid', 'authority-unknown']),
    );
  });

  test('T20 a certificate that was not in date when the pack was made', async () => {
    for (const validity of [
      { fromMs: Date.UTC(2020, 0, 1), toMs: input.madeMs - 1000 },
      { fromMs: input.madeMs + 1000, toMs: Date.UTC(2040, 0, 1) },
    ]) {
      const dated = await makeTestAuthority('Waymark test authority', validity);
      const verdict = await verifyPack(await forgePack(input, dated), { trustAnchors: dated.anchors });
      expect(verdict.problems.map(({ code }) => code)).toEqual(['certificate-dates']);
      expect(verdict.checks.find(({ id }) => id === 'certificate')?.ok).toBe(false);
    }
  });
});

describe('attachments and manifest', () => {
  test('T20 EP3 content that is not what the manifest says', async () => {
    const stale = withFile('exhibits/exhibits.csv', (bytes) => joined(bytes, text('E-99,HOV528\r\n')));
    expect(await forged({ attached: stale })).toEqual(['invalid', 'attachment-changed']);
    // Red proof: the same change with its hash renewed passes; only the manifest's hash held it.
    expect(await forged({ files: stale })).toEqual(['valid']);
  });

  test('T20 EP3 one missing, one more, one twice', async () => {
    const without = (name: string) => (files: PackAttachment[]) => files.filter((file) => file.name !== name);
    expect(await forged({ attached: without('exhibits/exhibits.geojson') })).toEqual(['invalid', 'attachment-missing']);
    expect(await forged({ attached: (files) => [...files, fileOf('more.txt', 'more')] })).toEqual([
      'invalid',
      'attachment-extra',
    ]);
    expect(await forged({ attached: without('manifest.json') })).toEqual(['invalid', 'manifest-form']);
    const twice = (files: PackAttachment[]) =>
      files.flatMap((file) =>
        file.name === 'exhibits/exhibits.csv' ? [file, { ...file, name: `${file.name}2` }] : [file],
      );
    expect(await forged({ files: twice })).toEqual(['invalid', 'manifest-form']);
    expect(
      await forged({
        manifest: (body) => ({ ...body, attachments: [...body.attachments, ...body.attachments.slice(0, 1)] }),
      }),
    ).toEqual(['invalid', 'attachment-extra']);
  });

  test('T20 the image of an exhibit is the one its read names, or its absence is stated', async () => {
    const otherImage = withFile('images/E-01.png', () => input.exhibits[1]?.image?.bytes ?? text(''));
    expect(await forged({ files: otherImage })).toEqual(['invalid', 'exhibit-image']);
    const dropped = (files: PackAttachment[]) => files.filter(({ name }) => name !== 'images/E-01.png');
    expect(await forged({ files: dropped })).toEqual(['invalid', 'exhibit-image', 'disclosure-form']);
    const silent: Forgery['manifest'] = (body) => ({
      ...body,
      completeness: { ...body.completeness, unavailable: [] },
    });
    expect(await forged({ manifest: silent })).toEqual(['invalid', 'exhibit-image', 'disclosure-form']);
  });

  test('EP3 a manifest of another form', async () => {
    expect(await forged({ manifest: (body) => ({ ...body, v: 3 }) })).toEqual(['invalid', 'manifest-form']);
    expect(await forged({ manifest: (body) => ({ ...body, madeMs: 'then' }) })).toEqual(['invalid', 'manifest-form']);
    expect(await forged({ attached: withFile('manifest.json', () => text('{')) })).toEqual([
      'invalid',
      'manifest-form',
    ]);
  });

  test('EP11 a manifest that contradicts the log, the checkpoint or the space', async () => {
    const lies: Forgery['manifest'][] = [
      (body) => ({ ...body, log: { ...body.log, entries: body.log.entries - 1 } }),
      (body) => ({ ...body, log: { ...body.log, name: 'case:another' } }),
      (body) => ({ ...body, checkpoint: { ...body.checkpoint, timeMs: 1 } }),
      (body) => ({ ...body, device: { ...body.device, id: 'another' } }),
    ];
    for (const manifest of lies) expect(await forged({ manifest })).toEqual(['invalid', 'log-broken']);
    const live = await forged({ manifest: (body) => ({ ...body, space: 'live' }) });
    expect(live).toEqual(['invalid', 'log-broken', 'policy-wrong']);
  });
});

describe('the log inside', () => {
  const edits: readonly [string, string[], (lines: string[]) => string[]][] = [
    ['dropped', ['log-broken'], (lines) => lines.toSpliced(5, 1)],
    ['dropped at the start', ['log-broken'], (lines) => lines.slice(1)],
    ['cut off at the end', ['log-broken', 'checkpoint-wrong'], (lines) => lines.slice(0, -1)],
    ['swapped', ['log-broken'], (lines) => lines.toSpliced(5, 2, lines[6] ?? '', lines[5] ?? '')],
    ['doubled', ['log-broken'], (lines) => lines.toSpliced(5, 0, lines[5] ?? '')],
    ['edited', ['log-broken'], (lines) => lines.with(1, editLine(lines[1] ?? '', { outcome: 'ran' }))],
    ['given a field more', ['log-broken'], (lines) => lines.with(1, editLine(lines[1] ?? '', { more: 1 } as object))],
    ['made unreadable', ['log-broken'], (lines) => lines.with(1, '{')],
    ['written another way', ['log-broken'], (lines) => lines.with(1, (lines[1] ?? '').replace('{', '{ '))],
    ['emptied', ['log-broken', 'checkpoint-wrong'], () => []],
  ];
  test.each(edits)('T7 AU12 an entry %s', async (_, codes, change) => {
    const found = await forged({ files: withLog(change) });
    expect(found).toEqual(expect.arrayContaining(['invalid', ...codes]));
  });

  test('T7 AU9 an edited log chained anew does not fit the checkpoint', async () => {
    const anew = withHistory(input, (log) => log.with(1, { ...(log[1] as AuditEntry), timeMs: 5 }));
    expect(verifyLog(anew.log, anew.checkpoint).ok).toBe(true);
    const codes = await told(await forgePack({ ...anew, checkpoint: input.checkpoint }, signer));
    expect(codes).toEqual(expect.arrayContaining(['invalid', 'checkpoint-wrong']));
    // Red proof: without the checkpoint nothing of the chain itself would show it.
    expect(verifyLog(anew.log).ok).toBe(true);
  });

  test('AU9 a checkpoint that its key has not signed', async () => {
    const broken = { ...input.checkpoint, signature: `00${input.checkpoint.signature.slice(2)}` };
    expect(await told(await forgePack({ ...input, checkpoint: broken }, signer))).toEqual([
      'invalid',
      'checkpoint-wrong',
    ]);
    expect(await forged({ files: withFile('log/checkpoint.json', () => text('{}')) })).toEqual(
      expect.arrayContaining(['invalid', 'checkpoint-wrong']),
    );
  });

  test('AU10 a receipt that the server has not signed, that is left out, or that is of another history', async () => {
    const { receipt } = input;
    if (receipt === null) throw new Error('the fixture has a receipt');
    const broken = { ...receipt, deviceSeq: receipt.deviceSeq + 1 };
    expect(await told(await forgePack({ ...input, receipt: broken }, signer))).toEqual(['invalid', 'receipt-wrong']);
    expect(await forged({ files: withFile('log/receipt.json', () => canonicalBytes(broken)) })).toEqual([
      'invalid',
      'receipt-wrong',
    ]);
    expect(await forged({ files: (files) => files.filter(({ name }) => name !== 'log/receipt.json') })).toEqual([
      'invalid',
      'receipt-wrong',
    ]);
    expect(await told(await forgePack(makePackInput({ entries: 0, withReceipt: false }), signer))).toEqual(['valid']);
    // The server's word is real, and of the history that was: of the same entries nothing may have changed since.
    const was = withHistory(input, (log) => log);
    const told20 = receiptFor(was.log[19] as AuditEntry);
    expect(await told(await forgePack({ ...was, receipt: told20 }, signer))).toEqual(['valid']);
    const replayed = withHistory(input, (log) => log.with(2, { ...(log[2] as AuditEntry), timeMs: 5 }));
    expect(verifyLog(replayed.log, replayed.checkpoint).ok).toBe(true);
    expect(await told(await forgePack({ ...replayed, receipt: told20 }, signer))).toEqual(['invalid', 'receipt-wrong']);
    // Red proof: what came after the receipt is the workstation's own word alone (AU13).
    const later = withHistory(input, (log) => log.with(30, { ...(log[30] as AuditEntry), timeMs: 5 }));
    expect(await told(await forgePack({ ...later, receipt: told20 }, signer))).toEqual(['valid']);
  });
});

describe('what the log must show', () => {
  const historyOf = (change: Parameters<typeof withHistory>[1]) => withHistory(input, change);
  const first = (log: PackInput['log'], action: string) => {
    const index = log.findIndex((entry) => entry.action === action && entry.outcome !== 'refused');
    const entry = log[index];
    if (entry === undefined) throw new Error(`no ${action}`);
    return { index, entry };
  };

  test.each(['find', 'view', 'journey'])('EP11 a %s that ran without an authority', async (action) => {
    const history = historyOf((log) => {
      const { index, entry } = first(log, action);
      const result = log[index + 1] as AuditEntry;
      return log.with(index, { ...entry, authority: null }).with(index + 1, { ...result, authority: null });
    });
    const verdict = await verify(await forgePack(history, signer));
    expect(verdict.problems).toMatchObject([
      { code: 'query-without-authority', where: expect.stringMatching(/^log entry \d+$/) },
      { code: 'query-without-authority', where: expect.stringMatching(/^log entry \d+$/) },
    ]);
  });

  test('EP11 an exhibit whose read was not confirmed, or whose judgement was taken back before', async () => {
    const outcome = (value: string) =>
      historyOf((log) => {
        const { index, entry } = first(log, 'confirm');
        return log.with(index, { ...entry, details: { ...entry.details, outcome: value } });
      });
    for (const value of ['rejected', 'cannot-tell'])
      expect(await told(await forgePack(outcome(value), signer))).toEqual(['invalid', 'exhibit-not-confirmed']);
    const otherPlate = historyOf((log) => {
      const { index, entry } = first(log, 'confirm');
      return log.with(index, { ...entry, details: { ...entry.details, plate: 'ABC123' } });
    });
    expect(await told(await forgePack(otherPlate, signer))).toEqual(['invalid', 'exhibit-not-confirmed']);
  });

  test('EP11 an exhibit that the log does not know, or knows as taken out', async () => {
    const renamed = historyOf((log) => {
      const { index, entry } = first(log, 'exhibit-add');
      return log.with(index, { ...entry, details: { ...entry.details, number: 'E-77' } });
    });
    expect(await told(await forgePack(renamed, signer))).toEqual(['invalid', 'exhibit-not-logged', 'exhibit-left-out']);
    const removed = historyOf((log) => {
      const { entry } = first(log, 'exhibit-add');
      return log.toSpliced(-1, 0, {
        ...entry,
        action: 'exhibit-remove',
        details: { ...entry.details, reason: 'Wrong.' },
      });
    });
    expect(await told(await forgePack(removed, signer))).toEqual(['invalid', 'exhibit-not-logged']);
    const restored = historyOf((log) => {
      const { entry } = first(log, 'exhibit-add');
      const back = { ...entry, details: { ...entry.details, restored: true } };
      return log.toSpliced(-1, 0, { ...entry, action: 'exhibit-remove' }, back);
    });
    expect(await told(await forgePack(restored, signer))).toEqual(['valid']);
  });

  test('EP11 an exhibit that the log shows and the pack leaves out in silence', async () => {
    const fewer = { ...input, exhibits: input.exhibits.slice(1) };
    expect(await told(await forgePack(fewer, signer))).toEqual(['invalid', 'exhibit-left-out']);
    const unavailable = [{ what: 'Exhibit E-01', reason: 'Withheld by order of the court.' }];
    const stated: Forgery['manifest'] = (body) => ({
      ...body,
      completeness: {
        ...body.completeness,
        attempted: body.completeness.attempted + 1,
        unavailable: [...body.completeness.unavailable, ...unavailable],
      },
    });
    expect(await forged({ manifest: stated }, fewer)).toEqual(['valid']);
  });

  test('EP4 a log that does not end with this export', async () => {
    expect(
      await told(
        await forgePack(
          historyOf((log) => log.slice(0, -1)),
          signer,
        ),
      ),
    ).toEqual(['invalid', 'export-not-logged']);
    expect(await told(await forgePack({ ...input, packId: 'another' }, signer))).toEqual([
      'invalid',
      'export-not-logged',
    ]);
  });
});

describe('EP14 what is no pack', () => {
  const unreadable = async (bytes: Uint8Array): Promise<void> => {
    expect((await verify(bytes)).status).toBe('unreadable');
  };
  const plainPdf = (options: PDFKit.PDFDocumentOptions): Promise<Buffer> => {
    const doc = new PDFDocument(options);
    doc.text('Not a pack. '.repeat(200));
    doc.end();
    return buffer(doc);
  };

  test('an empty file, text, a picture, a PDF without a signature, an encrypted PDF', async () => {
    await unreadable(new Uint8Array());
    await unreadable(text('plain text '.repeat(1000)));
    await unreadable(input.exhibits[0]?.image?.bytes ?? new Uint8Array());
    await unreadable(await plainPdf({}));
    await unreadable(await plainPdf({ userPassword: 'secret', pdfVersion: '1.7' }));
  });

  test('a pack cut off before its signature is unreadable, and after it not valid', async () => {
    const contents = Buffer.from(pack).indexOf('/ByteRange');
    await unreadable(pack.slice(0, 500));
    await unreadable(pack.slice(0, contents - 200));
    for (const length of [contents + 400, contents + 17_000, pack.length - 1])
      expect((await verify(pack.slice(0, length))).status).toBe('invalid');
  });

  test('100 MB of zeros, of slashes, and of a header with zeros are turned away quickly', {
    timeout: 60_000,
  }, async () => {
    const zeros = new Uint8Array(100_000_000);
    await unreadable(zeros);
    zeros.set(text('%PDF-1.7\n'));
    await unreadable(zeros);
    zeros.fill(0x2f, 9);
    await unreadable(zeros);
  });
});
