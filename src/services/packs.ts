/**
 * Contract area `packs`: draft, check, preview, build, list, verify and download evidence packs. Runs in the services worker.
 */
import type { PackRecord, PackVerdictView } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import { getPack, getPackBytes, listPacks } from '../workspace/index.ts';
import { audited } from './audited.ts';
import { buildPack } from './build-pack.ts';
import { caseOf } from './cases.ts';
import type { Answers } from './contract-types.ts';
import { type Ctx, session } from './method.ts';
import { notePreservation, readChecks, readDesk, saveDraft, setTryAside } from './pack-desk.ts';
import { knownRoots, signers } from './pack-signers.ts';
import { verifyPackBytes } from './pack-tools.ts';
import { previewFile, previewPack } from './preview-pack.ts';

export const packs = {
  draft: session(readDesk),
  saveDraft: session(saveDraft),
  checks: session(readChecks),
  preview: audited(session(previewPack)),
  previewFile: session(previewFile),
  build: audited(session(buildPack)),
  setTryAside: session(setTryAside),
  notePreservation: audited(session(notePreservation)),
  list: session((ctx: Ctx, input: { caseId: string }) => {
    caseOf(ctx, input.caseId);
    return listPacks(ctx.workspace.read, input.caseId);
  }),
  signers,
  verify: session((ctx: Ctx, input: { packId: string }) => verifyHeld(ctx, input.packId)),
  download: audited(session(download)),
};

async function verifyHeld(ctx: Ctx, packId: string): Promise<PackVerdictView> {
  return verifyPackBytes(bytesOf(ctx, packId).bytes, ctx.session.device, knownRoots(ctx));
}

function download(ctx: Ctx, input: { packId: string }): Answers['packs']['download'] {
  const { record, bytes } = bytesOf(ctx, input.packId);
  ctx.log.event(ctx.session, {
    action: 'pack-download',
    caseId: record.caseId,
    authority: null,
    details: { packId: record.id, number: record.number, sha256: record.sha256 },
  });
  return { fileName: record.fileName, file: new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' }) };
}

/** Throws NOT_FOUND. */
function bytesOf(ctx: Ctx, packId: string): { record: PackRecord; bytes: Uint8Array } {
  const record = getPack(ctx.workspace.read, packId);
  const bytes = getPackBytes(ctx.workspace.read, packId);
  if (record === null || bytes === null) {
    throw new AppError('NOT_FOUND', { message: 'There is no such pack on this workstation.' });
  }
  return { record, bytes };
}
