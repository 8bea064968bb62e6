/**
 * Checks what is attached to a pack: the files against the manifest, the log by itself, and what the log must show of the
 * exhibits and of this export. Runs anywhere. Never imports a writer. Whether the manifest is signed, the caller knows.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type AuditCheckpoint, type AuditEntry, auditCheckpoint, auditReceipt } from '../audit/entry.ts';
import { agreesWithReceipt, verifyLog, verifyReceipt } from '../audit/verify.ts';
import type { CertificateNames } from './certificate-names.ts';
import { canonicalText, MANIFEST_NAME, type PackManifest, packManifest } from './manifest.ts';
import { readAttachments } from './pdf-attachments.ts';
import type { PackCheckId, PackProblem, PackProblemCode, PackSummary } from './verdict.ts';
import { findExport, findLeftOut, findUnconfirmed } from './verify-log.ts';
import { findUnauthorised } from './verify-queries.ts';

type Files = ReadonlyMap<string, Uint8Array>;
export type Inside = { manifest: PackManifest; manifestSha256: string; files: Files };
type Found = { detail: string; problems: PackProblem[] };
type FoundCheck = Found & { id: PackCheckId };

/** The manifest, and whether every attachment is what it says. Throws where the PDF's structure cannot be read. */
export async function readInside(bytes: Uint8Array): Promise<Found & { inside: Inside | null }> {
  const list = await readAttachments(bytes);
  const files = new Map(list.map(({ name, bytes: content }) => [name, content]));
  const problems: PackProblem[] = [];
  const found = (code: PackProblemCode, message: string, where: string): void => {
    problems.push({ code, message, where });
  };
  const raw = files.get(MANIFEST_NAME);
  const parsed = packManifest.safeParse(raw === undefined ? undefined : parseJson(raw));
  if (raw === undefined || !parsed.success) {
    found('manifest-form', 'The manifest is missing or does not have its form.', MANIFEST_NAME);
    return { inside: null, detail: '', problems };
  }
  const manifest = parsed.data;
  // Programs differ in which of two equal names they take: only the one canonical writing says one thing to all (EP3).
  for (const name of [MANIFEST_NAME, 'log/checkpoint.json', 'log/receipt.json']) {
    const bytes = files.get(name);
    if (bytes !== undefined && !isWriting(parseJson(bytes), bytes))
      found('manifest-form', `${name} is not canonical JSON.`, name);
  }
  const listed = new Map(manifest.attachments.map((item) => [item.name, item]));
  if (list.length !== files.size || listed.size !== manifest.attachments.length)
    found('attachment-extra', 'Two attachments carry the same name.', 'attachments');
  for (const name of files.keys())
    if (name !== MANIFEST_NAME && !listed.has(name))
      found('attachment-extra', `${name} is attached but not in the manifest.`, name);
  for (const [name, item] of listed) {
    const content = files.get(name);
    if (content === undefined) found('attachment-missing', `${name} is in the manifest but not attached.`, name);
    else if (content.length !== item.bytes || bytesToHex(sha256(content)) !== item.sha256)
      found('attachment-changed', `${name} is not what the manifest says.`, name);
  }
  problems.push(...findImages(manifest, files));
  const inside = { manifest, manifestSha256: bytesToHex(sha256(raw)), files };
  return { inside, detail: `${listed.size} attachments match the signed manifest.`, problems };
}

/** The image of an exhibit is the one its read names, and one that is not here is named as unavailable. */
function findImages({ exhibits, completeness }: PackManifest, files: Files): PackProblem[] {
  const stated = new Set(completeness.unavailable.map(({ what }) => what));
  return exhibits.flatMap(({ number, imageSha256 }): PackProblem[] => {
    const content = files.get(`images/${number}.png`) ?? files.get(`images/${number}.jpg`);
    const where = `exhibit ${number}`;
    if (content === undefined) {
      if (stated.has(`Image of ${number}`)) return [];
      return [
        { code: 'exhibit-image', message: `The image of ${number} is not attached, and nothing says why.`, where },
      ];
    }
    if (bytesToHex(sha256(content)) === imageSha256) return [];
    return [
      { code: 'exhibit-image', message: `The image attached for ${number} is not the one its read names.`, where },
    ];
  });
}

