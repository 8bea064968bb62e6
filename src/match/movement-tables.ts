/**
 * Detection tables over an index, kept while they hold: one large table, and a small one of what came since.
 * Runs in the match worker. A table reads rows of the columns it was built from; when those are copied without their
 * tombstones, or something was taken out, it is built anew.
 */

import type { DetectionTable } from '../core/movement/detection-table.ts';
import { buildDetectionTable } from '../core/movement/detection-table.ts';
import type { MatchIndex } from './match-index.ts';
import type { RowColumns } from './row-columns.ts';

/** Rows that came since which are worth building the large table anew: so many, and this part of it. */
const REBUILD_ROWS = 20_000;
const REBUILD_PART = 50;

/** Tables of one moment, and the columns their rows count in. */
export type HeldTables = {
  readonly rows: RowColumns;
  readonly tables: readonly DetectionTable[];
  /** Texts there were. */
  readonly texts: number;
};

type Built = {
  readonly rows: RowColumns;
  readonly toRow: number;
  readonly removed: number;
  readonly table: DetectionTable;
};

export class MovementTables {
  readonly #index: MatchIndex;
  #main: Built | null = null;
  #recent: {
    readonly of: Built;
    readonly toRow: number;
    readonly texts: number;
    readonly table: DetectionTable;
  } | null = null;

  constructor(index: MatchIndex) {
    this.#index = index;
  }

  /**
   * Tables of everything held now; yields the share done while they are built.
   * @param whole one table is wanted, whatever came since
   */
  *hold(whole = false): Generator<number, HeldTables> {
    const { rows } = this.#index;
    const toRow = rows.count();
    let main = this.#main;
    if (main === null || main.rows !== rows || main.removed !== rows.removed || this.#isOutgrown(main, toRow, whole)) {
      const { removed } = rows;
      main = { rows, toRow, removed, table: yield* this.#build(rows, 0, toRow) };
      this.#main = main;
      this.#recent = null;
    }
    const texts = this.#index.texts.count();
    if (main.toRow >= toRow) return { rows, tables: [main.table], texts };
    let recent = this.#recent;
    if (recent === null || recent.of !== main || recent.toRow !== toRow) {
      recent = { of: main, toRow, texts, table: yield* this.#build(rows, main.toRow, toRow) };
      this.#recent = recent;
    }
    return { rows, tables: [main.table, recent.table], texts };
  }

  #isOutgrown(main: Built, toRow: number, whole: boolean): boolean {
    const since = toRow - main.toRow;
    return whole ? since > 0 : since > Math.max(REBUILD_ROWS, main.toRow / REBUILD_PART);
  }

  /** The columns may grow and lose rows meanwhile: what they held at the beginning is what is read. */
  *#build(rows: RowColumns, fromRow: number, toRow: number): Generator<number, DetectionTable> {
    return yield* buildDetectionTable({
      fromRow,
      toRow,
      timesMs: rows.timesMs.data,
      cameras: rows.cameras.data,
      vehicles: rows.readTexts.data,
      vehicleCount: this.#index.texts.count(),
    });
  }
}
