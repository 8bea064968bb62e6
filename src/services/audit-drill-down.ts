/**
 * One entry of any workstation as it was then: with its proof, what the same person asked, who else asked for the plate,
 * and what was noted. Runs in the services worker. The proof is made from the tree held here and the signed checkpoint.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AuditDrillDown, AuditRef, AuditRow } from '../contract/audit-answers.ts';
import { deviceOrigin, logKey, type TreeHead, verifyCheckpointNote } from '../core/audit/checkpoint-note.ts';
import type { AuditEntry } from '../core/audit/entry.ts';
import { inclusionPath, leafHash, verifyInclusion } from '../core/audit/merkle.ts';
import { AppError } from '../core/errors.ts';
import {
  type AuditorChain,
  askingsOf,
  auditorRowAt,
  countTreeLeaves,
  fastSha256,
  findingsAt,
  listAuditorChains,
  nodeReader,
  othersWhoAsked,
  personFigures,
  recordAt,
  rowOf,
} from '../workspace/index.ts';
import { whyRefused } from './audit-facts.ts';
import { cosignerKeys } from './audit-verify.ts';
import type { Ctx } from './method.ts';

const DAY_MS = 86_400_000;
const ASKINGS_BEFORE_MS = 7 * DAY_MS;

/** Throws NOT_FOUND. */
export function chainAt(ctx: Ctx, ref: AuditRef): AuditorChain {
  const chain = listAuditorChains(ctx.workspace.read).find(
    ({ deviceId, userId }) => deviceId === ref.deviceId && userId === ref.userId,
  );
  if (chain === undefined) throw notHeld();
  return chain;
}

/** Throws NOT_FOUND where the place is not held, or not opened. */
export function drillDown(ctx: Ctx, ref: AuditRef): Omit<AuditDrillDown, 'logSeq'> {
  const { read } = ctx.workspace;
  const chain = chainAt(ctx, ref);
  const stored = auditorRowAt(read, chain.chain, ref.deviceSeq);
  const entry = stored === null ? null : entryAt(ctx, chain, stored.deviceSeq);
  if (stored === null || entry === null) throw notHeld();
  const row = rowOf(stored, whyRefused);
  const { who, plateKey, timeMs } = row;
  return {
    row,
    entry,
    result: stored.resultSeq === null ? null : entryAt(ctx, chain, stored.resultSeq),
    proof: proofOf(ctx, chain, stored.deviceSeq),
    sameOfficer:
      who === null ? { queries: 0, refused: 0, rekeyedPlates: 0, rank: 0, of: 0 } : personFigures(read, who.userId),
    askings: who === null || plateKey === null ? [] : askings(ctx, who.userId, plateKey, timeMs),
    samePlate: plateKey === null ? [] : othersWhoAsked(read, plateKey, who?.userId ?? ''),
    findings: findingsAt(read, chain.chain, stored.deviceSeq),
  };
}

function askings(ctx: Ctx, userId: string, plateKey: string, timeMs: number): AuditDrillDown['askings'] {
  const window = { fromMs: timeMs - ASKINGS_BEFORE_MS, toMs: timeMs + DAY_MS };
  return askingsOf(ctx.workspace.read, { userId, plateKey, ...window })
    .map((stored): AuditRow => rowOf(stored, whyRefused))
    .map(({ ref, timeMs: atMs, outcome, why }) => ({ ref, timeMs: atMs, outcome, why }));
}

function entryAt(ctx: Ctx, chain: AuditorChain, deviceSeq: number): AuditEntry | null {
  const record = recordAt(ctx.workspace.read, chain.chain, deviceSeq);
  return record?.entry == null ? null : (JSON.parse(record.entry) as AuditEntry);
}

/** Inclusion under the checkpoint the workstation signed; `holds` is judged here, from the bytes of the leaf. */
function proofOf(ctx: Ctx, chain: AuditorChain, deviceSeq: number): AuditDrillDown['proof'] {
  const { read } = ctx.workspace;
  const record = recordAt(read, chain.chain, deviceSeq);
  const leaf = leafHash(new TextEncoder().encode(record?.leaf ?? ''), fastSha256);
  const none = { leafHash: bytesToHex(leaf), path: [], treeSize: 0, rootHash: '', holds: false, witnesses: [] };
  const signed = headOf(ctx, chain);
  if (signed === null) return none;
  const { size, root } = signed.head;
  const about = { ...none, treeSize: size, rootHash: bytesToHex(root) };
  if (deviceSeq > size || countTreeLeaves(read, chain.chain) < size) return about;
  const path = inclusionPath(deviceSeq - 1, size, nodeReader(read, chain.chain));
  return {
    ...about,
    path: path.map((hash) => bytesToHex(hash)),
    holds: verifyInclusion({ leaf, index: deviceSeq - 1, size, path, root }, fastSha256),
    witnesses: signed.witnesses,
  };
}

/** The head the workstation signed, with who cosigned it; null where there is none that holds. */
function headOf(ctx: Ctx, chain: AuditorChain): { head: TreeHead; witnesses: string[] } | null {
  if (chain.checkpoint === null || chain.deviceKeyHex === null) return null;
  const { serverId } = ctx.session.device;
  const origin = deviceOrigin({ serverId, deviceId: chain.deviceId, userId: chain.userId });
  const verdict = verifyCheckpointNote(chain.checkpoint, [logKey(origin, chain.deviceKeyHex), ...cosignerKeys(ctx)]);
  if (!verdict.ok || verdict.head.origin !== origin) return null;
  const cosigners = verdict.signers.filter(({ key }) => key.kind === 'cosignature');
  return { head: verdict.head, witnesses: [...new Set(cosigners.map(({ key }) => key.name))] };
}

const notHeld = (): AppError =>
  new AppError('NOT_FOUND', {
    message: 'There is no such entry among those held here and opened.',
    tip: 'Let the workstation sync, then look again.',
  });
