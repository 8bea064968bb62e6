/**
 * `head.json`: what the database must hold at least, kept outside of it, so that one put back to an older state is noticed
 * (T5, WAL cut or deleted, file restored). Node only.
 * Order of one commit: the new head is staged and synced, the database commits, the head takes its place. Killed between
 * the two, the database is ahead of its head, which is in order; behind is an alarm. A whole disk put back from a
 * snapshot takes the head along: only the server sees that.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256Hex } from '../core/model/domain.ts';
import { type StagedFile, stageFile } from './durable-file.ts';

const head = z.strictObject({
  v: z.literal(1),
  workspaceId: z.string().min(1).max(64),
  commits: z.number().int().min(0).describe('transactions committed so far'),
  deviceSeq: z.number().int().min(0),
  deviceHead: sha256Hex,
  saltHex: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('first 16 bytes of the database: tells a damaged workspace from a foreign file'),
});
const sealedHead = head.extend({ mac: sha256Hex });
export type Head = z.infer<typeof head>;

export type HeadReading =
  | { state: 'whole'; head: Head }
  | { state: 'missing' }
  /** `head` where it can be read at all: not to be trusted. */
  | { state: 'forged'; head: Head | null };

export type HeadFile = {
  read(): HeadReading;
  stage(next: Head): StagedFile;
};

/** @param workspaceKey 32 bytes; the MAC key is derived from it */
export function openHeadFile(path: string, workspaceKey: Uint8Array): HeadFile {
  const macKey = Buffer.from(hkdfSync('sha256', workspaceKey, '', 'waymark-head-v1', 32));
  const macOf = (value: Head): string =>
    createHmac('sha256', macKey)
      .update(
        JSON.stringify([value.v, value.workspaceId, value.commits, value.deviceSeq, value.deviceHead, value.saltHex]),
      )
      .digest('hex');
  return {
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'missing' };
        throw error;
      }
      const parsed = sealedHead.safeParse(parseJson(text));
      if (!parsed.success) return { state: 'forged', head: null };
      const { mac, ...value } = parsed.data;
      const genuine = timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(value), 'hex'));
      return genuine ? { state: 'whole', head: value } : { state: 'forged', head: value };
    },
    stage: (next) => stageFile(path, `${JSON.stringify({ ...next, mac: macOf(next) })}\n`),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
