/**
 * Contract area `packs.signers`: the agency's certificate and the time-stamp server that packs may be signed and stamped
 * with. Runs in the services worker. Kept in the encrypted workspace of whoever imported it: who can open the file and
 * signs packs may use it. Each change is one transaction with its entry, which names certificates and never a passphrase.
 */
import type { PackDraft } from '../contract/workstation.ts';
import { AppError } from '../core/errors.ts';
import { type Certificate, readCertificate } from '../core/evidence/certificate.ts';
import type { PackSigner } from '../core/evidence/pack-signer.ts';
import { readPkcs12, readRoots } from '../evidence/index.ts';
import {
  getAgencySigner,
  getTimeStampServer,
  type HeldAgency,
  packSignerRoots,
  putAgencySigner,
  putTimeStampServer,
  removePackSigner,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Ctx, session } from './method.ts';

type In = Inputs['packs']['signers'];
type Out = Answers['packs']['signers']['list'];

export const signers = {
  list: session(list),
  import: audited(session(importAgency)),
  remove: audited(session(remove)),
  setTimeStamp: audited(session(setTimeStamp)),
};

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function list(ctx: Ctx): Out {
  const { read } = ctx.workspace;
  const agency = getAgencySigner(read);
  const timeStamp = getTimeStampServer(read);
  return {
    workstation: workstationView(ctx.session.device.certificatesBase64),
    agency: agency === null ? null : agencyView(agency, ctx.nowMs()),
    timeStamp: timeStamp === null ? null : timeStampView(timeStamp),
  };
}

/** @param ders base64, leaf first, root last; at least one */
function readChain(ders: readonly string[]): {
  chain: Certificate[];
  leaf: Certificate;
  root: Certificate;
  key: string;
} {
  const chain = ders.map((der) => readCertificate(bytesOf(der), 'certificate'));
  const [leaf] = chain as [Certificate];
  const key = leaf.key.kind === 'rsa' ? `RSA ${leaf.key.bits}` : leaf.key.curve;
  return { chain, leaf, root: chain.at(-1) ?? leaf, key };
}

const firstToLapse = (chain: readonly Certificate[]): number => Math.min(...chain.map(({ notAfterMs }) => notAfterMs));

function workstationView(certificates: readonly string[]): Out['workstation'] {
  const { chain, leaf, root, key } = readChain(certificates);
  const { subject, issuer, fingerprint } = leaf;
  return { subject, issuer, fingerprint, rootFingerprint: root.fingerprint, key, validToMs: firstToLapse(chain) };
}

function agencyView({ certificates, atMs, by }: HeldAgency, nowMs: number): NonNullable<Out['agency']> {
  const { chain, leaf, root, key } = readChain(certificates);
  const validFromMs = Math.max(...chain.map(({ notBeforeMs }) => notBeforeMs));
  const validToMs = firstToLapse(chain);
  return {
    subject: leaf.subject,
    issuer: leaf.issuer,
    fingerprint: leaf.fingerprint,
    root: root.subject,
    rootFingerprint: root.fingerprint,
    certificates: chain.length,
    key,
    validFromMs,
    validToMs,
    lapsed: nowMs < validFromMs || nowMs > validToMs,
    importedMs: atMs,
    importedBy: by,
  };
}

function timeStampView(held: NonNullable<ReturnType<typeof getTimeStampServer>>): NonNullable<Out['timeStamp']> {
  const root = readCertificate(bytesOf(held.roots[0] ?? ''), 'certificate');
  return {
    url: held.url,
    root: root.subject,
    rootFingerprint: root.fingerprint,
    rootValidToMs: root.notAfterMs,
    setMs: held.atMs,
    setBy: held.by,
  };
}

/** In the place of the one before, which the entry names. */
async function importAgency(ctx: Ctx, input: In['import']): Promise<Out> {
  const file = new Uint8Array(await input.file.arrayBuffer());
  const read = await readPkcs12(file, input.passphrase, ctx.nowMs());
  const value: HeldAgency = {
    certificates: read.certificates.map(textOf),
    privateKeyPkcs8: textOf(read.privateKeyPkcs8),
    algorithm: read.algorithm,
    atMs: ctx.nowMs(),
    by: ctx.actor.name,
  };
  const root = read.certificates.at(-1) ?? new Uint8Array();
  const before = list(ctx).agency;
  const { subject, issuer, fingerprint, rootFingerprint, validToMs } = agencyView(value, ctx.nowMs());
  ctx.workspace.write((tx) => {
    putAgencySigner(tx, value, root);
    const changed = { subject, issuer, fingerprint, rootFingerprint, validToMs };
    const details = { kind: 'pack-signer-imported', before: before?.fingerprint ?? null, changed, note: input.note };
    ctx.log.eventIn(ctx.session, tx, { action: 'settings-change', caseId: null, authority: null, details });
  });
  return list(ctx);
}

