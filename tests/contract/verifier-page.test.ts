/**
 * The verifier page as it is handed out, rules EP70 to EP72: it is what its sources give, nothing but its own script may
 * run in it, and that very script, run here in a thread without a page, says of every file exactly what the library says.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explained } from '../../src/core/evidence/code-words.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { PackFault, type PackVerdict } from '../../src/core/evidence/verdict.ts';
import { type VerifyOptions, verifyPack } from '../../src/core/evidence/verify.ts';
import { openZip, verifyBag } from '../../src/core/evidence/verify-bag.ts';
import type { CheckedFile, Question, Told, TrustGiven } from '../../src/verifier/exchange.ts';
import { type GivenFile, hostileText, tamperedPacks } from '../fixtures/tampered-packs.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'resources/verifier.html'), 'utf8');
const part = (pattern: RegExp): string => pattern.exec(page)?.[1] ?? '';
const script = part(/<script>([\s\S]*)<\/script>\n<\/body>/);
const policy = part(/http-equiv="Content-Security-Policy" content="([^"]*)"/);

/** The page's own script as it runs in its worker: a scope that takes and sends messages, and no document. */
const scope = `const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (told, transfer) => parentPort.postMessage(told, transfer);
globalThis.addEventListener = (type, listener) => parentPort.on('message', (data) => listener({ data }));
`;

let worker: Worker;
let signer: TestSigner;
let files: GivenFile[];
const golden: GivenFile[] = readdirSync(join(root, 'tests/golden/packs'))
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, 'tests/golden/packs', name))) }));

beforeAll(async () => {
  ({ signer, files } = await tamperedPacks());
  worker = new Worker(scope + script, { eval: true });
  await new Promise((ready) => worker.once('message', ready));
});
afterAll(() => worker?.terminate());

let asked = 0;
type Asked = Question extends infer One ? (One extends Question ? Omit<One, 'ask'> : never) : never;
async function ask(question: Asked): Promise<Told[]> {
  asked += 1;
  const mine = asked;
  const heard: Told[] = [];
  return new Promise((done) => {
    const listen = (told: Told): void => {
      if (told.kind === 'ready' || told.ask !== mine) return;
      heard.push(told);
      if (told.kind === 'progress') return;
      worker.off('message', listen);
      done(heard);
    };
    worker.on('message', listen);
    worker.postMessage({ ...question, ask: mine });
  });
}
const noTrust: TrustGiven = { authorities: [], timeStamps: [], witnesses: [] };
async function checked({ name, bytes }: GivenFile, trust = noTrust): Promise<CheckedFile> {
  const last = (await ask({ kind: 'check', file: new Blob([bytes.slice()]), name, trust })).at(-1);
  if (last?.kind !== 'checked') throw new Error(`${name}: ${JSON.stringify(last)}`);
  return last.checked;
}

/** What the library says of a file, as `waymark verify` asks it. */
async function said({ name, bytes }: GivenFile, options: VerifyOptions = {}): Promise<PackVerdict> {
  if (!name.endsWith('.zip')) return verifyPack(bytes, options);
  try {
    return await verifyBag(openZip(bytes), options);
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    const { problem } = error;
    return {
      status: 'unreadable',
      trust: 'not-checked',
      checks: [],
      problems: [problem],
      signer: null,
      keeper: null,
      pack: null,
    };
  }
}

