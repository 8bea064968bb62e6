/**
 * Builds one evidence pack as a stream of progress. Runs in the services worker; drawing and signing in the pack worker.
 * Always: the export's intent is the last entry of the log inside the pack; a pack counts as done only after it has been
 * stored, read back and verified, and its result entry is on disk. Stopping leaves no pack, and an entry that says so.
 */
import type { PackRecord, PackVerdictView } from '../contract/workstation.ts';
import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import type { Decision, RuleRef } from '../core/authority/decision.ts';
import { narrativeProblem } from '../core/authority/narrative.ts';
import { ruleInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { PackMade, PackProgress, PackSigner } from '../core/evidence/pack-input.ts';
import { getPackBytes, insertPack, nextPackNumber } from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { checkPack, packFileName } from './check-pack.ts';
import type { Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { gatherPack, type SealedLog, sealLog } from './gather-pack.ts';
import type { Ctx } from './method.ts';
import { verifyPackBytes } from './pack-tools.ts';
import { oneEvent, stoppable } from './stoppable.ts';
import { withProgress } from './with-progress.ts';

type Request = Inputs['packs']['build'];
type BuildEvent =
  | ({ type: 'progress' } & PackProgress)
  | { type: 'done'; pack: PackRecord; verdict: PackVerdictView }
  | { type: 'refused'; decision: Decision };
type Job = { id: string; number: string; madeMs: number; fileName: string; intent: AuditEntry } & SealedLog;

const packRule: RuleRef = {
  id: 'WM-PACK-1',
  version: 1,
  title: 'A pack rests on confirmed exhibits and says why it is made',
  text: 'An evidence pack is made of reads a person has confirmed, and states the reason for which it is made.',
  source: 'Waymark',
  inForceFrom: '2026-11-01',
  unconfirmed: false,
};

/** The intent is on disk when this returns; what follows is the stream. */
export function buildPack(ctx: Ctx, input: Request): AsyncIteratorObject<BuildEvent, void, void> {
  const caseRecord = caseOf(ctx, input.caseId);
  const decision = decideBuild(ctx, input);
  const asked = { title: input.title, reason: input.reason, recipients: input.recipients };
  if (decision.outcome === 'refused') {
    const details = { ...asked, refused: refusalDetails(decision) };
    ctx.log.event(ctx.session, { action: 'pack-export', caseId: input.caseId, authority: null, details }, 'refused');
    return oneEvent<BuildEvent>({ type: 'refused', decision });
  }
  const id = ctx.desk.newId();
  const number = nextPackNumber(ctx.workspace.read, input.caseId);
  const madeMs = ctx.nowMs();
  const details = { packId: id, number, ...asked };
  const intent = ctx.log.intent(ctx.session, { action: 'pack-export', caseId: input.caseId, authority: null, details });
  // In the same turn as the intent: nothing can come between it and the head the checkpoint signs.
  const sealed = sealLog(ctx, input.caseId);
  const fileName = packFileName({ number, madeMs }, caseRecord.name, ctx.session.device.space === 'training');
  const stop = new AbortController();
  return stoppable(runBuild(ctx, input, { id, number, madeMs, fileName, intent, ...sealed }, stop), stop);
}

function decideBuild(ctx: Ctx, input: Request): Decision {
  const reasons: Decision['reasons'] = checkPack(ctx, input.caseId)
    .filter(({ severity }) => severity === 'stop')
    .map(({ id, title, detail }) => ({ code: id, rule: packRule, message: `${title}.`, remedy: detail, field: null }));
  if (input.reason.trim() === '') {
    reasons.push({
      code: 'no-reason',
      rule: packRule,
      message: 'The reason for this pack is missing.',
      remedy: 'Say who asked for it and what for.',
      field: 'narrative',
    });
  }
  const { params } = ruleInForce(nzRuleBook.rules.reason, ctx.nowMs());
  if (input.reason.trim() !== '' && narrativeProblem(input.reason, params) !== null) {
    reasons.push({
      code: 'junk-reason',
      rule: packRule,
      message: 'The reason for this pack is not one a reader of the log can follow.',
      remedy: `Say who asked for it and what for, in at least ${params.minChars} characters and ${params.minWords} words.`,
      field: 'narrative',
    });
  }
  return { outcome: reasons.length > 0 ? 'refused' : 'allowed', reasons, inOrder: [], window: null };
}

async function* runBuild(
  ctx: Ctx,
  input: Request,
  job: Job,
  stop: AbortController,
): AsyncGenerator<BuildEvent, void, void> {
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended, stop.signal]);
  let answered = false;
  const close = (outcome: 'ran' | 'failed' | 'cancelled', details: Record<string, JsonValue>): void => {
    // After a lock the log is closed: the intent without a result says that the session ended in between.
    if (answered || ctx.session.ended.aborted) return;
    answered = true;
    ctx.log.result(ctx.session, job.intent, outcome, details);
  };
  try {
    yield { type: 'progress', step: 'Gathering', done: 0, total: 1 };
    const gathered = await gatherPack(ctx, input, job);
    const steps = withProgress<PackProgress, PackMade>((onProgress) =>
      ctx.desk.packBuilder().build(gathered, signerOf(ctx), { signal, onProgress }),
    );
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield { type: 'progress', ...step.value };
    const { record, verdict } = await keepPack(ctx, input, job, step.value);
    answered = true;
    yield { type: 'done', pack: record, verdict };
  } catch (error) {
    const cancelled = signal.aborted || isAppError(error, 'CANCELLED');
    close(cancelled ? 'cancelled' : 'failed', { code: isAppError(error) ? error.code : 'INTERNAL' });
    throw error;
  } finally {
    // Reached without an answer when the reader walked away: the builder stops and the log says so.
    stop.abort();
    close('cancelled', { code: 'CANCELLED' });
  }
}

