/**
 * Whom a workstation trusts besides its server, as the settings show it: witnesses of the query log, and the auditor's
 * keys. Runs anywhere. Times are UTC epoch milliseconds.
 */
import { z } from 'zod';
import { epochMs, sha256Hex } from '../core/model/domain.ts';

export const witnessSettings = z.object({
  witnesses: z.array(
    z.object({
      name: z.string(),
      verifierKey: z.string().describe('C2SP: name+id+key, as `waymark witness` shows it'),
      keyId: z.string().describe('8 hex digits: read them out to whoever runs the witness'),
      addedMs: epochMs,
      addedBy: z.string(),
      seen: z
        .object({ size: z.number().int(), atMs: epochMs })
        .nullable()
        .describe('the largest tree of this person’s log here that it cosigned; null: none yet'),
    }),
  ),
  mayChange: z.boolean().describe('the signed-in person is an administrator'),
  changedOutside: z.boolean().describe('the list on disk is not one that grew from what was known here'),
});
export type WitnessSettings = z.infer<typeof witnessSettings>;

/** `kid` is the SHA-256 of the key: its fingerprint. */
export const auditKeySettings = z.object({
  sealedTo: z.array(sha256Hex).nullable().describe('what leaves here is sealed to these; null: none was ever named'),
  offered: z
    .object({ kids: z.array(z.string()), atMs: epochMs })
    .nullable()
    .describe('what the server named last; null: it was not asked yet'),
  differs: z.boolean().describe('the server names others than what leaves here is sealed to'),
  accepted: z
    .object({ kids: z.array(z.string()), by: z.string(), atMs: epochMs, note: z.string() })
    .nullable()
    .describe('the last word given on this workstation; followed at the next sync of each person'),
  mayAccept: z.boolean().describe('the signed-in person is an administrator or the auditor'),
});
export type AuditKeySettings = z.infer<typeof auditKeySettings>;
