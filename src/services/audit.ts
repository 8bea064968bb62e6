/**
 * Contract area `audit`: the auditor reads every query of every workstation, and makes none. Runs in the services worker.
 * Always: the role auditor alone, and a try of any other is an entry; every reading is an entry of the auditor's own log,
 * on disk before anything is answered; nothing is read without the audit key. Spec: docs/spec/services.md SV30–SV35.
 */

import type { AuditFilter, AuditState, AuditVerifyEvent } from '../contract/audit-answers.ts';
import { openAuditKey } from '../contract/audit-sealing.ts';
import { AppError } from '../core/errors.ts';
import {
  auditorActions,
  auditorHorizon,
  auditorPeople,
  countAuditorRecords,
  countAuditorRows,
  countDays,
  countTabs,
  deleteAuditorView,
  insertAuditorView,
  insertFinding,
  listAuditorRows,
  listAuditorViews,
  readAuditorState,
  rowOf,
} from '../workspace/index.ts';
import { chainAt, drillDown } from './audit-drill-down.ts';
import { dayText, localDay, whyRefused } from './audit-facts.ts';
import { verifyAll } from './audit-verify.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Ctx, type Method, session } from './method.ts';
import { createRecorder } from './recorder.ts';
import { stoppable } from './stoppable.ts';

type In = Inputs['audit'];
type Out = Answers['audit'];

export const audit = {
  state: forAuditor('state', (ctx): Out['state'] => stateOf(ctx)),
  unlock: audited(forAuditor('unlock', unlock)),
  overview: audited(forAuditor('overview', overview)),
  list: audited(forAuditor('list', list)),
  entry: audited(forAuditor('entry', entry)),
  verify: audited(forAuditor('verify', verify)),
  note: audited(forAuditor('note', note)),
  views: forAuditor('views', (ctx): Out['views'] => listAuditorViews(ctx.workspace.read)),
  saveView: forAuditor('saveView', saveView),
  removeView: forAuditor('removeView', removeView),
};

/** Any other role is refused, and the try is on disk before the refusal is told. */
function forAuditor<I, O>(method: string, handler: (ctx: Ctx, input: I) => Promise<O> | O): Method<I, O> {
  return session((ctx: Ctx, input: I) => {
    if (ctx.actor.role === 'auditor') return handler(ctx, input);
    const details = { method, role: ctx.actor.role };
    const tried = { action: 'audit-read' as const, caseId: null, authority: null, details };
    createRecorder(ctx.desk).event(ctx.session, tried, 'refused');
    throw new AppError('FORBIDDEN', {
      message: 'Only an auditor reads the query logs of others. This try was logged.',
      tip: 'Your own entries stand in the log of each case.',
    });
  });
}

function stateOf(ctx: Ctx): AuditState {
  const { read } = ctx.workspace;
  const { keys, pulledMs } = readAuditorState(read);
  const { auditor } = ctx.session;
  const open = auditor.keys.length > 0;
  return {
    key: open ? 'open' : keys.length === 0 ? 'none' : 'locked',
    ...countAuditorRecords(read),
    lastPulledMs: pulledMs,
    ...auditorHorizon(read),
    // Who is in the log, and what was done, is read with the key alone.
    people: open ? auditorPeople(read) : [],
    actions: open ? auditorActions(read) : [],
    verdict: auditor.verdict,
  };
}

async function unlock(ctx: Ctx, { passphrase }: In['unlock']): Promise<Out['unlock']> {
  const { keys } = readAuditorState(ctx.workspace.read);
  if (keys.length === 0) {
    throw logged(
      ctx,
      'audit-unlock',
      { code: 'none' },
      {
        code: 'NOT_FOUND',
        message: 'The server has handed over no audit key yet.',
        tip: 'Let the workstation sync. If this stays, ask the administrator to make an audit key.',
      },
    );
  }
  const opened = await Promise.all(keys.map(({ sealedPrivate }) => openAuditKey(sealedPrivate, passphrase)));
  const right = opened.filter((key) => key !== null);
  if (right.length === 0) {
    throw logged(
      ctx,
      'audit-unlock',
      { code: 'wrong' },
      {
        code: 'WRONG_PASSPHRASE',
        message: 'The audit passphrase is wrong.',
        tip: 'It is not the one you sign in with. Nothing was opened; this try was logged.',
      },
    );
  }
  const details = { keys: right.map(({ kid }) => kid) };
  ctx.log.event(ctx.session, { action: 'audit-unlock', caseId: null, authority: null, details });
  // Locked while the passphrase was stretched: the keys must not outlive the session.
  if (ctx.session.ended.aborted) throw new AppError('NOT_SIGNED_IN');
  ctx.session.auditor.take(right);
  await ctx.session.auditor.openHeld(ctx.session.ended);
  return stateOf(ctx);
}