/** Verified, stored encrypted, read back and verified again: what is handed out later is what was checked. */
async function keepPack(
  ctx: Ctx,
  input: Request,
  job: Job,
  made: PackMade,
): Promise<{ record: PackRecord; verdict: PackVerdictView }> {
  assertValid(await verifyPackBytes(made.bytes, ctx.session.device));
  const record: PackRecord = {
    id: job.id,
    caseId: input.caseId,
    number: job.number,
    title: input.title,
    fileName: job.fileName,
    madeMs: job.madeMs,
    madeBy: ctx.actor,
    reason: input.reason,
    recipients: input.recipients,
    pages: made.pages,
    bytes: made.bytes.length,
    sha256: made.sha256,
    manifestSha256: made.manifestSha256,
    logSeq: job.intent.seq,
  };
  // Pack and result entry stand or fall together: no pack can be listed that the log does not know.
  ctx.workspace.write((tx) => {
    insertPack(tx, record, made.bytes);
    ctx.log.resultIn(ctx.session, tx, job.intent, 'ran', {
      packId: record.id,
      sha256: record.sha256,
      manifestSha256: record.manifestSha256,
      pages: record.pages,
      bytes: record.bytes,
      verified: 'valid',
    });
  });
  const held = getPackBytes(ctx.workspace.read, record.id);
  if (held === null)
    throw new AppError('IO_FAILED', { message: 'The pack could not be read back from the workspace.' });
  const verdict = await verifyPackBytes(held, ctx.session.device);
  assertValid(verdict);
  return { record, verdict };
}

function assertValid(verdict: PackVerdictView): void {
  if (verdict.status === 'valid') return;
  const [problem] = verdict.problems;
  throw new AppError('BAD_SIGNATURE', {
    message: `The pack that was made does not verify${problem === undefined ? '.' : `: ${problem.message}`}`,
    tip: 'It was not given out. Make it again; report it if it stays.',
  });
}

function signerOf(ctx: Ctx): PackSigner {
  const { certificatesBase64, signingKeyPkcs8Base64 } = ctx.session.device;
  const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
  return { certificates: certificatesBase64.map(bytes), privateKeyPkcs8: bytes(signingKeyPkcs8Base64) };
}
