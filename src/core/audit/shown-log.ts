/**
 * A log in which some entries travel as their commitment alone: place, hash and the hash before, and nothing of what was
 * asked. Runs anywhere, pure. Never imports a writer. An entry of version 2 is blinded, so its hash tells nothing; that it
 * stood there, and in which place, is proven all the same. Spec: docs/spec/audit.md AU17, docs/spec/pack.md EP24.
 */
import { z } from 'zod';
import { sha256Hex } from '../model/domain.ts';
import type { AuditCheckpoint, AuditEntry } from './entry.ts';
import { EMPTY_HEAD, type HashText } from './hash.ts';
import type { LogProblem, LogProblemCode, LogVerdict } from './log-problem.ts';
import { entryHashOf, isEntry, verifyCheckpoint, verifyLog } from './verify.ts';

export const withheldEntry = z.strictObject({
  v: z.literal(2),
  withheld: z.literal(true),
  seq: z.number().int().min(1),
  hash: sha256Hex,
  prev: sha256Hex,
});
export type WithheldEntry = z.infer<typeof withheldEntry>;

export const isWithheld = (raw: unknown): raw is WithheldEntry => withheldEntry.safeParse(raw).success;

export type ShownLog = LogVerdict & {
  /** Entries that were shown, in order. */
  known: AuditEntry[];
  /** Commitments of all of them in order, and which of them stand alone. */
  commitments: string[];
  withheld: Set<number>;
};

/**
 * As `verifyLog`, with entries withheld: every place is filled, every entry shown is whole and follows the hash before
 * it. What cannot be said of withheld ones: their form, their times, and that a result named an intent among them.
 */
export function verifyShownLog(
  lines: readonly unknown[],
  checkpoint?: AuditCheckpoint,
  hasher: { readonly hashText?: HashText } = {},
): ShownLog {
  const withheld = new Set<number>();
  lines.forEach((line, index) => {
    if (isWithheld(line)) withheld.add(index + 1);
  });
  const known = lines.filter((line, index) => !withheld.has(index + 1) && isEntry(line)) as AuditEntry[];
  const commitments = lines.flatMap((line) => (isWithheld(line) || isEntry(line) ? [line.hash] : []));
  if (withheld.size === 0) return { ...verifyLog(lines, checkpoint, hasher), known, commitments, withheld };
  const problems: LogProblem[] = [];
  const intents = new Set<number>();
  let head = EMPTY_HEAD;
  let before: AuditEntry | undefined;
  lines.forEach((line, index) => {
    const seq = index + 1;
    const found = (code: LogProblemCode, message: string): void => {
      problems.push({ code, seq, message });
    };
    if (!isWithheld(line) && !isEntry(line)) {
      found('entry-malformed', `Entry ${seq} does not have the form of an entry.`);
      return;
    }
    if (line.seq > seq) found('entry-missing', `Entries are missing before entry ${line.seq}.`);
    else if (line.seq !== seq) found('entry-out-of-order', `Entry ${line.seq} is out of order.`);
    if (line.prev !== head) found('entry-out-of-order', `Entry ${seq} does not follow the one before it.`);
    head = line.hash;
    if (isWithheld(line)) {
      intents.add(seq);
      return;
    }
    if (entryHashOf(line, hasher.hashText) !== line.hash)
      found('entry-altered', `Entry ${seq} was altered: its hash does not match.`);
    if (before !== undefined) follows(line, before, found);
    if (line.phase === 'intent') intents.add(seq);
    if (line.phase === 'result' && (line.of === null || line.of >= seq || !intents.delete(line.of)))
      found('result-without-intent', `Entry ${seq} is a result without an intent before it that has none yet.`);
    before = line;
  });
  if (checkpoint !== undefined) problems.push(...checkpointProblems(checkpoint, lines.length, head, before));
  return { ok: problems.length === 0, entries: lines.length, head, problems, known, commitments, withheld };
}

/** Of two entries shown one after the other, with withheld ones perhaps between them. */
function follows(entry: AuditEntry, before: AuditEntry, found: (code: LogProblemCode, message: string) => void): void {
  const { seq } = entry;
  if (before.v === 2 && entry.v === 1)
    found('entry-unblinded', `Entry ${seq} has no blind, and the one before it had.`);
  if (entry.log !== before.log || entry.deviceId !== before.deviceId || entry.space !== before.space)
    found('entry-foreign', `Entry ${seq} belongs to another log.`);
  // Each entry between took at least one place on the workstation's own chain.
  if (entry.deviceSeq - before.deviceSeq < seq - before.seq)
    found('entry-out-of-order', `Entry ${seq} runs backwards.`);
  if (entry.deviceSeq === before.deviceSeq + 1 && entry.devicePrev !== before.hash)
    found('entry-out-of-order', `Entry ${seq} does not follow the one before it on the workstation.`);
}

function checkpointProblems(
  checkpoint: AuditCheckpoint,
  size: number,
  head: string,
  last: AuditEntry | undefined,
): LogProblem[] {
  const problems: LogProblem[] = [];
  if (!verifyCheckpoint(checkpoint))
    problems.push({ code: 'checkpoint-signature', seq: size, message: 'The checkpoint is not signed by its key.' });
  const named = last === undefined || (checkpoint.log === last.log && checkpoint.deviceId === last.deviceId);
  if (checkpoint.size !== size || checkpoint.head !== head || !named)
    problems.push({
      code: 'checkpoint-mismatch',
      seq: size,
      message: `The checkpoint vouches for ${checkpoint.size} entries of ${checkpoint.log}, and these are not they.`,
    });
  return problems;
}
