/**
 * The JSON values of a file: one a line, a list of them on a line, or one document over many lines. Runs in the CLI
 * process. Only a file whose first line is no JSON by itself is held whole, up to a limit; every other is read in batches.
 */
import { MAX_LINE_LENGTH } from '../../../core/ingest/openalpr.ts';
import type { LineBatch } from '../../text-file.ts';
import { type SetAside, TOO_LONG } from './set-aside.ts';

/** `place` is where it stands: `line 12`, `line 12 item 3`, `item 3`. */
export type JsonItem = { readonly place: string; readonly value: unknown };

/** Longest document over many lines, UTF-16 units. Longer ones must be one value a line. */
const MAX_DOCUMENT_LENGTH = 64_000_000;

const NOT_JSON = 'not JSON: cut short or damaged; one message a line is expected';

/** The first line with something in it, and all batches, that one included. */
export async function peekFirstLine(
  batches: AsyncGenerator<LineBatch>,
): Promise<{ firstLine: string | null; batches: AsyncGenerator<LineBatch> }> {
  const held: LineBatch[] = [];
  let firstLine: string | null = null;
  while (firstLine === null) {
    const next = await batches.next();
    if (next.done === true) break;
    firstLine = next.value.texts.find((text) => text !== null && text.trim() !== '') ?? null;
    // Batches without a text hold nothing but numbers and problems.
    held.push(next.value);
  }
  return { firstLine, batches: replay(held, batches) };
}

async function* replay(held: readonly LineBatch[], rest: AsyncGenerator<LineBatch>): AsyncGenerator<LineBatch> {
  yield* held;
  yield* rest;
}

/** Items of a file whose first line begins with `{` or `[`. Lines that cannot be read go to `setAside`. */
export async function* readJsonItems(
  batches: AsyncGenerator<LineBatch>,
  firstLine: string,
  setAside: SetAside,
): AsyncGenerator<JsonItem[]> {
  if (parse(firstLine) !== undefined) {
    for await (const batch of batches) yield itemsOfLines(batch, setAside);
    return;
  }
  const held: LineBatch[] = [];
  let length = 0;
  for (let next = await batches.next(); ; next = await batches.next()) {
    if (next.done !== true) {
      held.push(next.value);
      for (const text of next.value.texts) length += (text?.length ?? 0) + 1;
      if (length <= MAX_DOCUMENT_LENGTH) continue;
    } else {
      const document = parse(held.flatMap(({ texts }) => texts).join('\n'));
      if (document !== undefined && held.every(({ problems }) => problems.length === 0)) {
        yield Array.isArray(document)
          ? document.map((value, at) => ({ place: `item ${at + 1}`, value }))
          : [{ place: 'item 1', value: document }];
        return;
      }
    }
    // No document: lines, some of which are damaged.
    for (const batch of held) yield itemsOfLines(batch, setAside);
    for await (const batch of batches) yield itemsOfLines(batch, setAside);
    return;
  }
}

function itemsOfLines({ first, texts, problems }: LineBatch, setAside: SetAside): JsonItem[] {
  setAside.addLines(problems);
  const items: JsonItem[] = [];
  for (const [at, text] of texts.entries()) {
    if (text === null || text.trim() === '') continue;
    const place = `line ${first + at}`;
    const value = text.length > MAX_LINE_LENGTH ? undefined : parse(text);
    if (value === undefined) setAside.add(text.length > MAX_LINE_LENGTH ? TOO_LONG : NOT_JSON, place);
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) items.push({ place: `${place} item ${index + 1}`, value: item });
    } else items.push({ place, value });
  }
  return items;
}

/** undefined where the text is no JSON, which no JSON text gives. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
