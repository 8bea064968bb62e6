/**
 * What stands in the way of a pack, and what should be mended before it goes out; each with the way to mend it.
 * Runs in the services worker. Decides nothing but this: `stop` ends an export, `mend` goes out with it if nobody acts.
 */
import type { PackMend, PackRecord } from '../contract/workstation.ts';
import type { AuditEntry } from '../core/audit/entry.ts';
import { queryWindowMs } from '../core/authority/decide-access.ts';
import { localTime } from '../core/evidence/pack-time.ts';
import {
  currentAuthority,
  deviceHead,
  imageState,
  listAuthorities,
  listConfirmations,
  readSyncState,
} from '../workspace/index.ts';
import type { Answers } from './contract-types.ts';
import type { HeldExhibit } from './exhibits.ts';
import type { Ctx } from './method.ts';
import { type SettledDraft, splitExhibits } from './pack-draft.ts';
import { imageFacts } from './pack-session.ts';
import { signingProblem } from './pack-signers.ts';
import { decidePackSharing } from './sharing.ts';

export type PackCheck = Answers['packs']['checks']['checks'][number];
type Add = (id: string, severity: PackCheck['severity'], title: string, detail: string, mend?: PackMend) => void;
/** What the checks look at, read once. */
export type CheckedPack = {
  caseId: string;
  draft: SettledDraft;
  held: readonly HeldExhibit[];
  log: readonly AuditEntry[];
};

const DAY_MS = 86_400_000;
/** Reads this close to the end of history get a preservation notice. */
const NEAR_END_DAYS = 10;
/** Of one kind of check, so many stand by themselves; the rest stand together. */
const SHOWN_EACH = 4;

export function checkPack(ctx: Ctx, pack: CheckedPack): PackCheck[] {
  const checks: PackCheck[] = [];
  const add: Add = (id, severity, title, detail, mend) =>
    void checks.push({ id, severity, title, detail, mend: mend ?? null });
  const { included, leftOut } = splitExhibits(pack.draft, pack.held);
  checkExhibits(add, pack, included, leftOut);
  checkJudgements(ctx, add, pack, included);
  checkImages(ctx, add, included);
  checkAge(ctx, add, pack, included);
  checkAuthorities(ctx, add, pack);
  checkRecipients(ctx, add, pack);
  checkClocks(add, included);
  const behind = deviceHead(ctx.workspace.read).seq - readSyncState(ctx.workspace.read).pushedDeviceSeq;
  if (behind > 0) {
    const detail = `${count(behind, 'entry', 'entries')} not handed over yet. Sync before the export.`;
    add('receipt', 'mend', 'Server has not the whole log', detail, { kind: 'sync' });
  } else add('receipt', 'ok', 'Log handed over', 'The server has receipted the whole log of this workstation.');
  return checks;
}

function checkExhibits(
  add: Add,
  { held }: CheckedPack,
  included: readonly HeldExhibit[],
  leftOut: readonly { row: HeldExhibit; why: string }[],
): void {
  const [first] = leftOut;
  if (held.length === 0) {
    add('exhibits', 'stop', 'No exhibits', 'Confirm a read and add it as an exhibit first.', { kind: 'find' });
  } else if (included.length === 0 && first !== undefined) {
    const mend: PackMend = { kind: 'exhibit', exhibitId: first.row.exhibit.id };
    add('exhibits', 'stop', 'Every exhibit is left out', 'A pack shows at least one: tick one again.', mend);
  } else {
    add('exhibits', 'ok', `${count(included.length, 'exhibit')} in the pack`, 'All rest on a confirmation.');
  }
  for (const { row, why } of leftOut) {
    if (why !== '') continue;
    const mend: PackMend = { kind: 'exhibit', exhibitId: row.exhibit.id };
    const detail = 'Say why, or put it back. The pack names every exhibit that is not in it.';
    add(`left-out:${row.exhibit.number}`, 'stop', `${row.exhibit.number} is left out without a reason`, detail, mend);
  }
}

