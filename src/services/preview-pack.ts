/**
 * The pages of a pack before it is one: every page marked DRAFT, unsigned, nothing attached. Runs in the services worker;
 * drawing in the pack worker. Always: an entry of its own is on disk before anything is drawn, and ends the log that is
 * drawn; the pages live in memory until the next preview or the end of the session.
 */
import type { PackDraft } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import type { PackProgress } from '../core/evidence/pack-input.ts';
import type { DraftMade } from '../evidence/index.ts';
import { nextPackNumber } from '../workspace/index.ts';
import type { CheckedPack } from './check-pack.ts';
import type { Answers } from './contract-types.ts';
import { gatherPack, type SealedLog, sealLog } from './gather-pack.ts';
import type { Ctx } from './method.ts';
import { sectionsLeftOut } from './pack-contents.ts';
import { checkedPack } from './pack-desk.ts';
import { splitExhibits } from './pack-draft.ts';
import { redactGathered } from './pack-redaction.ts';
import { keepPreview, previewBytes } from './pack-session.ts';
import { stoppable } from './stoppable.ts';
import { withProgress } from './with-progress.ts';

type PreviewEvent =
  Answers['packs']['preview'] extends AsyncIteratorObject<infer Event, unknown, unknown> ? Event : never;
type Job = { id: string; number: string; madeMs: number; logSeq: number } & SealedLog;

export function previewPack(
  ctx: Ctx,
  input: { caseId: string; draft: PackDraft },
): AsyncIteratorObject<PreviewEvent, void, void> {
  const pack = checkedPack(ctx, input.caseId, input.draft);
  const { included, leftOut } = splitExhibits(pack.draft, pack.held);
  const { title, profile } = pack.draft;
  const { seq: logSeq } = ctx.log.event(ctx.session, {
    action: 'pack-preview',
    caseId: input.caseId,
    authority: null,
    details: {
      title,
      profile,
      exhibits: included.length,
      leftOut: leftOut.map(({ row }) => row.exhibit.number),
      sectionsLeftOut: sectionsLeftOut(pack.draft).map(({ id }) => id),
    },
  });
  const job: Job = {
    id: ctx.desk.newId(),
    number: nextPackNumber(ctx.workspace.read, input.caseId),
    madeMs: ctx.nowMs(),
    logSeq,
    ...sealLog(ctx, input.caseId),
  };
  const stop = new AbortController();
  return stoppable(runPreview(ctx, pack, job, stop), stop);
}

async function* runPreview(
  ctx: Ctx,
  pack: CheckedPack,
  job: Job,
  stop: AbortController,
): AsyncGenerator<PreviewEvent, void, void> {
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended, stop.signal]);
  try {
    yield { type: 'progress', step: 'Gathering', done: 0, total: 1 };
    const gathered = await gatherPack(ctx, { ...pack.draft, caseId: pack.caseId }, job);
    const redaction = redactGathered(gathered, pack.draft);
    const steps = withProgress<PackProgress, DraftMade>((onProgress) =>
      ctx.desk.packBuilder().draft(redaction.input, { signal, onProgress }),
    );
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield { type: 'progress', ...step.value };
    const { bytes, pages, sections, attachments } = step.value;
    keepPreview(ctx.session, { id: job.id, bytes });
    yield {
      type: 'done',
      previewId: job.id,
      pages,
      bytes: bytes.length,
      sections,
      attachments,
      logSeq: job.logSeq,
    };
  } finally {
    stop.abort();
  }
}

/** Throws NOT_FOUND for one that another preview has taken the place of. */
export function previewFile(ctx: Ctx, input: { previewId: string }): { file: Blob } {
  const bytes = previewBytes(ctx.session, input.previewId);
  if (bytes === null) {
    throw new AppError('NOT_FOUND', {
      message: 'This preview is no longer held.',
      tip: 'Draw it again.',
    });
  }
  return { file: new Blob([Uint8Array.from(bytes)], { type: 'application/pdf' }) };
}
