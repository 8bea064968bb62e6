/**
 * Standard output for long results: written in pieces, waiting while the reader is slow. Runs in the CLI process.
 * A reader that has seen enough (`| head`) ends the program quietly: the entry of the command line sees to that.
 */
import { once } from 'node:events';

const PIECE_LENGTH = 1 << 16;
/** Longest an answer waits for others, ms: whoever reads along sees it soon. */
const HELD_MS = 100;

export class ResultStream {
  #held = '';
  #writtenMs = performance.now();

  async write(text: string): Promise<void> {
    this.#held += text;
    if (this.#held.length >= PIECE_LENGTH || performance.now() - this.#writtenMs >= HELD_MS) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = this.#held;
    this.#held = '';
    this.#writtenMs = performance.now();
    if (piece !== '' && !process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}
