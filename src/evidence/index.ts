// The door of evidence packs: makers of packs and what they are given. Runs in Node.

export { buildPack, type DraftMade, writePack } from './build-pack.ts';
export { blackOut } from './image/black-out.ts';
export {
  createPackBuilder,
  inThreadPackBuilder,
  PACK_WORKER_URL,
  type PackBuilder,
  workerPackBuilder,
} from './pack-builder.ts';
export { readPkcs12 } from './read-pkcs12.ts';
export { readRoots } from './read-roots.ts';
