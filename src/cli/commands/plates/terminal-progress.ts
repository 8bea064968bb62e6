/** Progress for a person who watches: on a terminal alone, so that a log holds results and not their making. */
import type { Output } from '../../output.ts';

export function progressOn(notes: Output, text: string): void {
  if (process.stderr.isTTY === true) notes.progress(text);
}
