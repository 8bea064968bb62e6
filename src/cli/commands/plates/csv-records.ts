/**
 * Records of a table of text: one a line, fields cut at a delimiter, quoted as RFC 4180 says. Runs anywhere (pure).
 * A quoted field may hold line ends, within bounds: a quote that is never closed costs its own line, not the file.
 */
import type { LineBatch } from '../../text-file.ts';
import type { SetAside } from './set-aside.ts';

export type CsvRecord = { readonly place: string; readonly fields: readonly string[] };

/** Lines and characters one record may take. */
const MAX_RECORD_LINES = 50;
const MAX_RECORD_LENGTH = 1_000_000;

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that cuts a header into the most fields; null where none cuts it. */
export function delimiterOf(header: string): string | null {
  let best: string | null = null;
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const fields = cutRecord(header, delimiter)?.length ?? 1;
    if (fields > most) [best, most] = [delimiter, fields];
  }
  return best;
}

/** Fields of one record; null where a quote is left open. */
export function cutRecord(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let from = 0;
  for (;;) {
    if (text[from] !== '"') {
      const end = text.indexOf(delimiter, from);
      fields.push(text.slice(from, end < 0 ? undefined : end));
      if (end < 0) return fields;
      from = end + 1;
      continue;
    }
    let field = '';
    let at = from + 1;
    for (;;) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return null;
      field += text.slice(at, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      field += '"';
      at += 1;
    }
    const end = text.indexOf(delimiter, at);
    // What stands between a closing quote and the delimiter is kept: nothing is dropped in silence.
    fields.push(field + text.slice(at, end < 0 ? undefined : end));
    if (end < 0) return fields;
    from = end + 1;
  }
}

/** Cuts batches of lines into records; lines that cannot be used go to `setAside`. */
export class RecordCutter {
  readonly #delimiter: string;
  readonly #setAside: SetAside;
  #open: { number: number; lines: string[]; length: number } | null = null;

  constructor(delimiter: string, setAside: SetAside) {
    this.#delimiter = delimiter;
    this.#setAside = setAside;
  }

  *take({ first, texts, problems }: LineBatch): Generator<CsvRecord> {
    this.#setAside.addLines(problems);
    for (const [at, text] of texts.entries()) if (text !== null) yield* this.#line(first + at, text);
  }

  /** What a last open quote held back. */
  *rest(): Generator<CsvRecord> {
    while (this.#open !== null) yield* this.#giveUp();
  }

  *#line(number: number, text: string): Generator<CsvRecord> {
    const open = this.#open;
    if (open === null) {
      if (text.trim() === '') return;
      const fields = cutRecord(text, this.#delimiter);
      if (fields !== null) yield { place: `line ${number}`, fields };
      else this.#open = { number, lines: [text], length: text.length };
      return;
    }
    open.lines.push(text);
    open.length += text.length + 1;
    if (text.includes('"')) {
      const fields = cutRecord(open.lines.join('\n'), this.#delimiter);
      if (fields !== null) {
        this.#open = null;
        yield { place: `line ${open.number}`, fields };
        return;
      }
    }
    if (open.lines.length >= MAX_RECORD_LINES || open.length > MAX_RECORD_LENGTH) yield* this.#giveUp();
  }

  /** Sets the line with the open quote aside and reads those after it again. */
  *#giveUp(): Generator<CsvRecord> {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    this.#setAside.add('a quote that is never closed', `line ${open.number}`);
    for (const [at, line] of open.lines.slice(1).entries()) yield* this.#line(open.number + 1 + at, line);
  }
}
