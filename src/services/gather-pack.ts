/**
 * Gathers all that an evidence pack is made of from the workspace. Runs in the services worker. Decides and draws nothing.
 */
import type { CaseProof } from '../core/audit/case-proof.ts';
import { readTreeHead } from '../core/audit/checkpoint-note.ts';
import type { AuditCheckpoint, AuditEntry } from '../core/audit/entry.ts';
import { unverifiedText } from '../core/audit/signed-note.ts';
import type { RuleRef } from '../core/authority/decision.ts';
import { rulesInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { AppError } from '../core/errors.ts';
import { custodyOf } from '../core/evidence/custody.ts';
import type {
  PackDocument,
  PackExhibit,
  PackImage,
  PackInput,
  PackJourney,
  PackPerson,
  PackVehicle,
} from '../core/evidence/pack-input.ts';
import type { WitnessedHead } from '../core/evidence/witnessed-head.ts';
import type { AuthorityRecord, User } from '../core/model/domain.ts';
import { buildJourney } from '../core/movement/journey.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { policyDigest } from '../core/policy/verify-policy.ts';
import {
  allAuditEntries,
  countCameras,
  detectionHorizon,
  getAuthorityDocument,
  getCamera,
  getDetection,
  getImage,
  listAuthorities,
  listCameras,
  listConfirmations,
  readAuditHandover,
  readSyncState,
} from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type HeldExhibit, listHeld } from './exhibits.ts';
import { explainRead } from './explain-read.ts';
import type { Ctx } from './method.ts';
import { leftOutText, type SettledDraft, splitExhibits } from './pack-draft.ts';

/** What is to go into the pack, settled: every exhibit and every section named once. */
export type PackRequest = { caseId: string } & Pick<
  SettledDraft,
  'title' | 'reason' | 'recipients' | 'sections' | 'exhibits'
>;

/** The log of a case up to its newest entry, and what vouches for exactly these. */
export type SealedLog = {
  log: AuditEntry[];
  checkpoint: AuditCheckpoint;
  caseProof: CaseProof;
  witnessed: WitnessedHead | null;
};

/** Called in the same turn in which the export's intent was written, so that the intent is the last entry. */
export function sealLog(ctx: Ctx, caseId: string): SealedLog {
  const { read, audit } = ctx.workspace;
  const log = `case:${caseId}`;
  const shown = audit.caseProof(log);
  if (shown === null) throw new AppError('NOT_FOUND', { message: 'Nothing is logged of this case.' });
  const { proof, checkpoint: note } = shown;
  const cosigned = readAuditHandover(read).checkpoint;
  const size = cosigned === null ? 0 : (readTreeHead(unverifiedText(cosigned) ?? '')?.size ?? 0);
  return {
    log: allAuditEntries(read, log),
    checkpoint: audit.checkpoint(log),
    caseProof: { leaf: proof.leaf, path: proof.path, checkpoint: note },
    witnessed:
      cosigned === null || size === 0 ? null : { checkpoint: cosigned, path: audit.consistency(size, proof.size) },
  };
}

export async function gatherPack(
  ctx: Ctx,
  request: PackRequest,
  pack: { id: string; number: string; madeMs: number } & SealedLog,
): Promise<PackInput> {
  const { read } = ctx.workspace;
  const { device } = ctx.session;
  const { included: held, leftOut } = splitExhibits(request, listHeld(ctx, request.caseId));
  const exhibits: PackExhibit[] = [];
  for (const row of held) exhibits.push(await packExhibit(ctx, row, pack.log));
  const journeys = journeysOf(held);
  const authorities = listAuthorities(read, request.caseId);
  const beganMs = pack.log[0]?.timeMs ?? pack.madeMs;
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
    authorities,
    exhibits,
    journeys,
    excluded: excludedOf(ctx, request.caseId, held),
    cameras: listCameras(read),
    coverage: { liveCameras: cameras.live, totalCameras: cameras.total, ...horizon },
    log: pack.log,
    checkpoint: pack.checkpoint,
    receipt: sync.receipt,
    policy: sync.policy === null ? null : { version: sync.policy.body.version, digest: policyDigest(sync.policy.body) },
    rules: rulesInForce(nzRuleBook, pack.madeMs),
    profile: { id: 'full', title: 'Prosecution, full', removed: [] },
    sections: request.sections,
    withheld: [],
    leftOut: leftOut.map(({ row, why }) => ({ number: row.exhibit.number, why: leftOutText(why) })),
    documents: documentsOf(ctx, authorities),
    clips: [],
    people: peopleOf(pack.log, authorities),
    vehicles: vehiclesOf(exhibits, journeys),
    caseProof: pack.caseProof,
    witnessed: pack.witnessed,
    // The workstation knows the server's key alone: whose cosignatures matter besides, the reader says.
    witnesses: [],
    policyBundle: sync.policy,
    ruleTexts: oncePerVersion([...rulesInForce(nzRuleBook, beganMs), ...rulesInForce(nzRuleBook, pack.madeMs)]),
    software: { name: 'Waymark', version: ctx.desk.version },
  };
}

