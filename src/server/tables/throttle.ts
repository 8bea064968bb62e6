/**
 * Wrong tries, counted per name, and how long the next one has to wait. A try is counted before it is judged, so that
 * many at once do not slip through; a right one clears the count. IN24.
 */
import type { Kysely } from 'kysely';
import type { Database, Db } from '../store/schema.ts';

const FREE_TRIES = 3;
const LONGEST_DELAY_MS = 15 * 60_000;
const FORGET_AFTER_MS = 24 * 3_600_000;

/** Wait after so many wrong tries: none for the first three, then 2, 4, 8 … s, up to 15 minutes. */
export function delayAfter(failures: number): number {
  return failures < FREE_TRIES ? 0 : Math.min(LONGEST_DELAY_MS, 1000 * 2 ** Math.min(20, failures - FREE_TRIES + 1));
}

/** Counts a try. Returns 0 if it may be judged, else how many ms it comes too early (and it is not counted). */
export async function startTry(db: Kysely<Database>, key: string, nowMs: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto('throttle')
      .values({ key, failures: 0, last_ms: nowMs })
      .onConflict((on) => on.doNothing())
      .execute();
    const row = await tx
      .selectFrom('throttle')
      .selectAll()
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const failures = nowMs - row.last_ms > FORGET_AFTER_MS ? 0 : row.failures;
    const waitMs = failures === 0 ? 0 : row.last_ms + delayAfter(failures) - nowMs;
    if (waitMs > 0) return waitMs;
    await tx
      .updateTable('throttle')
      .set({ failures: failures + 1, last_ms: nowMs })
      .where('key', '=', key)
      .execute();
    return 0;
  });
}

export async function clearTries(db: Db, key: string): Promise<void> {
  await db.deleteFrom('throttle').where('key', '=', key).execute();
}
