/**
 * The desk of the next pack: the draft and what the case holds for it, checks, the last try, preservation notes. Runs in
 * the services worker. A draft is nobody's evidence: saving it leaves no entry; asking a provider does.
 */
import type { PackDraft, PackTry } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import {
  allAuditEntries,
  endPackTry,
  getExhibit,
  getPackDraft,
  getPackTry,
  imageState,
  nextPackNumber,
  savePackDraft,
} from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type CheckedPack, checkPack } from './check-pack.ts';
import type { Answers } from './contract-types.ts';
import { listHeld } from './exhibits.ts';
import type { Ctx } from './method.ts';
import { packContents } from './pack-contents.ts';
import { settleDraft } from './pack-draft.ts';
import { exportStopped, runningExport } from './pack-session.ts';

/** What nobody has chosen yet. */
const UNTOUCHED: PackDraft = {
  title: '',
  profile: 'full',
  recipients: '',
  reason: '',
  sections: [],
  exhibits: [],
  form: 'pdf',
  signWith: 'workstation',
  timeStampUrl: null,
  sharing: null,
  withhold: [],
};

export async function readDesk(ctx: Ctx, input: { caseId: string }): Promise<Answers['packs']['draft']> {
  const caseRecord = caseOf(ctx, input.caseId);
  // Whoever has just stopped an export asks what became of it.
  await exportStopped(ctx.session, input.caseId);
  const { read } = ctx.workspace;
  const held = listHeld(ctx, input.caseId);
  const saved = getPackDraft(read, input.caseId);
  return {
    draft: settleDraft(saved?.draft ?? { ...UNTOUCHED, title: `Movement of a vehicle, ${caseRecord.name}` }, held),
    savedMs: saved?.savedMs ?? null,
    nextNumber: nextPackNumber(read, input.caseId),
    exhibits: held.map(({ exhibit, detection, camera }) => ({
      exhibitId: exhibit.id,
      number: exhibit.number,
      detectionId: exhibit.detectionId,
      plate: exhibit.plate,
      timeMs: detection.timeMs,
      cameraName: camera?.name ?? detection.cameraId,
      image: detection.imageSha256 === null ? 'none' : imageOf(imageState(read, detection.imageSha256)),
    })),
    lastTry: lastTry(ctx, input.caseId),
  };
}

const imageOf = (state: string | null): 'held' | 'waiting' | 'none' =>
  state === 'held' || state === 'waiting' ? state : 'none';

export function saveDraft(ctx: Ctx, input: { caseId: string; draft: PackDraft }): { savedMs: number } {
  caseOf(ctx, input.caseId);
  const savedMs = ctx.nowMs();
  ctx.workspace.write((tx) => savePackDraft(tx, input.caseId, input.draft, savedMs));
  return { savedMs };
}

/** What the checks and the gathering look at: the draft given, else the one saved, else a full pack. */
export function checkedPack(ctx: Ctx, caseId: string, draft?: PackDraft): CheckedPack {
  caseOf(ctx, caseId);
  const held = listHeld(ctx, caseId);
  const chosen = draft ?? getPackDraft(ctx.workspace.read, caseId)?.draft ?? UNTOUCHED;
  return { caseId, held, draft: settleDraft(chosen, held), log: allAuditEntries(ctx.workspace.read, `case:${caseId}`) };
}

export function readChecks(
  ctx: Ctx,
  input: { caseId: string; draft?: PackDraft | undefined },
): Answers['packs']['checks'] {
  const pack = checkedPack(ctx, input.caseId, input.draft);
  return { checks: checkPack(ctx, pack), ...packContents(ctx, pack) };
}

/** null while it runs: whoever waits for it needs no offer. */
function lastTry(ctx: Ctx, caseId: string): PackTry | null {
  const held = getPackTry(ctx.workspace.read, caseId);
  if (held === null || runningExport(ctx.session, caseId) === held.packId) return null;
  return { ...held, state: held.state === 'running' ? 'killed' : held.state };
}

export function setTryAside(ctx: Ctx, input: { caseId: string }): { setAside: boolean } {
  const found = lastTry(ctx, input.caseId);
  if (found !== null) ctx.workspace.write((tx) => endPackTry(tx, input.caseId, found.packId));
  return { setAside: found !== null };
}

export function notePreservation(
  ctx: Ctx,
  input: { caseId: string; exhibitId: string; note: string },
): { logSeq: number } {
  const exhibit = getExhibit(ctx.workspace.read, input.exhibitId);
  if (exhibit === null || exhibit.caseId !== input.caseId)
    throw new AppError('NOT_FOUND', { message: 'There is no such exhibit in this case.' });
  const entry = ctx.log.event(ctx.session, {
    action: 'preservation-note',
    caseId: input.caseId,
    authority: null,
    details: { number: exhibit.number, detectionId: exhibit.detectionId, note: input.note },
  });
  return { logSeq: entry.seq };
}
