/** Rules EP14, EP27, EP29: `waymark verify` as a person runs it, on a pack, a bag as folder and as zip, and on neither. */
import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBagFolder } from '../../src/cli/bag-folder.ts';
import { writeVerifierKey } from '../../src/core/audit/signed-note.ts';
import { bagOfPack, zipOfBag } from '../../src/core/evidence/bag.ts';
import { checkWords } from '../../src/core/evidence/code-words.ts';
import { pemOf } from '../../src/core/evidence/pem.ts';
import { packCheckIds } from '../../src/core/evidence/verdict.ts';
import { forgePack } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { proveLog, serverCosigner, witnessOf } from '../fixtures/prove-log.ts';
import { runCli } from '../fixtures/run-cli.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';

let dir: string;
const at = (name: string): string => path.join(dir, name);
const witness = witnessOf('witness.example/one', 21);

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'waymark-verify-'));
  const signer = await makeTestAuthority();
  const input = makePackInput({ entries: 0 });
  const { witnessed } = proveLog(input.log, { cosigners: [serverCosigner, witness] });
  const pdf = await forgePack({ ...input, witnessed }, signer);
  writeFileSync(at('pack.pdf'), pdf);
  writeFileSync(at('authority.pem'), pemOf(signer.anchors));
  const bag = await bagOfPack(pdf, 'pack.pdf');
  writeBagFolder(at('bag'), bag);
  writeFileSync(at('bag.zip'), zipOfBag(bag, 'bag'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Said = {
  status: string;
  trust: string;
  checks: { id: string; ok: boolean; means: string; detail: string }[];
  problems: { code: string; means: string }[];
  keeper: object | null;
  pack: object | null;
};

test('EP29 one object: every check once, in order and in words, and the same of a pack and its bag', async () => {
  const of = async (name: string): Promise<Said> => {
    const run = await runCli(['verify', at(name), '--trust', at('authority.pem'), '--json']);
    expect(run.code).toBe(0);
    return run.json<Said>();
  };
  const [pack, folder, zip] = [await of('pack.pdf'), await of('bag'), await of('bag.zip')];
  expect(pack).toMatchObject({ status: 'valid', trust: 'anchored', problems: [] });
  expect(pack.checks.map(({ id }) => id)).toEqual(packCheckIds);
  for (const { id, means } of pack.checks) expect(means).toBe(checkWords[id as keyof typeof checkWords].means);
  expect(pack.keeper).not.toBeNull();
  expect(pack.pack).toMatchObject({ version: 2, withheldEntries: 0 });
  for (const bag of [folder, zip]) {
    expect(bag.checks.slice(0, -1)).toEqual(pack.checks.slice(0, -1));
    expect(bag.checks.at(-1)?.detail).toContain('are those of the signed pack');
  }
});

test('EP29 without --json each check is said in words, and a witness can be asked for', async () => {
  const key = writeVerifierKey(witness.key);
  const run = await runCli(['verify', at('pack.pdf'), '--witness', key]);
  expect(run.code).toBe(0);
  for (const { title, means } of Object.values(checkWords)) {
    expect(run.stdout).toContain(`ok    ${title}:`);
    expect(run.stdout).toContain(means);
  }
  const other = writeVerifierKey(witnessOf('witness.example/two', 22).key);
  const missing = await runCli(['verify', at('pack.pdf'), '--witness', key, other]);
  expect(missing.code).toBe(1);
  expect(missing.stdout).toContain('witness-missing: witness.example/two has not cosigned the head of this log.');
  const wrong = await runCli(['verify', at('pack.pdf'), '--witness', 'no key']);
  expect([wrong.code, wrong.said]).toEqual([2, expect.stringContaining('is not the verifier key of a witness')]);
});

test('EP14 EP27 a bag with a file changed exits 1; what is neither pack nor bag exits 2', async () => {
  const bag = await bagOfPack(
    await import('node:fs').then(({ readFileSync }) => new Uint8Array(readFileSync(at('pack.pdf')))),
    'pack.pdf',
  );
  writeBagFolder(at('spoilt'), bag);
  writeFileSync(at('spoilt/data/exhibits/exhibits.csv'), 'E-99');
  const spoilt = await runCli(['verify', at('spoilt'), '--json']);
  expect([spoilt.code, spoilt.json<Said>().problems.map(({ code }) => code)]).toEqual([
    1,
    // Its sizes and its digests no longer fit; the file is not the pack's, and bag-info.txt speaks of other bytes.
    ['bag-form', 'bag-form', 'bag-differs', 'bag-differs'],
  ]);
  unlinkSync(at('spoilt/data/exhibits/exhibits.csv'));
  symlinkSync(at('pack.pdf'), at('spoilt/data/exhibits/exhibits.csv'));
  expect((await runCli(['verify', at('spoilt')])).code).toBe(2);
  writeBagFolder(at('empty'), [{ path: 'note.txt', bytes: new Uint8Array([65]) }]);
  expect((await runCli(['verify', at('empty')])).code).toBe(2);
  writeFileSync(at('broken.zip'), 'PK\u0003\u0004 and no more');
  const broken = await runCli(['verify', at('broken.zip')]);
  expect([broken.code, broken.said]).toEqual([2, expect.stringContaining('does not end where its directory ends')]);
});
