/**
 * One round of sync, step by step. Runs in the services worker.
 * The log goes first: a workstation that cannot hand over what was asked must not be given more to ask about. What a
 * step reports and skips does not stop the next one; what stops a round is told apart as offline or failed.
 */
import { addSyncRefusals, dismissAlert, saveSyncState } from '../workspace/index.ts';
import { pullFeed, purgeHeld } from './pull.ts';
import { pullAudit } from './pull-audit.ts';
import { pullImages } from './pull-images.ts';
import { currentPolicy, pullPolicy } from './pull-policy.ts';
import { pushLog } from './push-log.ts';
import { alertId, done, type RoundDeps, type RoundHooks, raiseAlert, type StepEnd } from './round.ts';

export type RoundResult = { end: 'done' | 'offline' | 'failed'; again: boolean; message: string };

type RoundExtras = RoundHooks & {
  wantedImages: Set<string>;
  refusedImages: Set<string>;
};

/** Throws AppError for the disk and for CANCELLED; everything else is a result. */
export async function runRound(deps: RoundDeps, extras: RoundExtras): Promise<RoundResult> {
  if (!deps.intel.hasToken()) {
    const signedIn = await signIn(deps, extras);
    if (signedIn !== null) return signedIn;
  }
  const first = await runSteps(deps, extras);
  if (first.end !== 'sign-in') return { ...first, end: first.end };
  // The token ran out: once more with a new one, not for ever.
  deps.intel.setToken(null);
  const signedIn = await signIn(deps, extras);
  if (signedIn !== null) return signedIn;
  const second = await runSteps(deps, extras);
  return { ...second, end: second.end === 'sign-in' ? 'failed' : second.end };
}

const passingAlerts = ['feed-page', 'policy', 'sign-in', 'log-receipt', 'audit-key-missing', 'audit-page'];

type StepsResult = Omit<RoundResult, 'end'> & { end: RoundResult['end'] | 'sign-in' };

async function runSteps(deps: RoundDeps, extras: RoundExtras): Promise<StepsResult> {
  const skipped: string[] = [];
  let again = false;
  const steps: (() => Promise<StepEnd>)[] = [
    () => pushLog(deps),
    () => pullPolicy(deps),
    () => withPolicy(deps, (policy) => pullFeed(deps, policy)),
    async () => {
      await extras.settleAuthorities?.(deps.signal);
      return { step: 'done', again: false };
    },
    () =>
      withPolicy(deps, async (policy) => {
        await purgeHeld(deps, policy);
        if (!policy.kinds.includes('image')) return { step: 'done', again: false };
        return pullImages(deps, extras.wantedImages, extras.refusedImages);
      }),
    async () => {
      if (deps.actor.role !== 'auditor') return done;
      const end = await pullAudit(deps);
      if (end.step !== 'stop') await extras.openAuditRecords?.(deps.signal);
      return end;
    },
  ];
  for (const step of steps) {
    const end = await step();
    if (end.step === 'stop') return { end: end.why, again: false, message: end.message };
    if (end.step === 'skip') skipped.push(end.message);
    else again ||= end.again;
  }
  const nowMs = deps.nowMs();
  const problem = skipped[0];
  deps.workspace.write((tx) => {
    saveSyncState(tx, { lastContactMs: nowMs });
    // What a good round has mended is no longer a problem; a fork of the log stays until a person has dealt with it.
    if (problem === undefined) for (const key of passingAlerts) dismissAlert(tx, alertId(key));
  });
  if (problem !== undefined) return { end: 'failed', again: false, message: problem };
  return { end: 'done', again, message: again ? 'Syncing…' : 'In step with the intel server.' };
}

async function withPolicy(
  deps: RoundDeps,
  step: (policy: NonNullable<ReturnType<typeof currentPolicy>>) => Promise<StepEnd>,
): Promise<StepEnd> {
  const policy = currentPolicy(deps);
  if (policy !== null) return step(policy);
  return { step: 'skip', message: 'There is no sync policy in force, so nothing may be taken in.' };
}

async function signIn(deps: RoundDeps, extras: RoundExtras): Promise<RoundResult | null> {
  const result = await extras.signIn(deps.signal);
  if (result.state === 'in') return null;
  if (result.state === 'offline') return { end: 'offline', again: false, message: result.reason };
  raiseAlert(deps, 'sign-in', {
    severity: 'error',
    message: 'The intel server no longer accepts this sign-in.',
    tip: 'Lock, then sign in again. What is held here stays readable until the lease ends.',
  });
  deps.workspace.write((tx) => addSyncRefusals(tx, 'sign-in', 1, deps.nowMs()));
  return { end: 'failed', again: false, message: result.message };
}
