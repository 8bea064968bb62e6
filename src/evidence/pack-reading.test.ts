import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../../tests/fixtures/test-authority.ts';
import type { PackImage, PackInput } from '../core/evidence/pack-input.ts';
import { verifyPack } from '../core/evidence/verify.ts';
import { buildPack, writePack } from './build-pack.ts';
import { workerPackBuilder } from './index.ts';

/** The fixture with pictures that are read when they are asked for, and a count of how often each was. */
function byReference(change: (image: PackImage) => Uint8Array = ({ bytes }) => bytes) {
  const reads = new Map<string, number>();
  const plain = makePackInput();
  const input: PackInput = {
    ...plain,
    exhibits: plain.exhibits.map((row) => {
      const { image } = row;
      if (image === null) return row;
      const { sha256, mime } = image;
      const held: PackImage = {
        sha256,
        mime,
        get bytes() {
          reads.set(sha256, (reads.get(sha256) ?? 0) + 1);
          return change(image);
        },
      };
      return { ...row, image: held };
    }),
  };
  return { input, reads };
}

/** Hash of all but the value of the signature. */
const unsigned = (bytes: Uint8Array): string => {
  const range = /\/ByteRange \[0 (\d+) (\d+) /.exec(Buffer.from(bytes).toString('latin1'));
  if (range === null) throw new Error('no signature');
  const hash = createHash('sha256').update(bytes.subarray(0, Number(range[1])));
  return hash.update(bytes.subarray(Number(range[2]))).digest('hex');
};

test('EP6 pictures read one by one from where they are held give the same bytes, in a worker too', async () => {
  const signer = await makeTestAuthority();
  const whole = await buildPack(makePackInput(), signer);
  const { input, reads } = byReference();
  const made = await workerPackBuilder().build(input, signer);
  expect(unsigned(made.bytes)).toBe(unsigned(whole.bytes));
  expect((await verifyPack(made.bytes)).status).toBe('valid');
  expect(reads.size).toBe(input.exhibits.filter(({ image }) => image !== null).length);
}, 120_000);

test('a picture that is gone, or another by now, makes no pack', async () => {
  const signer = await makeTestAuthority();
  const gone = byReference(() => {
    throw new Error('no such row');
  });
  await expect(workerPackBuilder().build(gone.input, signer)).rejects.toMatchObject({ code: 'IO_FAILED' });
  const other = byReference(({ bytes }) => bytes.with(-1, 1));
  await expect(workerPackBuilder().build(other.input, signer)).rejects.toMatchObject({ code: 'BAD_INPUT' });
}, 120_000);

test('EP6 written piece by piece it is the file that is said of it; a sink that is full ends it with its own error', async () => {
  const signer = await makeTestAuthority();
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting = 0;
  const written = await writePack(makePackInput(), signer, async (piece) => {
    waiting += 1;
    expect(waiting).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    hash.update(piece);
    bytes += piece.length;
    waiting -= 1;
  });
  expect(written).toMatchObject({ bytes, sha256: hash.digest('hex') });
  const full = new Error('no room');
  await expect(
    writePack(makePackInput(), signer, () => {
      throw full;
    }),
  ).rejects.toBe(full);
}, 120_000);
