/**
 * The head of the feed. Every write to the feed locks this one row first, so that places are given and become visible
 * in the same order: a workstation that has pulled up to n never misses anything below n.
 */
import type { Db, Tx } from '../store/schema.ts';

export type FeedHead = { readonly seq: number; readonly detections: number; readonly cameras: number };

export async function readFeedHead(db: Db): Promise<FeedHead> {
  return db.selectFrom('feed_head').select(['seq', 'detections', 'cameras']).executeTakeFirstOrThrow();
}

/** Waits for other writers. Held until the transaction ends. */
export async function lockFeedHead(tx: Tx): Promise<FeedHead> {
  return tx.selectFrom('feed_head').select(['seq', 'detections', 'cameras']).forUpdate().executeTakeFirstOrThrow();
}

export async function saveFeedHead(tx: Tx, head: FeedHead): Promise<void> {
  await tx.updateTable('feed_head').set(head).execute();
}

export async function raiseFeedHead(tx: Tx, seq: number): Promise<void> {
  const head = await lockFeedHead(tx);
  if (seq > head.seq) await saveFeedHead(tx, { ...head, seq });
}
