/**
 * Whether the log of a pack is proven whole: these are all entries of the case up to this export in the tree of its
 * workspace (AU28), and the heads others cosigned are beginnings of that tree. Runs anywhere, pure. Never imports a writer.
 */

import { hexToBytes } from '@noble/hashes/utils.js';
import { caseProof, proveShownLog } from '../audit/case-proof.ts';
import {
  deviceOrigin,
  logKey,
  readTreeHead,
  serverCosignerKey,
  type TreeHead,
  verifyCheckpointNote,
} from '../audit/checkpoint-note.ts';
import { verifyConsistency } from '../audit/merkle.ts';
import { type NoteKey, unverifiedText } from '../audit/signed-note.ts';
import type { CertificateNames } from './certificate-names.ts';
import type { PackManifestV2 } from './manifest.ts';
import { CASE_PROOF_NAME, WITNESSED_NAME } from './pack-names.ts';
import { type Found, type Inside, parseJson } from './read-inside.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';
import type { CheckedLog } from './verify-log-file.ts';
import { witnessedHead } from './witnessed-head.ts';

/** The last instant a date can name, UTC ms. */
const LAST_MS = 8_640_000_000_000_000;

/** Of the log by itself told already: here only what the proof adds. */
export function findProof(
  { files }: Inside,
  manifest: PackManifestV2,
  { shown }: CheckedLog,
  names: CertificateNames | null,
): PackProblem[] {
  const wrong = (message: string): PackProblem[] => [{ code: 'case-proof-wrong', message, where: CASE_PROOF_NAME }];
  const raw = parseJson(files.get(CASE_PROOF_NAME));
  if (manifest.caseProof !== CASE_PROOF_NAME || raw === undefined)
    return wrong('The proof that the log is whole is not attached.');
  if (names === null) return wrong('No certificate that holds says whose the log is.');
  const parsed = caseProof.safeParse(raw);
  const userId = parsed.success ? parsed.data.leaf.userId : '';
  const origin = deviceOrigin({ serverId: names.server.id, deviceId: names.device.id, userId });
  const claim = { serverId: names.server.id, keys: [logKey(origin, names.device.publicKey)], cosigners: [] };
  const before = new Set(shown.problems);
  return proveShownLog(shown, raw, claim)
    .problems.filter((problem) => !before.has(problem))
    .flatMap(({ message }) => wrong(message));
}

/** Cosignatures are not in every pack. Those the manifest or the reader names must be there and hold. */
export function checkWitnesses(
  { files }: Inside,
  manifest: PackManifestV2,
  { shown }: CheckedLog,
  names: CertificateNames | null,
  asked: readonly NoteKey[],
): Found {
  const wrong = (code: PackProblemCode, message: string): Found => ({
    detail: '',
    problems: [{ code, message, where: WITNESSED_NAME }],
  });
  const promised = manifest.witnesses.map(
    ({ name, publicKeyHex }): NoteKey => ({ name, kind: 'cosignature', publicKeyHex }),
  );
  const needed = [...promised, ...asked];
  const bytes = files.get(WITNESSED_NAME);
  if (
    (bytes !== undefined) !== (manifest.witnessed === WITNESSED_NAME) ||
    (manifest.witnessed !== null && bytes === undefined)
  )
    return wrong('witness-missing', 'The manifest does not say what is attached of cosignatures.');
  if (bytes === undefined) {
    const [first] = needed;
    if (first !== undefined) return wrong('witness-missing', `${first.name} has not cosigned any head of this log.`);
    return { detail: 'None in this pack: nobody had cosigned this log yet.', problems: [] };
  }
  const parsed = witnessedHead.safeParse(parseJson(bytes));
  const proof = caseProof.safeParse(parseJson(files.get(CASE_PROOF_NAME)));
  if (!parsed.success || !proof.success || names === null)
    return wrong('witness-missing', 'The cosigned head of the log cannot be read.');
  const { server, device } = names;
  const origin = deviceOrigin({ serverId: server.id, deviceId: device.id, userId: proof.data.leaf.userId });
  const log = logKey(origin, device.publicKey);
  const cosigners = [serverCosignerKey(server.id, server.publicKey), ...needed];
  const note = verifyCheckpointNote(parsed.data.checkpoint, [log, ...cosigners]);
  if (!note.ok || note.head.origin !== origin)
    return wrong('witness-missing', 'The cosigned head is not one of this workspace’s log.');
  const missing = cosigners.filter(
    (needs) =>
      !note.signers.some(
        ({ key }) => key.kind === 'cosignature' && key.name === needs.name && key.publicKeyHex === needs.publicKeyHex,
      ),
  );
  if (missing.length > 0)
    return {
      detail: '',
      problems: missing.map(({ name }) => ({
        code: 'witness-missing',
        message: `${name} has not cosigned the head of this log.`,
        where: WITNESSED_NAME,
      })),
    };
  const now = readTreeHead(unverifiedText(proof.data.checkpoint) ?? '');
  if (now === null || !goesOn(note.head, now, parsed.data.path))
    return wrong('log-rewritten', 'The log that was cosigned is not the beginning of the one this pack shows.');
  const times = note.signers.flatMap(({ timeSec }) => (timeSec === null ? [] : [timeSec]));
  const covered = shown.known.filter(({ deviceSeq }) => deviceSeq <= note.head.size).length;
  const who = cosigners.map(({ name }) => name).join(', ');
  const latest = new Date(Math.min(Math.max(...times) * 1000, LAST_MS)).toISOString();
  return {
    detail: `${who} cosigned by ${latest} what this workspace had logged until then, ${covered} of the ${shown.entries} entries among it.`,
    problems: [],
  };
}

function goesOn(first: TreeHead, second: TreeHead, path: readonly string[]): boolean {
  return verifyConsistency({
    firstSize: first.size,
    firstRoot: first.root,
    secondSize: second.size,
    secondRoot: second.root,
    path: path.map((hash) => hexToBytes(hash)),
  });
}
