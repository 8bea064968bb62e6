/**
 * Checks one log of all as it was received: the log itself with the quick verifier, under the checkpoint that the
 * workstation signed and the server cosigned; and beside it what only a reader of all can see: records no key opens, the
 * order of receipt, a server that says less than before. Pure; runs in the services worker. Problems are data. SV33.
 */
import { deviceOrigin, logKey } from '../core/audit/checkpoint-note.ts';
import type { NoteKey } from '../core/audit/signed-note.ts';
import { type AuditorChain, type AuditorRecord, startTextLogCheck, type TextLogCheck } from '../workspace/index.ts';

/** `deviceSeq` null: it concerns the log as a whole. */
export type ChainProblem = { code: string; message: string; deviceSeq: number | null };
export type CheckedHead = { size: number; rootHash: string; cosigners: string[] };

/** Problems of one kind in one log are listed this often. */
const MOST_OF_A_KIND = 20;

export class ChainCheck {
  readonly #problems: ChainProblem[] = [];
  readonly #chain: AuditorChain;
  readonly #check: TextLogCheck | null;
  /** What the checkpoint speaks of, before it is believed. */
  readonly #size: number;
  /** Places of the records checked, in order. */
  readonly #places: number[] = [];
  #lastOrdinal = 0;
  #held = 0;

  /** @param cosigners the server's key first, then its witnesses' */
  constructor(chain: AuditorChain, serverId: string, cosigners: readonly NoteKey[]) {
    this.#chain = chain;
    const { checkpoint, deviceKeyHex, deviceId, userId } = chain;
    this.#size = Number(checkpoint?.split('\n')[1] ?? 0);
    this.#check =
      checkpoint === null || deviceKeyHex === null
        ? null
        : startTextLogCheck({
            serverId,
            deviceId,
            userId,
            keys: [logKey(deviceOrigin({ serverId, deviceId, userId }), deviceKeyHex), ...cosigners],
            cosigners: cosigners.slice(0, 1),
            checkpoint,
          });
  }

  /** Records in the order of their places. */
  take({ ordinal, deviceSeq, leaf, state, entry, receivedMs }: AuditorRecord): void {
    this.#held += 1;
    if (ordinal < this.#lastOrdinal) {
      this.#found('received-out-of-order', `Entry ${deviceSeq} was handed over before the one it follows.`, deviceSeq);
    }
    this.#lastOrdinal = Math.max(ordinal, this.#lastOrdinal);
    if (state === 'unopenable') {
      this.#found('sealed-unopened', `No audit key opens the record of entry ${deviceSeq}.`, deviceSeq);
    } else if (state === 'other') {
      this.#found('leaf-mismatch', `What was sealed is not entry ${deviceSeq}, to which its leaf commits.`, deviceSeq);
    }
    if (deviceSeq <= this.#size) {
      this.#places.push(deviceSeq);
      this.#check?.add(leaf, entry);
    } else if (receivedMs <= this.#chain.lastReceivedMs) {
      // What came after the head was asked for is vouched for by the next; what came before it must be in it.
      this.#found('rollback', `The server holds entry ${deviceSeq}, and its checkpoint leaves it out.`, deviceSeq);
    }
  }

  /** After the last record. */
  finish(): { problems: readonly ChainProblem[]; head: CheckedHead | null } {
    const { keyChanged, size, largestSize } = this.#chain;
    if (keyChanged) this.#found('device-key', 'The server named another key for this workstation than before.', null);
    if (size < largestSize) {
      this.#found('rollback', `The server held ${largestSize} entries before, and says ${size} now.`, null);
    }
    const handedOver = this.#places.length;
    if (handedOver < Math.max(size, this.#size)) {
      const message = `The log has ${Math.max(size, this.#size)} entries, and the server handed over ${handedOver}.`;
      this.#found('entry-missing', message, null);
    }
    if (this.#check === null) {
      if (this.#held > 0) this.#found('checkpoint-missing', 'There is no signed checkpoint of this log.', null);
      return { problems: this.#problems, head: null };
    }
    const verdict = this.#check.finish();
    for (const { code, seq, message } of verdict.problems) this.#found(code, message, this.#places[seq - 1] ?? null);
    const cosigners = verdict.cosigned.map(({ name }) => name);
    return { problems: this.#problems, head: { size: verdict.entries, rootHash: verdict.root, cosigners } };
  }

  #found(code: string, message: string, deviceSeq: number | null): void {
    const before = this.#problems.filter((each) => each.code === code).length;
    if (before < MOST_OF_A_KIND) this.#problems.push({ code, message, deviceSeq });
  }
}
