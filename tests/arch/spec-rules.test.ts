/**
 * Specifications and tests name the same rules: every rule of docs/spec is cited by a test, and nothing in the source
 * cites a rule that is not written. A range (`IN5–IN8`) cites each rule in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const PREFIXES = 'AR|AU|EP|IN|MA|MV|SV|SY|TN|WS';
const DEFINED = new RegExp(`^(?:- \\*\\*|\\| )((?:${PREFIXES})\\d+)\\b`, 'gm');
const CITED = new RegExp(`\\b(${PREFIXES})(\\d+)\\b(?:[–-](?:${PREFIXES})?(\\d+)\\b)?`, 'g');

const definedIn = (text: string): string[] => [...text.matchAll(DEFINED)].map(([, id = '']) => id);
const citedIn = (text: string): string[] =>
  [...text.matchAll(CITED)].flatMap(([, prefix, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => `${prefix}${Number(first) + n}`),
  );

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
/** Tests, and the suites that tests run. */
const isTest = (file: string): boolean =>
  /\.(test|spec|suite)\.tsx?$/.test(file) || /contract\/(intel-server|way-of-one-query)\.ts$/.test(file);
const read = (files: readonly string[]): string => files.map((file) => readFileSync(file, 'utf8')).join('\n');

const specs = readdirSync(join(root, 'docs/spec')).map((name) => join(root, 'docs/spec', name));
const rules = definedIn(read(specs));
const source = [...filesBelow('src'), ...filesBelow('tests')].filter((file) => file !== import.meta.filename);

test('no rule is written twice', () => {
  expect(rules.filter((id, at) => rules.indexOf(id) !== at)).toEqual([]);
});

test('every rule is cited by a test', () => {
  const cited = new Set(citedIn(read(source.filter(isTest))));
  expect(rules.filter((id) => !cited.has(id))).toEqual([]);
});

test('nothing cites a rule that is not written', () => {
  const known = new Set(rules);
  expect([...new Set(citedIn(read([...source, ...specs])))].filter((id) => !known.has(id))).toEqual([]);
});

test('red proof: rules, ranges and typing errors are seen', () => {
  expect(definedIn('- **AU1** One.\n| SY2 | Two. |\nSee **AU3** and SY4.')).toEqual(['AU1', 'SY2']);
  expect(citedIn("test('WS5–WS7 and IN40', …); // EP3-4")).toEqual(['WS5', 'WS6', 'WS7', 'IN40', 'EP3', 'EP4']);
  expect(rules.length).toBeGreaterThan(100);
});
