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
import { readRedaction } from './pack-redaction.ts';
import { knownRoots, signers } from './pack-signers.ts';
import { packBag, verifyPackBytes } from './pack-tools.ts';
import { previewFile, previewPack } from './preview-pack.ts';

export const packs = {
  draft: session(readDesk),
  saveDraft: session(saveDraft),
  checks: session(readChecks),
  redaction: session(readRedaction),
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

/** As a bag it is made from the PDF alone, each time anew; the entry names what was given out. */
async function download(
  ctx: Ctx,
  input: { packId: string; form: 'pdf' | 'bag' },
): Promise<Answers['packs']['download']> {
  const { record, bytes } = bytesOf(ctx, input.packId);
  const bag = input.form === 'bag' ? await packBag(bytes, record.fileName) : null;
  const given = { packId: record.id, number: record.number, sha256: record.sha256 };
  ctx.log.event(ctx.session, {
    action: 'pack-download',
    caseId: record.caseId,
    authority: null,
    details: bag === null ? given : { ...given, form: 'bag', bagSha256: bag.sha256 },
  });
  return bag === null
    ? { fileName: record.fileName, file: new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' }) }
    : { fileName: bag.fileName, file: new Blob([Uint8Array.from(bag.bytes)], { type: 'application/zip' }) };
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
