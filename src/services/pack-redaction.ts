/**
 * Redaction as the desk asks for it: takes out of what was gathered what the draft's profile and choices withhold, says
 * beforehand what that would be, and reads the finished file again. Runs in the services worker. A file that holds a
 * removed value is not given out.
 */
import type { PackDraft } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import type { PackInput } from '../core/evidence/pack-input.ts';
import { fileMarks, findLeaks } from '../core/evidence/redaction/find-leaks.ts';
import { type Redaction, redactPack, type WithholdChoice } from '../core/evidence/redaction/redact-pack.ts';
import { blackOut } from '../evidence/index.ts';
import type { Answers } from './contract-types.ts';
import { gatherPack, sealLog } from './gather-pack.ts';
import type { Ctx } from './method.ts';
import { checkedPack } from './pack-desk.ts';

/** @throws AppError BAD_INPUT for what cannot be withheld; nothing was made then */
export function redactGathered(gathered: PackInput, draft: Pick<PackDraft, 'profile' | 'withhold'>): Redaction {
  const redaction = redactPack(gathered, draft.profile, choicesOf(gathered, draft));
  const [why] = redaction.blocked;
  if (why === undefined) return redaction;
  throw new AppError('BAD_INPUT', {
    message: `${why} No pack was made.`,
    tip: 'Change what is withheld or what is written, or choose another profile.',
  });
}

/** What a draft withholds, of what is still in the pack. */
function choicesOf(gathered: PackInput, { withhold }: Pick<PackDraft, 'withhold'>): WithholdChoice[] {
  return withhold.flatMap((choice): WithholdChoice[] => {
    const { ground } = choice;
    if (choice.kind === 'entry') return [{ kind: 'entry', seq: choice.seq, ground }];
    if (choice.kind === 'paper') return [{ kind: 'paper', sha256: choice.sha256, ground }];
    const row = gathered.exhibits.find(({ exhibit }) => exhibit.id === choice.exhibitId);
    if (row === undefined || row.image === null) return [];
    const { number } = row.exhibit;
    if (choice.kind === 'picture') return [{ kind: 'picture', number, ground }];
    const copy = blackOut(row.image, choice.boxes);
    if (copy === null)
      throw new AppError('BAD_INPUT', {
        message: `The picture of ${number} cannot be opened, so no part of it can be made black. No pack was made.`,
        tip: 'Withhold the whole picture instead.',
        details: { exhibit: number },
      });
    return [{ kind: 'boxes', number, ground, boxes: choice.boxes.length, copy }];
  });
}

/** What a pack of this draft would lose; nothing is logged, since nothing is shown that the case does not show. */
export async function readRedaction(
  ctx: Ctx,
  input: { caseId: string; draft: PackDraft },
): Promise<Answers['packs']['redaction']> {
  const pack = checkedPack(ctx, input.caseId, input.draft);
  const madeMs = ctx.nowMs();
  const gathered = await gatherPack(
    ctx,
    { ...pack.draft, caseId: input.caseId },
    { id: 'redaction', number: 'P-00', madeMs, ...sealLog(ctx, input.caseId) },
  );
  const {
    removed,
    kept,
    blocked,
    values,
    input: left,
  } = redactPack(gathered, pack.draft.profile, choicesOf(gathered, pack.draft));
  return {
    removed,
    kept,
    blocked,
    withheld: left.withheld,
    unsearched: values.filter(({ seek }) => seek === 'structure').length,
    log: gathered.log.map(({ seq, action, timeMs, actor }) => ({
      seq,
      action,
      timeMs,
      who: actor?.name ?? '',
      withheld: !left.log.some((entry) => entry.seq === seq),
    })),
    papers: gathered.documents.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

/**
 * The finished file, read again from its bytes.
 * @throws AppError PACK_LEAKS where it holds what was removed, or cannot be read whole: it is not given out then
 */
export async function assertNothingLeaks(bytes: Uint8Array, gathered: PackInput, redaction: Redaction): Promise<void> {
  const { values, files } = redaction;
  if (values.length === 0 && files.length === 0) return;
  const held = new Map(
    [
      ...gathered.exhibits.map(({ image }) => image?.bytes),
      ...gathered.documents.map(({ bytes: paper }) => paper),
    ].flatMap((one) => {
      if (one == null) return [];
      const marks = fileMarks(one);
      return [[marks[0] ?? '', marks] as const];
    }),
  );
  const sought = files.map(({ what, sha256 }) => ({ what, marks: held.get(sha256) ?? [sha256] }));
  const { leaks, unread } = await findLeaks(bytes, values, sought);
  const [leak] = leaks;
  // A paper that is given whole is given with whatever it says.
  const [unreadable] = unread.filter((place) => !place.startsWith('authorities/'));
  if (leak !== undefined)
    throw new AppError('PACK_LEAKS', {
      message: `The finished file still holds what was to be removed (${leak.what}): ${leak.where}. No pack was given out.`,
      tip: 'Leave out the section or exhibit it stands in, or withhold the item itself; report it if it stays.',
      details: { places: leaks.length, where: leak.where, what: leak.what },
    });
  if (unreadable !== undefined)
    throw new AppError('PACK_LEAKS', {
      message: `A part of the finished file could not be read again: ${unreadable}. No pack was given out.`,
      tip: 'Make it again; report it if it stays.',
      details: { where: unreadable },
    });
}
