/**
 * Asks the witness outside for its cosignature on the checkpoints this server cosigned. Runs on the server.
 * A witness that is away never holds up a log; one that refuses has seen another tree, and that is logged. IN47.
 */
import { readTreeSize, TREE_SIZE_TYPE, WITNESS_PATH, writeWitnessRequest } from '../contract/witness-request.ts';
import { consistencyPath } from '../core/audit/merkle.ts';
import { mergeNotes, type NoteKey, readVerifierKey, unverifiedText, verifyNote } from '../core/audit/signed-note.ts';
import { AppError } from '../core/errors.ts';
import type { AuditWitness, ServerParts } from './context.ts';
import { readChain, saveCheckpoint } from './tables/audit-chains.ts';
import type { ChainKey } from './tables/audit-log.ts';
import { withNodes } from './tables/audit-tree.ts';

export type WitnessConfig = { readonly url: string; readonly verifierKey: string };

const TIMEOUT_MS = 3000;
/** After one failure the witness is left alone for so long: a log must not wait for it again and again. */
const PAUSE_MS = 30_000;

/** Throws BAD_INPUT for an address or a key that is none. */
export function createWitness(
  config: WitnessConfig,
  parts: Pick<ServerParts, 'store' | 'clock' | 'log'>,
): AuditWitness {
  const key = readVerifierKey(config.verifierKey);
  if (key === null || key.kind !== 'cosignature' || !/^https?:\/\//.test(config.url)) {
    throw new AppError('BAD_INPUT', {
      message: 'The witness needs an address and its verifier key.',
      tip: 'Copy both from what `waymark witness` shows: --witness http://… --witness-key waymark.invalid/witness/…+…+…',
    });
  }
  const address = `${config.url.replace(/\/+$/, '')}${WITNESS_PATH}`;
  let pausedUntilMs = 0;
  return {
    verifierKey: config.verifierKey,
    async cosign(chain) {
      if (parts.clock() < pausedUntilMs) return;
      try {
        await ask(parts, { address, key }, chain);
      } catch (error) {
        pausedUntilMs = parts.clock() + PAUSE_MS;
        parts.log(`the witness did not cosign the log of ${chain.deviceId}: ${String(error).slice(0, 200)}`);
      }
    },
  };
}

async function ask(
  { store, log }: Pick<ServerParts, 'store' | 'log'>,
  witness: { readonly address: string; readonly key: NoteKey },
  chain: ChainKey,
): Promise<void> {
  const held = await readChain(store.db, chain);
  const { checkpoint } = held;
  const { size } = held.frontier;
  if (checkpoint === null || verifyNote(checkpoint, [witness.key]).ok) return;
  let oldSize = 0;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const path = await withNodes(store.db, chain, (read) => consistencyPath(oldSize, size, read));
    const response = await fetch(witness.address, {
      method: 'POST',
      body: writeWitnessRequest({ oldSize, path, checkpoint }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.text()).slice(0, 10_000);
    if (response.status === 200) {
      const line = `${unverifiedText(checkpoint)}\n${answer}`;
      if (!verifyNote(line, [witness.key]).ok) throw new Error('it answered with a signature that is not its own');
      await saveCheckpoint(store.db, chain, size, mergeNotes(checkpoint, line));
      return;
    }
    const known = response.headers.get('content-type') === TREE_SIZE_TYPE ? readTreeSize(answer.trimEnd()) : null;
    if (response.status !== 409 || known === null) throw new Error(`${response.status} ${answer.slice(0, 100)}`);
    if (known >= size) {
      log(
        `WITNESS has seen ${known} entries of ${chain.deviceId} where this server holds ${size}: it was put back, or lost some`,
      );
      return;
    }
    oldSize = known;
  }
}
