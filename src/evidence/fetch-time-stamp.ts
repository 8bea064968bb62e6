// Has a signature stamped by a time-stamp server (RFC 3161 over HTTP). Runs in the pack worker and Node. A stamp is
// checked as a verifier checks it before it is used; where it does not hold there is no stamp, and an error that says why.
// Only the hash of a signature leaves the workstation: nothing of a case.

import { randomBytes } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { AppError } from '../core/errors.ts';
import { parseDer } from '../core/evidence/cms-form.ts';
import type { TimeStampServer } from '../core/evidence/pack-signer.ts';
import { checkStampedTime, checkToken, type TimeStamp } from '../core/evidence/time-stamp.ts';
import { PackFault } from '../core/evidence/verdict.ts';
import { tokenInForm } from './token-in-form.ts';

const TIMEOUT_MS = 20_000;
/** A token with its certificates is some thousand bytes. */
const MAX_ANSWER_BYTES = 65_536;
const SHA256 = '2.16.840.1.101.3.4.2.1';

type Why = 'unreachable' | 'answer' | 'refused' | 'nonce' | 'stamp' | 'certificate' | 'clock';

const tips: Readonly<Record<Why, string>> = {
  unreachable: 'Check the network and try again, or choose to make the pack without a time stamp.',
  answer: 'Have the administrator check the address of the time-stamp server, or make the pack without a time stamp.',
  refused: 'Ask whoever runs the time-stamp server, or make the pack without a time stamp.',
  nonce: 'The answer may have been kept from an earlier request. Try again; if it stays, tell the administrator.',
  stamp: 'Do not use this time-stamp server until it is mended. A pack can be made without a time stamp.',
  certificate: 'Have the administrator import the root of the time-stamp server, or name another server.',
  clock:
    'Set the clock of this workstation right, or tell whoever runs the time-stamp server, then make the pack again.',
};

const failed = (why: Why, message: string, cause?: unknown): AppError =>
  new AppError('TIME_STAMP_FAILED', {
    message: `${message} No pack was made; nothing of the case was changed.`,
    tip: tips[why],
    details: { why },
    ...(cause === undefined ? {} : { cause }),
  });

/**
 * @param signature the value to stamp
 * @param madeMs when the pack is made by its own word; null: not compared
 * @returns DER of the token in the form of a pack
 * @throws AppError TIME_STAMP_FAILED (`details.why`), CANCELLED on the signal
 */
export async function fetchTimeStamp(
  signature: Uint8Array,
  server: TimeStampServer,
  { madeMs, signal }: { madeMs: number | null; signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  // Positive, and without a leading zero octet that DER would drop.
  const nonce = new Uint8Array(randomBytes(16));
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256, algorithmParams: new asn1.Null() }),
      hashedMessage: new asn1.OctetString({ valueHex: Uint8Array.from(sha256(signature)).buffer }),
    }),
    nonce: new asn1.Integer({ valueHex: nonce.buffer }),
    certReq: true,
  });
  const answer = await post(server.url, new Uint8Array(request.toSchema().toBER()), signal);
  const token = readAnswer(answer, server.roots);
  const stamp = checked(token, signature);
  if (stamp.nonceHex !== bytesToHex(nonce))
    throw failed('nonce', 'The time-stamp server answered another request than this one.');
  if (!server.roots.some((root) => Buffer.compare(root, stamp.root) === 0))
    throw failed('certificate', 'The time stamp rests on another authority than the one that was imported.');
  const early = madeMs === null ? null : checkStampedTime(stamp, madeMs);
  if (early !== null) throw failed('clock', early.message);
  return token;
}

async function post(url: string, body: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Uint8Array.from(body),
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    if (response.status !== 200)
      throw failed('answer', `The time-stamp server answered with HTTP status ${response.status}.`);
    const answer: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > MAX_ANSWER_BYTES) throw failed('answer', 'What the time-stamp server answered is no time stamp.');
      answer.push(part);
    }
    return new Uint8Array(Buffer.concat(answer));
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true)
      throw new AppError('CANCELLED', { message: 'The pack was not made: stopped on request.' });
    throw failed('unreachable', 'The time-stamp server cannot be reached.', error);
  }
}

/** PKIStatus granted, or granted with modifications (RFC 3161 2.4.2). */
const GRANTED: readonly number[] = [0, 1];

function readAnswer(answer: Uint8Array, roots: readonly Uint8Array[]): Uint8Array {
  let response: pkijs.TimeStampResp;
  try {
    response = new pkijs.TimeStampResp({ schema: parseDer(answer) });
  } catch (error) {
    throw failed('answer', 'What the time-stamp server answered is no time stamp.', error);
  }
  const { status, timeStampToken } = response;
  if (!GRANTED.includes(status.status) || timeStampToken === undefined) {
    const words = status.statusStrings?.map(({ valueBlock }) => valueBlock.value).join(' ') ?? '';
    throw failed('refused', `The time-stamp server refused${words === '' ? '.' : `: ${words.slice(0, 200)}.`}`);
  }
  try {
    return tokenInForm(timeStampToken, roots);
  } catch (error) {
    throw failed('certificate', error instanceof PackFault ? error.message : 'The time stamp cannot be read.', error);
  }
}

function checked(token: Uint8Array, signature: Uint8Array): TimeStamp {
  try {
    return checkToken(token, signature);
  } catch (error) {
    const problem = error instanceof PackFault ? error.problem : null;
    throw failed(
      problem !== null && problem.code !== 'time-stamp-wrong' ? 'certificate' : 'stamp',
      problem?.message ?? 'The time stamp cannot be read.',
      error,
    );
  }
}