/**
 * Log, authority, exhibits, receipt; and what the pack says of itself, for the reader.
 * @param names whose log and receipts the signing certificate vouches for; null: nobody's
 */
export function checkInside(
  inside: Inside,
  names: CertificateNames | null,
): { checks: FoundCheck[]; summary: PackSummary } {
  const { manifest, manifestSha256, files } = inside;
  const { raw, entries, checkpoint, found } = checkLog(inside);
  found.problems.push(...findKey(checkpoint, names));
  const refused = raw.filter((entry) => (entry as AuditEntry | undefined)?.outcome === 'refused').length;
  const needsLog = (id: PackCheckId, check: (log: AuditEntry[]) => PackProblem[], detail: string): FoundCheck =>
    entries === null
      ? {
          id,
          detail: '',
          problems: [{ code: 'log-broken', message: 'Not checked: the log cannot be read.', where: 'log' }],
        }
      : { id, detail, problems: check(entries) };
  const { exhibits } = manifest;
  const stated = new Set(manifest.completeness.unavailable.map(({ what }) => what));
  return {
    checks: [
      { id: 'log', ...found },
      needsLog(
        'authority',
        findUnauthorised,
        `Each had one in force; ${refused === 1 ? '1 entry is a refusal and is' : `${refused} entries are refusals and are`} shown.`,
      ),
      needsLog(
        'exhibits',
        (log) => [...findUnconfirmed(log, exhibits), ...findLeftOut(log, exhibits, stated)],
        `${exhibits.length} exhibits, each looked at and confirmed by a person first; none that the log shows is left out.`,
      ),
      { id: 'receipt', ...checkReceipt(files, manifest, { checkpoint, entries: entries ?? [], names }) },
      ...(manifest.v === 1 ? beforeVersion2() : []),
    ],
    summary: {
      version: manifest.v,
      packId: manifest.packId,
      number: manifest.number,
      space: manifest.space,
      title: manifest.title,
      caseName: manifest.case.name,
      madeMs: manifest.madeMs,
      manifestSha256,
      attachments: manifest.attachments.length,
      exhibits: exhibits.length,
      logEntries: raw.length,
      refusedQueries: refused,
      withheldEntries: 0,
      profile: manifest.v === 1 ? null : { id: manifest.profile.id, title: manifest.profile.title },
    },
  };
}

/** What packs of version 1 do not bring, said in each check: a reader must not take it for proven. */
function beforeVersion2(): FoundCheck[] {
  const none = (id: PackCheckId, what: string): FoundCheck => ({
    id,
    detail: `Not part of version 1 of the pack: ${what}.`,
    problems: [],
  });
  return [
    none('witness', 'no cosigned head of the log is attached'),
    none('documents', 'papers of authorities are not attached'),
    none('disclosure', 'nothing is withheld from the log, and sections are not listed'),
  ];
}

type CheckedLog = {
  raw: unknown[];
  /** Null where an entry does not have the form of one. */
  entries: AuditEntry[] | null;
  checkpoint: AuditCheckpoint | null;
  found: Found;
};

