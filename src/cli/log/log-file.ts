/**
 * The form of an exported query log: JSON lines. The first says whose log it is; each other one is an entry with its leaf,
 * both as canonical JSON (RFC 8785). Beside it lie checkpoint notes. Pure.
 */
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { AuditLeaf } from '../../core/audit/leaf.ts';
import { sha256Hex } from '../../core/model/domain.ts';

/** Notes that are looked for beside an exported log: the workstation's own, and the one the server cosigned. */
export const NOTE_FILES = ['.checkpoint', '.server-checkpoint'] as const;

export const logFileHeader = z.strictObject({
  format: z.literal('waymark-log'),
  v: z.literal(1),
  of: z.enum(['device', 'log']).describe('everything of one workspace, or one log of it'),
  log: z.string().nullable().describe('which log; null for everything'),
  origin: z.string().describe('of the checkpoints'),
  devicePublicKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Ed25519, raw, hex: the key the checkpoints are signed with'),
  proofs: z
    .array(
      z.strictObject({
        index: z.number().int().min(0).describe('of the leaf, from 0'),
        size: z.number().int().min(1).describe('of the tree of the checkpoint'),
        path: z.array(sha256Hex).max(64).describe('RFC 6962, from the leaf up'),
      }),
    )
    .max(8)
    .describe('for one log: its newest leaf in the tree of each checkpoint'),
});
export type LogFileHeader = z.infer<typeof logFileHeader>;

/** One line, without its end. */
export function lineOf(entry: AuditEntry, leaf: AuditLeaf): string {
  return `{"entry":${canonicalize(entry)},"leaf":${canonicalize(leaf)}}`;
}

/**
 * The two texts of a line of this form; null for a line of another. They are parsed apart and never as one line: a line
 * that names its entry twice would be hashed as the one and read as the other.
 */
export function splitLine(line: string): { entry: string; leaf: string } | null {
  const middle = line.lastIndexOf(',"leaf":{');
  if (!line.startsWith('{"entry":{') || !line.endsWith('}') || middle < 0) return null;
  return { entry: line.slice('{"entry":'.length, middle), leaf: line.slice(middle + ',"leaf":'.length, -1) };
}
