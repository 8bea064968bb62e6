/**
 * What the verdict says of a signature's time stamp and dates, once the manifest has said when the pack was made. Runs
 * anywhere, pure. A stamp that rests on a root the reader named is the time the certificates are judged at; without one
 * it is the pack's own word.
 */
import { compareBytes } from './der.ts';
import { checkStampedTime, type TimeStampFound } from './time-stamp.ts';
import type { PackProblem } from './verdict.ts';
import type { CheckedSignature } from './verify-signature.ts';

export type StampJudgement = {
  detail: string;
  problems: PackProblem[] /** Null: no stamp the reader trusts. */;
  trustedMs: number | null;
};

/** What the reader asks of a stamp, and what the pack says of it. */
export type StampClaim = {
  /** DER of the time-stamp authorities the reader trusts; undefined: none was named. */
  anchors: readonly Uint8Array[] | undefined;
  /** Whether naming one asks for a stamp: without, whoever took it out would have chosen what the dates are judged by. */
  required: boolean;
  /** UTC ms, by the pack's own word; null: the manifest could not be read. */
  madeMs: number | null;
  /** Whether a stamp belongs to it, by the manifest the workstation signed; undefined: it does not say. */
  promised: boolean | undefined;
};

export function judgeStamp(found: TimeStampFound, { anchors, required, madeMs, promised }: StampClaim): StampJudgement {
  const where = 'time stamp';
  if (found.kind === 'none') {
    const missing = (message: string): StampJudgement => ({
      detail: '',
      problems: [{ code: 'time-stamp-missing', message, where }],
      trustedMs: null,
    });
    if (promised === true) return missing('The manifest says that the pack was stamped, and it carries no time stamp.');
    if (required && anchors !== undefined)
      return missing('An authority of time stamps was named, and the pack carries no time stamp.');
    return {
      detail: 'None in this pack: when it was signed rests on the word of the workstation.',
      problems: [],
      trustedMs: null,
    };
  }
  if (found.kind === 'wrong') return { detail: '', problems: [found.problem], trustedMs: null };
  const { stamp } = found;
  const known = anchors?.some((anchor) => compareBytes(anchor, stamp.root) === 0);
  const problems: PackProblem[] = [];
  if (promised === false)
    problems.push({
      code: 'signature-form',
      message: 'The manifest says that the pack was made without a time stamp, and it carries one.',
      where,
    });
  if (known === false)
    problems.push({
      code: 'time-stamp-unknown',
      message: 'The time stamp rests on another authority than the one that was named.',
      where,
    });
  const early = madeMs === null ? null : checkStampedTime(stamp, madeMs);
  if (early !== null) problems.push(early);
  const time = new Date(stamp.timeMs).toISOString();
  const how = known === true ? 'the one that was named' : 'not compared with any; compare its fingerprint';
  return {
    detail: `Signed by ${time} at the latest, says ${stamp.by} under ${stamp.authority}: ${how}. SHA-256 ${stamp.authorityFingerprint}.`,
    problems,
    trustedMs: known === true ? stamp.timeMs : null,
  };
}

/** What is wrong with the certificates for a pack of this version, made or stamped at this time. */
export function judgeCertificates(
  { notWorkstation, validFromMs, validToMs }: CheckedSignature,
  version: number,
  { madeMs, trustedMs }: { madeMs: number; trustedMs: number | null },
): PackProblem[] {
  const problems: PackProblem[] = [];
  // Version 1 knows no signer but a workstation.
  if (version === 1 && notWorkstation !== null) problems.push(notWorkstation);
  const atMs = trustedMs ?? madeMs;
  if (atMs < validFromMs || atMs > validToMs)
    problems.push({
      code: 'certificate-dates',
      message: `The certificate was not valid when the pack was ${trustedMs === null ? 'made' : 'stamped'}.`,
      where: 'certificate',
    });
  return problems;
}
