/**
 * Verifies an evidence pack offline, from its bytes alone. Runs in Node and in a browser. Never imports a writer.
 * From the outside in: layout, signature, certificates, attachments against the signed manifest, log, what the log must
 * show. A part that cannot be checked because an outer one is broken says so; nothing passes by being skipped.
 * What is proven and what is not: docs/spec/pack.md.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type AuditEntry, auditCheckpoint, auditReceipt } from '../audit/entry.ts';
import { verifyLog, verifyReceipt } from '../audit/verify.ts';
import { compareBytes } from './cms-form.ts';
import { type PackManifest, packManifest } from './manifest.ts';
import { type PackAttachment, readAttachments } from './pdf-attachments.ts';
import { type PackLayout, readLayout } from './pdf-layout.ts';
import {
  type PackCheck,
  type PackCheckId,
  PackFault,
  type PackProblem,
  type PackProblemCode,
  type PackVerdict,
} from './verdict.ts';
import { findExport, findUnauthorised, findUnconfirmed } from './verify-log.ts';
import { checkSignature } from './verify-signature.ts';

export type { PackVerdict } from './verdict.ts';

const titles: Readonly<Record<PackCheckId, string>> = {
  layout: 'Nothing outside the signature',
  signature: 'Signature and content',
  certificate: 'Authority of the certificate',
  attachments: 'Attachments',
  log: 'Query log whole and in order',
  authority: 'Every query had its authority',
  exhibits: 'Every exhibit was confirmed',
  receipt: 'Witnessed by the server',
};

const unreadable: ReadonlySet<PackProblemCode> = new Set(['not-a-pack', 'too-short', 'too-large', 'no-signature']);

/**
 * @param bytes the PDF
 * @param options.trustAnchors DER of the authorities the reader trusts; without, trust is reported as not checked
 * @returns never throws for what a file contains
 */
export async function verifyPack(
  bytes: Uint8Array,
  options: { trustAnchors?: Uint8Array[] } = {},
): Promise<PackVerdict> {
  const verdict: PackVerdict = {
    status: 'invalid',
    trust: 'not-checked',
    checks: [],
    problems: [],
    signer: null,
    pack: null,
  };
  let layout: PackLayout;
  try {
    layout = readLayout(bytes);
  } catch (error) {
    const { problem } = faultOf(error, 'not-a-pack', 'file');
    return {
      ...verdict,
      status: unreadable.has(problem.code) ? 'unreadable' : 'invalid',
      problems: [problem],
      checks: [failed('layout', [problem])],
    };
  }
  verdict.checks.push(passed('layout', `All ${bytes.length} bytes are covered; nothing follows the end.`));
  const madeWithin = checkSigned(layout, options.trustAnchors, verdict);
  const inside = await readInside(bytes, verdict);
  if (inside !== null) {
    checkInside(inside, verdict);
    if (madeWithin !== null && (inside.manifest.madeMs < madeWithin.fromMs || inside.manifest.madeMs > madeWithin.toMs))
      note(verdict, 'certificate', [
        {
          code: 'certificate-dates',
          message: 'The certificate was not valid when the pack was made.',
          where: 'certificate',
        },
      ]);
  }
  verdict.status = verdict.problems.length === 0 ? 'valid' : 'invalid';
  return verdict;
}

/** Signature, certificates and trust. Null where the signature does not hold. */
function checkSigned(
  layout: PackLayout,
  anchors: Uint8Array[] | undefined,
  verdict: PackVerdict,
): { fromMs: number; toMs: number } | null {
  const where = `byte ${layout.gap.start}`;
  try {
    const checked = checkSignature(layout.cms, layout.digest, where);
    verdict.signer = checked.signer;
    verdict.checks.push(passed('signature', `Unchanged since it was signed by ${checked.signer.subject}.`));
    if (anchors !== undefined) {
      const known = anchors.some((anchor) => compareBytes(anchor, checked.authority) === 0);
      verdict.trust = known ? 'anchored' : 'untrusted';
      if (!known)
        note(verdict, 'certificate', [
          { code: 'authority-unknown', message: 'The authority is not the one that was named.', where: 'certificate' },
        ]);
    }
    if (verdict.trust !== 'untrusted') {
      const { issuer, authorityFingerprint } = checked.signer;
      const how =
        verdict.trust === 'anchored' ? 'the one that was named' : 'not compared with any; compare its fingerprint';
      verdict.checks.push(passed('certificate', `Issued by ${issuer}: ${how}. SHA-256 ${authorityFingerprint}.`));
    }
    return { fromMs: checked.validFromMs, toMs: checked.validToMs };
  } catch (error) {
    note(verdict, 'signature', [faultOf(error, 'signature-form', where).problem]);
    return null;
  }
}

type Inside = { manifest: PackManifest; manifestSha256: string; attachments: Map<string, Uint8Array> };

