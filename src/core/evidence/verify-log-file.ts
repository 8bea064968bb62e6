/**
 * The log of a pack as a file: every line in its one writing, the chain whole, the checkpoint and the receipt over it, and
 * all of them of the case, workstation and space the manifest names. Runs anywhere, pure. Never imports a writer.
 */
import { type AuditCheckpoint, type AuditEntry, auditCheckpoint, auditReceipt } from '../audit/entry.ts';
import { isWithheld, type ShownLog, verifyShownLog } from '../audit/shown-log.ts';
import { agreesWithReceipt, isEntry, verifyReceipt } from '../audit/verify.ts';
import type { CertificateNames } from './certificate-names.ts';
import { canonicalText, MANIFEST_NAME, type PackManifest } from './manifest.ts';
import { CHECKPOINT_NAME, LOG_NAME, RECEIPT_NAME } from './pack-names.ts';
import { type Found, type Inside, isWriting, parseJson } from './read-inside.ts';
import type { PackProblem } from './verdict.ts';
import { findExport } from './verify-log.ts';

export type CheckedLog = {
  shown: ShownLog;
  /** Entries that are shown; null where a line does not have the form of one. */
  entries: AuditEntry[] | null;
  checkpoint: AuditCheckpoint | null;
  found: Found;
};

export function checkLogFile({ manifest, files }: Inside): CheckedLog {
  const { lines, raw } = readLines(files.get(LOG_NAME) ?? new Uint8Array(), manifest.log.entries);
  const parsed = auditCheckpoint.safeParse(parseJson(files.get(CHECKPOINT_NAME)));
  const checkpoint = parsed.success ? parsed.data : null;
  const shown = verifyShownLog(raw, checkpoint ?? undefined);
  const problems: PackProblem[] = shown.problems.slice(0, MAX_TOLD).map(({ code, seq, message }) => ({
    code: code.startsWith('checkpoint') ? 'checkpoint-wrong' : 'log-broken',
    message,
    where: `log entry ${seq}`,
  }));
  if (checkpoint === null)
    problems.push({
      code: 'checkpoint-wrong',
      message: 'The checkpoint is missing or has no form.',
      where: CHECKPOINT_NAME,
    });
  const entries = shown.problems.some(({ code }) => code === 'entry-malformed') ? null : shown.known;
  // Another writing of the same values would let two readers see two logs (a member named twice, say).
  const rewritten = entries === null ? -1 : raw.findIndex((entry, index) => !isWriting(entry, lines[index]));
  if (rewritten >= 0)
    problems.push({
      code: 'log-broken',
      message: `Entry ${rewritten + 1} is not written as the log writes entries.`,
      where: `log entry ${rewritten + 1}`,
    });
  if (!agrees(manifest, shown, checkpoint))
    problems.push({
      code: 'log-broken',
      message: 'The log or its checkpoint is not the one the manifest names.',
      where: MANIFEST_NAME,
    });
  if (entries !== null) problems.push(...findExport(entries, shown.entries, manifest));
  const hidden = shown.withheld.size;
  const all =
    hidden === 0 ? '' : ` ${hidden} of them ${hidden === 1 ? 'stands' : 'stand'} as their commitment alone (withheld).`;
  const detail = `${raw.length} entries, none missing, none changed, up to the export of this pack.${all}${clockSetBack(entries ?? [])}`;
  return { shown, entries, checkpoint, found: { detail, problems } };
}

function agrees(manifest: PackManifest, shown: ShownLog, checkpoint: AuditCheckpoint | null): boolean {
  return (
    manifest.log.entries === shown.entries &&
    manifest.log.head === shown.head &&
    manifest.log.name === `case:${manifest.case.id}` &&
    checkpoint !== null &&
    checkpoint.log === manifest.log.name &&
    checkpoint.deviceId === manifest.device.id &&
    canonicalText(manifest.checkpoint) === canonicalText(checkpoint) &&
    shown.known.every((entry) => entry.space === manifest.space)
  );
}

/** Stated, not judged: the order rests on the chain (EP18). */
function clockSetBack(entries: readonly AuditEntry[]): string {
  const back = entries.filter((entry, index) => entry.timeMs < (entries[index - 1]?.timeMs ?? 0));
  if (back.length === 0) return '';
  const shown = back.slice(0, 5).map(({ seq }) => seq);
  const more = back.length > shown.length ? ` and ${back.length - shown.length} more` : '';
  return ` The clock of the workstation was set back before ${back.length === 1 ? 'entry' : 'entries'} ${shown.join(', ')}${more}.`;
}

/** The log is that of the workstation whose certificate vouches for the pack, kept under its own key (AU14). */
export function findKey(checkpoint: AuditCheckpoint | null, names: CertificateNames | null): PackProblem[] {
  if (checkpoint === null) return [];
  if (names !== null && checkpoint.deviceId === names.device.id && checkpoint.publicKey === names.device.publicKey)
    return [];
  const message =
    names === null
      ? 'No certificate that holds says whose the log is.'
      : 'The log was not signed by the workstation that signed this pack.';
  return [{ code: 'log-key-unknown', message, where: CHECKPOINT_NAME }];
}

/** A receipt is not in every pack: a workstation may have been offline. One that is there must hold. */
export function checkReceipt(
  { files, manifest }: Inside,
  { checkpoint, entries }: CheckedLog,
  names: CertificateNames | null,
): Found {
  const bytes = files.get(RECEIPT_NAME);
  const wrong = (message: string): Found => ({
    detail: '',
    problems: [{ code: 'receipt-wrong', message, where: RECEIPT_NAME }],
  });
  if (bytes === undefined) {
    if (manifest.receipt !== null) return wrong('The manifest names a receipt of the server that is not attached.');
    return { detail: 'None in this pack: the server had not yet seen this log.', problems: [] };
  }
  const receipt = auditReceipt.safeParse(parseJson(bytes));
  if (
    !receipt.success ||
    receipt.data.deviceId !== checkpoint?.deviceId ||
    canonicalText(manifest.receipt) !== canonicalText(receipt.data) ||
    names === null ||
    receipt.data.serverId !== names.server.id ||
    !verifyReceipt(receipt.data, names.server.publicKey)
  )
    return wrong('The receipt of the server does not hold.');
  if (!agreesWithReceipt(entries ?? [], receipt.data))
    return wrong('The server holds another entry than the log of this pack shows.');
  const { serverId, deviceSeq } = receipt.data;
  return { detail: `Server ${serverId} held the log of this workstation up to its entry ${deviceSeq}.`, problems: [] };
}

/** So many faults of the log are told one by one. */
const MAX_TOLD = 100;
/** After so many lines without the form of an entry it is not read on: the file is no log. */
const MAX_MALFORMED = 20;

/**
 * The lines and what they hold, one more at most than the manifest counts: that there are more is told by then, and
 * nothing is read or kept at length of a file that is no log.
 */
function readLines(bytes: Uint8Array, entries: number): { lines: Uint8Array[]; raw: unknown[] } {
  const lines: Uint8Array[] = [];
  const raw: unknown[] = [];
  let malformed = 0;
  for (let from = 0; from < bytes.length && lines.length <= entries && malformed < MAX_MALFORMED; ) {
    const at = bytes.indexOf(10, from);
    const line = bytes.subarray(from, at < 0 ? bytes.length : at);
    const value = parseJson(line);
    if (!isEntry(value) && !isWithheld(value)) malformed += 1;
    lines.push(line);
    raw.push(value);
    from += line.length + 1;
  }
  return { lines, raw };
}
