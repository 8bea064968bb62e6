// Makes the large pack and says what it took. Contents are made anew each time they are read, as a workspace reads them;
// the file is hashed and let go, as one that is kept in pieces is.
import type { PackClip, PackImage } from '../../../src/core/evidence/pack-input.ts';
import { writePack } from '../../../src/evidence/index.ts';
import { makeTestAuthority } from '../../fixtures/test-authority.ts';
import { benchPack, clipOf, clipPlans, photoBytes, sha256Of } from './bench-pack.ts';
import type { MemoryFigures } from './memory.ts';

let sourceBytes = 0;
const imageOf = (n: number): PackImage => {
  const first = photoBytes(n);
  sourceBytes += first.length;
  return {
    sha256: sha256Of(first),
    mime: 'image/jpeg',
    get bytes() {
      return photoBytes(n);
    },
  };
};
const clips = clipPlans.map((plan): PackClip => {
  const { bytes: first, ...clip } = clipOf(plan);
  sourceBytes += first.length;
  return {
    ...clip,
    get bytes() {
      return clipOf(plan).bytes;
    },
  };
});
const input = { ...benchPack({ exhibits: 2_000, photos: 2_000, entries: 1_000 }, imageOf), clips };
const made = await writePack(input, await makeTestAuthority(), () => {});
const figures: MemoryFigures = {
  peakBytes: process.resourceUsage().maxRSS * 1024,
  fileBytes: made.bytes,
  pages: made.pages,
  sourceBytes,
};
process.stdout.write(JSON.stringify(figures));
