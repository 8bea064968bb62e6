/**
 * The text that a page of a PDF draws: its content stream read token by token, each shown string turned back into
 * characters by the map its font carries (ToUnicode). Runs anywhere (pure). Order is that of drawing.
 */

/** Codes of one font to text; `wide`: codes of two bytes. */
export type FontMap = { wide: boolean; codes: ReadonlyMap<number, string> };

export type DrawnText = {
  /** With a space wherever text was moved, as words are told apart. */
  text: string;
  /** Replacement texts for what is drawn, as a reader of the page hears it. */
  said: string[];
  /** Fonts that were used and carry no map. */
  unread: string[];
};

type Token =
  | { kind: 'text'; bytes: Uint8Array }
  | { kind: 'name'; name: string }
  | { kind: 'number'; value: number }
  | { kind: 'operator'; word: string };

/** @param fonts by the name the page gives them; null: one without a map */
export function drawnText(content: Uint8Array, fonts: (name: string) => FontMap | null): DrawnText {
  const parts: string[] = [];
  const said: string[] = [];
  const unread = new Set<string>();
  let font: FontMap | null = null;
  let operands: Token[] = [];
  let fontName = '';
  for (const token of tokensOf(content)) {
    if (token.kind !== 'operator') {
      operands.push(token);
      continue;
    }
    const named = operands.find((one) => one.kind === 'name');
    if (token.word === 'Tf' && named?.kind === 'name') {
      fontName = named.name;
      font = fonts(fontName);
    } else if (token.word === 'Tj' || token.word === 'TJ' || token.word === "'" || token.word === '"') {
      if (font === null) unread.add(fontName);
      for (const one of operands) {
        if (one.kind === 'text') parts.push(decode(one.bytes, font));
        // A thousandth of the size: further apart than letters ever are.
        else if (one.kind === 'number' && token.word === 'TJ' && one.value < -180) parts.push(' ');
      }
    } else if (token.word === 'BDC' || token.word === 'DP') {
      for (const one of operands) if (one.kind === 'text') said.push(pdfString(one.bytes));
    } else if (
      token.word === 'ET' ||
      token.word === 'Td' ||
      token.word === 'TD' ||
      token.word === 'Tm' ||
      token.word === 'T*'
    ) {
      parts.push(' ');
    }
    operands = [];
  }
  return { text: parts.join(''), said, unread: [...unread] };
}

function decode(bytes: Uint8Array, font: FontMap | null): string {
  if (font === null) return latin1(bytes);
  let text = '';
  const step = font.wide ? 2 : 1;
  for (let at = 0; at + step <= bytes.length; at += step) {
    const code = font.wide ? ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    text += font.codes.get(code) ?? '';
  }
  return text;
}

/** UTF-16 where the bytes say so, UTF-8 where they say so, else one byte a character. */
export function pdfString(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes.subarray(2));
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes.subarray(3));
  return latin1(bytes);
}

export const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

const bigEndian = new TextDecoder('utf-16be');
const bytesOfHex = (hex: string): Uint8Array => {
  const even = hex.length % 2 === 0 ? hex : `${hex}0`;
  return Uint8Array.from({ length: even.length / 2 }, (_, at) => Number.parseInt(even.slice(at * 2, at * 2 + 2), 16));
};

/** The map a font carries: single codes, ranges that count on, ranges with a list. */
export function readFontMap(cmap: string): FontMap {
  const codes = new Map<number, string>();
  const text = (hex: string): string => bigEndian.decode(bytesOfHex(hex.replace(/\s/g, '')));
  let wide = true;
  for (const [, body = ''] of cmap.matchAll(/begincodespacerange([\s\S]*?)endcodespacerange/g)) {
    const [, low = ''] = /<([0-9A-Fa-f\s]+)>/.exec(body) ?? [];
    wide = low.replace(/\s/g, '').length > 2;
  }
  for (const [, body = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code = '', to = ''] of body.matchAll(/<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>/g))
      codes.set(Number.parseInt(code, 16), text(to));
  for (const [, body = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', to = '', list, start] of body.matchAll(
      /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:\[([^\]]*)\]|<([0-9A-Fa-f\s]*)>)/g,
    )) {
      const first = Number.parseInt(from, 16);
      const last = Math.min(Number.parseInt(to, 16), first + 65_535);
      const each =
        list === undefined ? null : [...list.matchAll(/<([0-9A-Fa-f\s]*)>/g)].map(([, hex = '']) => text(hex));
      const begin = start === undefined ? '' : text(start);
      for (let code = first; code <= last; code += 1)
        codes.set(code, each === null ? countedOn(begin, code - first) : (each[code - first] ?? ''));
    }
  return { wide, codes };
}

const countedOn = (text: string, by: number): string => {
  const last = text.charCodeAt(text.length - 1);
  return Number.isNaN(last) ? '' : text.slice(0, -1) + String.fromCharCode(last + by);
};

const SPACE: ReadonlySet<number> = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITER: ReadonlySet<number> = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));

function* tokensOf(bytes: Uint8Array): Generator<Token> {
  let at = 0;
  const code = (): number => bytes[at] ?? -1;
  while (at < bytes.length) {
    const here = code();
    if (SPACE.has(here)) at += 1;
    else if (here === 0x25) while (at < bytes.length && code() !== 10 && code() !== 13) at += 1;
    else if (here === 0x28) {
      const [text, end] = literal(bytes, at);
      at = end;
      yield { kind: 'text', bytes: text };
    } else if (here === 0x3c && bytes[at + 1] !== 0x3c) {
      const end = bytes.indexOf(0x3e, at);
      const to = end < 0 ? bytes.length : end;
      yield { kind: 'text', bytes: bytesOfHex(latin1(bytes.subarray(at + 1, to)).replace(/[^0-9A-Fa-f]/g, '')) };
      at = to + 1;
    } else if (here === 0x2f) {
      at += 1;
      const from = at;
      while (at < bytes.length && !SPACE.has(code()) && !DELIMITER.has(code())) at += 1;
      yield { kind: 'name', name: latin1(bytes.subarray(from, at)) };
    } else if (DELIMITER.has(here)) at += 1;
    else {
      const from = at;
      while (at < bytes.length && !SPACE.has(code()) && !DELIMITER.has(code())) at += 1;
      const word = latin1(bytes.subarray(from, at));
      yield /^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)
        ? { kind: 'number', value: Number(word) }
        : { kind: 'operator', word };
    }
  }
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** @returns the bytes of a string in round brackets, and where it ends */
function literal(bytes: Uint8Array, start: number): [Uint8Array, number] {
  const out: number[] = [];
  let depth = 1;
  let at = start + 1;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x5c) {
      at += 1;
      const next = String.fromCharCode(bytes[at] ?? 0);
      const octal = /^[0-7]{1,3}/.exec(latin1(bytes.subarray(at, at + 3)))?.[0];
      if (octal !== undefined) {
        out.push(Number.parseInt(octal, 8) & 0xff);
        at += octal.length - 1;
      } else if (next === '\r') at += bytes[at + 1] === 10 ? 1 : 0;
      else if (next !== '\n') out.push(ESCAPES[next] ?? next.charCodeAt(0));
      continue;
    }
    if (byte === 0x28) depth += 1;
    if (byte === 0x29) {
      depth -= 1;
      if (depth === 0) break;
    }
    out.push(byte);
  }
  return [Uint8Array.from(out), at + 1];
}
