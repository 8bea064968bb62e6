/**
 * Results on standard output, in the order they were asked for, while more are under way. Runs in the CLI process.
 * Written in pieces, at once where nothing else is under way, and waiting while the reader is slow. A reader that has
 * seen enough (`| head`) ends the program quietly: the entry of the command line sees to that.
 */
import { once } from 'node:events';

const PIECE_LENGTH = 1 << 16;
/** Results under way at once: whoever works them out never waits for the next question. */
const UNDER_WAY = 32;

export class ResultStream<T> {
  readonly #inWords: (result: T) => string;
  #held = '';
  #underWay = 0;
  #last: Promise<void> = Promise.resolve();
  readonly #all: Promise<void>[] = [];
  #failure: Error | null = null;

  constructor(inWords: (result: T) => string) {
    this.#inWords = inWords;
  }

  /** Takes a result that is being worked out; waits while too many are. Throws what an earlier one failed with. */
  async add(result: Promise<T>): Promise<void> {
    this.#underWay += 1;
    this.#last = this.#last.then(async () => {
      try {
        if (this.#failure === null) this.#held += this.#inWords(await result);
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      } finally {
        this.#underWay -= 1;
      }
      if (this.#underWay === 0 || this.#held.length >= PIECE_LENGTH) await this.#flush();
    });
    // Its turn may be far off; a failure before that must not end the process.
    result.catch(() => {});
    this.#all.push(this.#last);
    if (this.#all.length >= UNDER_WAY) await this.#all.shift();
    if (this.#failure !== null) throw this.#failure;
  }

  /** When everything that was added is written. Throws what one of them failed with. */
  async end(): Promise<void> {
    await this.#last;
    await this.#flush();
    if (this.#failure !== null) throw this.#failure;
  }

  async #flush(): Promise<void> {
    const piece = this.#held;
    this.#held = '';
    if (piece !== '' && !process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}
