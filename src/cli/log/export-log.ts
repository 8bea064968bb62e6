/**
 * `waymark log show --out`: writes a log as JSON lines with its checkpoint notes, for `waymark log verify` elsewhere.
 * Runs in the CLI process. Always: the export is an entry, on disk before the file is, and the files are their owner's.
 */
import { renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { serverCosignerKey } from '../../core/audit/checkpoint-note.ts';
import { unverifiedText, writeVerifierKey } from '../../core/audit/signed-note.ts';
import { auditLeavesAfter, readAuditHandover } from '../../workspace/index.ts';
import { CliError, type Output, plural } from '../output.ts';
import { type LogFileHeader, lineOf, NOTE_FILES } from './log-file.ts';
import type { OpenLog } from './open-log.ts';
import { entriesOf } from './show-log.ts';

/** Throws CliError (2) where no such file can be written. Looked at before anything is read or logged. */
export function assertWritable(file: string): string {
  const path = resolve(file);
  if (
    !statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() ||
    statSync(path, { throwIfNoEntry: false })?.isDirectory()
  )
    throw new CliError(`--out: ${path} is not the name of a file in a folder that is there.`, { exitCode: 2 });
  return path;
}

/** @param log `case:<id>`, or null for everything of this workspace */
export function exportLog(opened: OpenLog, log: string | null, path: string, output: Output): void {
  const { workspace, device } = opened;
  opened.note('log-read', log ?? 'device', { exported: basename(path) });
  const own = workspace.audit.checkpointNote();
  const { checkpoint: cosigned } = readAuditHandover(workspace.read);
  const notes = cosigned === null ? [own] : [own, cosigned];
  const places: number[] = [];
  const lines: string[] = [];
  for (const entry of entriesOf(opened)) {
    if (log !== null && entry.log !== log) continue;
    const [leaf] = auditLeavesAfter(workspace.read, entry.deviceSeq - 1, 1);
    if (leaf === undefined) continue;
    places.push(entry.deviceSeq);
    lines.push(lineOf(entry, leaf));
  }
  const [origin = '', size = '0'] = unverifiedText(own)?.split('\n') ?? [];
  const header: LogFileHeader = {
    format: 'waymark-log',
    v: 1,
    of: log === null ? 'device' : 'log',
    log,
    origin,
    devicePublicKey: device.devicePublicKeyHex,
    proofs: log === null ? [] : notes.flatMap((note) => proofUnder(opened, places, note)),
  };
  writeWhole(path, `${[JSON.stringify(header), ...lines].join('\n')}\n`);
  for (const [at, note] of notes.entries()) writeWhole(`${path}${NOTE_FILES[at]}`, note);
  const serverKey = writeVerifierKey(serverCosignerKey(device.serverId, device.serverPublicKeyHex));
  output.line(
    `${path}: ${plural(lines.length, 'entry', 'entries')}, with a checkpoint over ${size} of this workstation.`,
  );
  output.line(`Check it anywhere: waymark log verify ${basename(path)} --server-key '${serverKey}'`);
  output.result({ file: path, entries: lines.length, notes: notes.length, serverKey });
}

/** The newest of these entries that a checkpoint covers, in its tree. */
function proofUnder({ workspace }: OpenLog, places: readonly number[], note: string): LogFileHeader['proofs'] {
  const size = Number(unverifiedText(note)?.split('\n')[1]);
  const last = places.findLast((place) => place <= size);
  const proof = last === undefined ? null : workspace.audit.inclusion(last, size);
  return proof === null ? [] : [{ index: proof.index, size: proof.size, path: proof.path }];
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}
