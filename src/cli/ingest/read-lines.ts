/**
 * The lines of a file of messages, one at a time, for sending. Runs in the CLI process.
 * Blank lines are counted and not given. A damaged gzip gives every whole line before the damage, then throws.
 */
import { maxLineBytes, readLineBatches } from '../text-file.ts';

export type Line =
  | { number: number; text: string }
  | { number: number; problem: 'too-long' | 'not-utf8'; bytes: number };

/** Throws CliError on a file that is none, is no text, or is damaged. */
export async function* readLines(path: string, maxBytes = maxLineBytes): AsyncGenerator<Line, void, void> {
  const batches = readLineBatches(path, {
    maxBytes,
    untouched: 'Nothing of it was sent.',
    damagedTip:
      'Every whole line before that was read. Get the file again and send it once more: nothing is stored twice.',
  });
  for await (const { first, texts, problems } of batches) {
    let problem = 0;
    for (const [at, text] of texts.entries()) {
      const failed = problems[problem];
      if (text !== null) {
        if (text.trim() !== '') yield { number: first + at, text };
      } else if (failed !== undefined) {
        yield failed;
        problem += 1;
      }
    }
  }
}
