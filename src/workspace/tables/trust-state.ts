/** Table trust_state: what this workspace has seen of the workstation's trust, and what came of it. One row. Node only. */
import { z } from 'zod';
import { epochMs } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';
import { trustChange } from '../trust-file.ts';

const trustState = z.object({
  /** The history of trust as far as this workspace has taken it in. */
  known: z.array(trustChange),
  /** By verifier key: the largest tree of this log that a witness cosigned, and when that came. */
  seen: z.record(z.string(), z.object({ size: z.number().int(), atMs: epochMs })),
  /** Ids of the audit keys that the server named last, ascending; null: it was never asked. */
  offered: z.object({ kids: z.array(z.string()), atMs: epochMs }).nullable(),
});
export type TrustState = z.infer<typeof trustState>;

const nothing: TrustState = { known: [], seen: {}, offered: null };

export function readTrustState(db: ReadDb): TrustState {
  const row = reader(db).get<{ state: string }>('SELECT state FROM trust_state WHERE one = 1');
  return row === undefined ? nothing : trustState.parse(JSON.parse(row.state));
}

/** Only the fields given change. */
export function saveTrustState(tx: WriteDb, change: Partial<TrustState>): void {
  const next = { ...readTrustState(tx), ...change };
  writer(tx).runOne(
    'INSERT INTO trust_state (one, state) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET state = excluded.state',
    JSON.stringify(next),
  );
}
