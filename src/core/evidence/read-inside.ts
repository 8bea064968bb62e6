/**
 * What is attached to a pack, held against its manifest: nothing missing, extra, changed or written in another way than
 * the one. Runs anywhere. Never imports a writer. Whether the manifest is signed, the caller knows. Pictures, clips and
 * papers are hashed as they are unpacked and not kept, and nothing unpacks to more than the manifest says of it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalText, MANIFEST_NAME, type PackManifest, packManifest } from './manifest.ts';
import {
  CASE_PROOF_NAME,
  CASE_UCO_NAME,
  CERTIFICATES_NAME,
  CHECKPOINT_NAME,
  LOG_NAME,
  MANIFEST_SIGNATURE_NAME,
  POLICY_NAME,
  RECEIPT_NAME,
  RULES_NAME,
  WITNESSED_NAME,
} from './pack-names.ts';
import { type AttachedFile, listAttachments, roomFor, UnpacksTooFar, wholeOf } from './pdf-attachments.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';
import { findNames } from './verify-names.ts';

export type Found = { detail: string; problems: PackProblem[] };
export type Hashed = { bytes: number; sha256: string };
export type Inside = {
  manifest: PackManifest;
  manifestBytes: Uint8Array;
  manifestSha256: string;
  /** `manifest.json.p7s`; null where there is none, as in version 1. */
  signature: Uint8Array | null;
  /** What is read further, by name. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Every attachment that is what the manifest says, by name. */
  hashes: ReadonlyMap<string, Hashed>;
};

/** In one canonical writing (RFC 8785). */
const canonicalNames: readonly string[] = [
  MANIFEST_NAME,
  CHECKPOINT_NAME,
  RECEIPT_NAME,
  CASE_PROOF_NAME,
  WITNESSED_NAME,
  POLICY_NAME,
  RULES_NAME,
];
const keptNames: ReadonlySet<string> = new Set([...canonicalNames, LOG_NAME, CERTIFICATES_NAME, CASE_UCO_NAME]);

const maxManifestBytes = 200_000_000;
const maxSignatureBytes = 100_000;

/** The manifest, and whether every attachment is what it says. Throws where the PDF's structure cannot be read. */
export async function readInside(bytes: Uint8Array): Promise<Found & { inside: Inside | null }> {
  const list = await listAttachments(bytes);
  const attached = new Map(list.map((file) => [file.name, file]));
  const problems: PackProblem[] = [];
  const found = (code: PackProblemCode, message: string, where: string): void => {
    problems.push({ code, message, where });
  };
  let room = roomFor(bytes.length);
  const own = attached.get(MANIFEST_NAME);
  const raw = own === undefined ? undefined : wholeOf(own, Math.min(room, maxManifestBytes));
  const parsed = packManifest.safeParse(raw === undefined ? undefined : parseJson(raw));
  if (raw === undefined || !parsed.success) {
    found('manifest-form', 'The manifest is missing or does not have its form.', MANIFEST_NAME);
    return { inside: null, detail: '', problems };
  }
  room -= raw.length;
  const manifest = parsed.data;
  const listed = new Map(manifest.attachments.map((item) => [item.name, item]));
  if (list.length !== attached.size || listed.size !== manifest.attachments.length)
    found('attachment-extra', 'Two attachments carry the same name.', 'attachments');
  const beside = new Set(manifest.v === 1 ? [MANIFEST_NAME] : [MANIFEST_NAME, MANIFEST_SIGNATURE_NAME]);
  for (const name of beside) if (listed.has(name)) found('manifest-form', 'The manifest lists itself.', name);
  for (const name of attached.keys())
    if (!beside.has(name) && !listed.has(name))
      found('attachment-extra', `${name} is attached but not in the manifest.`, name);
  const others = [...listed.keys()].filter((name) => !beside.has(name));
  problems.push(...findNames(manifest, others));
  const files = new Map([[MANIFEST_NAME, raw]]);
  const hashes = new Map<string, Hashed>();
  for (const [name, item] of listed) {
    const file = attached.get(name);
    if (file === undefined) {
      found('attachment-missing', `${name} is in the manifest but not attached.`, name);
      continue;
    }
    if (item.bytes > room) {
      found('attachments-unreadable', `${name} is larger than anything in a pack of this size can be.`, name);
      continue;
    }
    room -= item.bytes;
    const read = readUpTo(file, item.bytes, keptNames.has(name));
    if (read?.bytes !== item.bytes || read.sha256 !== item.sha256)
      found('attachment-changed', `${name} is not what the manifest says.`, name);
    if (read === null) continue;
    hashes.set(name, { bytes: read.bytes, sha256: read.sha256 });
    if (read.whole !== null) files.set(name, read.whole);
  }
  // Programs differ in which of two equal names they take: only the one canonical writing says one thing to all (EP3).
  for (const name of canonicalNames) {
    const content = files.get(name);
    if (content !== undefined && !isWriting(parseJson(content), content))
      found('manifest-form', `${name} is not canonical JSON.`, name);
  }
  const signature = attached.get(MANIFEST_SIGNATURE_NAME);
  const inside: Inside = {
    manifest,
    manifestBytes: raw,
    manifestSha256: bytesToHex(sha256(raw)),
    signature: manifest.v === 1 || signature === undefined ? null : wholeOf(signature, maxSignatureBytes),
    files,
    hashes,
  };
  problems.push(...findImages(manifest, hashes));
  return { inside, detail: `${listed.size} attachments match the signed manifest.`, problems };
}

type Read = Hashed & { whole: Uint8Array | null };

/** Null where there is more of it than `room` bytes: then it is not what was signed, and need not be read on. */
function readUpTo(file: AttachedFile, room: number, keep: boolean): Read | null {
  try {
    if (keep) {
      const whole = wholeOf(file, room);
      return { bytes: whole.length, sha256: bytesToHex(sha256(whole)), whole };
    }
    const hash = sha256.create();
    const bytes = file.unpack(room, (piece) => hash.update(piece));
    return { bytes, sha256: bytesToHex(hash.digest()), whole: null };
  } catch (error) {
    if (error instanceof UnpacksTooFar) return null;
    throw error;
  }
}

/** The image of an exhibit is the one its read names, and one that is not here is named as unavailable. */
function findImages({ exhibits, completeness }: PackManifest, hashes: Inside['hashes']): PackProblem[] {
  const stated = new Set(completeness.unavailable.map(({ what }) => what));
  return exhibits.flatMap(({ number, imageSha256 }): PackProblem[] => {
    const held = ['png', 'jpg'].flatMap((kind) => hashes.get(`images/${number}.${kind}`) ?? []);
    const where = `exhibit ${number}`;
    const [image, more] = held;
    if (image === undefined) {
      if (stated.has(`Image of ${number}`)) return [];
      return [
        { code: 'exhibit-image', message: `The image of ${number} is not attached, and nothing says why.`, where },
      ];
    }
    if (image.sha256 === imageSha256 && more === undefined) return [];
    return [
      { code: 'exhibit-image', message: `The image attached for ${number} is not the one its read names.`, where },
    ];
  });
}

// ---- bytes -----------------------------------------------------------------------------------------------------------
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined where it is not JSON in UTF-8. */
export function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** True where these bytes are the one canonical writing of the value. */
export function isWriting(value: unknown, bytes: Uint8Array | undefined): boolean {
  try {
    return bytes !== undefined && canonicalText(value) === decoder.decode(bytes);
  } catch {
    return false;
  }
}

/** Null where it is not UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
