/** Which other agencies a text names, by the words of the profile. Runs anywhere, pure. */
import type { RuleBook } from './rule-book.ts';

/** Names in the order of the profile. Whole words count: `council` is in “Hamilton City Council”, not in “councillor”. */
export function namedAgencies(text: string, book: Pick<RuleBook, 'agencies'>): string[] {
  const said = ` ${plainWords(text)} `;
  return book.agencies
    .filter(({ words }) => words.some((word) => said.includes(` ${plainWords(word)} `)))
    .map(({ name }) => name);
}

/** Without case, accents and marks; words one space apart. */
function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