/** Judgements as they stand now, and reads somebody opened and left unjudged. */
function checkJudgements(ctx: Ctx, add: Add, pack: CheckedPack, included: readonly HeldExhibit[]): void {
  const judged = listConfirmations(ctx.workspace.read, pack.caseId);
  const last = new Map(judged.map((row) => [row.detectionId, row]));
  for (const { exhibit, detection, camera } of included) {
    const now = last.get(exhibit.detectionId);
    if (now?.outcome === 'confirmed' && now.plate === exhibit.plate) continue;
    const where = `${exhibit.plate}, ${camera?.name ?? detection.cameraId}, ${localTime(detection.timeMs)}`;
    const mend: PackMend = { kind: 'confirm', detectionId: exhibit.detectionId, plate: exhibit.plate };
    const detail = `${where}. The last judgement is another. Confirm again or remove it.`;
    add(`doubted:${exhibit.number}`, 'stop', `${exhibit.number} is no longer confirmed`, detail, mend);
  }
  const blind = included.filter(({ confirmation }) => confirmation.basis === 'no-image');
  const [first] = blind;
  if (first !== undefined) {
    const detail = `${numbersOf(blind)}: marked so in the pack, with the ground stated.`;
    const { detectionId, plate } = first.exhibit;
    add('no-image', 'mend', 'Confirmed without an image', detail, { kind: 'confirm', detectionId, plate });
  }
  const opened = new Map<string, string>();
  for (const { action, phase, details } of pack.log) {
    if (action !== 'view' || phase !== 'intent') continue;
    if (typeof details.detectionId === 'string' && typeof details.plate === 'string')
      opened.set(details.detectionId, details.plate);
  }
  const open = [...opened].filter(([detectionId]) => !last.has(detectionId));
  const [newest] = open.toReversed();
  if (newest === undefined) return;
  const [detectionId, plate] = newest;
  const title =
    open.length === 1 ? 'One read was opened and not judged' : `${open.length} reads were opened, not judged`;
  const detail = 'The log shows that they were looked at; the schedule of excluded hits cannot say why not used.';
  add('unjudged', 'mend', title, detail, { kind: 'confirm', detectionId, plate });
}

function checkImages(ctx: Ctx, add: Add, included: readonly HeldExhibit[]): void {
  const waiting = included.filter(
    ({ detection }) =>
      detection.imageSha256 !== null && imageState(ctx.workspace.read, detection.imageSha256) === 'waiting',
  );
  if (waiting.length > 0) {
    const detail = `${numbersOf(waiting)}: sync, so that the pack shows their images.`;
    add('image-waiting', 'mend', 'Images not here yet', detail, { kind: 'sync' });
  }
  const held = included.flatMap((row) => {
    const facts = row.detection.imageSha256 === null ? null : imageFacts(ctx.session, row.detection.imageSha256);
    return facts === null ? [] : [{ row, whole: facts.whole }];
  });
  const broken = held.filter(({ whole }) => !whole).map(({ row }) => row);
  const [first] = broken;
  if (first !== undefined) {
    const detail = `${numbersOf(broken)}: no pack is made of it. Leave it out, and call the administrator.`;
    const mend: PackMend = { kind: 'exhibit', exhibitId: first.exhibit.id };
    add('image-changed', 'stop', 'An image is not the one its hash names', detail, mend);
  } else if (held.length > 0) {
    add('hash', 'ok', `${count(held.length, 'image')} held, each as its hash names it`, '');
  }
}

function checkAge(ctx: Ctx, add: Add, { log }: CheckedPack, included: readonly HeldExhibit[]): void {
  const nowMs = ctx.nowMs();
  const windowMs = queryWindowMs(nowMs);
  const days = Math.round(windowMs / DAY_MS);
  const asked = new Set(log.flatMap(({ action, details }) => (action === 'preservation-note' ? [details.number] : [])));
  const ageing = included
    .filter(({ detection }) => nowMs - detection.timeMs > windowMs - NEAR_END_DAYS * DAY_MS)
    .toSorted((a, b) => a.detection.timeMs - b.detection.timeMs);
  const open = ageing.filter(({ exhibit }) => !asked.has(exhibit.number));
  for (const { exhibit, detection } of open.slice(0, SHOWN_EACH)) {
    const leftMs = detection.timeMs + windowMs - nowMs;
    const left = Math.ceil(leftMs / DAY_MS);
    const ends = localTime(detection.timeMs + windowMs);
    const [title, detail] =
      leftMs > 0
        ? [
            `${exhibit.number} nears day ${days} in ${count(left, 'day')}`,
            `Read of ${localTime(detection.timeMs)}. Ask the provider to preserve it, or it is purged there ${ends}.`,
          ]
        : [
            `${exhibit.number} is past day ${days}`,
            `The provider’s history of it ended ${ends}. Ask whether it was preserved, and note the answer.`,
          ];
    const mend: PackMend = { kind: 'preserve', exhibitId: exhibit.id, number: exhibit.number };
    add(`ageing:${exhibit.number}`, 'mend', title, detail, mend);
  }
  const more = open.slice(SHOWN_EACH);
  const [next] = more;
  if (next !== undefined) {
    const { id, number } = next.exhibit;
    const title = `${count(more.length, 'more exhibit')} near day ${days}`;
    const mend: PackMend = { kind: 'preserve', exhibitId: id, number };
    add('ageing', 'mend', title, `${numbersOf(more)}: ask the provider to preserve them.`, mend);
  }
  const done = ageing.filter(({ exhibit }) => asked.has(exhibit.number));
  if (done.length > 0) add('preserved', 'ok', 'Preservation asked for', `${numbersOf(done)}: noted in the log.`);
}

