/**
 * Hashes and other ids that stand for plates: each gets a short text of its own that the matcher can hold, and is given
 * back for it. Runs anywhere (pure). Such texts say nothing by their letters, so they are compared for equality alone.
 */

const MAX_OPAQUE_LENGTH = 256;
const STAND_LENGTH = 7;

export class OpaquePlates {
  readonly #stands = new Map<string, number>();
  readonly #written: string[] = [];

  /** The text that stands for an id, new if need be; null where the id is too long. */
  standFor(written: string): string | null {
    if (written.length > MAX_OPAQUE_LENGTH) return null;
    const known = this.#stands.get(written);
    if (known !== undefined) return standText(known);
    this.#stands.set(written, this.#written.length);
    return standText(this.#written.push(written) - 1);
  }

  /** The text that stands for an id already seen, or null. */
  find(written: string): string | null {
    const known = this.#stands.get(written);
    return known === undefined ? null : standText(known);
  }

  writtenFor(stand: string): string {
    return this.#written[Number.parseInt(stand, 36)] ?? '';
  }
}

const standText = (ordinal: number): string => ordinal.toString(36).toUpperCase().padStart(STAND_LENGTH, '0');
