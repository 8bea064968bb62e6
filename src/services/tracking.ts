/**
 * Live alerts on one plate: set under an authority to track, judged again at each read, ended with it. Runs in the
 * services worker. Always: the intent is in the log before a watch stands. What it raises: raise-tracked.ts.
 */
import type { TrackingWatch } from '../contract/authority-answers.ts';
import type { JsonValue } from '../core/audit/entry.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { kindRule } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { endsMsOf } from '../core/authority/standing.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import {
  endWatch,
  getWatch,
  insertWatch,
  listWatches,
  putAlert,
  runningWatches,
  stolenRecordsOf,
  updateAuthority,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import { caseEntry } from './case-entry.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import type { Desk, OpenSession } from './desk.ts';
import { type Found, gated, type QueryCtx, refusal } from './gated.ts';
import { type Ctx, session } from './method.ts';
import { noteForRegister } from './register-notices.ts';
import { ownAuthorities, trustedAuthority } from './trusted-authority.ts';
import { vehicleInterestOf } from './vehicle-interest.ts';

type TrackInput = Inputs['authority']['track'];
type TrackAnswer = Answers['authority']['track'];

export const trackingMethods = {
  tracking: session((ctx: Ctx, input: Inputs['authority']['tracking']) => {
    caseOf(ctx, input.caseId);
    endOverdue(ctx.desk, ctx.session);
    return listWatches(ctx.workspace.read, input.caseId);
  }),
  track: audited(
    gated<TrackInput, TrackAnswer>(
      {
        action: 'track-start',
        details: ({ plate }) => ({ plate }),
        question: () => null,
        judge: (ctx, input, authority, nowMs) => judgeTracking(ctx.desk, ctx.session, input, authority, nowMs),
        refused: refusal,
      },
      track,
    ),
  ),
  stopTracking: audited(session(stopTracking)),
};

/** May this person follow this plate under this authority now? */
export function judgeTracking(
  desk: Desk,
  session: OpenSession,
  asked: { caseId: string; plate: string },
  authority: AuthorityRecord | null,
  nowMs: number,
): Decision {
  const folded = foldPlate(asked.plate);
  return decideLawfully(desk.policies, {
    what: 'track',
    user: session.user,
    caseId: asked.caseId,
    authority,
    plate: asked.plate,
    nowMs,
    leaseUntilMs: session.leaseClock.lease()?.untilMs ?? null,
    stolen: folded.ok ? stolenRecordsOf(session.workspace.read, folded.plate) : [],
    earlier: ownAuthorities(session),
    vehicle: vehicleInterestOf(session, asked.plate),
  });
}

/** The first use of an emergency power starts its clock. */
function track(ctx: QueryCtx, input: TrackInput): Found<TrackAnswer> {
  const folded = foldPlate(input.plate);
  if (!folded.ok) throw new AppError('INTERNAL', { message: 'An allowed alert has no plate.' });
  const nowMs = ctx.session.leaseClock.nowMs();
  const authority: AuthorityRecord = { ...ctx.authority, firstUsedMs: ctx.authority.firstUsedMs ?? nowMs };
  const startsClock = kindRule(nzRuleBook, authority.kind, nowMs)?.params.lifetimeFrom === 'first-use';
  const running = listWatches(ctx.workspace.read, input.caseId).find(
    (watch) => watch.state === 'running' && watch.plate === folded.plate && watch.authorityId === authority.id,
  );
  if (running !== undefined) {
    throw new AppError('BAD_INPUT', { message: 'This plate is followed already under this authority.' });
  }
  const watch: TrackingWatch = {
    id: ctx.desk.newId(),
    caseId: input.caseId,
    authorityId: authority.id,
    plate: folded.plate,
    startedBy: ctx.actor,
    startedMs: nowMs,
    endsMs: endsMsOf(authority, nzRuleBook, nowMs),
    state: 'running',
    endedMs: null,
    endedBy: null,
    reads: [],
    alerts: 0,
  };
  ctx.workspace.write((tx) => {
    updateAuthority(tx, authority);
    if (startsClock && ctx.authority.firstUsedMs === null) {
      noteForRegister(ctx.desk, tx, authority, { kind: 'first-use', atMs: nowMs, note: '' });
    }
    insertWatch(tx, watch);
  });
  return {
    answer: { outcome: 'ran', watch, decision: ctx.decision, logSeq: ctx.intent.seq },
    details: { watchId: watch.id, plate: watch.plate, startedMs: watch.startedMs, endsMs: watch.endsMs },
  };
}

function stopTracking(ctx: Ctx, input: Inputs['authority']['stopTracking']): TrackingWatch {
  const watch = getWatch(ctx.workspace.read, input.watchId);
  if (watch === null || watch.caseId !== input.caseId) {
    throw new AppError('NOT_FOUND', { message: 'There is no such watch in this case.' });
  }
  const nowMs = ctx.session.leaseClock.nowMs();
  return ctx.workspace.write((tx) => {
    const ended = endWatch(tx, watch.id, nowMs, 'stopped');
    ctx.log.eventIn(ctx.session, tx, {
      action: 'track-stop',
      caseId: watch.caseId,
      authority: trustedAuthority(ctx.session, watch.authorityId),
      details: { ...watchDetails(ended), reason: input.reason },
    });
    return ended;
  });
}

/** Ends what may run no longer: its authority lapsed or was withdrawn, the vehicle was recovered, the rules changed. */
export function endOverdue(desk: Desk, session: OpenSession): void {
  for (const watch of runningWatches(session.workspace.read)) standsStill(desk, session, watch);
}

/** Whether it may run on; one that may not is ended, with its reason in the log. */
export function standsStill(desk: Desk, session: OpenSession, watch: TrackingWatch): boolean {
  const nowMs = session.leaseClock.nowMs();
  const authority = trustedAuthority(session, watch.authorityId);
  if (authority === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'authority of a watch' } });
  const decision = judgeTracking(desk, session, watch, authority, nowMs);
  // Without a lease nothing is raised, but the authority has not ended: it goes on once the server was met.
  const reasons = decision.reasons.filter(({ code }) => code !== 'no-lease' && code !== 'lease-ended');
  if (reasons.length === 0 && nowMs < watch.endsMs) return decision.outcome === 'allowed';
  const codes = reasons.map(({ code }) => code);
  const by = codes.includes('recovered')
    ? 'recovered'
    : codes.length === 0 || codes.includes('authority-lapsed')
      ? 'expired'
      : 'withdrawn';
  session.workspace.write((tx) => {
    const ended = endWatch(tx, watch.id, by === 'expired' ? Math.min(nowMs, watch.endsMs) : nowMs, by);
    const details = { ...watchDetails(ended), codes };
    caseEntry(desk, session, tx, authority, { action: 'track-stop', outcome: 'recorded', details });
    putAlert(tx, {
      id: `track-end:${watch.id}`,
      severity: 'info',
      message: `${watch.plate} is no longer followed: ${endWords[by]}.`,
      tip: '',
      atMs: desk.clock.nowMs(),
    });
  });
  return false;
}

const endWords = {
  expired: 'its authority has lapsed',
  withdrawn: 'its authority carries it no longer',
  recovered: 'the vehicle was recovered',
} as const;

function watchDetails(watch: TrackingWatch): Record<string, JsonValue> {
  const { id, plate, startedMs, endsMs, endedMs, endedBy, alerts } = watch;
  return { watchId: id, plate, startedMs, endsMs, endedMs, endedBy, alerts };
}
