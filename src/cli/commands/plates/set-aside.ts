/**
 * What could not be used of a file: counted by reason with the places of the first few. Runs in the CLI process.
 * Reasons never repeat what the file holds.
 */
import { count, type Output, plural } from '../../output.ts';
import type { LineBatch } from '../../text-file.ts';

type Entry = { count: number; readonly places: string[] };

export const TOO_LONG = 'longer than any real line';

/** A bare carriage return between two texts: taken for a separator, it would make one plate of two. */
export const BARE_RETURN = /\S\r+\s*\S/;
export const HOLDS_BARE_RETURN = 'lines end with a bare carriage return: save the file with line ends LF or CRLF';

/** Places named for one reason, and reasons printed. */
const PLACES_NAMED = 5;
const REASONS_SHOWN = 20;

export class SetAside {
  total = 0;
  readonly #reasons = new Map<string, Entry>();

  /** @param place such as `line 12` */
  add(reason: string, place: string): void {
    this.total += 1;
    const entry = this.#reasons.get(reason) ?? { count: 0, places: [] };
    entry.count += 1;
    if (entry.places.length < PLACES_NAMED) entry.places.push(place);
    this.#reasons.set(reason, entry);
  }

  /** Lines that could not even be read as text. */
  addLines(problems: LineBatch['problems']): void {
    for (const { number, problem } of problems)
      this.add(problem === 'too-long' ? TOO_LONG : 'not UTF-8 text', `line ${number}`);
  }

  /** Most frequent first. */
  reasons(): { reason: string; count: number; places: readonly string[] }[] {
    return [...this.#reasons].map(([reason, entry]) => ({ reason, ...entry })).sort((a, b) => b.count - a.count);
  }

  /** Says what was set aside; silent where nothing was. */
  report(unit: string, output: Output): void {
    if (this.total === 0) return;
    output.line(`   ${plural(this.total, unit)} could not be used:`);
    const reasons = this.reasons();
    for (const { reason, count: times, places } of reasons.slice(0, REASONS_SHOWN)) {
      const more = times > places.length ? ', …' : '';
      output.line(`     ${count(times)} × ${reason} (${places.join(', ')}${more})`);
    }
    if (reasons.length > REASONS_SHOWN)
      output.line(`     and ${count(reasons.length - REASONS_SHOWN)} more kinds of reason`);
  }
}