async function setTimeStamp(ctx: Ctx, input: In['setTimeStamp']): Promise<Out> {
  const roots = readRoots(new Uint8Array(await input.roots.arrayBuffer()));
  const value = { url: input.url, roots: roots.map(textOf), atMs: ctx.nowMs(), by: ctx.actor.name };
  const before = list(ctx).timeStamp;
  const { root, rootFingerprint } = timeStampView(value);
  ctx.workspace.write((tx) => {
    putTimeStampServer(tx, value, roots[0] ?? new Uint8Array());
    const details = {
      kind: 'time-stamp-server-set',
      before: before === null ? null : { url: before.url, rootFingerprint: before.rootFingerprint },
      changed: { url: value.url, root, rootFingerprint },
      note: input.note,
    };
    ctx.log.eventIn(ctx.session, tx, { action: 'settings-change', caseId: null, authority: null, details });
  });
  return list(ctx);
}

function remove(ctx: Ctx, input: In['remove']): Out {
  const { agency, timeStamp } = list(ctx);
  const held = input.what === 'agency' ? agency?.fingerprint : timeStamp?.url;
  if (held === undefined)
    throw new AppError('NOT_FOUND', {
      message: input.what === 'agency' ? 'No agency certificate is held here.' : 'No time-stamp server is set here.',
    });
  ctx.workspace.write((tx) => {
    removePackSigner(tx, input.what);
    const kind = input.what === 'agency' ? 'pack-signer-removed' : 'time-stamp-server-removed';
    const details = { kind, before: held, note: input.note };
    ctx.log.eventIn(ctx.session, tx, { action: 'settings-change', caseId: null, authority: null, details });
  });
  return list(ctx);
}

/** Why a pack with these choices could not be signed now, in words; null: it can. */
export function signingProblem(ctx: Ctx, draft: Pick<PackDraft, 'signWith' | 'timeStampUrl'>): string | null {
  const { agency, timeStamp } = list(ctx);
  if (draft.signWith === 'agency' && agency === null)
    return 'No certificate of the agency is set up on this workstation. Import one in the settings, or sign with the workstation’s.';
  if (draft.signWith === 'agency' && agency?.lapsed === true)
    return 'The agency’s certificate, or one above it, is out of date. Import another in the settings, or sign with the workstation’s.';
  if (draft.timeStampUrl !== null && timeStamp?.url !== draft.timeStampUrl)
    return 'The time-stamp server that was chosen is not set up on this workstation. Choose again, or make the pack without a time stamp.';
  return null;
}

/** Who signs a pack with these choices. Throws BAD_INPUT where it cannot be signed so. */
export function signerOf(ctx: Ctx, draft: Pick<PackDraft, 'signWith' | 'timeStampUrl'>): PackSigner {
  const problem = signingProblem(ctx, draft);
  if (problem !== null) throw new AppError('BAD_INPUT', { message: `${problem} No pack was made.` });
  const { read } = ctx.workspace;
  const { certificatesBase64, signingKeyPkcs8Base64 } = ctx.session.device;
  const agency = draft.signWith === 'agency' ? getAgencySigner(read) : null;
  const timeStamp = draft.timeStampUrl === null ? null : getTimeStampServer(read);
  return {
    certificates: certificatesBase64.map(bytesOf),
    privateKeyPkcs8: bytesOf(signingKeyPkcs8Base64),
    agency:
      agency === null
        ? null
        : {
            certificates: agency.certificates.map(bytesOf),
            privateKeyPkcs8: bytesOf(agency.privateKeyPkcs8),
            algorithm: agency.algorithm,
          },
    timeStamp: timeStamp === null ? null : { url: timeStamp.url, roots: timeStamp.roots.map(bytesOf) },
  };
}

/** Roots that packs made here may rest on, besides the workstation's own authority. DER. */
export const knownRoots = (ctx: Ctx): { agency: Uint8Array[]; timeStamp: Uint8Array[] } => ({
  agency: packSignerRoots(ctx.workspace.read, 'agency'),
  timeStamp: packSignerRoots(ctx.workspace.read, 'time-stamp'),
});
