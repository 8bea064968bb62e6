/**
 * What the log of a pack must show of its exhibits and of this export: every exhibit was looked at, confirmed and added
 * and stands to the end, none that stands is left out, and the export itself is the last entry. Runs anywhere, pure.
 * Never imports a writer.
 */
import type { AuditEntry } from '../audit/entry.ts';
import { foldPlate } from '../plate/plate-text.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';

export type ExhibitClaim = {
  number: string;
  detectionId: string;
  plate: string;
  confirmationId: string;
  imageSha256: string | null;
};

/** Exhibits that the log does not bear out. */
export function findUnconfirmed(entries: readonly AuditEntry[], exhibits: readonly ExhibitClaim[]): PackProblem[] {
  const recorded = entries.filter(({ outcome, phase }) => outcome === 'recorded' && phase === 'event');
  const byNumber = grouped(recorded, ({ details }) => details.number);
  const byRead = grouped(entries, ({ details }) => details.detectionId);
  const claimed = new Set<string>();
  return exhibits.flatMap((exhibit): PackProblem[] => {
    const problem = (code: PackProblemCode, message: string): PackProblem[] => [
      { code, message, where: `exhibit ${exhibit.number}` },
    ];
    const twice = claimed.has(exhibit.number) || claimed.has(exhibit.detectionId);
    claimed.add(exhibit.number).add(exhibit.detectionId);
    if (twice) return problem('exhibit-not-logged', `Exhibit ${exhibit.number} or its read is listed twice.`);
    const ofNumber = byNumber.get(exhibit.number) ?? [];
    const ofRead = byRead.get(exhibit.detectionId) ?? [];
    const added = ofNumber.findLast((entry) => entry.action === 'exhibit-add' && isOf(entry, exhibit));
    if (added === undefined) return problem('exhibit-not-logged', `The log does not show exhibit ${exhibit.number}.`);
    const gone = ofNumber.some(({ seq, action }) => seq > added.seq && action === 'exhibit-remove');
    if (gone) return problem('exhibit-not-logged', `The log shows that exhibit ${exhibit.number} was taken out.`);
    const judged = ofRead.filter(
      ({ action, outcome, phase }) => action === 'confirm' && outcome === 'recorded' && phase === 'event',
    );
    const then = judged.findLast(({ seq }) => seq < added.seq);
    if (!confirms(then, exhibit))
      return problem(
        'exhibit-not-confirmed',
        `The log does not show that the read behind exhibit ${exhibit.number} was confirmed.`,
      );
    const last = judged.at(-1);
    if (!confirms(last, exhibit))
      return problem(
        'exhibit-not-confirmed',
        `The last judgement of the read behind exhibit ${exhibit.number} is another.`,
      );
    const unseen = [then, last].flatMap((judgement) => unseenBy(judgement, ofRead, exhibit));
    return unseen[0] === undefined ? [] : problem('exhibit-not-confirmed', `${exhibit.number}: ${unseen[0]}`);
  });
}

/** In their order, so that each exhibit looks at its own alone. */
function grouped(
  entries: readonly AuditEntry[],
  keyOf: (entry: AuditEntry) => unknown,
): ReadonlyMap<unknown, readonly AuditEntry[]> {
  const groups = new Map<unknown, AuditEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

function isOf({ details }: AuditEntry, exhibit: ExhibitClaim): boolean {
  return (['number', 'detectionId', 'plate', 'confirmationId'] as const).every(
    (field) => details[field] === exhibit[field],
  );
}

function confirms(judgement: AuditEntry | undefined, exhibit: ExhibitClaim): judgement is AuditEntry {
  return judgement?.details.outcome === 'confirmed' && judgement.details.plate === exhibit.plate;
}

/** What is missing for a judgement to be one: the person looked at the record, saw this image and typed the plate. */
function unseenBy(judgement: AuditEntry | undefined, ofRead: readonly AuditEntry[], exhibit: ExhibitClaim): string[] {
  if (judgement === undefined) return [];
  const by = judgement.actor?.id;
  const earlier = ofRead.filter(({ seq, actor }) => seq < judgement.seq && by !== undefined && actor?.id === by);
  if (!earlier.some(({ action, outcome }) => action === 'view' && outcome === 'ran'))
    return ['the log does not show that whoever confirmed it had looked at its record.'];
  const { basis, typed, ground } = judgement.details;
  if (basis !== 'image')
    return typeof ground === 'string' ? [] : ['it was confirmed without its image and without a ground.'];
  const folded = typeof typed === 'string' ? foldPlate(typed) : null;
  if (folded?.ok !== true || folded.plate !== exhibit.plate)
    return ['what was typed from its image is not the plate of the exhibit.'];
  const seen = earlier.some(
    ({ action, outcome, details }) =>
      action === 'image' && outcome === 'recorded' && details.held === true && details.sha256 === exhibit.imageSha256,
  );
  return seen ? [] : ['the log does not show that whoever confirmed it had opened its image.'];
}

/** Exhibits that stand in the log and are neither in the pack nor named as left out of it. */
export function findLeftOut(
  entries: readonly AuditEntry[],
  exhibits: readonly ExhibitClaim[],
  stated: ReadonlySet<string>,
): PackProblem[] {
  const standing = new Map<string, boolean>();
  for (const { action, outcome, details } of entries)
    if (outcome === 'recorded' && (action === 'exhibit-add' || action === 'exhibit-remove'))
      standing.set(String(details.number), action === 'exhibit-add');
  const held = new Set(exhibits.map(({ number }) => number));
  return [...standing]
    .filter(([number, stands]) => stands && !held.has(number) && !stated.has(`Exhibit ${number}`))
    .map(([number]) => ({
      code: 'exhibit-left-out',
      message: `The log shows exhibit ${number}, the pack does not hold it, and nothing says why.`,
      where: `exhibit ${number}`,
    }));
}

/**
 * The pack's own export must be the last thing its log says, and a log that says which version was made is not shown
 * under an older one, of which less is asked.
 * @param total entries of the log, withheld ones included
 */
export function findExport(
  entries: readonly AuditEntry[],
  total: number,
  manifest: { packId: string; v: number },
): PackProblem[] {
  const last = entries.at(-1);
  const where = `log entry ${total}`;
  if (
    last?.seq !== total ||
    last.action !== 'pack-export' ||
    last.phase !== 'intent' ||
    last.details.packId !== manifest.packId
  )
    return [{ code: 'export-not-logged', message: 'The log does not end with the export of this pack.', where }];
  const { manifestVersion } = last.details;
  if (manifestVersion === undefined || manifestVersion === manifest.v) return [];
  const message = `The log says that a pack of version ${String(manifestVersion)} was made, and this is one of version ${manifest.v}.`;
  return [{ code: 'manifest-form', message, where }];
}
