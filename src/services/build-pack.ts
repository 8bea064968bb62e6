/**
 * Builds one evidence pack as a stream of progress. Runs in the services worker; drawing and signing in the pack worker.
 * Always: the export's intent is the last entry of the log inside the pack; a pack counts as done only after it has been
 * stored, read back and verified, and its result entry is on disk. Stopping leaves no pack, and an entry that says so.
 */
import type { PackDraft, PackRecord, PackVerdictView } from '../contract/workstation.ts';
import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import type { Decision, RuleRef } from '../core/authority/decision.ts';
import { narrativeProblem } from '../core/authority/narrative.ts';
import { ruleInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { MANIFEST_VERSION } from '../core/evidence/manifest.ts';
import type { PackMade, PackProgress } from '../core/evidence/pack-input.ts';
import {
  endPackTry,
  getPackBytes,
  getPackTry,
  insertPack,
  nextPackNumber,
  putPackTry,
  savePackDraft,
} from '../workspace/index.ts';
import { caseOf } from './cases.ts';
import { type CheckedPack, checkPack, packFileName } from './check-pack.ts';
import { refusalDetails } from './gated.ts';
import { gatherPack, type SealedLog, sealLog } from './gather-pack.ts';
import type { Ctx } from './method.ts';
import { leftOutOf, sectionsLeftOut } from './pack-contents.ts';
import { checkedPack } from './pack-desk.ts';
import { splitExhibits } from './pack-draft.ts';
import { assertNothingLeaks, redactGathered } from './pack-redaction.ts';
import { beginExport, endExport, runningExport } from './pack-session.ts';
import { knownRoots, signerOf } from './pack-signers.ts';
import { packBag, verifyPackBytes } from './pack-tools.ts';
import { oneEvent, stoppable } from './stoppable.ts';
import { withProgress } from './with-progress.ts';

type Request = CheckedPack;
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

/** The intent is on disk when this returns; what follows is the stream. Throws BAD_INPUT while one of this case runs. */
export function buildPack(
  ctx: Ctx,
  input: { caseId: string; draft: PackDraft },
): AsyncIteratorObject<BuildEvent, void, void> {
  const caseRecord = caseOf(ctx, input.caseId);
  if (runningExport(ctx.session, input.caseId) !== null) {
    throw new AppError('BAD_INPUT', {
      message: 'A pack of this case is being made already.',
      tip: 'Wait until it is done, or stop it first.',
    });
  }
  const pack = checkedPack(ctx, input.caseId, input.draft);
  const decision = decideBuild(ctx, pack);
  const details = askedOf(pack);
  if (decision.outcome === 'refused') {
    ctx.log.event(
      ctx.session,
      {
        action: 'pack-export',
        caseId: input.caseId,
        authority: null,
        details: { ...details, refused: refusalDetails(decision) },
      },
      'refused',
    );
    return oneEvent<BuildEvent>({ type: 'refused', decision });
  }
  const id = ctx.desk.newId();
  const number = nextPackNumber(ctx.workspace.read, input.caseId);
  const madeMs = ctx.nowMs();
  const before = getPackTry(ctx.workspace.read, input.caseId);
  const again: Record<string, JsonValue> = before === null ? {} : { again: before.packId };
  // Before the intent, so that a try that is killed is never forgotten: what was chosen stays whatever becomes of it.
  ctx.workspace.write((tx) => {
    savePackDraft(tx, input.caseId, input.draft, madeMs);
    putPackTry(tx, input.caseId, {
      packId: id,
      number,
      startedMs: madeMs,
      logSeq: pack.log.length + 1,
      state: 'running',
      why: '',
    });
  });
  let intent: AuditEntry;
  try {
    intent = ctx.log.intent(ctx.session, {
      action: 'pack-export',
      caseId: input.caseId,
      authority: null,
      details: { packId: id, number, manifestVersion: MANIFEST_VERSION, ...details, ...again },
    });
  } catch (error) {
    ctx.workspace.write((tx) => endPackTry(tx, input.caseId, id));
    throw error;
  }
  // In the same turn as the intent: nothing can come between it and the head the checkpoint signs.
  const sealed = sealLog(ctx, input.caseId);
  const fileName = packFileName({ number, madeMs }, caseRecord.name, ctx.session.device.space === 'training');
  const job: Job = { id, number, madeMs, fileName, intent, ...sealed };
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended, stop.signal]);
  beginExport(ctx.session, input.caseId, id, signal);
  return stoppable(runBuild(ctx, pack, job, stop, signal), stop, () => {
    ctx.log.result(ctx.session, intent, 'cancelled', { code: 'CANCELLED' });
    endTry(ctx, pack.caseId, job, 'cancelled', 'Stopped before it began.');
  });
}

