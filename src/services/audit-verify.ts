/**
 * Verifies every log that is held, here, without asking anybody. Runs in the services worker, in slices, so that the desk
 * stays answerable. Problems are an answer, not an exception; the reading is an entry of the auditor's own log.
 */
import type { AuditVerdict, AuditVerifyEvent } from '../contract/audit-answers.ts';
import { deviceOrigin, logKey, serverCosignerKey } from '../core/audit/checkpoint-note.ts';
import { verifyForkProof } from '../core/audit/fork-proof.ts';
import { type NoteKey, readVerifierKey } from '../core/audit/signed-note.ts';
import {
  type AuditorChain,
  chainRecords,
  countAuditorRecords,
  listAuditorChains,
  readAuditorState,
  readSyncState,
} from '../workspace/index.ts';
import { ChainCheck } from './audit-chain-check.ts';
import type { Ctx } from './method.ts';

const SLICE = 500;
type Problem = AuditVerdict['problems'][number];

/** The server's key first, then those of its witnesses. */
export function cosignerKeys(ctx: Ctx): NoteKey[] {
  const { serverId, serverPublicKeyHex } = ctx.session.device;
  const witnesses = readAuditorState(ctx.workspace.read).witnesses.map(readVerifierKey);
  return [serverCosignerKey(serverId, serverPublicKeyHex), ...witnesses.filter((key) => key !== null)];
}

export async function* verifyAll(ctx: Ctx, signal: AbortSignal): AsyncGenerator<AuditVerifyEvent, void, void> {
  const { read } = ctx.workspace;
  const startMs = ctx.desk.clock.monotonicMs();
  const of = countAuditorRecords(read).held;
  const keys = cosignerKeys(ctx);
  const chains = listAuditorChains(read);
  const problems: Problem[] = [];
  const cosigned = new Map(keys.map(({ name }) => [name, 0]));
  let newest: { lastReceivedMs: number; head: AuditVerdict['checkpoint'] } | null = null;
  let checked = 0;
  for (const chain of chains) {
    const check = new ChainCheck(chain, ctx.session.device.serverId, keys);
    let after = { deviceSeq: 0, ordinal: 0 };
    for (;;) {
      const records = chainRecords(read, chain.chain, after, SLICE);
      for (const record of records) {
        check.take(record);
        after = record;
      }
      checked += records.length;
      yield { type: 'progress', checked, of };
      if (signal.aborted) return;
      await new Promise((done) => setImmediate(done));
      if (records.length < SLICE) break;
    }
    const { head, problems: found } = check.finish();
    for (const name of new Set(head?.cosigners)) cosigned.set(name, (cosigned.get(name) ?? 0) + 1);
    if (head !== null && (newest === null || chain.lastReceivedMs > newest.lastReceivedMs)) {
      newest = {
        lastReceivedMs: chain.lastReceivedMs,
        head: { size: head.size, rootHash: head.rootHash },
      };
    }
    problems.push(...found.map((problem) => problemOf(chain, problem)));
  }
  problems.push(...forks(ctx, chains));
  const nowMs = ctx.nowMs();
  const verdict: AuditVerdict = {
    ok: problems.length === 0,
    entries: checked,
    chains: chains.length,
    silentChains: countSilent(ctx, chains, nowMs),
    verifiedMs: nowMs,
    tookMs: Math.round(ctx.desk.clock.monotonicMs() - startMs),
    checkpoint: newest?.head ?? null,
    witnesses: [...cosigned].map(([name, count]) => ({ name, chains: count, of: chains.length })),
    problems,
  };
  yield { type: 'verdict', verdict };
}

function problemOf(chain: AuditorChain, problem: { code: string; message: string; deviceSeq: number | null }): Problem {
  const { deviceId, userId, deviceName } = chain;
  const ref = problem.deviceSeq === null ? null : { deviceId, userId, deviceSeq: problem.deviceSeq };
  return { code: problem.code, message: problem.message, ref, deviceName };
}

/**
 * Contradictions the server kept: two histories of one workstation. They never go away by themselves. A proof is checked
 * with the workstation's key; without one it is the server's word that another history was offered.
 */
function forks(ctx: Ctx, chains: readonly AuditorChain[]): Problem[] {
  const { serverId } = ctx.session.device;
  return readAuditorState(ctx.workspace.read).conflicts.map(({ deviceId, userId, deviceSeq, deviceName, proof }) => {
    const chain = chains.find((each) => each.deviceId === deviceId && each.userId === userId);
    const keyHex = chain?.deviceKeyHex ?? null;
    const keys = keyHex === null ? [] : [logKey(deviceOrigin({ serverId, deviceId, userId }), keyHex)];
    const proved = keys.length > 0 && verifyForkProof(proof, keys).ok;
    return {
      code: proved ? 'fork' : 'fork-unproved',
      message: proved
        ? `This workstation signed two histories of its log. They part at place ${deviceSeq} or before; both are kept.`
        : `The server says it was offered another history of this log at place ${deviceSeq}. What it kept proves it to nobody else.`,
      ref: deviceSeq < 1 ? null : { deviceId, userId, deviceSeq },
      deviceName: chain?.deviceName ?? deviceName,
    };
  });
}

/** Logs not heard from within the offline lease. */
function countSilent(ctx: Ctx, chains: readonly AuditorChain[], nowMs: number): number {
  const { policy, serverTimeMs } = readSyncState(ctx.workspace.read);
  if (policy === null) return 0;
  // By the server's clock: what was received is dated by it.
  const sinceMs = (serverTimeMs ?? nowMs) - policy.body.leaseMs;
  return chains.filter(({ lastReceivedMs }) => lastReceivedMs < sinceMs).length;
}
