/**
 * What stands in the way of a pack, and what should be mended before it goes out. Runs in the services worker.
 */
import type { PackRecord } from '../contract/workstation.ts';
import { queryWindowMs } from '../core/authority/decide-access.ts';
import { deviceHead, imageState, listConfirmations, readSyncState } from '../workspace/index.ts';
import type { Answers } from './contract-types.ts';
import { listHeld } from './exhibits.ts';
import type { Ctx } from './method.ts';

export type PackCheck = Answers['packs']['checks']['checks'][number];

const DAY_MS = 86_400_000;
/** Reads this close to the end of history get a preservation notice. */
const NEAR_END_DAYS = 10;

export function checkPack(ctx: Ctx, caseId: string): PackCheck[] {
  const { read } = ctx.workspace;
  const held = listHeld(ctx, caseId);
  const nowMs = ctx.nowMs();
  const checks: PackCheck[] = [];
  const add = (id: string, severity: PackCheck['severity'], title: string, detail: string): void =>
    void checks.push({ id, severity, title, detail });

  if (held.length === 0) add('exhibits', 'stop', 'No exhibits', 'Confirm a read and add it as an exhibit first.');
  else add('exhibits', 'ok', `${count(held.length, 'exhibit')}`, 'All rest on a confirmation.');

  const doubted = held.filter(({ exhibit }) => {
    const last = listConfirmations(read, caseId, exhibit.detectionId).at(-1);
    return last?.outcome !== 'confirmed' || last.plate !== exhibit.plate;
  });
  if (doubted.length > 0) {
    const numbers = doubted.map(({ exhibit }) => exhibit.number).join(', ');
    add(
      'doubted',
      'stop',
      'Exhibits no longer confirmed',
      `${numbers}: the last judgement is another. Confirm again or remove.`,
    );
  }

  const withoutImage = held.filter(({ confirmation }) => confirmation.basis === 'no-image');
  if (withoutImage.length > 0) {
    const numbers = withoutImage.map(({ exhibit }) => exhibit.number).join(', ');
    add('no-image', 'mend', 'Confirmed without an image', `${numbers}: marked so in the pack, with the ground stated.`);
  }

  const waiting = held.filter(
    ({ detection }) => detection.imageSha256 !== null && imageState(read, detection.imageSha256) === 'waiting',
  );
  if (waiting.length > 0) {
    const numbers = waiting.map(({ exhibit }) => exhibit.number).join(', ');
    add('image-waiting', 'mend', 'Images not here yet', `${numbers}: sync, so that the pack shows their images.`);
  }

  const windowMs = queryWindowMs(nowMs);
  const ageing = held.filter(({ detection }) => nowMs - detection.timeMs > windowMs - NEAR_END_DAYS * DAY_MS);
  if (ageing.length > 0) {
    const days = Math.max(
      0,
      Math.ceil(Math.min(...ageing.map((row) => row.detection.timeMs + windowMs - nowMs)) / DAY_MS),
    );
    const numbers = ageing.map(({ exhibit }) => exhibit.number).join(', ');
    add(
      'ageing',
      'mend',
      'Near the end of history',
      `${numbers}: ask the provider to preserve; ${count(days, 'day')} left.`,
    );
  }

  const behind = deviceHead(read).seq - readSyncState(read).pushedDeviceSeq;
  if (behind > 0) {
    add(
      'receipt',
      'mend',
      'Server has not the whole log',
      `${count(behind, 'entry', 'entries')} not handed over yet. Sync before the export.`,
    );
  } else add('receipt', 'ok', 'Log handed over', 'The server has receipted the whole log of this workstation.');
  return checks;
}

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
