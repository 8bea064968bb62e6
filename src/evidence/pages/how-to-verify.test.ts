// The lines printed for a reader without our software are run as they stand, on a real pack and on a changed one.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makePackInput } from '../../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../../../tests/fixtures/test-authority.ts';
import { pemOf } from '../../core/evidence/pem.ts';
import { buildPack } from '../build-pack.ts';
import { OPENSSL_RECIPE } from './how-to-verify.ts';

const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));
const installed = ['bash', 'grep', 'xxd', 'openssl'].every(has);

const runIn = (folder: string): { status: number; said: string } => {
  try {
    const said = execFileSync('bash', ['-c', `${OPENSSL_RECIPE.join('\n')} 2>&1`], { cwd: folder, encoding: 'utf8' });
    return { status: 0, said };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, said: stdout };
  }
};

test.skipIf(!installed)(
  'the recipe for OpenSSL says yes to a pack and no to one with a byte changed or added',
  async () => {
    const signer = await makeTestAuthority();
    const { bytes } = await buildPack(makePackInput(), signer);
    const folder = mkdtempSync(path.join(tmpdir(), 'recipe-'));
    const put = (pack: Uint8Array): void => writeFileSync(path.join(folder, 'pack.pdf'), pack);
    writeFileSync(path.join(folder, 'AUTHORITY.pem'), pemOf(signer.certificates.slice(-1)));
    const figures = (said: string): string[] => said.match(/^\d+$/gm) ?? [];

    put(bytes);
    const good = runIn(folder);
    expect(good).toMatchObject({ status: 0, said: expect.stringContaining('successful') });
    expect(figures(good.said)).toEqual([String(bytes.length), String(bytes.length)]);

    const changed = bytes.slice();
    changed[20_000] = (changed[20_000] ?? 0) ^ 1;
    put(changed);
    expect(runIn(folder).status).not.toBe(0);

    put(Buffer.concat([bytes, Buffer.from('% added\n')]));
    const added = runIn(folder);
    expect(figures(added.said)).toEqual([String(bytes.length), String(bytes.length + 8)]);
  },
  60_000,
);
