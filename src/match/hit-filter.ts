/**
 * Which detections count for a request: window, cameras, make, colour. Runs in the match worker.
 * Make and colour filter what is known: a read of which they are not known always passes.
 */

import type { MatchIndex } from './match-index.ts';
import type { RowColumns } from './row-columns.ts';
import type { CheckedRequest } from './search-request.ts';

/** Cameras with a smaller ordinal stand in a table, one byte each; any other in a set. */
const TABLED_CAMERAS = 2 ** 20;

export class HitFilter {
  readonly #rows: RowColumns;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #cameras: Uint8Array | null;
  readonly #farCameras = new Set<number>();
  /** 0: any; -1: none of the detections bears it, so only unknown ones pass. */
  readonly #make: number;
  readonly #colour: number;

  constructor(index: MatchIndex, request: CheckedRequest) {
    this.#rows = index.rows;
    this.#fromMs = request.fromMs;
    this.#toMs = request.toMs;
    this.#make = request.make === null ? 0 : index.makes.codeOf(request.make);
    this.#colour = request.colour === null ? 0 : index.colours.codeOf(request.colour);
    this.#cameras = request.cameraOrdinals === null ? null : this.#tabled(request.cameraOrdinals);
  }

  /** Whether every detection passes that is not taken out. */
  isOpen(): boolean {
    return (
      this.#fromMs === Number.NEGATIVE_INFINITY &&
      this.#toMs === Number.POSITIVE_INFINITY &&
      this.#cameras === null &&
      this.#make === 0 &&
      this.#colour === 0
    );
  }

  passes(row: number): boolean {
    const rows = this.#rows;
    const timeMs = rows.timesMs.data[row] ?? Number.NaN;
    if (!(timeMs >= this.#fromMs && timeMs <= this.#toMs)) return false;
    if (this.#cameras !== null) {
      const camera = rows.cameras.data[row] ?? 0;
      if (!(camera < TABLED_CAMERAS ? this.#cameras[camera] === 1 : this.#farCameras.has(camera))) return false;
    }
    return isKind(this.#make, rows.makes.data[row]) && isKind(this.#colour, rows.colours.data[row]);
  }

  #tabled(ordinals: readonly number[] | Uint32Array): Uint8Array {
    let most = -1;
    for (const ordinal of ordinals) if (ordinal > most && ordinal < TABLED_CAMERAS) most = ordinal;
    const table = new Uint8Array(most + 1);
    for (const ordinal of ordinals) {
      if (ordinal < TABLED_CAMERAS) table[ordinal] = 1;
      else this.#farCameras.add(ordinal);
    }
    return table;
  }
}

function isKind(asked: number, known = 0): boolean {
  return asked === 0 || known === 0 || known === asked;
}
