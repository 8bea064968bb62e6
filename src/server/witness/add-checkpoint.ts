/**
 * What a witness decides (C2SP tlog-witness): it cosigns a checkpoint only where the tree it saw before is the beginning
 * of this one. It trusts nobody: the intel server's cosignature only says whose logs it keeps at all. Runs in Node; every
 * decision is one synchronous step, so that no two of one log can cross. IN44–IN46.
 */
import { readWitnessRequest, TREE_SIZE_TYPE } from '../../contract/witness-request.ts';
import { readTreeHead, type TreeHead } from '../../core/audit/checkpoint-note.ts';
import { emptyRoot, verifyConsistency } from '../../core/audit/merkle.ts';
import { cosignNote, type NoteKey, unverifiedText, verifyNote } from '../../core/audit/signed-note.ts';
import type { WitnessFolder } from './witness-folder.ts';

export type WitnessAnswer = { readonly status: number; readonly type: string; readonly body: string };

/**
 * @param server cosigner key of the intel server whose logs are witnessed, named `waymark.invalid/server/<id>`
 * @param nowMs UTC epoch ms
 */
export function addCheckpoint(folder: WitnessFolder, server: NoteKey, body: string, nowMs: number): WitnessAnswer {
  const request = readWitnessRequest(body);
  const head = request === null ? null : readTreeHead(unverifiedText(request.checkpoint) ?? '');
  if (request === null || head === null) return refusal(400, 'This is not a checkpoint with its proof.');
  if (!head.origin.startsWith(server.name.replace('/server/', '/log/').concat('/')))
    return refusal(404, 'This witness does not keep that log.');
  const verdict = verifyNote(request.checkpoint, [server]);
  if (!verdict.ok) return refusal(403, 'The checkpoint is not cosigned by the server of this witness.');
  if (request.oldSize > head.size) return refusal(400, 'The old size is larger than the checkpoint.');
  const held = folder.newest(head.origin);
  const before = held === null ? { ...head, size: 0, root: emptyRoot } : readTreeHead(unverifiedText(held) ?? '');
  if (before === null) return refusal(500, 'What this witness kept of that log is damaged.');
  if (request.oldSize !== before.size) return sizeKnown(before);
  const claim = { firstSize: before.size, firstRoot: before.root, secondSize: head.size, secondRoot: head.root };
  if (!verifyConsistency({ ...claim, path: request.path })) {
    return before.size === head.size && request.path.length === 0
      ? sizeKnown(before)
      : refusal(422, 'The tree this witness saw is not the beginning of that one.');
  }
  const text = `${verdict.text}\n`;
  const cosigned = cosignNote(request.checkpoint, folder.key, {
    timeSec: Math.floor(nowMs / 1000),
    sign: folder.sign,
  });
  folder.keep(head.origin, cosigned);
  // Only our own line goes back: it stands last.
  const line = cosigned.slice(text.length).trimEnd().split('\n').at(-1) ?? '';
  return { status: 200, type: 'text/plain; charset=utf-8', body: `${line}\n` };
}

const sizeKnown = ({ size }: TreeHead): WitnessAnswer => ({ status: 409, type: TREE_SIZE_TYPE, body: `${size}\n` });
const refusal = (status: number, message: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${message}\n`,
});
