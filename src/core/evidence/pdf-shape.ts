/**
 * What the parts of a pack that a program acts on may hold: catalog, pages, notes, outline, form, file specifications,
 * lists of names. Runs anywhere. Lists of what is allowed, key by key, as the writer writes it: whatever else PDF knows,
 * or will know, to show, print, send or open something is refused with the key that asks for it.
 */
import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { dictsIn, type PdfObjects } from './pdf-objects.ts';
import { PackFault } from './verdict.ts';

const fault = (message: string): PackFault => new PackFault('attachments-unreadable', message, 'file');

const keysOf = (...words: string[]): ReadonlySet<string> =>
  new Set(words.flatMap((line) => line.split(' ').map((word) => `/${word}`)));
const shapes = {
  catalog: keysOf(
    'Type Pages Names Lang MarkInfo StructTreeRoot ViewerPreferences AF AcroForm Outlines PageMode',
    'OutputIntents Metadata',
  ),
  'viewer preferences': keysOf('DisplayDocTitle'),
  marking: keysOf('Marked'),
  names: keysOf('Dests EmbeddedFiles'),
  // One list, without branches: no limits that could be untrue.
  'list of names': keysOf('Names'),
  'page tree': keysOf('Type Count Kids'),
  page: keysOf('Type Parent MediaBox Contents Resources UserUnit StructParents Annots Tabs'),
  link: keysOf('Type Subtype Contents A Rect Border F StructParent'),
  'jump of a link': keysOf('S D'),
  'signature field': keysOf('Type Subtype FT T TU F V P AP Rect Border C StructParent'),
  'look of the signature field': keysOf('N'),
  form: keysOf('Fields DA DR SigFlags'),
  signature: keysOf('Type Filter SubFilter ByteRange Contents M Name Reason'),
  outline: keysOf('Type Count First Last'),
  'line of the outline': keysOf('Dest Parent Title Count Prev Next First Last'),
  'file specification': keysOf('Type AFRelationship F EF UF Desc'),
  'content of a file specification': keysOf('F'),
  'attached file': keysOf('Type Subtype Params Length Filter'),
  'parameters of an attached file': keysOf('CreationDate ModDate CheckSum Size'),
} as const;

/** Throws unless the dictionary has no key but those of its kind. */
export function assertShape(dict: PDFDict, kind: keyof typeof shapes): void {
  const strange = dict.keys().find((key) => !shapes[kind].has(key.asString()));
  if (strange !== undefined) throw fault(`The file has ${strange.asString()} in a ${kind}, which no pack does.`);
}

export const named = (name: string): PDFName => PDFName.of(name);

/** Everything but the attachments and the signature. Throws {@link PackFault}. */
export function assertShapes({ catalog, all }: PdfObjects): void {
  assertShape(catalog, 'catalog');
  maybe(catalog, 'ViewerPreferences', 'viewer preferences');
  maybe(catalog, 'MarkInfo', 'marking');
  const names = catalog.lookup(named('Names'), PDFDict);
  assertShape(names, 'names');
  const places = names.lookupMaybe(named('Dests'), PDFDict);
  if (places !== undefined) assertSorted(places);
  assertOutline(catalog);
  const notes = assertPages(catalog, all);
  for (const object of all) {
    if (object instanceof PDFRawStream && object.dict.has(named('F')))
      throw fault('A content of the file lies outside the file.');
    for (const dict of dictsIn(object)) {
      if (isA(dict, 'Type', 'Annot') && !notes.has(dict)) throw fault('The file has a note that no page holds.');
      if (!notes.has(dict)) assertNoAction(dict.lookup(named('A')));
    }
  }
}

export const isA = (dict: PDFDict, key: string, value: string): boolean => dict.get(named(key)) === named(value);

function maybe(dict: PDFDict, key: string, kind: keyof typeof shapes): void {
  const value = dict.lookupMaybe(named(key), PDFDict);
  if (value !== undefined) assertShape(value, kind);
}

