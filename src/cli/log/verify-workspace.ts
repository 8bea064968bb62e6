/**
 * `waymark log verify` of a workstation: every entry of one person's workspace, its trees, what the server signed that it
 * holds, and whether the workspace is as new as it was. Runs in the CLI process; the server is not asked.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { logKey, serverCosignerKey } from '../../core/audit/checkpoint-note.ts';
import { type NoteKey, unverifiedText } from '../../core/audit/signed-note.ts';
import { verifyReceipt } from '../../core/audit/verify.ts';
import {
  auditLeavesAfter,
  auditTextsAfter,
  listAlerts,
  readAuditHandover,
  readSyncState,
} from '../../workspace/index.ts';
import { type Output, plural } from '../output.ts';
import { type CheckedDevice, NO_TEXT, startDeviceCheck } from './check-device.ts';
import { checkNote } from './check-note.ts';
import { checkOf, type LogReport } from './log-report.ts';
import type { OpenLog } from './open-log.ts';
import type { Problem } from './result-codes.ts';

const PAGE = 1000;

export function verifyWorkspace(opened: OpenLog, witnesses: readonly NoteKey[], output: Output): LogReport {
  const { workspace, device, user } = opened;
  const { checkpoint } = readAuditHandover(workspace.read);
  const { receipt } = readSyncState(workspace.read);
  const own = workspace.audit.checkpointNote();
  const sizes = [...[own, checkpoint].map((note) => sizeOf(note)), ...(receipt === null ? [] : [receipt.deviceSeq])];
  const checked = checkAll(opened, sizes, output);

  const origin = unverifiedText(own)?.split('\n')[0] ?? '';
  const keys = { log: logKey(origin, device.devicePublicKeyHex), server: null, witnesses: [] };
  const tree = againstNote(own, keys, checked, 'the tree kept here', 'tree-mismatch');
  const server = serverCosignerKey(device.serverId, device.serverPublicKeyHex);
  const handed =
    checkpoint === null
      ? []
      : againstNote(
          checkpoint,
          { ...keys, server, witnesses },
          checked,
          'the cosigned checkpoint',
          'server-contradicts',
        );
  const receipted = receipt === null ? [] : receiptProblems(opened, checked, receipt);
  const older: Problem[] = listAlerts(workspace.read)
    .filter(({ id }) => id.startsWith('workspace-'))
    .map(({ message }) => ({ code: 'rolled-back' as const, message, where: 'this workspace' }));
  const witnessed =
    checkpoint !== null && witnesses.length > 0 ? ` and ${plural(witnesses.length, 'witness', 'witnesses')}` : '';
  return {
    what: `Query log of ${user.name} (${user.username}) on "${device.deviceName}"`,
    entries: checked.entries,
    checks: [
      checkOf('Entries', checked.problems, `each as it was written, in its place, in ${plural(checked.logs, 'log')}.`),
      checkOf(
        'Tree',
        tree,
        `every entry stands under the root kept here, ${plural(checked.entries, 'leaf', 'leaves')}.`,
      ),
      checkOf('Age', older, 'as new as what was last written.'),
      ...(checkpoint === null
        ? []
        : [
            checkOf(
              'Checkpoint',
              handed,
              `${sizeOf(checkpoint)} entries cosigned by the intel server${witnessed}, and these are they.`,
            ),
          ]),
      ...(receipt === null
        ? []
        : [
            checkOf(
              'Receipt',
              receipted,
              `the intel server signed that it holds entry ${receipt.deviceSeq}, and it is this one.`,
            ),
          ]),
    ],
    problems: [...checked.problems, ...tree, ...older, ...handed, ...receipted],
    notCovered: [
      ...(receipt === null && checkpoint === null
        ? [
            'The intel server has signed nothing of this log yet: one rewritten whole on this machine would not show. Sync, then check again.',
          ]
        : []),
      ...(checkpoint === null && witnesses.length > 0
        ? ['There is no cosigned checkpoint yet, so no witness could be looked for.']
        : []),
      ...unsigned(checked, checkpoint),
    ],
  };
}

function checkAll({ workspace, device, user }: OpenLog, sizes: readonly number[], output: Output): CheckedDevice {
  const { serverId, deviceId } = device;
  const check = startDeviceCheck({ serverId, deviceId, userId: user.id }, sizes);
  let [after, done] = [0, 0];
  for (;;) {
    const page = auditTextsAfter(workspace.read, after, PAGE);
    for (const { entry, leaf } of page) check.take({ entry, leaf: leaf ?? NO_TEXT });
    done += page.length;
    after = page.at(-1)?.deviceSeq ?? after;
    if (page.length < PAGE) break;
    output.progress(`${done} entries`);
  }
  const [left] = auditLeavesAfter(workspace.read, after, 1);
  const checked = check.end();
  if (left === undefined) return checked;
  const cut: Problem = {
    code: 'entry-missing',
    message: `The tree goes on after the last entry: entry ${left.deviceSeq} was taken away.`,
    where: '',
  };
  return { ...checked, problems: [...checked.problems, cut] };
}

/** What a note says against what the entries give. */
function againstNote(
  note: string,
  keys: Parameters<typeof checkNote>[1],
  checked: CheckedDevice,
  where: string,
  code: 'tree-mismatch' | 'server-contradicts',
): Problem[] {
  const { head, problems } = checkNote(note, keys, where);
  if (head === null || problems.length > 0) return [...problems];
  if (head.size > checked.entries)
    return [
      { code: 'rolled-back', message: `It vouches for ${head.size} entries, and here are ${checked.entries}.`, where },
    ];
  if (head.size === 0 || checked.reached.get(head.size)?.root === bytesToHex(head.root)) return [];
  return [{ code, message: `The first ${head.size} entries are not those it vouches for.`, where }];
}

function receiptProblems(
  { device }: OpenLog,
  checked: CheckedDevice,
  receipt: NonNullable<ReturnType<typeof readSyncState>['receipt']>,
): Problem[] {
  const where = 'the receipt';
  if (!verifyReceipt(receipt, device.serverPublicKeyHex) || receipt.deviceId !== device.deviceId)
    return [{ code: 'server-signature', message: 'It is not signed by the intel server of this workstation.', where }];
  if (receipt.deviceSeq > checked.entries)
    return [
      {
        code: 'rolled-back',
        message: `The server holds ${receipt.deviceSeq} entries, and here are ${checked.entries}.`,
        where,
      },
    ];
  if (receipt.deviceSeq === 0 || checked.reached.get(receipt.deviceSeq)?.commitment === receipt.deviceHead) return [];
  return [{ code: 'server-contradicts', message: `The server holds another entry ${receipt.deviceSeq}.`, where }];
}

function unsigned(checked: CheckedDevice, checkpoint: string | null): string[] {
  const after = checked.entries - sizeOf(checkpoint);
  if (checkpoint === null || after <= 0) return [];
  return [
    `${plural(after, 'entry', 'entries')} written since the server last cosigned: only this workstation speaks for ${after === 1 ? 'it' : 'them'}.`,
  ];
}

/** 0 where there is none. */
function sizeOf(note: string | null): number {
  const size = Number(note === null ? 0 : unverifiedText(note)?.split('\n')[1]);
  return Number.isSafeInteger(size) ? size : 0;
}