function overview(ctx: Ctx, { filter }: In['overview']): Out['overview'] {
  assertOpen(ctx);
  const { read } = ctx.workspace;
  const logSeq = readingOf(ctx, 'overview', { filter });
  const tabs = countTabs(read, filter, localDay);
  const days = countDays(read, filter, localDay);
  const sum = (key: 'ran' | 'refused'): number => days.reduce((total, day) => total + day[key], 0);
  return {
    days: days.map(({ day, ran, refused }) => ({ day: dayText(day), ran, refused })),
    queries: sum('ran') + sum('refused'),
    refused: sum('refused'),
    tabs: Object.entries(tabs).map(([tab, count]) => ({ tab: tab as AuditFilter['tab'], count })),
    logSeq,
  };
}

function list(ctx: Ctx, { filter, before, limit }: In['list']): Out['list'] {
  assertOpen(ctx);
  const { read } = ctx.workspace;
  const logSeq = readingOf(ctx, 'list', { filter, before, limit });
  const rows = listAuditorRows(read, filter, { before, limit: limit + 1, dayOf: localDay });
  const shown = rows.slice(0, limit);
  return {
    rows: shown.map((row) => rowOf(row, whyRefused)),
    total: countAuditorRows(read, filter, localDay),
    next: rows.length > limit ? (shown.at(-1)?.ordinal ?? null) : null,
    logSeq,
  };
}

function entry(ctx: Ctx, { ref }: In['entry']): Out['entry'] {
  assertOpen(ctx);
  const logSeq = readingOf(ctx, 'entry', { ref });
  return { ...drillDown(ctx, ref), logSeq };
}

function verify(ctx: Ctx): AsyncIteratorObject<AuditVerifyEvent, void, void> {
  assertOpen(ctx);
  const stop = new AbortController();
  const note = { action: 'audit-verify' as const, caseId: null, authority: null, details: {} };
  const intent = ctx.log.intent(ctx.session, note);
  let answered = false;
  const close = (outcome: 'ran' | 'cancelled' | 'failed', details: Parameters<typeof ctx.log.result>[3]): void => {
    // After a lock the log is closed: the intent without a result says that the session ended in between.
    if (answered || ctx.session.ended.aborted) return;
    answered = true;
    ctx.log.result(ctx.session, intent, outcome, details);
  };
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended, stop.signal]);
  async function* run(): AsyncGenerator<AuditVerifyEvent, void, void> {
    try {
      for await (const event of verifyAll(ctx, signal)) {
        if (event.type === 'verdict') {
          const { ok, entries, chains, problems, checkpoint } = event.verdict;
          const kinds = [...new Set(problems.map(({ code }) => code))];
          close('ran', { ok, entries, chains, problems: problems.length, kinds, checkpoint });
          ctx.session.auditor.verdict = event.verdict;
        }
        yield event;
      }
    } catch (error) {
      close('failed', {});
      throw error;
    } finally {
      close('cancelled', {});
    }
  }
  return stoppable(run(), stop, () => close('cancelled', {}));
}

function note(ctx: Ctx, { ref, kind, note: text }: In['note']): Out['note'] {
  assertOpen(ctx);
  const chain = chainAt(ctx, ref);
  const { row } = drillDown(ctx, ref);
  const finding = { id: ctx.desk.newId(), ref: row.ref, kind, note: text, by: ctx.actor.name, atMs: ctx.nowMs() };
  return ctx.workspace.write((tx) => {
    const details = { findingId: finding.id, ref: row.ref, kind, note: text };
    const { seq } = ctx.log.eventIn(ctx.session, tx, { action: 'audit-note', caseId: null, authority: null, details });
    insertFinding(tx, finding, { chain: chain.chain, logSeq: seq });
    return finding;
  });
}

function saveView(ctx: Ctx, { name, filter }: In['saveView']): Out['saveView'] {
  const view = { id: ctx.desk.newId(), name, filter };
  ctx.workspace.write((tx) => insertAuditorView(tx, view, ctx.nowMs()));
  return view;
}

function removeView(ctx: Ctx, { id }: In['removeView']): Out['removeView'] {
  return { removed: ctx.workspace.write((tx) => deleteAuditorView(tx, id)) };
}

/** The entry that records a reading; it stands before anything is read. Its number goes with the answer. */
function readingOf(ctx: Ctx, method: string, asked: Parameters<Ctx['log']['event']>[1]['details']): number {
  const details = { method, ...asked };
  return ctx.log.event(ctx.session, { action: 'audit-read', caseId: null, authority: null, details }).seq;
}

/** What was opened before stays readable with the key alone: a signed-in desk left alone shows nothing. */
function assertOpen(ctx: Ctx): void {
  if (ctx.session.auditor.keys.length > 0) return;
  throw new AppError('FORBIDDEN', {
    message: 'The query logs are locked.',
    tip: 'Type the audit passphrase to open them. Nothing was shown.',
  });
}

function logged(
  ctx: Ctx,
  action: 'audit-unlock',
  details: Record<string, string>,
  error: { code: 'NOT_FOUND' | 'WRONG_PASSPHRASE'; message: string; tip: string },
): AppError {
  ctx.log.event(ctx.session, { action, caseId: null, authority: null, details }, 'refused');
  return new AppError(error.code, { message: error.message, tip: error.tip });
}