/** Names in their order, each once: programs search such a list by halves, and find nothing in one out of order. */
export function assertSorted(tree: PDFDict): PDFArray {
  assertShape(tree, 'list of names');
  const list = tree.lookup(named('Names'), PDFArray);
  if (list.size() % 2 !== 0) throw fault('A list of names of the file is not a list.');
  let before: string | null = null;
  for (let i = 0; i < list.size(); i += 2) {
    const key = list.get(i);
    if (!(key instanceof PDFString || key instanceof PDFHexString)) throw fault('A name of the file is not a text.');
    // A character for each byte: comparing these compares bytes.
    const text = String.fromCharCode(...key.asBytes());
    if (before !== null && text <= before) throw fault('A list of names of the file is out of order.');
    before = text;
  }
  return list;
}

/** The pages, one level deep, and their notes. */
function assertPages(catalog: PDFDict, all: readonly PDFObject[]): Set<PDFDict> {
  const tree = catalog.lookup(named('Pages'), PDFDict);
  assertShape(tree, 'page tree');
  const kids = tree.lookup(named('Kids'), PDFArray);
  const pages = new Set<PDFDict>();
  for (let i = 0; i < kids.size(); i += 1) pages.add(kids.lookup(i, PDFDict));
  const count = tree.get(named('Count'));
  if (pages.size !== kids.size() || !(count instanceof PDFNumber) || count.asNumber() !== pages.size)
    throw fault('The file has a page twice, or not as many pages as it says.');
  if (all.some((object) => object instanceof PDFDict && isA(object, 'Type', 'Page') && !pages.has(object)))
    throw fault('The file has a page that its list of pages does not name.');
  const notes = new Set<PDFDict>();
  for (const page of pages) {
    if (!isA(page, 'Type', 'Page') || page.lookup(named('Parent')) !== tree) throw fault('A page is not one.');
    assertShape(page, 'page');
    const annotations = page.lookupMaybe(named('Annots'), PDFArray);
    for (let i = 0; i < (annotations?.size() ?? 0); i += 1) {
      const note = annotations?.lookup(i, PDFDict) as PDFDict;
      assertNote(note);
      if (notes.has(note)) throw fault('A note stands on two pages.');
      notes.add(note);
    }
  }
  return notes;
}

function assertNote(note: PDFDict): void {
  // Shown, printed, nothing hidden from one of the two.
  const flags = note.get(named('F'));
  if (!(flags instanceof PDFNumber) || flags.asNumber() !== 4) throw fault('A note of a page is not always shown.');
  if (isA(note, 'Subtype', 'Widget')) {
    assertShape(note, 'signature field');
    maybe(note, 'AP', 'look of the signature field');
    return;
  }
  if (!isA(note, 'Subtype', 'Link')) throw fault('A page holds a note that is no link within the pack.');
  assertShape(note, 'link');
  const jump = note.lookup(named('A'), PDFDict);
  assertShape(jump, 'jump of a link');
  if (!isA(jump, 'S', 'GoTo') || !(jump.lookup(named('D')) instanceof PDFString))
    throw fault('A link does something else than to go to a page of the pack.');
}

/** `A` of a tagged part holds attributes, each with their owner; of anything else it would be an action. */
function assertNoAction(value: PDFObject | undefined): void {
  if (value === undefined) return;
  if (!(value instanceof PDFDict) || !value.has(named('O')) || value.has(named('S')))
    throw fault('The file acts when it is shown, which no pack does.');
}

function assertOutline(catalog: PDFDict): void {
  const root = catalog.lookupMaybe(named('Outlines'), PDFDict);
  if (root === undefined) return;
  assertShape(root, 'outline');
  const open = [root.lookupMaybe(named('First'), PDFDict)];
  const visited = new Set<PDFDict>();
  for (let line = open.pop(); open.length > 0 || line !== undefined; line = open.pop()) {
    if (line === undefined) continue;
    if (visited.has(line)) throw fault('The outline of the file runs in a circle.');
    visited.add(line);
    assertShape(line, 'line of the outline');
    if (!(line.lookup(named('Dest')) instanceof PDFArray)) throw fault('A line of the outline goes nowhere.');
    open.push(line.lookupMaybe(named('First'), PDFDict), line.lookupMaybe(named('Next'), PDFDict));
  }
}