/** What the log says was asked for: the choices, and what they leave out. */
function askedOf({ draft, held }: CheckedPack): Record<string, JsonValue> {
  const { title, reason, recipients, profile, sharing, withhold } = draft;
  const leftOut = splitExhibits(draft, held).leftOut;
  return {
    title,
    reason,
    recipients,
    profile,
    leftOut: leftOut.map(({ row, why }) => ({ number: row.exhibit.number, why })),
    sectionsLeftOut: sectionsLeftOut(draft).map(({ id }) => id),
    ...(sharing !== null && { sharing }),
    ...(withhold.length > 0 && { withheld: withhold.length }),
  };
}

function endTry(ctx: Ctx, caseId: string, job: Job, state: 'failed' | 'cancelled', why: string): void {
  endExport(ctx.session, caseId, job.id);
  if (ctx.session.ended.aborted) return;
  const { id: packId, number, madeMs: startedMs, intent } = job;
  ctx.workspace.write((tx) => putPackTry(tx, caseId, { packId, number, startedMs, logSeq: intent.seq, state, why }));
}

function decideBuild(ctx: Ctx, pack: CheckedPack): Decision {
  const { title, reason } = pack.draft;
  const reasons: Decision['reasons'] = checkPack(ctx, pack)
    .filter(({ severity }) => severity === 'stop')
    .map(({ id, title: stop, detail }) => ({
      code: id.replace(/:.*$/, ''),
      rule: packRule,
      message: `${stop}.`,
      remedy: detail,
      field: null,
    }));
  const say = (code: string, message: string, remedy: string): void =>
    void reasons.push({ code, rule: packRule, message, remedy, field: 'narrative' });
  if (title.trim() === '') say('no-title', 'The title of this pack is missing.', 'Say what it shows.');
  const { params } = ruleInForce(nzRuleBook.rules.reason, ctx.nowMs());
  if (reason.trim() === '') {
    say('no-reason', 'The reason for this pack is missing.', 'Say who asked for it and what for.');
  } else if (narrativeProblem(reason, params) !== null) {
    say(
      'junk-reason',
      'The reason for this pack is not one a reader of the log can follow.',
      `Say who asked for it and what for, in at least ${params.minChars} characters and ${params.minWords} words.`,
    );
  }
  return { outcome: reasons.length > 0 ? 'refused' : 'allowed', reasons, inOrder: [], window: null };
}

