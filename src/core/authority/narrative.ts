/**
 * Whether a narrative says something a reader of the log could follow, or is junk typed to get past the form (NZ-REASON-1).
 * Runs anywhere. Letters are letters of any script, with their marks: Kōtare counts like Kotare.
 */

export type NarrativeProblem =
  | 'too-short'
  | 'too-long'
  | 'too-few-words'
  | 'no-letters'
  | 'one-character'
  | 'keyboard-run';

/** Rows of a QWERTY keyboard, the digits and the alphabet: a run along one of them, either way, is not a word. */
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', 'abcdefghijklmnopqrstuvwxyz'];
const runRows = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** Trimmed, composed (NFKC), white space made single. This is the form that is judged and stored. */
export function normalizeNarrative(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** The first thing wrong with a narrative, or null. Lengths are code points. */
export function narrativeProblem(
  text: string,
  params: { minChars: number; minWords: number; maxChars: number; keyboardRun: number },
): NarrativeProblem | null {
  const normal = normalizeNarrative(text);
  const length = [...normal].length;
  if (length > params.maxChars) return 'too-long';
  if (length < params.minChars) return 'too-short';
  if (!/\p{L}/u.test(normal)) return 'no-letters';
  const lower = normal.toLowerCase();
  const words = new Set(lower.split(' ').filter((word) => /\p{L}/u.test(word)));
  const characters = [...lower.replaceAll(' ', '')];
  if (mostFrequent(characters) * 2 > characters.length) return 'one-character';
  if (words.size < params.minWords) return 'too-few-words';
  if (charactersInRuns(lower, params.keyboardRun) * 2 >= characters.length) return 'keyboard-run';
  return null;
}

function mostFrequent(characters: readonly string[]): number {
  const counts = new Map<string, number>();
  let most = 0;
  for (const character of characters) {
    const count = (counts.get(character) ?? 0) + 1;
    counts.set(character, count);
    if (count > most) most = count;
  }
  return most;
}

/**
 * How many characters stand in keyboard runs of at least `minRun`. Half the text must be runs before it is junk:
 * "property" and "liberty" hold "erty" and are words.
 */
function charactersInRuns(text: string, minRun: number): number {
  let total = 0;
  for (const word of text.split(' ')) {
    let from = 0;
    while (from < word.length) {
      let length = 0;
      for (const row of runRows) length = Math.max(length, sharedRun(word, from, row));
      if (length >= minRun) total += length;
      from += length >= minRun ? length : 1;
    }
  }
  return total;
}

function sharedRun(word: string, from: number, row: string): number {
  const start = row.indexOf(word.charAt(from));
  if (start < 0) return 0;
  let length = 1;
  while (start + length < row.length && from + length < word.length && word[from + length] === row[start + length]) {
    length += 1;
  }
  return length;
}
