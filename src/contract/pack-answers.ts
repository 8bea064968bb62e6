/**
 * Evidence packs as the desk lists them: the record of one, its verdict, what stands in the way of the next. Runs anywhere.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { epochMs, id, sha256Hex, user } from '../core/model/domain.ts';

export const packRecord = z.object({
  id,
  caseId: id,
  number: z.string(),
  title: z.string(),
  fileName: z.string(),
  madeMs: epochMs,
  madeBy: user,
  reason: z.string(),
  recipients: z.string(),
  pages: z.number().int(),
  bytes: z.number().int(),
  sha256: sha256Hex,
  manifestSha256: sha256Hex,
  logSeq: z.number().int(),
});
export type PackRecord = z.infer<typeof packRecord>;

export const packVerdict = z.object({
  status: z.enum(['valid', 'invalid', 'unreadable']),
  trust: z.enum(['anchored', 'not-checked', 'untrusted']),
  checks: z.array(
    z.object({ id: z.string(), title: z.string(), ok: z.boolean(), detail: z.string(), where: z.string() }),
  ),
  problems: z.array(z.object({ code: z.string(), message: z.string(), where: z.string() })),
});
export type PackVerdictView = z.infer<typeof packVerdict>;

export const packCheck = z.object({
  id: z.string(),
  severity: z.enum(['stop', 'mend', 'ok']),
  title: z.string(),
  detail: z.string(),
});

export const buildEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), step: z.string(), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('done'), pack: packRecord, verdict: packVerdict }),
  z.object({ type: z.literal('refused'), decision }),
]);