const QUERIES: ReadonlySet<AuditEntry['action']> = new Set<AuditEntry['action']>([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);

function checkAuthorities(ctx: Ctx, add: Add, { caseId, log }: CheckedPack): void {
  const ran = log.filter(({ action, phase }) => phase === 'intent' && QUERIES.has(action));
  const covered = ran.filter(({ authority }) => authority !== null).length;
  const used = new Set(ran.map(({ authority }) => authority?.id));
  const refused = listAuthorities(ctx.workspace.read, caseId).filter(
    ({ id, assignment }) => used.has(id) && assignment === 'rejected',
  );
  if (covered < ran.length) {
    const title = `${count(ran.length - covered, 'query', 'queries')} ran without an authority`;
    add('authority', 'stop', title, 'Show the log to the administrator before anything is exported.', {
      kind: 'authority',
    });
  } else add('authority', 'ok', `Authority covers every query that ran: ${covered} of ${ran.length}`, '');
  const current = currentAuthority(ctx.workspace.read, caseId, ctx.actor.id);
  const inForce = current !== null && current.withdrawnMs === null && current.toMs > ctx.nowMs();
  const [first] = refused;
  if (first !== undefined) {
    const detail = 'Queries ran under it before that was known. The pack says so; declare what you work under now.';
    add('refused', 'mend', `The register refused ${first.number}`, detail, { kind: 'authority' });
  } else if (!inForce) {
    const detail = 'To look at a read again you need one. What was asked so far stands under what was declared then.';
    add('no-authority', 'mend', 'No authority in force', detail, { kind: 'authority' });
  }
}

function checkRecipients(ctx: Ctx, add: Add, { draft }: CheckedPack): void {
  if (draft.recipients.trim() === '') {
    const detail = 'The cover and the log say for whom it is made.';
    add('recipients', 'mend', 'Nobody is named as recipient', detail, { kind: 'field', field: 'recipients' });
  }
  const sharing = decidePackSharing(ctx, draft);
  if (sharing?.outcome === 'allowed') add('sharing', 'ok', 'Sharing with the other agency is permitted', '');
  else if (sharing !== null) {
    const [reason] = sharing.reasons;
    const detail = `${reason?.message ?? ''} ${reason?.remedy ?? ''}`.trim();
    add('sharing', 'stop', 'Nothing yet permits sharing it', detail, { kind: 'share' });
  }
  if (draft.profile === 'full' && draft.withhold.length > 0) {
    const detail = 'A full pack withholds nothing. Choose for whom it is made, or put back what is withheld.';
    add('profile', 'stop', `${count(draft.withhold.length, 'thing')} withheld from a full pack`, detail, {
      kind: 'field',
      field: 'profile',
    });
  }
  const signing = signingProblem(ctx, draft);
  if (signing !== null) add('sign', 'stop', 'It cannot be signed so', signing, { kind: 'field', field: 'sign' });
}

function checkClocks(add: Add, included: readonly HeldExhibit[]): void {
  const cameras = new Map<string, boolean>();
  for (const { detection } of included)
    cameras.set(detection.cameraId, (cameras.get(detection.cameraId) ?? true) && detection.clockOffsetMs !== null);
  if (cameras.size === 0) return;
  const known = [...cameras.values()].filter(Boolean).length;
  const figures = `${known} of ${count(cameras.size, 'camera')}`;
  if (known === cameras.size) add('clocks', 'ok', `Clock offsets set on ${figures}`, '');
  else {
    const detail = 'Ask the provider how far its clocks were off. Until then the pack says that it is not known.';
    add('clocks', 'mend', `Clock offsets known on ${figures}`, detail);
  }
}

const numbersOf = (rows: readonly HeldExhibit[]): string => {
  const numbers = rows.map(({ exhibit }) => exhibit.number);
  return numbers.length <= 6 ? numbers.join(', ') : `${numbers.slice(0, 6).join(', ')} and ${numbers.length - 6} more`;
};

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A file name that says what it is and holds nothing a file system minds. */
export function packFileName(
  record: Pick<PackRecord, 'number' | 'madeMs'>,
  caseName: string,
  training: boolean,
): string {
  const name = caseName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const day = new Date(record.madeMs).toISOString().slice(0, 10);
  return `${training ? 'TRAINING-' : ''}${name === '' ? 'case' : name}-${record.number}-${day}.pdf`;
}
