/**
 * What a pack as drafted would hold, what it would not and why: the figures beside the checks. Runs in the services
 * worker. The pack itself states the same from its own input; this only tells it beforehand.
 */

import { packSections } from '../core/evidence/sections.ts';
import { countCameras, listConfirmations, listExhibits, readSyncState } from '../workspace/index.ts';
import type { CheckedPack } from './check-pack.ts';
import type { Answers } from './contract-types.ts';
import type { HeldExhibit } from './exhibits.ts';
import type { Ctx } from './method.ts';
import { leftOutText, type SettledDraft, splitExhibits } from './pack-draft.ts';
import { imageFacts } from './pack-session.ts';

type Contents = Pick<
  Answers['packs']['checks'],
  'exhibits' | 'logEntries' | 'excluded' | 'completeness' | 'bytesAbout'
>;
type Unavailable = { what: string; reason: string };

export function packContents(ctx: Ctx, pack: CheckedPack): Contents {
  const { included } = splitExhibits(pack.draft, pack.held);
  const unavailable = [
    ...leftOutOf(pack.draft, pack.held),
    ...included.flatMap((row) => missingImage(ctx, row)),
    ...sectionsLeftOut(pack.draft).map(({ title, note }) => ({ what: `Section “${title}”`, reason: note })),
  ];
  if (readSyncState(ctx.workspace.read).receipt === null)
    unavailable.push({ what: 'Server’s receipt for the log', reason: 'The server has receipted no part of it yet.' });
  const cameras = countCameras(ctx.workspace.read);
  return {
    exhibits: included.length,
    logEntries: pack.log.length,
    excluded: excludedHits(ctx, pack),
    completeness: {
      attempted: pack.held.length,
      produced: included.length,
      unavailable,
      liveCameras: cameras.live,
      totalCameras: cameras.total,
    },
    bytesAbout: bytesAbout(ctx, pack, included),
  };
}

/** Exhibits of the case that are not in the pack, as its completeness statement names them (EP17). */
export function leftOutOf(draft: SettledDraft, held: readonly HeldExhibit[]): Unavailable[] {
  return splitExhibits(draft, held).leftOut.map(({ row, why }) => ({
    what: `Exhibit ${row.exhibit.number}`,
    reason: leftOutText(why),
  }));
}

export function sectionsLeftOut(draft: SettledDraft): { id: string; title: string; note: string }[] {
  return draft.sections.flatMap(({ id, included }) => {
    const section = packSections.find((known) => known.id === id);
    return included || section === undefined
      ? []
      : [{ id, title: section.title, note: 'Left out by whoever made this pack.' }];
  });
}

function missingImage(ctx: Ctx, { exhibit, detection }: HeldExhibit): Unavailable[] {
  if (detection.imageSha256 === null)
    return [{ what: `Image of ${exhibit.number}`, reason: 'The camera sent none with this read.' }];
  if (imageFacts(ctx.session, detection.imageSha256) !== null) return [];
  return [{ what: `Image of ${exhibit.number}`, reason: 'This workstation does not hold it.' }];
}

/** Reads somebody judged in this case that no exhibit rests on, by why; what a blind re-type said decides the first. */
function excludedHits(ctx: Ctx, { caseId, held, draft }: CheckedPack): Contents['excluded'] {
  const { read } = ctx.workspace;
  const latest = new Map(listConfirmations(read, caseId).map((row) => [row.detectionId, row]));
  const included = new Set(splitExhibits(draft, held).included.map(({ exhibit }) => exhibit.detectionId));
  const taken = new Set(listExhibits(read, caseId, { removed: true }).map(({ detectionId }) => detectionId));
  const groups = new Map<string, { id: string; title: string; count: number }>();
  const put = (id: string, title: string): void => {
    const group = groups.get(id) ?? { id, title, count: 0 };
    groups.set(id, { ...group, count: group.count + 1 });
  };
  let total = 0;
  for (const [detectionId, { outcome, typed, plate }] of latest) {
    if (included.has(detectionId)) continue;
    total += 1;
    if (outcome === 'cannot-tell') put('cannot-tell', 'Could not be told');
    else if (outcome === 'rejected' && typed !== '' && typed !== plate)
      put('other-plate', 'Other plate on blind re-type');
    else if (outcome === 'rejected') put('rejected', 'Rejected on other grounds');
    else if (taken.has(detectionId)) put('left-out', 'Confirmed, exhibit left out or taken out');
    else put('not-used', 'Confirmed, made no exhibit');
  }
  return { judged: latest.size, total, groups: [...groups.values()].toSorted((a, b) => b.count - a.count) };
}

/** Images are attached as they came; a line of the log compresses to about a third, and a page of it weighs as much. */
function bytesAbout(ctx: Ctx, { log }: CheckedPack, included: readonly HeldExhibit[]): number {
  const hashes = new Set(included.flatMap(({ detection }) => detection.imageSha256 ?? []));
  let bytes = 120_000 + log.length * 700;
  for (const sha256 of hashes) bytes += imageFacts(ctx.session, sha256)?.bytes ?? 0;
  return bytes;
}
