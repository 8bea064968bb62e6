/**
 * Signed notes: text with signature lines under it, as C2SP signed-note and tlog-cosignature write them.
 * Runs anywhere, pure. Two kinds of key: `ed25519` (type 0x01) signs the text itself; `cosignature` (type 0x04,
 * cosignature/v1) signs that a tree head was seen to be consistent, at a time. A note counts for what a known key says and
 * no further: lines of unknown keys are passed over, a bad line of a known key makes the whole note bad.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64Of, bytesOfBase64 } from './base64.ts';

const TYPE_BYTE = { ed25519: 0x01, cosignature: 0x04 } as const;
/** Above what is needed (16) and small enough that a hostile note costs nothing. */
const MAX_SIGNATURES = 64;
const MAX_NOTE_CHARS = 1_000_000;

export type NoteKeyKind = keyof typeof TYPE_BYTE;
/** A key that is known: its name, what it may sign and its 32 bytes, hex. */
export type NoteKey = { readonly name: string; readonly kind: NoteKeyKind; readonly publicKeyHex: string };
/** Ed25519 (RFC 8032) over the bytes given: 64 bytes as lower-case hex. */
export type SignBytes = (message: Uint8Array) => string;

/** `time`: POSIX seconds of a cosignature, null for a plain signature. */
export type NoteSigner = { readonly key: NoteKey; readonly timeSec: number | null };
export type NoteVerdict =
  | { readonly ok: true; readonly text: string; readonly signers: readonly NoteSigner[] }
  | { readonly ok: false; readonly why: 'malformed' | 'bad-signature' | 'no-known-key' };

type SignatureLine = { name: string; id: Uint8Array; signature: Uint8Array };

/** First four bytes, hex, of SHA-256(name || LF || type || public key). Throws TypeError on a name no key may have. */
export function keyIdOf({ name, kind, publicKeyHex }: NoteKey): string {
  if (!isKeyName(name)) throw new TypeError('a key name is not empty and has no space, plus or control character');
  const hash = sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(TYPE_BYTE[kind]), hexToBytes(publicKeyHex)));
  return bytesToHex(hash.subarray(0, 4));
}

/** Verifier key as configurations hold it: `name+keyid+base64(type || public key)`. */
export function writeVerifierKey(key: NoteKey): string {
  const material = concatBytes(Uint8Array.of(TYPE_BYTE[key.kind]), hexToBytes(key.publicKeyHex));
  return `${key.name}+${keyIdOf(key)}+${base64Of(material)}`;
}

/** Null where it is none, of another type, or its id is not that of its key. */
export function readVerifierKey(text: string): NoteKey | null {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  if (found === null) return null;
  const [, name = '', id, encoded = ''] = found;
  const material = bytesOfBase64(encoded);
  if (material === null || material.length !== 33 || !isKeyName(name)) return null;
  const kind =
    material[0] === TYPE_BYTE.ed25519 ? 'ed25519' : material[0] === TYPE_BYTE.cosignature ? 'cosignature' : null;
  if (kind === null) return null;
  const key: NoteKey = { name, kind, publicKeyHex: bytesToHex(material.subarray(1)) };
  return keyIdOf(key) === id ? key : null;
}

/**
 * The note with one signature line. `text` ends with a newline and holds no other control character.
 * @param key must be of kind `ed25519`
 */
export function signNote(text: string, key: NoteKey, sign: SignBytes): string {
  if (!isNoteText(text) || key.kind !== 'ed25519') throw new TypeError('not a text a note can hold, or not such a key');
  return `${text}\n${signatureLine(key, hexToBytes(sign(utf8ToBytes(text))))}`;
}

/**
 * The note with the line of a cosigner added. What the note says and whether it is consistent with what was seen before
 * is for the caller to have checked.
 * @param timeSec POSIX seconds
 */
export function cosignNote(note: string, key: NoteKey, at: { timeSec: number; sign: SignBytes }): string {
  const parts = splitNote(note);
  if (parts === null || key.kind !== 'cosignature') throw new TypeError('not a note, or not the key of a cosigner');
  const signature = hexToBytes(at.sign(cosignedMessage(parts.text, at.timeSec)));
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(at.timeSec));
  return `${note}${signatureLine(key, concatBytes(time, signature))}`;
}

