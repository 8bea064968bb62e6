/**
 * Verifies an evidence pack offline, from its bytes alone. Runs in Node and in a browser. Never imports a writer.
 * From the outside in: layout, signature, certificates, attachments against the signed manifest, log, what the log must
 * show. A part that cannot be checked because an outer one is broken says so; nothing passes by being skipped.
 * What is proven and what is not: docs/spec/pack.md.
 */
import type { NoteKey } from '../audit/signed-note.ts';
import { compareBytes } from './cms-form.ts';
import { checkWords } from './code-words.ts';
import { judgeCertificates, judgeStamp } from './judge-signature.ts';
import { claimOf } from './manifest.ts';
import { looksLikePack, type PackLayout, readLayout } from './pdf-layout.ts';
import { type Found, type Inside, readInside } from './read-inside.ts';
import {
  type PackCheckId,
  PackFault,
  type PackProblem,
  type PackProblemCode,
  type PackVerdict,
  packCheckIds,
} from './verdict.ts';
import { checkInside } from './verify-inside.ts';
import { checkKeeper, type Keeper, keeperDates } from './verify-keeper.ts';
import { type CheckedSignature, checkSignature } from './verify-signature.ts';

export type { PackVerdict } from './verdict.ts';

/** What may only mean that the file is no pack at all, unless it bears the marks of one. */
const unreadable: ReadonlySet<PackProblemCode> = new Set(['not-a-pack', 'too-short', 'too-large', 'no-signature']);

/** Findings by check, put into one verdict at the end: each check stands once, in order. */
type Findings = Map<PackCheckId, { detail: string; problems: PackProblem[] }>;

export type VerifyOptions = {
  /** DER of the authorities the reader trusts to sign packs; without, trust is reported as not checked. */
  trustAnchors?: Uint8Array[];
  /** The same of time stamps: who names one asks for a stamp. */
  timeStampAnchors?: Uint8Array[];
  /** True: those are the ones the reader knows, and a pack that was made without a stamp is none the worse. */
  timeStampOptional?: boolean;
  /** Keys that must have cosigned the log, besides the server's and those the manifest names. */
  witnesses?: NoteKey[];
  /** Compares what came beside the PDF with what is in it; null: nothing in it can be read. */
  beside?: (inside: Inside | null) => Found;
  /** Told what the pack holds once that is read, for a reader who lists it beside the verdict. */
  onInside?: (inside: Inside) => void;
};

/**
 * @param bytes the PDF
 * @returns never rejects for what a file contains
 */
export async function verifyPack(bytes: Uint8Array, options: VerifyOptions = {}): Promise<PackVerdict> {
  const findings: Findings = new Map();
  const result = { trust: 'not-checked' as PackVerdict['trust'], signer: null, keeper: null, pack: null };
  let layout: PackLayout;
  try {
    layout = readLayout(bytes);
  } catch (error) {
    const problem = problemOf(error, 'not-a-pack', 'file');
    findings.set('layout', { detail: '', problems: [problem] });
    const noPack = unreadable.has(problem.code) && !looksLikePack(bytes);
    return { status: noPack ? 'unreadable' : 'invalid', ...result, ...report(findings) };
  }
  findings.set('layout', { detail: `All ${bytes.length} bytes are covered; nothing follows the end.`, problems: [] });
  const { checked, trust } = checkSigned(layout, options.trustAnchors, findings);
  const inside = await lookInside(bytes, checked, options, findings);
  if (checked !== null) checkTimes(checked, inside, options, findings);
  const { beside = () => ({ detail: 'No bag was given beside this pack.', problems: [] }) } = options;
  findings.set('bag', beside(inside));
  const { checks, problems } = report(findings);
  const whole = problems.length === 0 && checks.every(({ ok }) => ok);
  return {
    status: whole ? 'valid' : 'invalid',
    trust: inside?.keeper.trusted === false ? 'untrusted' : trust,
    checks,
    problems,
    signer: checked?.signer ?? null,
    keeper: inside?.keeper.checked?.signer ?? null,
    pack: inside?.summary ?? null,
  };
}

type Signed = { checked: CheckedSignature | null; trust: PackVerdict['trust'] };

