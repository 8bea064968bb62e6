/**
 * Fetches plate images by their hash: those a person waits for first, then the newest detections'. Runs in the services
 * worker. An image is kept only if its bytes have the hash the detection names and begin like the type they claim.
 * Spec: docs/spec/sync.md SY9.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { intelContract } from '../contract/intel.ts';
import { addSyncRefusals, countImages, markImageAbsent, missingImages, putImage } from '../workspace/index.ts';
import { answerSchemaOf, reach } from './intel-client.ts';
import { done, endOf, type RoundDeps, raiseAlert, type StepEnd } from './round.ts';

/** A round ends after so many, so that the log and new reads are not kept waiting by pictures. */
const PER_ROUND = 400;
const AT_ONCE = 4;
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;
const imageAnswer = answerSchemaOf(intelContract.feed.image);

export async function pullImages(deps: RoundDeps, wanted: Set<string>, refusedBefore: Set<string>): Promise<StepEnd> {
  const total = countImages(deps.workspace.read).waiting;
  let fetched = 0;
  while (fetched < PER_ROUND) {
    const batch = nextHashes(deps, wanted, refusedBefore);
    if (batch.length === 0) return done;
    const ends = await Promise.all(batch.map((hash) => pullImage(deps, hash, refusedBefore)));
    for (const hash of batch) wanted.delete(hash);
    const stop = ends.find((end) => end.step === 'stop');
    if (stop !== undefined) return stop;
    fetched += batch.length;
    deps.progress('images', fetched, Math.max(total, fetched));
  }
  return { step: 'done', again: true };
}

function nextHashes(deps: RoundDeps, wanted: Set<string>, refusedBefore: Set<string>): string[] {
  const missing = missingImages(deps.workspace.read, AT_ONCE + refusedBefore.size).filter(
    (hash) => !refusedBefore.has(hash),
  );
  const first = [...wanted].filter((hash) => !refusedBefore.has(hash));
  return [...new Set([...first, ...missing])].slice(0, AT_ONCE);
}

async function pullImage(deps: RoundDeps, hash: string, refusedBefore: Set<string>): Promise<StepEnd> {
  const reached = await reach(
    imageAnswer,
    () => deps.intel.api.feed.image({ sha256: hash }, { signal: deps.signal }),
    deps.signal,
  );
  if (reached.state === 'refused') {
    if (reached.code === 'NOT_FOUND') {
      deps.workspace.write((tx) => markImageAbsent(tx, hash, deps.nowMs()));
      return done;
    }
    // One picture the server cannot give must not hold up the others; it is asked for again in a later session.
    refusedBefore.add(hash);
    return { step: 'skip', message: reached.message };
  }
  if (reached.state !== 'answered') return endOf(reached, 'The image was not sent');
  const bytes = new Uint8Array(Buffer.from(reached.value.base64, 'base64'));
  const genuine =
    bytes.length <= MAX_IMAGE_BYTES && bytesToHex(sha256(bytes)) === hash && looksLike(reached.value.mime, bytes);
  if (!genuine) {
    refusedBefore.add(hash);
    deps.workspace.write((tx) => addSyncRefusals(tx, 'image-not-genuine', 1, deps.nowMs()));
    raiseAlert(deps, 'image-not-genuine', {
      severity: 'warning',
      message: 'The server sent an image that is not the one a detection names. It was not kept.',
      tip: 'The detection stays, marked as without an image. Tell the administrator of the server.',
    });
    return { step: 'skip', message: 'An image was refused.' };
  }
  const { mime } = reached.value;
  deps.workspace.write((tx) => putImage(tx, { sha256: hash, mime, bytes, storedMs: deps.nowMs() }));
  return done;
}

function looksLike(mime: 'image/png' | 'image/jpeg', bytes: Uint8Array): boolean {
  const start = mime === 'image/png' ? [0x89, 0x50, 0x4e, 0x47] : [0xff, 0xd8, 0xff];
  return start.every((byte, at) => bytes[at] === byte);
}
