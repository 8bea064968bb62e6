/**
 * Stolen records of the plates a case has to do with, and whether the signed-in person may look for such a vehicle or
 * record one as stolen (NZ-FLAG-1). Runs in the services worker. Always: whoever followed a plate, or was refused to,
 * has a conflict of interest, by the log of this workspace; the register judges the same from what it holds.
 */
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import {
  lastFollowedMs,
  listAuthorities,
  listConfirmations,
  listWatches,
  stolenRecordsOf,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { type Ctx, session } from './method.ts';
import { judgeTracking } from './tracking.ts';
import { trusted } from './trusted-authority.ts';

type Said = Pick<Inputs['authority']['decideStolenFlag'], 'plate' | 'complaint' | 'complainant' | 'stolenMs'>;

export const stolenFlagMethods = {
  stolenFlags: session(stolenFlags),
  decideStolenFlag: audited(session(decideStolenFlag)),
};

function stolenFlags(ctx: Ctx, input: Inputs['authority']['stolenFlags']): Answers['authority']['stolenFlags'] {
  caseOf(ctx, input.caseId);
  const { read } = ctx.workspace;
  const authorities = listAuthorities(read, input.caseId);
  const plates = new Set([
    ...authorities.flatMap(({ scope }) => scope.plates),
    ...listWatches(read, input.caseId).map(({ plate }) => plate),
    ...listConfirmations(read, input.caseId).map(({ plate }) => plate),
  ]);
  const nowMs = ctx.session.leaseClock.nowMs();
  return [...plates].sort().flatMap((plate) =>
    stolenRecordsOf(read, plate).map((flag) => {
      const own = authorities.find(
        ({ kind, number, scope, declaredBy, withdrawnMs }) =>
          kind === 'stolen-report' &&
          number === flag.complaint &&
          scope.plates.includes(plate) &&
          declaredBy.id === ctx.actor.id &&
          withdrawnMs === null,
      );
      const authority = own === undefined ? null : trusted(ctx.session, own);
      const asked = { caseId: input.caseId, plate };
      return {
        flag,
        setByMe: flag.setBy.id === ctx.actor.id,
        followedMs: lastFollowedMs(read, { actorId: ctx.actor.id, plate }),
        authorityId: authority?.id ?? null,
        follow: judgeTracking(ctx.desk, ctx.session, asked, authority, nowMs),
        flagAgain: decide(ctx, flag),
      };
    }),
  );
}

function decideStolenFlag(
  ctx: Ctx,
  input: Inputs['authority']['decideStolenFlag'],
): Answers['authority']['decideStolenFlag'] {
  caseOf(ctx, input.caseId);
  const { caseId, ...said } = input;
  const decision = decide(ctx, said);
  const { outcome } = decision;
  const details = { ...said, decided: outcome };
  const logSeq = ctx.log.event(
    ctx.session,
    {
      action: 'stolen-flag',
      caseId,
      authority: null,
      details: outcome === 'refused' ? { ...details, refused: refusalDetails(decision) } : details,
    },
    outcome === 'refused' ? 'refused' : 'recorded',
  ).seq;
  return { outcome, decision, logSeq };
}

function decide(ctx: Ctx, { plate, complaint, complainant, stolenMs }: Said): Decision {
  const { read } = ctx.workspace;
  const folded = foldPlate(plate);
  return decideLawfully(ctx.desk.policies, {
    what: 'flag-stolen',
    user: ctx.actor,
    ...{ plate, complaint, complainant, stolenMs },
    nowMs: ctx.session.leaseClock.nowMs(),
    held: folded.ok ? stolenRecordsOf(read, folded.plate) : [],
    lastFollowedMs: folded.ok ? lastFollowedMs(read, { actorId: ctx.actor.id, plate: folded.plate }) : null,
  });
}