async function* runBuild(
  ctx: Ctx,
  input: Request,
  job: Job,
  stop: AbortController,
  signal: AbortSignal,
): AsyncGenerator<BuildEvent, void, void> {
  let answered = false;
  const close = (outcome: 'failed' | 'cancelled', code: string, why: string): void => {
    endExport(ctx.session, input.caseId, job.id);
    // After a lock the log is closed: the intent without a result says that the session ended in between.
    if (answered || ctx.session.ended.aborted) return;
    answered = true;
    ctx.log.result(ctx.session, job.intent, outcome, { code });
    endTry(ctx, input.caseId, job, outcome, why);
  };
  try {
    yield { type: 'progress', step: 'Gathering', done: 0, total: 1 };
    const gathered = await gatherPack(ctx, { ...input.draft, caseId: input.caseId }, job);
    const redaction = redactGathered(gathered, input.draft);
    const steps = withProgress<PackProgress, PackMade>((onProgress) =>
      ctx.desk.packBuilder().build(redaction.input, signerOf(ctx, input.draft), { signal, onProgress }),
    );
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield { type: 'progress', ...step.value };
    yield { type: 'progress', step: 'Reading the finished file again', done: 0, total: 1 };
    await assertNothingLeaks(step.value.bytes, gathered, redaction);
    const { record, verdict } = await keepPack(ctx, input, job, step.value, () => {
      answered = true;
    });
    endExport(ctx.session, input.caseId, job.id);
    yield { type: 'done', pack: record, verdict };
  } catch (error) {
    const cancelled = signal.aborted || isAppError(error, 'CANCELLED');
    const code = isAppError(error) ? error.code : 'INTERNAL';
    close(cancelled ? 'cancelled' : 'failed', code, cancelled ? 'Stopped on request.' : whyOf(error));
    throw error;
  } finally {
    // Reached without an answer when the reader walked away: the builder stops and the log says so.
    stop.abort();
    close('cancelled', 'CANCELLED', 'Stopped on request.');
  }
}

/** Words of our own errors alone: nothing of what another program said reaches the screen. */
const whyOf = (error: unknown): string =>
  isAppError(error) ? `${error.message} ${error.tip}`.trim() : 'Something in Waymark failed.';

/** Verified, stored encrypted, read back and verified again: what is handed out later is what was checked. */
async function keepPack(
  ctx: Ctx,
  input: Request,
  job: Job,
  made: PackMade,
  /** The log has its result: there is no second one, whatever reading it back says. */
  onLogged: () => void,
): Promise<{ record: PackRecord; verdict: PackVerdictView }> {
  assertValid(await verifyPackBytes(made.bytes, ctx.session.device, knownRoots(ctx)));
  const record: PackRecord = {
    id: job.id,
    caseId: input.caseId,
    number: job.number,
    title: input.draft.title,
    fileName: job.fileName,
    madeMs: job.madeMs,
    madeBy: ctx.actor,
    reason: input.draft.reason,
    recipients: input.draft.recipients,
    pages: made.pages,
    bytes: made.bytes.length,
    sha256: made.sha256,
    manifestSha256: made.manifestSha256,
    logSeq: job.intent.seq,
    profile: input.draft.profile,
    signedWith: input.draft.signWith,
    exhibits: splitExhibits(input.draft, input.held).included.length,
    leftOut: [
      ...leftOutOf(input.draft, input.held),
      ...sectionsLeftOut(input.draft).map(({ title }) => ({ what: title })),
    ].map(({ what }) => what),
    bagSha256: input.draft.form === 'pdf' ? null : (await packBag(made.bytes, job.fileName)).sha256,
  };
  // Pack and result entry stand or fall together: no pack can be listed that the log does not know.
  ctx.workspace.write((tx) => {
    insertPack(tx, record, made.bytes);
    endPackTry(tx, input.caseId, job.id);
    ctx.log.resultIn(ctx.session, tx, job.intent, 'ran', {
      packId: record.id,
      sha256: record.sha256,
      manifestSha256: record.manifestSha256,
      pages: record.pages,
      bytes: record.bytes,
      ...(record.bagSha256 !== null && { bagSha256: record.bagSha256 }),
      verified: 'valid',
    });
  });
  onLogged();
  const held = getPackBytes(ctx.workspace.read, record.id);
  if (held === null)
    throw new AppError('IO_FAILED', { message: 'The pack could not be read back from the workspace.' });
  const verdict = await verifyPackBytes(held, ctx.session.device, knownRoots(ctx));
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
