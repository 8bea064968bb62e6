// The growing bytes of a pack on their way out: gathered into large pieces, hashed as they go, let go of once they are
// handed on. Runs where pdfkit runs. What is written after `hold` stays here until the signature is in its place, so that
// a file of any size is written once, from its first byte to its last.

import { createHash } from 'node:crypto';

/** Takes the next bytes of the file. What it returns is awaited before more are handed on. */
export type PackSink = (chunk: Uint8Array) => void | Promise<void>;

const PIECE_BYTES = 1 << 20;

/** Bytes that are on their way already, and their hash. */
export type Before = { readonly bytes: number; hash(): ReturnType<typeof createHash> };

export class PackOutput {
  readonly #sink: PackSink;
  readonly #hash = createHash('sha256');
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #used = 0;
  #full: Uint8Array[] = [];
  #handedOn = 0;
  #held = false;

  constructor(sink: PackSink) {
    this.#sink = sink;
  }

  /** Text: a byte a character. */
  write(data: string | Uint8Array): void {
    if (typeof data !== 'string' && data.length >= PIECE_BYTES) {
      this.#close();
      this.#full.push(data);
      return;
    }
    if (this.#used + data.length > PIECE_BYTES) this.#close();
    if (typeof data === 'string' && data.length > PIECE_BYTES) {
      this.#full.push(Buffer.from(data, 'latin1'));
    } else if (typeof data === 'string') {
      this.#used += this.#piece.write(data, this.#used, 'latin1');
    } else {
      this.#piece.set(data, this.#used);
      this.#used += data.length;
    }
  }

  #close(): void {
    if (this.#used === 0) return;
    this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafe(PIECE_BYTES);
    this.#used = 0;
  }

  /** Hands on what is full; after `hold`, nothing. */
  async drain(): Promise<void> {
    while (!this.#held) {
      const piece = this.#full.shift();
      if (piece === undefined) return;
      await this.#hand(piece);
    }
  }

  async #hand(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece);
    this.#handedOn += piece.length;
    await this.#sink(piece);
  }

  /** Hands on everything so far; what comes now waits for `release`. */
  async hold(): Promise<Before> {
    this.#close();
    await this.drain();
    this.#held = true;
    return { bytes: this.#handedOn, hash: () => this.#hash.copy() };
  }

  /** What was written since `hold`, to be changed in place. */
  held(): Uint8Array {
    this.#close();
    const whole = new Uint8Array(Buffer.concat(this.#full));
    this.#full = [];
    return whole;
  }

  /** Hands on the end. @returns size and hash of the whole file */
  async release(end: Uint8Array): Promise<{ bytes: number; sha256: string }> {
    for (let at = 0; at < end.length; at += PIECE_BYTES) await this.#hand(end.slice(at, at + PIECE_BYTES));
    return { bytes: this.#handedOn, sha256: this.#hash.digest('hex') };
  }

  /** Everything at once, for what is not signed. */
  async end(): Promise<void> {
    this.#close();
    await this.drain();
  }
}

type Inner = {
  _write(data: string | Uint8Array): void;
  _offset: number;
  push(chunk: unknown): boolean;
  read(): Uint8Array | null;
  page: { content: Content };
};
type Content = {
  buffer: Uint8Array[];
  compress: boolean;
  data: { Length?: number; Filter?: string };
  write(chunk: string | Uint8Array): void;
  end(chunk?: string | Uint8Array): void;
};

/**
 * Leads everything the document writes into `output`, past the stream it is: that one holds every line as a buffer of its
 * own, and so does a page until it is numbered.
 * @returns fulfilled when the document has written its end
 */
export function writeInto(doc: PDFKit.PDFDocument, output: PackOutput): Promise<void> {
  const inner = doc as unknown as Inner;
  // What it wrote when it was made.
  for (let chunk = inner.read(); chunk !== null; chunk = inner.read()) output.write(chunk);
  inner._write = function (this: Inner, data): void {
    const line = typeof data === 'string' ? `${data}\n` : data;
    output.write(line);
    this._offset += line.length;
  };
  let settleLast = (): void => {};
  doc.on('pageAdded', () => {
    settleLast();
    settleLast = gatherContent(inner.page.content);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  inner.push = (chunk) => {
    if (chunk === null) resolve();
    return true;
  };
  return promise;
}

/** @returns joins what the page holds so far into one buffer */
function gatherContent(content: Content): () => void {
  let text = '';
  const settle = (): void => {
    if (text !== '') content.buffer.push(Buffer.from(text, 'latin1'));
    text = '';
    if (content.buffer.length > 1) content.buffer = [Buffer.concat(content.buffer)];
  };
  const end = content.end.bind(content);
  content.write = (chunk) => {
    if (content.compress) content.data.Filter = 'FlateDecode';
    if (typeof chunk === 'string') text += `${chunk}\n`;
    else {
      settle();
      content.buffer.push(chunk);
    }
  };
  content.end = (chunk) => {
    if (chunk !== undefined) content.write(chunk);
    settle();
    end();
  };
  return settle;
}