function checkLog({ manifest, files }: Inside): CheckedLog {
  const lines = splitLines(files.get('log/case-log.jsonl') ?? new Uint8Array());
  const raw = lines.map((line) => parseJson(line));
  const parsed = auditCheckpoint.safeParse(parseJson(files.get('log/checkpoint.json') ?? new Uint8Array()));
  const checkpoint = parsed.success ? parsed.data : null;
  const log = verifyLog(raw, checkpoint ?? undefined);
  const problems: PackProblem[] = log.problems.map(({ code, seq, message }) => ({
    code: code.startsWith('checkpoint') ? 'checkpoint-wrong' : 'log-broken',
    message,
    where: `log entry ${seq}`,
  }));
  if (checkpoint === null)
    problems.push({
      code: 'checkpoint-wrong',
      message: 'The checkpoint is missing or has no form.',
      where: 'log/checkpoint.json',
    });
  const entries = log.problems.some(({ code }) => code === 'entry-malformed') ? null : (raw as AuditEntry[]);
  // Another writing of the same values would let two readers see two logs (a member named twice, say).
  const rewritten = entries?.findIndex((entry, index) => !isWriting(entry, lines[index])) ?? -1;
  if (rewritten >= 0)
    problems.push({
      code: 'log-broken',
      message: `Entry ${rewritten + 1} is not written as the log writes entries.`,
      where: `log entry ${rewritten + 1}`,
    });
  const agrees =
    manifest.log.entries === raw.length &&
    manifest.log.head === log.head &&
    manifest.log.name === `case:${manifest.case.id}` &&
    checkpoint !== null &&
    checkpoint.log === manifest.log.name &&
    checkpoint.deviceId === manifest.device.id &&
    canonicalText(manifest.checkpoint) === canonicalText(checkpoint) &&
    (entries ?? []).every((entry) => entry.space === manifest.space);
  if (!agrees)
    problems.push({
      code: 'log-broken',
      message: 'The log or its checkpoint is not the one the manifest names.',
      where: MANIFEST_NAME,
    });
  if (entries !== null) problems.push(...findExport(entries, manifest.packId));
  const back = (entries ?? []).filter((entry, index) => entry.timeMs < (entries?.[index - 1]?.timeMs ?? 0));
  const clock =
    back.length === 0
      ? ''
      : ` The clock of the workstation was set back before ${back.length === 1 ? 'entry' : 'entries'} ${listed(back)}.`;
  const detail = `${raw.length} entries, none missing, none changed, up to the export of this pack.${clock}`;
  return { raw, entries, checkpoint, found: { detail, problems } };
}

/** The log is that of the workstation whose certificate signed the pack, kept under its own key (AU14). */
function findKey(checkpoint: AuditCheckpoint | null, names: CertificateNames | null): PackProblem[] {
  if (checkpoint === null) return [];
  if (names !== null && checkpoint.deviceId === names.device.id && checkpoint.publicKey === names.device.publicKey)
    return [];
  const message =
    names === null
      ? 'No certificate that holds says whose the log is.'
      : 'The log was not signed by the workstation that signed this pack.';
  return [{ code: 'log-key-unknown', message, where: 'log/checkpoint.json' }];
}

/** A receipt is not in every pack: a workstation may have been offline. One that is there must hold. */
function checkReceipt(
  files: Files,
  manifest: PackManifest,
  by: { checkpoint: AuditCheckpoint | null; entries: readonly AuditEntry[]; names: CertificateNames | null },
): Found {
  const { checkpoint, entries, names } = by;
  const bytes = files.get('log/receipt.json');
  const wrong = (message: string): Found => ({
    detail: '',
    problems: [{ code: 'receipt-wrong', message, where: 'log/receipt.json' }],
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
  if (!agreesWithReceipt(entries, receipt.data))
    return wrong('The server holds another entry than the log of this pack shows.');
  const { serverId, deviceSeq } = receipt.data;
  return { detail: `Server ${serverId} held the log of this workstation up to its entry ${deviceSeq}.`, problems: [] };
}

/** The first few positions, and how many more. */
function listed(entries: readonly AuditEntry[]): string {
  const shown = entries.slice(0, 5).map(({ seq }) => seq);
  return entries.length > shown.length
    ? `${shown.join(', ')} and ${entries.length - shown.length} more`
    : shown.join(', ');
}

// ---- bytes -----------------------------------------------------------------------------------------------------------
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined where it is not JSON in UTF-8. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

/** True where these bytes are the one canonical writing of the value. */
function isWriting(value: unknown, bytes: Uint8Array | undefined): boolean {
  try {
    return bytes !== undefined && canonicalText(value) === decoder.decode(bytes);
  } catch {
    return false;
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
