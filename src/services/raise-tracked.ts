/**
 * Reads that a sync brought, held against every live alert. Runs in the services worker. Always: a read is raised only
 * while the rules still allow it, once, with how likely it is the plate; it is never said to be confirmed, and is an entry
 * with the watch that raised it. Look-alikes are the matcher's, as for a query; what says the plate is raised in any case.
 */
import type { TrackingWatch } from '../contract/authority-answers.ts';
import { MAX_MATCHES } from '../contract/matcher.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { Detection } from '../core/model/domain.ts';
import { greatCircleM } from '../core/movement/journey.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import { matchAt } from '../match/index.ts';
import type { HeldChange } from '../sync/index.ts';
import {
  addTrackingRead,
  detectionsByOrdinals,
  getCamera,
  lastOrdinal,
  putAlert,
  runningWatches,
} from '../workspace/index.ts';
import { caseEntry } from './case-entry.ts';
import type { Desk, OpenSession } from './desk.ts';
import { standsStill } from './tracking.ts';
import { trustedAuthority } from './trusted-authority.ts';

/** Reads looked at together. */
const PAGE = 2000;

/** The index must know of the change already. */
export async function raiseTracked(desk: Desk, session: OpenSession, change: HeldChange): Promise<void> {
  if (change.added === 0 && change.replaced.length === 0) return;
  const watches = runningWatches(session.workspace.read).filter((watch) => standsStill(desk, session, watch));
  for (const watch of watches) {
    const times = freshOf(session, watch, change).map(({ detection }) => detection.timeMs);
    if (times.length === 0) continue;
    const weighed = await likelihoods(desk, session, watch, times);
    // Weighing took its time: withdrawn or lapsed meanwhile, nothing more is raised.
    if (session.ended.aborted || !standsStill(desk, session, watch)) continue;
    for (const { ordinal, detection } of freshOf(session, watch, change)) {
      const likelihood = weighed.get(ordinal) ?? null;
      if (likelihood !== null || says(detection, watch.plate)) raise(desk, session, watch, detection, likelihood);
    }
  }
}

/** Reads that came and were seen while the watch ran. */
function freshOf(session: OpenSession, { startedMs, endsMs }: TrackingWatch, change: HeldChange) {
  const { read } = session.workspace;
  const last = change.added === 0 ? change.newAfter : lastOrdinal(read);
  const ordinals = [...change.replaced];
  for (let ordinal = change.newAfter + 1; ordinal <= last; ordinal += 1) ordinals.push(ordinal);
  const found: ReturnType<typeof detectionsByOrdinals> = [];
  for (let at = 0; at < ordinals.length; at += PAGE) {
    const page = detectionsByOrdinals(read, Float64Array.from(ordinals.slice(at, at + PAGE)));
    found.push(...page.filter(({ detection: { timeMs } }) => timeMs >= startedMs && timeMs < endsMs));
  }
  return found;
}

/** Its reading, or one of those the camera considered, is this plate. */
function says(detection: Detection, plate: string): boolean {
  return [detection.read, ...detection.candidates.map(({ text }) => text)].some((text) => {
    const folded = foldPlate(text);
    return folded.ok && folded.plate === plate;
  });
}

/** By ordinal, of all reads of that time that a query for the plate would show, not fold away. */
async function likelihoods(
  desk: Desk,
  session: OpenSession,
  watch: TrackingWatch,
  timesMs: readonly number[],
): Promise<Map<number, number>> {
  const fromMs = timesMs.reduce((a, b) => Math.min(a, b));
  const toMs = timesMs.reduce((a, b) => Math.max(a, b));
  try {
    const matcher = await session.match.ready();
    const asked = { query: watch.plate, fromMs, toMs, shownOnly: true, limit: MAX_MATCHES };
    const found = await matcher.search(asked, session.ended);
    if (found.outcome === 'refused') throw new AppError('BAD_INPUT', { message: found.message });
    const { answer } = found;
    const matches = Array.from({ length: answer.columns.count }, (_, rank) => matchAt(answer, rank));
    return new Map(matches.map(({ detectionId, likelihood }) => [detectionId, likelihood]));
  } catch (error) {
    if (!session.ended.aborted) notWeighed(desk, session, watch, isAppError(error) ? error.code : 'INTERNAL');
    return new Map();
  }
}

/** What says the plate is raised all the same; that the rest was not looked at is not passed over. */
function notWeighed(desk: Desk, session: OpenSession, watch: TrackingWatch, code: string): void {
  session.workspace.write((tx) =>
    putAlert(tx, {
      id: `track-weigh:${watch.id}`,
      severity: 'error',
      message: `New reads could not be searched for look-alikes of ${watch.plate} (${code}).`,
      tip: `What was read as ${watch.plate} itself was raised. Find the plate to see what else there may be.`,
      atMs: desk.clock.nowMs(),
    }),
  );
}

/**
 * Judged again: the entry says under what it was raised and how likely it is, the alert that nobody has confirmed it.
 * @param likelihood 0–1; null: it says the plate, and a query would fold it away or could not be asked
 */
function raise(
  desk: Desk,
  session: OpenSession,
  watch: TrackingWatch,
  detection: Detection,
  likelihood: number | null,
): void {
  const authority = trustedAuthority(session, watch.authorityId);
  const camera = getCamera(session.workspace.read, detection.cameraId);
  const area = authority?.scope.area ?? null;
  if (authority === null) return;
  if (area !== null && (camera === null || greatCircleM(camera, area) > area.radiusM)) return;
  const raisedMs = session.leaseClock.nowMs();
  const { id: detectionId, timeMs, cameraId, read } = detection;
  const at = camera?.name ?? cameraId;
  session.workspace.write((tx) => {
    const raised = { detectionId, timeMs, cameraId, read, raisedMs, likelihood };
    if (!addTrackingRead(tx, watch.id, raised)) return;
    const details = { watchId: watch.id, plate: watch.plate, ...raised };
    caseEntry(desk, session, tx, authority, { action: 'track-alert', outcome: 'recorded', details });
    putAlert(tx, {
      id: `track:${watch.id}:${detectionId}`,
      severity: 'warning',
      message:
        likelihood === null
          ? `${watch.plate} may have been read at ${at}. Nobody has confirmed it.`
          : `${read}, read at ${at}, may be ${watch.plate}: likelihood ${belowOne(likelihood)}. Nobody has confirmed it.`,
      tip: 'Look at the image before anything is done about it: about three reads in a hundred are wrong.',
      atMs: desk.clock.nowMs(),
    });
  });
}

/** Two places, cut: nothing here is certain, so nothing is said to be 1.00. */
const belowOne = (likelihood: number): string => (Math.floor(likelihood * 100) / 100).toFixed(2);