describe('the page as a file', () => {
  test('EP70 it is what its sources give', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build-verifier.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('EP70 only its own script and style may run, and nothing is fetched or sent', () => {
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(part(/<style>([\s\S]*?)<\/style>/))}`,
      'worker-src blob:',
      'img-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    const markup = page.replace(script, '');
    expect(markup).not.toMatch(/\b(src|href|action|style|on[a-z]+)\s*=/i);
    expect(markup.match(/<script/g)).toHaveLength(1);
    expect(script).not.toMatch(/<\/script|<!--/i);
  });
});

describe('the script of the page says what the library says', () => {
  test('EP71 EP29 of good packs, of each that was tampered with, of what is none, and of the golden ones', async () => {
    const seen = new Set<string>();
    for (const file of [...files, ...golden]) {
      const { verdict, contents } = await checked(file);
      expect(verdict, file.name).toEqual(explained(await said(file)));
      seen.add(verdict.status);
      // What is listed beside a verdict is there where the list of the pack could be read.
      expect(contents === null, file.name).toBe(verdict.pack === null);
    }
    expect([...seen].sort()).toEqual(['invalid', 'unreadable', 'valid']);
  });

  test('EP71 EP13 held against authorities and witnesses', async () => {
    const [good] = files;
    if (good === undefined) throw new Error('no pack');
    const other = await makeTestAuthority('Another authority');
    const held = async (trust: Partial<TrustGiven>, options: VerifyOptions): Promise<PackVerdict> => {
      const { verdict } = await checked(good, { ...noTrust, ...trust });
      expect(verdict).toEqual(explained(await said(good, options)));
      return verdict;
    };
    expect(await held({ authorities: signer.anchors }, { trustAnchors: signer.anchors })).toMatchObject({
      status: 'valid',
      trust: 'anchored',
    });
    expect(await held({ authorities: other.anchors }, { trustAnchors: other.anchors })).toMatchObject({
      status: 'invalid',
      trust: 'untrusted',
    });
  });

  test('EP71 EP28 content is handed out as it is attached; what is not in the list is not', async () => {
    const [good] = files;
    if (good === undefined) throw new Error('no pack');
    const { file, contents } = await checked(good);
    expect(file.sha256).toBe(createHash('sha256').update(good.bytes).digest('hex'));
    for (const { name, bytes } of await readAttachments(good.bytes)) {
      const [told] = await ask({ kind: 'content', name });
      const listed = contents?.attachments.some((one) => one.name === name && one.sound);
      if (name.startsWith('manifest.json')) expect(told?.kind, name).toBe('failed');
      else expect(told?.kind === 'content' && listed && Buffer.compare(told.bytes, bytes), name).toBe(0);
    }
    expect((await ask({ kind: 'content', name: 'no/such.file' }))[0]).toMatchObject({ kind: 'failed' });
  });

  test('EP71 the log is listed whole, refusals and withheld entries where they stand', async () => {
    const withheld = files.find(({ name }) => name === 'withheld-and-named.pdf');
    const { contents, verdict } = await checked(withheld ?? { name: '', bytes: new Uint8Array() });
    expect(contents?.log.map(({ seq }) => seq)).toEqual(
      Array.from({ length: verdict.pack?.logEntries ?? 0 }, (_, at) => at + 1),
    );
    expect(contents?.log.filter(({ state }) => state === 'withheld')).toHaveLength(2);
    expect(contents?.log.filter((row) => row.state === 'shown' && row.outcome === 'refused')).toHaveLength(
      verdict.pack?.refusedQueries ?? -1,
    );
    expect(contents?.absent.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^Log entries \d+ to \d+$/));
  });

  test('EP72 reading is told of as it goes, and hostile names come as plain data', async () => {
    const hostile = files.find(({ name }) => name === 'hostile-names.pdf');
    const heard = await ask({
      kind: 'check',
      file: new Blob([hostile?.bytes.slice() ?? '']),
      name: hostileText,
      trust: noTrust,
    });
    expect(
      heard
        .map((told) => (told.kind === 'progress' ? told.step : told.kind))
        .filter((step, at, all) => all[at - 1] !== step),
    ).toEqual(['read', 'check', 'checked']);
    const [last] = heard.slice(-1);
    expect(last?.kind === 'checked' && [last.checked.verdict.status, last.checked.verdict.pack?.title]).toEqual([
      'valid',
      `Title ${hostileText}`,
    ]);
  });
});