async function readInside(bytes: Uint8Array, verdict: PackVerdict): Promise<Inside | null> {
  let list: PackAttachment[];
  try {
    list = await readAttachments(bytes);
  } catch (error) {
    note(verdict, 'attachments', [faultOf(error, 'attachments-unreadable', 'attachments').problem]);
    return null;
  }
  const attachments = new Map(list.map(({ name, bytes: content }) => [name, content]));
  const problems: PackProblem[] = [];
  const found = (code: PackProblemCode, message: string, where: string): void => {
    problems.push({ code, message, where });
  };
  const raw = attachments.get('manifest.json');
  const parsed = raw === undefined ? null : packManifest.safeParse(parseJson(raw));
  if (raw === undefined || parsed === null || !parsed.success) {
    found('manifest-form', 'The manifest is missing or does not have its form.', 'manifest.json');
    note(verdict, 'attachments', problems);
    return null;
  }
  const listed = new Map(parsed.data.attachments.map((item) => [item.name, item]));
  if (list.length !== attachments.size)
    found('attachment-extra', 'Two attachments carry the same name.', 'attachments');
  for (const name of attachments.keys())
    if (name !== 'manifest.json' && !listed.has(name))
      found('attachment-extra', `${name} is attached but not in the manifest.`, name);
  for (const [name, item] of listed) {
    const content = attachments.get(name);
    if (content === undefined) found('attachment-missing', `${name} is in the manifest but not attached.`, name);
    else if (content.length !== item.bytes || bytesToHex(sha256(content)) !== item.sha256)
      found('attachment-changed', `${name} is not what the manifest says.`, name);
  }
  note(verdict, 'attachments', problems, `${listed.size} attachments match the signed manifest.`);
  return { manifest: parsed.data, manifestSha256: bytesToHex(sha256(raw)), attachments };
}

function checkInside({ manifest, manifestSha256, attachments }: Inside, verdict: PackVerdict): void {
  const lines = splitLines(attachments.get('log/case-log.jsonl') ?? new Uint8Array());
  const raw = lines.map((line) => parseJson(line));
  const checkpoint = auditCheckpoint.safeParse(parseJson(attachments.get('log/checkpoint.json') ?? new Uint8Array()));
  const log = verifyLog(raw, checkpoint.success ? checkpoint.data : undefined);
  const logProblems: PackProblem[] = log.problems.map(({ code, seq, message }) => ({
    code: code.startsWith('checkpoint') ? 'checkpoint-wrong' : 'log-broken',
    message,
    where: `log entry ${seq}`,
  }));
  if (!checkpoint.success)
    logProblems.push({
      code: 'checkpoint-wrong',
      message: 'The checkpoint is missing or has no form.',
      where: 'log/checkpoint.json',
    });
  const agrees =
    manifest.log.entries === raw.length &&
    manifest.log.head === log.head &&
    manifest.device.id === (checkpoint.data?.deviceId ?? '');
  if (!agrees)
    logProblems.push({
      code: 'log-broken',
      message: 'The log is not the one the manifest names.',
      where: 'manifest.json',
    });
  const whole = log.problems.every((problem) => problem.code !== 'entry-malformed');
  const entries = whole ? (raw as AuditEntry[]) : [];
  logProblems.push(...(whole ? findExport(entries, manifest.packId) : []));
  note(
    verdict,
    'log',
    logProblems,
    `${raw.length} entries, none missing, none changed, up to the export of this pack.`,
  );

  const unauthorised = findUnauthorised(entries);
  const refused = entries.filter((entry) => entry.outcome === 'refused').length;
  if (whole)
    note(verdict, 'authority', unauthorised, `No query ran without one; ${refused} were refused and are shown.`);
  else
    note(verdict, 'authority', [{ code: 'log-broken', message: 'Not checked: the log cannot be read.', where: 'log' }]);
  if (whole)
    note(
      verdict,
      'exhibits',
      findUnconfirmed(entries, manifest.exhibits),
      `${manifest.exhibits.length} exhibits, each confirmed by a person first.`,
    );
  else
    note(verdict, 'exhibits', [{ code: 'log-broken', message: 'Not checked: the log cannot be read.', where: 'log' }]);
  checkReceipt(attachments, checkpoint.data?.deviceId ?? '', verdict);
  verdict.pack = {
    packId: manifest.packId,
    number: manifest.number,
    space: manifest.space,
    title: manifest.title,
    caseName: manifest.case.name,
    madeMs: manifest.madeMs,
    manifestSha256,
    attachments: manifest.attachments.length,
    exhibits: manifest.exhibits.length,
    logEntries: raw.length,
    refusedQueries: refused,
  };
}

/** A receipt is not in every pack: a workstation may have been offline. One that is there must hold. */
function checkReceipt(attachments: ReadonlyMap<string, Uint8Array>, deviceId: string, verdict: PackVerdict): void {
  const bytes = attachments.get('log/receipt.json');
  if (bytes === undefined) {
    verdict.checks.push(passed('receipt', 'None in this pack: the server had not yet seen this log.'));
    return;
  }
  const receipt = auditReceipt.safeParse(parseJson(bytes));
  const holds = receipt.success && receipt.data.deviceId === deviceId && verifyReceipt(receipt.data);
  note(
    verdict,
    'receipt',
    holds
      ? []
      : [{ code: 'receipt-wrong', message: 'The receipt of the server does not hold.', where: 'log/receipt.json' }],
    receipt.success
      ? `Server ${receipt.data.serverId} held the log of this workstation up to its entry ${receipt.data.deviceSeq}.`
      : '',
  );
}

// ---- verdict parts ---------------------------------------------------------------------------------------------------
function passed(id: PackCheckId, detail: string): PackCheck {
  return { id, title: titles[id], ok: true, detail, where: '' };
}

function failed(id: PackCheckId, problems: readonly PackProblem[]): PackCheck {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { id, title: titles[id], ok: false, detail: `${first?.message ?? ''}${more}`, where: first?.where ?? '' };
}

/** Records a check: failed with these problems, or passed with this detail. */
function note(verdict: PackVerdict, id: PackCheckId, problems: PackProblem[], detail = ''): void {
  verdict.problems.push(...problems);
  verdict.checks.push(problems.length > 0 ? failed(id, problems) : passed(id, detail));
}

function faultOf(error: unknown, code: PackProblemCode, where: string): PackFault {
  return error instanceof PackFault ? error : new PackFault(code, 'This part of the file cannot be read.', where);
}

// ---- bytes -----------------------------------------------------------------------------------------------------------
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Undefined where it is not JSON in UTF-8. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}