/** Signature, certificates and trust. `checked` is null where the signature does not hold. */
function checkSigned(layout: PackLayout, anchors: Uint8Array[] | undefined, findings: Findings): Signed {
  const where = `byte ${layout.gap.start}`;
  let checked: CheckedSignature;
  try {
    checked = checkSignature(layout.cms, layout.digest, where);
  } catch (error) {
    findings.set('signature', { detail: '', problems: [problemOf(error, 'signature-form', where)] });
    return { checked: null, trust: anchors === undefined ? 'not-checked' : 'untrusted' };
  }
  const { subject, issuer, authorityFingerprint } = checked.signer;
  findings.set('signature', { detail: `Unchanged since it was signed by ${subject}.`, problems: [] });
  const known = anchors?.some((anchor) => compareBytes(anchor, checked.authority) === 0);
  const how = known === true ? 'the one that was named' : 'not compared with any; compare its fingerprint';
  findings.set('certificate', {
    detail: `Issued by ${issuer}: ${how}. SHA-256 ${authorityFingerprint}.`,
    problems:
      known === false
        ? [{ code: 'authority-unknown', message: 'The authority is not the one that was named.', where: 'certificate' }]
        : [],
  });
  return { checked, trust: known === undefined ? 'not-checked' : known ? 'anchored' : 'untrusted' };
}

/** The time stamp, and the certificates at the time it vouches for or, without one, when the pack says it was made. */
function checkTimes(
  checked: CheckedSignature,
  inside: LookedInside | null,
  { timeStampAnchors, timeStampOptional = false }: VerifyOptions,
  findings: Findings,
): void {
  const { trustedMs, ...stamp } = judgeStamp(checked.timeStamp, {
    anchors: timeStampAnchors,
    required: !timeStampOptional,
    madeMs: inside?.manifest.madeMs ?? null,
    promised: inside === null ? undefined : claimOf(inside.manifest)?.timeStamp,
  });
  findings.set('time-stamp', stamp);
  if (inside === null) return;
  const { manifest, keeper } = inside;
  const times = { madeMs: manifest.madeMs, trustedMs };
  findings
    .get('certificate')
    ?.problems.push(...judgeCertificates(checked, manifest.v, times), ...keeperDates(keeper, checked, times));
}

type LookedInside = Inside & { keeper: Keeper; summary: PackVerdict['pack'] };

async function lookInside(
  bytes: Uint8Array,
  pages: CheckedSignature | null,
  { trustAnchors, witnesses, onInside }: VerifyOptions,
  findings: Findings,
): Promise<LookedInside | null> {
  try {
    const { inside, detail, problems } = await readInside(bytes);
    findings.set('attachments', { detail, problems });
    if (inside === null) return null;
    onInside?.(inside);
    const keeper = checkKeeper(inside, pages, trustAnchors);
    const certificate = findings.get('certificate');
    if (certificate !== undefined) certificate.detail += keeper.detail;
    certificate?.problems.push(...keeper.certificate);
    findings.get('signature')?.problems.push(...keeper.signature);
    const { checks, summary } = checkInside(inside, keeper.names, witnesses);
    for (const { id, ...found } of checks) findings.set(id, found);
    return { ...inside, keeper, summary };
  } catch (error) {
    // What a hostile file makes a library throw, a stack that ends included.
    findings.set('attachments', { detail: '', problems: [problemOf(error, 'attachments-unreadable', 'attachments')] });
    return null;
  }
}

/** Every check once, in order; what was not reached says so and does not pass. */
function report(findings: Findings): Pick<PackVerdict, 'checks' | 'problems'> {
  const checks = packCheckIds.map((id) => {
    const { title } = checkWords[id];
    const found = findings.get(id);
    if (found === undefined)
      return { id, title, ok: false, detail: 'Not checked: what comes before it does not hold.', where: '' };
    const [first, ...more] = found.problems;
    if (first === undefined) return { id, title, ok: true, detail: found.detail, where: '' };
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    return { id, title, ok: false, detail: `${first.message}${others}`, where: first.where };
  });
  return { checks, problems: packCheckIds.flatMap((id) => findings.get(id)?.problems ?? []) };
}

function problemOf(error: unknown, code: PackProblemCode, where: string): PackProblem {
  if (error instanceof PackFault) return error.problem;
  return { code, message: 'This part of the file cannot be read.', where };
}