/** The note's signature lines of another note of the same text added to it; those it has already are not doubled. */
export function mergeNotes(note: string, other: string): string {
  const [into, from] = [splitNote(note), splitNote(other)];
  if (into === null || from === null || into.text !== from.text) throw new TypeError('not two notes of one text');
  const held = new Set(into.lines);
  return (
    note +
    from.lines
      .filter((line) => !held.has(line))
      .map((line) => `${line}\n`)
      .join('')
  );
}

/** What known keys say of a note. The text is to be ignored unless this is `ok`. */
export function verifyNote(note: string, keys: readonly NoteKey[]): NoteVerdict {
  const parts = splitNote(note);
  if (parts === null) return { ok: false, why: 'malformed' };
  const signatures = parts.lines.map(parseSignatureLine);
  const known = new Map(keys.map((key) => [`${key.name} ${keyIdOf(key)}`, key]));
  const signers: NoteSigner[] = [];
  for (const signature of signatures) {
    if (signature === null) return { ok: false, why: 'malformed' };
    const key = known.get(`${signature.name} ${bytesToHex(signature.id)}`);
    if (key === undefined) continue;
    const timeSec = verifyLine(parts.text, key, signature.signature);
    if (timeSec === false) return { ok: false, why: 'bad-signature' };
    signers.push({ key, timeSec });
  }
  return signers.length === 0 ? { ok: false, why: 'no-known-key' } : { ok: true, text: parts.text, signers };
}

/** The text of a note without a look at its signatures: to find which log it speaks of, never to believe it. */
export function unverifiedText(note: string): string | null {
  return splitNote(note)?.text ?? null;
}

/** Null for a plain signature that holds, seconds for a cosignature that holds, false for one that does not. */
function verifyLine(text: string, key: NoteKey, signature: Uint8Array): number | null | false {
  if (key.kind === 'ed25519') return isSigned(signature, utf8ToBytes(text), key) ? null : false;
  if (signature.length !== 72) return false;
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return false;
  const timeSec = Number(time);
  return isSigned(signature.subarray(8), cosignedMessage(text, timeSec), key) ? timeSec : false;
}

function isSigned(signature: Uint8Array, message: Uint8Array, key: NoteKey): boolean {
  try {
    // Strict (RFC 8032): one signature has one form, so no flipped byte passes.
    return ed25519.verify(signature, message, hexToBytes(key.publicKeyHex), { zip215: false });
  } catch {
    return false;
  }
}

const cosignedMessage = (text: string, timeSec: number): Uint8Array =>
  utf8ToBytes(`cosignature/v1\ntime ${timeSec}\n${text}`);

const signatureLine = (key: NoteKey, signature: Uint8Array): string =>
  `— ${key.name} ${base64Of(concatBytes(hexToBytes(keyIdOf(key)), signature))}\n`;

/** The text is divided from the signatures by the last empty line. */
function splitNote(note: string): { text: string; lines: string[] } | null {
  if (note.length > MAX_NOTE_CHARS) return null;
  const gap = note.lastIndexOf('\n\n');
  if (gap < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2, -1).split('\n');
  return isNoteText(text) && isNoteText(note) && lines.length <= MAX_SIGNATURES && lines[0] !== ''
    ? { text, lines }
    : null;
}

function parseSignatureLine(line: string): SignatureLine | null {
  const found = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line);
  if (found === null) return null;
  const [, name = '', encoded = ''] = found;
  const bytes = bytesOfBase64(encoded);
  if (bytes === null || bytes.length < 5 || !isKeyName(name)) return null;
  return { name, id: bytes.subarray(0, 4), signature: bytes.slice(4) };
}

/** No control character but newline, no lone surrogate (it has no UTF-8), and a newline at the end. */
const isNoteText = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.endsWith('\n') && !/[\x00-\x09\x0b-\x1f]|\p{Surrogate}/u.test(text);

const isKeyName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  name !== '' && !/[\s+\x00-\x1f]|\p{White_Space}|\p{Surrogate}/u.test(name);
