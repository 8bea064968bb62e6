/**
 * The server's signed word on an authority: that it was handed in, approved or refused, by whom and when. Runs anywhere.
 * It names the authority by a hash over everything that was judged, the hashes of its papers included: whoever changes a
 * word or a paper afterwards holds a statement about something else. Spec: docs/spec/authority.md.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type AuthorityRecord, epochMs, id, sha256Hex, user } from '../model/domain.ts';

const statementBody = z.object({
  v: z.literal(1),
  serverId: z.string(),
  authorityId: id,
  recordSha256: sha256Hex,
  state: z.enum(['submitted', 'approved', 'refused']),
  submittedMs: epochMs,
  by: user.nullable().describe('who decided; null: nobody has yet'),
  atMs: epochMs.nullable(),
  note: z.string().max(2000),
});
export type StatementBody = z.infer<typeof statementBody>;

export const approvalStatement = z.object({
  body: statementBody,
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .describe('Ed25519 over "waymark-approval-v1\\n" and the canonical JSON (RFC 8785) of body'),
});
export type ApprovalStatement = z.infer<typeof approvalStatement>;

/** SHA-256, hex, over all of a record that a second person judges: not what happens to it later. */
export function judgedDigest(record: AuthorityRecord): string {
  const judged = {
    id: record.id,
    caseId: record.caseId,
    kind: record.kind,
    number: record.number,
    purpose: record.purpose,
    narrative: record.narrative,
    declaredBy: record.declaredBy.id,
    fromMs: record.fromMs,
    toMs: record.toMs,
    issuer: record.issuer,
    scope: record.scope,
    conditions: record.conditions,
    ground: record.ground,
    impracticable: record.impracticable,
    documents: record.documents.map(({ id: documentId, sha256: hash, mime, bytes }) => ({
      id: documentId,
      sha256: hash,
      mime,
      bytes,
    })),
  };
  return bytesToHex(sha256(utf8ToBytes(`waymark-authority-v1\n${canonicalize(judged) ?? ''}`)));
}

/** The bytes that the server signs. */
export function statementMessage(body: StatementBody): Uint8Array {
  return utf8ToBytes(`waymark-approval-v1\n${canonicalize(body) ?? ''}`);
}

/** Whether this is the word of that server on exactly this record. */
export function statementHolds(
  statement: ApprovalStatement,
  record: AuthorityRecord,
  server: { serverId: string; publicKeyHex: string },
): boolean {
  const { body, publicKey, signature } = statement;
  if (publicKey !== server.publicKeyHex || body.serverId !== server.serverId) return false;
  if (body.authorityId !== record.id || body.recordSha256 !== judgedDigest(record)) return false;
  try {
    return ed25519.verify(hexToBytes(signature), statementMessage(body), hexToBytes(publicKey), { zip215: false });
  } catch {
    return false;
  }
}
