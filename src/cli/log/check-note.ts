/**
 * Looks at a checkpoint note with the keys that are known: that of the log, of the intel server, of witnesses. Pure.
 * Each key is asked alone, so that a bad line is told as that key's. Spec: docs/spec/audit.md AU20–AU22.
 */
import { readTreeHead, type TreeHead } from '../../core/audit/checkpoint-note.ts';
import { type NoteKey, readVerifierKey, unverifiedText, verifyNote } from '../../core/audit/signed-note.ts';
import { CliError } from '../output.ts';
import type { BrokenCode, Problem } from './result-codes.ts';

export type NoteKeys = {
  /** Of the workstation; null: not known. */
  readonly log: NoteKey | null;
  /** Of the intel server; null: not known. */
  readonly server: NoteKey | null;
  readonly witnesses: readonly NoteKey[];
};

export type CheckedNote = {
  /** What it says; null where it is no checkpoint. Believe it only where there is no problem. */
  readonly head: TreeHead | null;
  readonly problems: readonly Problem[];
  /** Names of the keys whose word was found good, with the time of a cosignature. */
  readonly signers: readonly { readonly name: string; readonly timeMs: number | null }[];
};

/** @param where what the note is called to the reader */
export function checkNote(note: string, keys: NoteKeys, where: string): CheckedNote {
  const problems: Problem[] = [];
  const signers: { name: string; timeMs: number | null }[] = [];
  const text = unverifiedText(note);
  const head = text === null ? null : readTreeHead(text);
  if (head === null) {
    problems.push({ code: 'checkpoint-signature', message: 'This is no checkpoint note.', where });
    return { head, problems, signers };
  }
  const ask = (key: NoteKey, missing: BrokenCode, bad: BrokenCode): void => {
    const verdict = verifyNote(note, [key]);
    if (verdict.ok)
      for (const { timeSec } of verdict.signers)
        signers.push({ name: key.name, timeMs: timeSec === null ? null : timeSec * 1000 });
    else if (verdict.why === 'no-known-key')
      problems.push({ code: missing, message: `It is not signed by ${key.name}.`, where });
    else problems.push({ code: bad, message: `The signature of ${key.name} does not hold.`, where });
  };
  if (keys.log !== null) {
    ask(keys.log, 'checkpoint-signature', 'checkpoint-signature');
    if (keys.log.name !== head.origin)
      problems.push({ code: 'checkpoint-mismatch', message: `It is of another log: ${head.origin}.`, where });
  }
  if (keys.server !== null) ask(keys.server, 'server-signature', 'server-signature');
  for (const witness of keys.witnesses) ask(witness, 'witness-missing', 'witness-signature');
  return { head, problems, signers };
}

/** A verifier key as it is written in configurations: `name+id+base64`. Throws CliError (2) that names the option. */
export function keyOf(text: string, option: string): NoteKey {
  const key = readVerifierKey(text);
  if (key?.kind === 'cosignature') return key;
  throw new CliError(`${option}: this is no key of a witness or server: ${text.slice(0, 80)}`, {
    exitCode: 2,
    tip: 'A key looks like name+0123abcd+BASE64… and is for cosignatures. Copy it whole, in quotes.',
  });
}
