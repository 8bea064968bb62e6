/**
 * Gathers all that an evidence pack is made of from the workspace. Runs in the services worker. Decides and draws nothing.
 */
import type { AuditCheckpoint, AuditEntry } from '../core/audit/entry.ts';
import { rulesInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import type { PackExhibit, PackInput, PackJourney } from '../core/evidence/pack-input.ts';
import { buildJourney } from '../core/movement/journey.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { policyDigest } from '../core/policy/verify-policy.ts';
import {
  allAuditEntries,
  countCameras,
  detectionHorizon,
  getCamera,
  getDetection,
  getImage,
  listAuthorities,
  listCameras,
  listConfirmations,
  readSyncState,
} from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type HeldExhibit, listHeld } from './exhibits.ts';
import { explainRead } from './explain-read.ts';
import type { Ctx } from './method.ts';

export type PackRequest = { caseId: string; title: string; reason: string; recipients: string };

/** The log of a case up to its newest entry, and the checkpoint that vouches for exactly these. */
export type SealedLog = { log: AuditEntry[]; checkpoint: AuditCheckpoint };

/** Called in the same turn in which the export's intent was written, so that the intent is the last entry. */
export function sealLog(ctx: Ctx, caseId: string): SealedLog {
  const log = `case:${caseId}`;
  return { log: allAuditEntries(ctx.workspace.read, log), checkpoint: ctx.workspace.audit.checkpoint(log) };
}

export async function gatherPack(
  ctx: Ctx,
  request: PackRequest,
  pack: { id: string; number: string; madeMs: number } & SealedLog,
): Promise<PackInput> {
  const { read } = ctx.workspace;
  const { device } = ctx.session;
  const held = listHeld(ctx, request.caseId);
  const exhibits: PackExhibit[] = [];
  for (const row of held) exhibits.push(await packExhibit(ctx, row));
  const sync = readSyncState(read);
  const cameras = countCameras(read);
  const horizon = detectionHorizon(read) ?? { fromMs: pack.madeMs, toMs: pack.madeMs };
  return {
    packId: pack.id,
    number: pack.number,
    space: device.space,
    title: request.title,
    madeMs: pack.madeMs,
    reason: request.reason,
    recipients: request.recipients,
    case: caseOf(ctx, request.caseId),
    officer: ctx.actor,
    device: { id: device.deviceId, name: device.deviceName },
    authorities: listAuthorities(read, request.caseId),
    exhibits,
    journeys: journeysOf(held),
    excluded: excludedOf(ctx, request.caseId, held),
    cameras: listCameras(read),
    coverage: { liveCameras: cameras.live, totalCameras: cameras.total, ...horizon },
    log: pack.log,
    checkpoint: pack.checkpoint,
    receipt: sync.receipt,
    policy: sync.policy === null ? null : { version: sync.policy.body.version, digest: policyDigest(sync.policy.body) },
    rules: rulesInForce(nzRuleBook, pack.madeMs),
    software: { name: 'Waymark', version: ctx.desk.version },
  };
}

async function packExhibit(ctx: Ctx, row: HeldExhibit): Promise<PackExhibit> {
  const { read } = ctx.workspace;
  const sha256 = row.detection.imageSha256;
  const file = sha256 === null ? null : getImage(read, sha256);
  const ordinal = getDetection(read, row.detection.id)?.ordinal ?? 0;
  const likelihood = await explainRead(ctx, ordinal, row.exhibit.plate as PlateText);
  return {
    ...row,
    likelihood: {
      ...likelihood,
      lookAlikes: likelihood.lookAlikes.map(({ plate, passes }) => ({ plate, passes })),
    },
    image: sha256 === null || file === null ? null : { sha256, mime: file.mime, bytes: file.bytes },
  };
}

/** One journey per plate, in the order in which the plates were first seen; labels A, B, C… */
function journeysOf(held: readonly HeldExhibit[]): PackJourney[] {
  const byPlate = Map.groupBy(
    [...held].sort((a, b) => a.detection.timeMs - b.detection.timeMs),
    (row) => row.exhibit.plate,
  );
  return [...byPlate].map(([plate, rows], index) => {
    const placed = rows.flatMap(({ exhibit, detection, camera }) =>
      camera === null ? [] : [{ id: exhibit.number, timeMs: detection.timeMs, lon: camera.lon, lat: camera.lat }],
    );
    const { legs } = buildJourney(placed);
    return {
      plate,
      label: labelOf(index),
      exhibits: rows.map(({ exhibit }) => exhibit.number),
      legs: legs.map(({ fromId, toId, ...leg }) => ({ fromExhibit: fromId, toExhibit: toId, ...leg })),
    };
  });
}

/** 0 → A, 25 → Z, 26 → AA. */
function labelOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : labelOf(Math.floor(index / 26) - 1) + letter;
}

function excludedOf(ctx: Ctx, caseId: string, held: readonly HeldExhibit[]): PackInput['excluded'] {
  const { read } = ctx.workspace;
  const used = new Set(held.map(({ detection }) => detection.id));
  const latest = new Map(listConfirmations(read, caseId).map((row) => [row.detectionId, row]));
  return [...latest.values()].flatMap((confirmation) => {
    if (confirmation.outcome === 'confirmed' || used.has(confirmation.detectionId)) return [];
    const detection = getDetection(read, confirmation.detectionId)?.detection;
    return detection === undefined ? [] : [{ detection, camera: getCamera(read, detection.cameraId), confirmation }];
  });
}
