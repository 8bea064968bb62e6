/**
 * What rank a title names. Runs anywhere (pure). Ranks are data of the profile, lowest first.
 * A title is a rank only where it is one, word for word: "Inspector’s assistant" is none. A detective holds the rank
 * that the rest of the title names.
 */
import type { RuleBook } from './rule-book.ts';

/** Place of the rank among those of the profile, from 1; 0: the title names none. */
export function rankOf(title: string, book: Pick<RuleBook, 'ranks'>): number {
  const name = title
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .replace(/^detective(?: |$)/, '');
  const plain = name === '' && title.trim() !== '' ? 'constable' : name;
  return book.ranks.findIndex((rank) => rank.toLowerCase() === plain) + 1;
}
