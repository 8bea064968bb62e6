/**
 * DER as signatures need it: values taken apart into the very bytes they are made of, and put together again. Runs
 * anywhere, pure. Reading takes the one shortest form of a length and nothing else, so that what was read and written
 * again is the same to the byte or was not DER.
 */

export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `bytes`: the whole value with tag and length; `content`: what is inside. Views, not copies. */
export type DerValue = { tag: number; bytes: Uint8Array; content: Uint8Array };

/** The value that begins at `at`. Throws where it is not whole, or its length not written in the shortest form. */
function readDerAt(bytes: Uint8Array, at: number): DerValue {
  const tag = bytes[at];
  const first = bytes[at + 1];
  // No tag above 30 occurs in what is read here.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new Error('Not DER.');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets < 1 || octets > 3) throw new Error('Not DER.');
    length = 0;
    for (let i = 0; i < octets; i += 1) length = length * 256 + (bytes[start + i] ?? Number.NaN);
    start += octets;
    if (!(length >= 0x80) || length < 256 ** (octets - 1)) throw new Error('A length is not in its shortest form.');
  }
  if (start + length > bytes.length) throw new Error('Not whole.');
  return { tag, bytes: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) };
}

/** The one value these bytes are. Throws where something follows it or its tag is another. */
export function readDer(bytes: Uint8Array, tag: number): DerValue {
  const value = readDerAt(bytes, 0);
  if (value.bytes.length !== bytes.length || value.tag !== tag) throw new Error('Not one whole DER value.');
  return value;
}

/** The values inside a constructed one, in order. */
export function derChildren({ content }: DerValue): DerValue[] {
  const children: DerValue[] = [];
  for (let at = 0; at < content.length; ) {
    const child = readDerAt(content, at);
    children.push(child);
    at += child.bytes.length;
  }
  return children;
}

/** A value of this tag around these parts, length in its shortest form. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const octets: number[] = [];
  if (length >= 0x80) {
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
    octets.unshift(0x80 | octets.length);
  } else octets.push(length);
  const out = new Uint8Array(1 + octets.length + length);
  out[0] = tag;
  out.set(octets, 1);
  let at = 1 + octets.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** An object identifier as `1.2.840`, below 2^31 in each part. */
export function writeOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((part) => {
    const sevens = [part & 0x7f];
    for (let more = Math.floor(part / 128); more > 0; more = Math.floor(more / 128))
      sevens.unshift((more & 0x7f) | 0x80);
    return sevens;
  });
  return writeDer(derTags.oid, Uint8Array.from(octets));
}

/** Orders bytes as DER orders the members of a SET OF; 0 where they are the same. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