async function packExhibit(ctx: Ctx, row: HeldExhibit, log: readonly AuditEntry[]): Promise<PackExhibit> {
  const { read } = ctx.workspace;
  const sha256 = row.detection.imageSha256;
  const mime = sha256 === null ? null : (getImage(read, sha256)?.mime ?? null);
  const ordinal = getDetection(read, row.detection.id)?.ordinal ?? 0;
  const likelihood = await explainRead(ctx, ordinal, row.exhibit.plate as PlateText);
  return {
    ...row,
    likelihood: {
      ...likelihood,
      lookAlikes: likelihood.lookAlikes.map(({ plate, passes }) => ({ plate, passes })),
    },
    image: sha256 === null || mime === null ? null : heldImage(ctx, sha256, mime),
    custody: custodyOf(log, row.exhibit),
  };
}

/** Read from the workspace each time it is asked for: the pictures of a pack together may be larger than memory. */
function heldImage(ctx: Ctx, sha256: string, mime: PackImage['mime']): PackImage {
  return {
    sha256,
    mime,
    get bytes() {
      const held = getImage(ctx.workspace.read, sha256);
      if (held !== null) return held.bytes;
      throw new AppError('NOT_FOUND', {
        message: 'An image of this pack is no longer held. No pack was made.',
        tip: 'Sync so that it is fetched again; nothing else of the case is touched.',
      });
    },
  };
}

/** Papers in the order of their authorities; one whose bytes are not here is stated as such in the pack. */
function documentsOf(ctx: Ctx, authorities: readonly AuthorityRecord[]): PackDocument[] {
  return authorities.flatMap(({ id: authorityId, documents }) =>
    documents.map(({ id: documentId, name, mime, sha256 }) => ({
      authorityId,
      documentId,
      name,
      mime,
      sha256,
      bytes: getAuthorityDocument(ctx.workspace.read, authorityId, documentId)?.bytes ?? null,
    })),
  );
}

/** Whoever did one of these things in this case, as the log names them; who approved is named by the approval. */
function peopleOf(log: readonly AuditEntry[], authorities: readonly AuthorityRecord[]): PackPerson[] {
  const people = new Map<string, PackPerson>();
  const add = (user: User | null, did: PackPerson['did'][number]): void => {
    if (user === null) return;
    const key = JSON.stringify([user.id, user.name, user.title, user.role]);
    const person = people.get(key) ?? { user, did: [] };
    people.set(key, person);
    if (!person.did.includes(did)) person.did.push(did);
  };
  for (const { actor, action, outcome } of log) {
    if (outcome === 'refused') continue;
    if (action === 'authority-declare') add(actor, 'declared');
    else if (action === 'confirm') add(actor, 'confirmed');
    else if (action === 'pack-export') add(actor, 'exported');
  }
  for (const { approval } of authorities) if (approval?.state === 'approved') add(approval.by, 'approved');
  return [...people.values()];
}

function vehiclesOf(exhibits: readonly PackExhibit[], journeys: readonly PackJourney[]): PackVehicle[] {
  return journeys.map(({ plate, label, exhibits: numbers }) => {
    const rows = exhibits.filter(({ exhibit }) => numbers.includes(exhibit.number));
    const times = rows.map(({ detection }) => detection.timeMs);
    const once = (texts: string[]): string[] => [...new Set(texts.filter((text) => text !== ''))];
    return {
      plate,
      label,
      exhibits: numbers,
      seen: once(rows.map(({ confirmation }) => confirmation.vehicleSeen)),
      reported: once(
        rows.map(({ detection: { colour, make, body } }) =>
          [colour, make, body].filter((part) => part !== null).join(' '),
        ),
      ),
      firstMs: Math.min(...times),
      lastMs: Math.max(...times),
    };
  });
}

function oncePerVersion(rules: readonly RuleRef[]): RuleRef[] {
  return [...new Map(rules.map((rule) => [`${rule.id} ${rule.version}`, rule])).values()];
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
